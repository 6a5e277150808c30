import { backslashes, spaces, twos } from "./vectors";

// Strings of JSON lines that nobody has indexed: where they end, and what they say.

const QUOTE: u32 = 0x22;
const BACKSLASH: u32 = 0x5c;
const LETTER_B: u32 = 0x62;
const LETTER_N: u32 = 0x6e;
const LETTER_R: u32 = 0x72;
const LETTER_T: u32 = 0x74;
const LETTER_U: u32 = 0x75;
const SLASH: u32 = 0x2f;
const TAB: u32 = 0x09;
const LINE_FEED: u32 = 0x0a;
const CARRIAGE_RETURN: u32 = 0x0d;

/** A bit for each of 16 bytes that is a quote, a backslash or below 0x20. */
// @ts-ignore: decorator
@inline function specials(at: usize): u32 {
  return specialsOf(v128.load(at));
}

// @ts-ignore: decorator
@inline function specialsOf(text: v128): u32 {
  // With its second bit changed a quote comes before all others that are no control character.
  return <u32>i8x16.bitmask(v128.or(i8x16.le_u(v128.xor(text, twos()), spaces()), i8x16.eq(text, backslashes())));
}

/** The first quote, backslash or byte below 0x20 from `from` on; any byte from `end` on when there is none before. Most strings end in the first 32 bytes. */
// @ts-ignore: decorator
@inline export function findSpecial(from: usize, end: usize): usize {
  let at = from;
  let found = specials(at) | (specials(at + 16) << 16);
  while (found == 0) {
    at += 32;
    if (at >= end) return at;
    found = specials(at) | (specials(at + 16) << 16);
  }
  return at + <usize>ctz(found);
}

/** The quote that ends the string in which a special byte stands at `special`; 0 when the string is no plain JSON. */
export function findStringEnd(special: usize, end: usize): usize {
  let from = special;
  while (from < end) {
    let found = <u64>(specials(from) | (specials(from + 16) << 16)) | (<u64>(specials(from + 32) | (specials(from + 48) << 16)) << 32);
    // Escapes mostly come with others, and the end is mostly near: nothing is searched twice.
    while (found != 0) {
      const place = <u64>ctz(found);
      const at = from + <usize>place;
      const byte = <u32>load<u8>(at);
      if (byte != BACKSLASH) return byte == QUOTE && at < end ? at : 0;
      if (!isEscape(at + 1)) return 0;
      if (place >= 62) {
        // What it stands for may lie behind what was searched.
        from = at + 2 - 64;
        break;
      }
      found &= ~(<u64>3 << place);
    }
    from += 64;
  }
  return 0;
}

/**
 * Write the text of the string that begins at `start`, which is plain JSON, up to its first line feed to `to`, and a line feed behind it; returns where that one is, or 0 when the text has more than
 * `bytesMax` bytes or unusual escapes. Some bytes more may be written.
 */
export function unescapeLine(start: usize, to: usize, bytesMax: usize): usize {
  let from = start;
  let at = to;
  const last = to + bytesMax - 16;
  while (at <= last) {
    const text = v128.load(from);
    v128.store(at, text);
    const found = specialsOf(text);
    if (found == 0) {
      from += 16;
      at += 16;
      continue;
    }
    const length = <usize>ctz(found);
    from += length;
    at += length;
    if (load<u8>(from) == QUOTE) break;
    const byte = <u32>load<u8>(from, 1);
    if (byte == LETTER_N) break;
    const plain = byte == LETTER_U ? plainOf(from + 2) : plainOfLetter(byte);
    if (plain == 0) return 0;
    store<u8>(at++, <u8>plain);
    from += byte == LETTER_U ? 6 : 2;
  }
  if (at > last) return 0;
  store<u8>(at, <u8>LINE_FEED);
  return at;
}

/** What the escape of this letter stands for; 0 when it is an unusual one. */
// @ts-ignore: decorator
@inline function plainOfLetter(letter: u32): u32 {
  if (letter == QUOTE || letter == BACKSLASH || letter == SLASH) return letter;
  if (letter == LETTER_T) return TAB;
  return letter == LETTER_R ? CARRIAGE_RETURN : 0;
}

/** The byte that four hexadecimal digits at `at` stand for, if it is a visible one of ASCII; else 0. Go writes `&`, `<` and `>` so. */
function plainOf(at: usize): u32 {
  const high = load<u32>(at) & 0xffffff ^ 0x303030;
  if ((high & 0xffff) != 0) return 0;
  const tens = high >> 16;
  const ones = hexOf(<u32>load<u8>(at, 3));
  const byte = (tens << 4) | ones;
  return tens >= 2 && tens < 8 && byte != 0x7f ? byte : 0;
}

/** The value of a hexadecimal digit. */
// @ts-ignore: decorator
@inline function hexOf(digit: u32): u32 {
  return digit < 0x40 ? digit - 0x30 : (digit | 0x20) - 0x57;
}

/** Whether a backslash may stand before the byte at `at`. */
export function isEscape(at: usize): bool {
  const byte = <u32>load<u8>(at);
  if (byte == LETTER_U) {
    for (let i: usize = 1; i <= 4; i++) {
      const digit = <u32>load<u8>(at + i);
      if (digit - 0x30 >= 10 && (digit | 0x20) - 0x61 >= 6) return false;
    }
    return true;
  }
  // " \\ / in the first word, b f n r t in the second one.
  const isMark = (<u64>0x0400000000002001 >> <u64>(byte - QUOTE)) & <u64>(byte - QUOTE < 64);
  const isLetter = (<u64>0x51011 >> <u64>(byte - LETTER_B)) & <u64>(byte - LETTER_B < 32);
  return (isMark | isLetter) != 0;
}
