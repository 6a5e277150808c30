const ZERO = 0x30;
const BACKSLASH = 0x5c;

const UPPER_U = 0x55;
const LOWER_A = 0x61;
const LOWER_B = 0x62;
const LOWER_F = 0x66;
const LOWER_N = 0x6e;
const LOWER_R = 0x72;
const LOWER_T = 0x74;
const LOWER_U = 0x75;
const LOWER_V = 0x76;
const LOWER_X = 0x78;

const REPLACEMENT = 0xfffd;

/**
 * Write the UTF-8 of the string whose raw, valid text is `bytes[start, end)`, between its quotes, to `out` from `at` on, and return the position behind it.
 * It is never longer than the raw text. Half a surrogate pair becomes U+FFFD. What Go escapes in another way than JSON, which only logfmt may hold, is undone too.
 */
export function unescapeJson(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  let to = at;
  for (let from = start; from < end;) {
    const byte = bytes[from]!;
    if (byte !== BACKSLASH) {
      out[to++] = byte;
      from++;
    } else if (bytes[from + 1] === LOWER_X) {
      out[to++] = readHex(bytes, from + 2, 2);
      from += 4;
    } else if (bytes[from + 1] === UPPER_U) {
      const code = readHex(bytes, from + 2, 8);
      to = writeUtf8(code >= 0xd800 && code < 0xe000 ? REPLACEMENT : code, out, to);
      from += 10;
    } else if (bytes[from + 1] !== LOWER_U) {
      out[to++] = controlOf(bytes[from + 1]!);
      from += 2;
    } else {
      let code = readHex(bytes, from + 2, 4);
      from += 6;
      if (code >= 0xd800 && code < 0xe000) {
        const isPair = code < 0xdc00 && bytes[from] === BACKSLASH && bytes[from + 1] === LOWER_U;
        const low = isPair ? readHex(bytes, from + 2, 4) : 0;
        if (low >= 0xdc00 && low < 0xe000) {
          code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
          from += 6;
        } else code = REPLACEMENT;
      }
      to = writeUtf8(code, out, to);
    }
  }
  return to;
}

/** The byte that a backslash and `letter` stand for. */
function controlOf(letter: number): number {
  switch (letter) {
    case LOWER_A:
      return 0x07;
    case LOWER_B:
      return 0x08;
    case LOWER_F:
      return 0x0c;
    case LOWER_N:
      return 0x0a;
    case LOWER_R:
      return 0x0d;
    case LOWER_T:
      return 0x09;
    case LOWER_V:
      return 0x0b;
    default:
      return letter;
  }
}

/** The number that so many hexadecimal digits make. */
function readHex(bytes: Uint8Array, at: number, digits: number): number {
  let code = 0;
  for (let i = at; i < at + digits; i++) {
    const byte = bytes[i]!;
    code = code * 16 + (byte < 0x41 ? byte - ZERO : (byte & 0x0f) + 9);
  }
  return code;
}

function writeUtf8(code: number, out: Uint8Array, at: number): number {
  let to = at;
  if (code < 0x80) out[to++] = code;
  else if (code < 0x800) {
    out[to++] = 0xc0 | (code >> 6);
    out[to++] = 0x80 | (code & 0x3f);
  } else {
    if (code < 0x10000) out[to++] = 0xe0 | (code >> 12);
    else {
      out[to++] = 0xf0 | (code >> 18);
      out[to++] = 0x80 | ((code >> 12) & 0x3f);
    }
    out[to++] = 0x80 | ((code >> 6) & 0x3f);
    out[to++] = 0x80 | (code & 0x3f);
  }
  return to;
}
