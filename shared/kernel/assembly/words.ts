import { SPACES_MAX, SPACE_POSITIONS } from "./layout";
import { readDigits, scanDigits, SCAN_DIGITS_MAX } from "./digits";
import { spaces } from "./vectors";

/**
 * Write the positions of the spaces in `[start, end)`, at most {@link SPACES_MAX}, and return how many there are; 0 when there are more, or two beside
 * each other: then words are not what lies between.
 */
export function indexSpaces(start: usize, end: usize): u32 {
  let count: u32 = 0;
  let before: u32 = 0;
  for (let at = start; at < end; at += 16) {
    let bits = <u32>i8x16.bitmask(i8x16.eq(v128.load(at), spaces()));
    if (end - at < 16) bits &= (<u32>1 << <u32>(end - at)) - 1;
    if ((bits & ((bits << 1) | before)) != 0) return 0;
    before = bits >> 15;
    while (bits != 0) {
      if (count == SPACES_MAX) return 0;
      store<u32>(SPACE_POSITIONS + (<usize>count << 2), <u32>at + ctz(bits));
      count++;
      bits &= bits - 1;
    }
  }
  return count;
}

/** The position of a space that was found last. */
// @ts-ignore: decorator
@inline export function spaceAt(number: u32): usize {
  return <usize>load<u32>(SPACE_POSITIONS + (<usize>number << 2));
}

/** A word that is for the slow path. */
export const NOT_A_COUNT: i64 = -2;
/** A word that is `-`. */
export const ABSENT: i64 = -1;

/** The whole number that is the word `[start, end)`. */
export function readCount(start: usize, end: usize): i64 {
  if (end == start + 1 && load<u8>(start) == 0x2d) return ABSENT;
  const digits = scanDigits(start, end);
  return digits == end && end != start && end - start < SCAN_DIGITS_MAX ? <i64>readDigits(start, end) : NOT_A_COUNT;
}

/** Whether the position behind digits and a colon, with something before them, ends the word `[start, end)`: an address and its port. */
export function isAddressAndPort(start: usize, end: usize): bool {
  let at = end;
  while (at > start && <u32>load<u8>(at - 1) - 0x30 < 10) at--;
  return at < end && at > start + 1 && load<u8>(at - 1) == 0x3a;
}
