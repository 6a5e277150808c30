// The symbols of a block as long as there is plenty of input and of room for text. Source: the design of libdeflate's `decompress_template.h`.
//
// `word` holds the next bits; of `count` the low six bits say how many of them count, what is above is rubbish. A refill loads eight bytes, of which as
// many count as make the bits 56 or more: that is enough for three literals, or for a length and a distance with their extra bits.

import { inputAt, inputEnd, keepBits, keptBits, keptCount } from "./bits";
import { EXCEPTIONAL, INVALID, LITERAL, SUBTABLE } from "./decode-table";
import { DISTANCE_BITS, DISTANCE_TABLE, LITLEN_BITS, LITLEN_TABLE } from "./layout";
import { BLOCK_ENDED, CORRUPT, GOES_ON } from "./statuses";
import { reachable, repeatNear, setTextAt, textAt } from "./text";

const LITLEN_MASK: u64 = (1 << LITLEN_BITS) - 1;
const DISTANCE_MASK: u64 = (1 << DISTANCE_BITS) - 1;

/** Input that one turn of the loop may use or look at, and text that it may make. */
export const INPUT_MARGIN: usize = 40;
export const TEXT_MARGIN: usize = 4 + 258;

/** The table entry that `bits` begin with. */
// @ts-ignore: decorator
@inline
function litlenOf(bits: u64): u32 {
  return load<u32>(<usize>(bits & LITLEN_MASK) << 2, LITLEN_TABLE);
}

// @ts-ignore: decorator
@inline
function low(bits: u64, count: u32): u64 {
  return bits & ((<u64>1 << <u64>count) - 1);
}

/** What length or distance the entry and its extra bits say. `bits` begin with the code. */
// @ts-ignore: decorator
@inline
function valueOf(entry: u32, bits: u64): usize {
  return <usize>(entry >> 16) + <usize>(low(bits, entry) >> (<u64>(entry >> 8) & 15));
}

/** Take symbols until the block ends or less than a margin is left. At least one margin of both is there. */
export function runFast(textEnd: usize): i32 {
  const inLimit = inputEnd() - INPUT_MARGIN;
  const outLimit = textEnd - TEXT_MARGIN;
  const start = reachable();
  let at = inputAt();
  let word = keptBits();
  let count = keptCount();
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
    if ((entry & LITERAL) != 0) {
      store<u8>(out++, <u8>(entry >> 16));
      entry = litlenOf(word);
      used = word;
      word >>= <u64>entry;
      count -= entry;
      if ((entry & LITERAL) != 0) {
        store<u8>(out++, <u8>(entry >> 16));
        entry = litlenOf(word);
        used = word;
        word >>= <u64>entry;
        count -= entry;
        if ((entry & LITERAL) != 0) {
          store<u8>(out++, <u8>(entry >> 16));
          word |= load<u64>(at) << <u64>count;
          at += ((count >> 3) & 7) ^ 7;
          count |= 56;
          entry = litlenOf(word);
          continue;
        }
      }
    }
    if ((entry & EXCEPTIONAL) != 0) {
      if ((entry & SUBTABLE) != 0) {
        entry = load<u32>(<usize>((entry >> 16) + <u32>low(word, (entry >> 8) & 15)) << 2, LITLEN_TABLE);
        used = word;
        word >>= <u64>entry;
        count -= entry;
        if ((entry & LITERAL) != 0) {
          store<u8>(out++, <u8>(entry >> 16));
          word |= load<u64>(at) << <u64>count;
          at += ((count >> 3) & 7) ^ 7;
          count |= 56;
          entry = litlenOf(word);
          continue;
        }
      }
      if ((entry & EXCEPTIONAL) != 0) {
        status = (entry & INVALID) != 0 ? CORRUPT : BLOCK_ENDED;
        break;
      }
    }
    const length = valueOf(entry, used);
    word |= load<u64>(at) << <u64>count;
    at += ((count >> 3) & 7) ^ 7;
    count |= 56;
    entry = load<u32>(<usize>(word & DISTANCE_MASK) << 2, DISTANCE_TABLE);
    if ((entry & EXCEPTIONAL) != 0) {
      if ((entry & SUBTABLE) != 0) {
        word >>= <u64>entry;
        count -= entry;
        entry = load<u32>(<usize>((entry >> 16) + <u32>low(word, (entry >> 8) & 15)) << 2, DISTANCE_TABLE);
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
    if (distance >= 16) {
      let from = out - distance;
      v128.store(out, v128.load(from));
      v128.store(out, v128.load(from, 16), 16);
      if (length > 32) {
        out += 32;
        from += 32;
        do {
          v128.store(out, v128.load(from));
          v128.store(out, v128.load(from, 16), 16);
          out += 32;
          from += 32;
        } while (out < end);
      }
    } else repeatNear(out, distance, end);
    out = end;
  } while (at <= inLimit && out <= outLimit);

  keepBits(at, word, count & 63);
  setTextAt(out);
  return status;
}
