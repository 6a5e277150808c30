import { JSON_KEY_ENTRY_BYTES, JSON_KEY_PLACES, JSON_KEY_TABLE, JSON_KEY_TEXTS, JSON_KEY_TEXT_BYTES } from "./layout";

// The wanted keys. An entry of the table: the key's last eight bytes (all of a shorter one, in the low bytes), its first eight, its length, its number
// plus 1. 0 is a free place. `json-tables.ts` of the wrapper writes it, with the same hash.

const WORD: usize = 0;
const HEAD: usize = 8;
const LENGTH: usize = 16;
const NUMBER: usize = 20;

/** No wanted key. */
export const NO_KEY: i32 = -1;

const QUOTE_BYTES: u64 = 0x2222222222222222;
const LOW_BITS: u64 = 0x7f7f7f7f7f7f7f7f;
const MIX: u64 = 0x9e3779b97f4a7c15;
const LENGTH_MIX: u64 = 0xc2b2ae3d27d4eb4f;
const PLACE_SHIFT: u64 = 54;
/** Longer keys are not wanted, or for the slow path. */
const KEY_BYTES_MAX: usize = 48;

/** The high bit of every byte that is a quote. */
// @ts-ignore: decorator
@inline function quotesOf(word: u64): u64 {
  const folded = word ^ QUOTE_BYTES;
  return ~(((folded & LOW_BITS) + LOW_BITS) | folded | LOW_BITS);
}

/** The number of the key that the quote at `quote` closes: {@link NO_KEY} when nobody wants it. It has no backslash in it. */
// @ts-ignore: decorator
@inline export function findJsonKey(quote: usize): i32 {
  const word = load<u64>(quote - 8);
  const quotes = quotesOf(word);
  if (quotes == 0) return findLongKey(quote, word);
  // The bytes behind the last quote. An empty key shifts by 64 bits, which is none.
  const bytes = <usize>(clz(quotes) >> 3);
  if (bytes == 0) return NO_KEY;
  return lookUp(word >> <u64>(64 - (bytes << 3)), bytes, quote);
}

/** The number of the key `[start, end)`, which is not empty: {@link NO_KEY} when nobody wants it. */
// @ts-ignore: decorator
@inline export function findKeyName(start: usize, end: usize): i32 {
  const length = end - start;
  if (length > KEY_BYTES_MAX) return NO_KEY;
  const word = load<u64>(end - 8);
  return lookUp(length < 8 ? word >> <u64>(64 - (length << 3)) : word, length, end);
}

function findLongKey(quote: usize, word: u64): i32 {
  const before = quotesOf(load<u64>(quote - 16));
  if (before != 0) return lookUp(word, 8 + <usize>(clz(before) >> 3), quote);
  let length: usize = 16;
  while (load<u8>(quote - length - 1) != 0x22) {
    if (++length > KEY_BYTES_MAX) return NO_KEY;
  }
  return lookUp(word, length, quote);
}

// @ts-ignore: decorator
@inline function lookUp(word: u64, length: usize, quote: usize): i32 {
  let place = <u32>(((word * MIX) ^ (<u64>length * LENGTH_MIX)) >> PLACE_SHIFT);
  while (true) {
    const entry = JSON_KEY_TABLE + <usize>place * JSON_KEY_ENTRY_BYTES;
    const number = load<u32>(entry, NUMBER);
    if (number == 0) return NO_KEY;
    if (i32(load<u64>(entry, WORD) == word) & i32(<usize>load<u32>(entry, LENGTH) == length)) {
      if (length < 9 || isSameHead(entry, number, length, quote)) return <i32>number - 1;
    }
    place = (place + 1) & (JSON_KEY_PLACES - 1);
  }
}

/** Whether the bytes before the last eight are those of the key. */
function isSameHead(entry: usize, number: u32, length: usize, quote: usize): bool {
  if (load<u64>(entry, HEAD) != load<u64>(quote - length)) return false;
  const text = JSON_KEY_TEXTS + <usize>(number - 1) * JSON_KEY_TEXT_BYTES;
  for (let i: usize = 8; i + 8 < length; i++) if (load<u8>(text + i) != load<u8>(quote - length + i)) return false;
  return true;
}

/** Whether the key that the quote at `quote` closes has no backslash in it, and so begins behind the next quote before. */
export function isPlainKey(quote: usize): bool {
  let at = quote - 1;
  while (load<u8>(at) != 0x22) {
    if (load<u8>(at) == 0x5c) return false;
    at--;
  }
  return load<u8>(at - 1) != 0x5c;
}
