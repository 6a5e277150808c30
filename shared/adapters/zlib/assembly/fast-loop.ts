// The symbols of a block as long as there is plenty of input and of room for text. Source: the design of libdeflate's `decompress_template.h`.
//
// `word` holds the next bits, from its third one on: masked, it is an offset in a table of words. The low six bits of `count` say how many of its bits
// count, with the lowest two; what is above is rubbish. A refill loads eight bytes, of which as many count as make at least 54 bits: that is enough for
// three literals and a length, or for a length and a distance, with their extra bits.

import { inputAt, inputEnd, keepBits, keptBits, keptCount } from "./bits";
import { EXCEPTIONAL, INVALID, SUBTABLE, subtableBitsOf } from "./decode-table";
import { DISTANCE_BITS, DISTANCE_TABLE, LITLEN_BITS, LITLEN_TABLE } from "./layout";
import { BLOCK_ENDED, CORRUPT, GOES_ON } from "./statuses";
import { copyFar, reachable, repeatNear, setTextAt, textAt } from "./text";

const LITLEN_MASK: usize = ((1 << LITLEN_BITS) - 1) << 2;
const DISTANCE_MASK: usize = ((1 << DISTANCE_BITS) - 1) << 2;
/** The most that a distance uses up. */
const DISTANCE_BITS_MAX: u32 = 15 + 13;

/** Input that one turn of the loop may use or look at, and text that it may make. */
export const INPUT_MARGIN: usize = 40;
export const TEXT_MARGIN: usize = 4 + 258;

/** The entry of the litlen table for the next bits. */
// @ts-ignore: decorator
@inline
function litlenOf(word: u64): u32 {
  return load<u32>(<usize>word & LITLEN_MASK, LITLEN_TABLE);
}

// @ts-ignore: decorator
@inline
function isLiteral(entry: u32): bool {
  return <i32>entry < 0;
}

/** Where in its table a subtable has the entry for the next bits. */
// @ts-ignore: decorator
@inline
function offsetInSubtable(entry: u32, word: u64): usize {
  return <usize>(entry >> 16) + (<usize>word & ((<usize>4 << subtableBitsOf(entry)) - 4));
}

/** What length or distance the entry and its extra bits say. `word` begins with the code. */
// @ts-ignore: decorator
@inline
function valueOf(entry: u32, word: u64): usize {
  return <usize>(entry >> 16) + <usize>((word & ((<u64>4 << <u64>entry) - 1)) >> <u64>(entry >> 8));
}

/** Take symbols until the block ends or less than a margin is left. At least one margin of both is there. */
export function runFast(textEnd: usize): i32 {
  const inLimit = inputEnd() - INPUT_MARGIN;
  const outLimit = textEnd - TEXT_MARGIN;
  const start = reachable();
  let at = inputAt();
  let word = keptBits() << 2;
  let count = keptCount() + 2;
  let out = textAt();
  let status = GOES_ON;
  let used: u64 = 0;

  word |= load<u64>(at) << <u64>count;
  at += ((count >> 3) & 7) ^ 7;
  count |= 56;
  let entry = litlenOf(word);
  do {
    used = word;
    word >>= <u64>entry;
    count -= entry;
    if (isLiteral(entry)) {
      store<u8>(out++, <u8>(entry >> 16));
      entry = litlenOf(word);
      used = word;
      word >>= <u64>entry;
      count -= entry;
      if (isLiteral(entry)) {
        store<u8>(out++, <u8>(entry >> 16));
        entry = litlenOf(word);
        used = word;
        word >>= <u64>entry;
        count -= entry;
        if (isLiteral(entry)) {
          store<u8>(out++, <u8>(entry >> 16));
          word |= load<u64>(at) << <u64>count;
          at += ((count >> 3) & 7) ^ 7;
          count |= 56;
          entry = litlenOf(word);
          if (at > inLimit) break;
          continue;
        }
      }
    }
    if ((entry & EXCEPTIONAL) != 0) {
      if ((entry & SUBTABLE) != 0) {
        entry = load<u32>(offsetInSubtable(entry, word), LITLEN_TABLE);
        used = word;
        word >>= <u64>entry;
        count -= entry;
        if (isLiteral(entry)) {
          store<u8>(out++, <u8>(entry >> 16));
          word |= load<u64>(at) << <u64>count;
          at += ((count >> 3) & 7) ^ 7;
          count |= 56;
          entry = litlenOf(word);
          if (at > inLimit) break;
          continue;
        }
      }
      if ((entry & EXCEPTIONAL) != 0) {
        status = (entry & INVALID) != 0 ? CORRUPT : BLOCK_ENDED;
        break;
      }
    }
    const length = valueOf(entry, used);
    if ((count & 63) < DISTANCE_BITS_MAX + 2) {
      word |= load<u64>(at) << <u64>count;
      at += ((count >> 3) & 7) ^ 7;
      count |= 56;
    }
    entry = load<u32>(<usize>word & DISTANCE_MASK, DISTANCE_TABLE);
    if ((entry & EXCEPTIONAL) != 0) {
      if ((entry & SUBTABLE) != 0) {
        word >>= <u64>entry;
        count -= entry;
        entry = load<u32>(offsetInSubtable(entry, word), DISTANCE_TABLE);
      }
      if ((entry & EXCEPTIONAL) != 0) {
        count -= entry;
        word >>= <u64>entry;
        status = CORRUPT;
        break;
      }
    }
    used = word;
    word >>= <u64>entry;
    count -= entry;
    const distance = valueOf(entry, used);
    if (distance > out - start) {
      status = CORRUPT;
      break;
    }
    word |= load<u64>(at) << <u64>count;
    at += ((count >> 3) & 7) ^ 7;
    count |= 56;
    entry = litlenOf(word);

    const end = out + length;
    if (distance >= 16) copyFar(out, out - distance, end);
    else repeatNear(out, distance, end);
    out = end;
    if (at > inLimit) break;
  } while (out <= outLimit);

  keepBits(at, word >> 2, (count & 63) - 2);
  setTextAt(out);
  return status;
}
