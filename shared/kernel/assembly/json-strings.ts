import { backslashes, spaces, twos } from "./vectors";

// Values of JSON lines that nobody has indexed: where strings, words and arrays of them end.

const QUOTE: u32 = 0x22;
const BACKSLASH: u32 = 0x5c;
const LETTER_U: u32 = 0x75;

/** A bit for each of 16 bytes that is a quote, a backslash or below 0x20. */
// @ts-ignore: decorator
@inline function specials(at: usize): u32 {
  const text = v128.load(at);
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
  let at = special;
  while (at < end && load<u8>(at) == BACKSLASH) {
    if (!isEscape(at + 1)) return 0;
    at = findSpecial(at + 2, end);
  }
  return at < end && load<u8>(at) == QUOTE ? at : 0;
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
  // " \\ / b f n r t
  return byte == QUOTE || byte == BACKSLASH || byte == 0x2f || byte == 0x62 || byte == 0x66 || byte == 0x6e || byte == 0x72 || byte == 0x74;
}
