import { SPACES_MAX, SPACE_POSITIONS } from "./layout";
import { digitsFrom, joinDigits, nonDigits } from "./digits";
import { bitsOf, writePositions } from "./positions";
import { spaces } from "./vectors";

const OPENING: u32 = 0x7b;

/**
 * Write the positions of the spaces in `[start, end)`, at most {@link SPACES_MAX}, and return how many there are; 0 when there are more, or two beside
 * each other: then words are not what lies between.
 */
export function indexSpaces(start: usize, end: usize): u32 {
  let to = SPACE_POSITIONS;
  let before: u64 = 0;
  for (let at = start; at < end; at += 64) {
    const bits = spacesAt(at, end);
    if ((bits & ((bits << 1) | before)) != 0) return 0;
    before = bits >> 63;
    if (to - SPACE_POSITIONS + (<usize>popcnt(bits) << 2) > <usize>SPACES_MAX << 2) return 0;
    to = writePositions(to, bits, <u32>at);
  }
  return <u32>((to - SPACE_POSITIONS) >> 2);
}

/** How many spaces are in `[start, end)`; 0 when two are beside each other. */
export function countSpaces(start: usize, end: usize): u32 {
  let count: u32 = 0;
  let before: u64 = 0;
  for (let at = start; at < end; at += 64) {
    const bits = spacesAt(at, end);
    if ((bits & ((bits << 1) | before)) != 0) return 0;
    before = bits >> 63;
    count += <u32>popcnt(bits);
  }
  return count;
}

/** A bit for each space in the 64 bytes from `at` on, before `end`. */
// @ts-ignore: decorator
@inline function spacesAt(at: usize, end: usize): u64 {
  const bits = bitsOf(i8x16.eq(v128.load(at), spaces()), i8x16.eq(v128.load(at, 16), spaces()), i8x16.eq(v128.load(at, 32), spaces()), i8x16.eq(v128.load(at, 48), spaces()));
  return end - at < 64 ? bits & ((<u64>1 << <u64>(end - at)) - 1) : bits;
}

/** The position of a space that was found last. */
// @ts-ignore: decorator
@inline export function spaceAt(number: u32): usize {
  return <usize>load<u32>(SPACE_POSITIONS + (<usize>number << 2));
}

/** The first space in `[from, end)`, or `end`. */
// @ts-ignore: decorator
@inline export function findSpace(from: usize, end: usize): usize {
  let at = from;
  let found = i8x16.bitmask(i8x16.eq(v128.load(at), spaces()));
  while (found == 0) {
    at += 16;
    if (at >= end) return end;
    found = i8x16.bitmask(i8x16.eq(v128.load(at), spaces()));
  }
  return min(at + <usize>ctz(found), end);
}

/** The first byte in `[from, end)` that is no space, or `end`. */
// @ts-ignore: decorator
@inline export function skipSpaces(from: usize, end: usize): usize {
  let at = from;
  while (at < end && load<u8>(at) == 0x20) at++;
  return at;
}

/** The first such byte in `[from, end)`, or `end`. */
export function findByte(from: usize, end: usize, byte: u32): usize {
  let at = from;
  while (at < end && <u32>load<u8>(at) != byte) at++;
  return at;
}

/** A word that is for the slow path. */
export const NOT_A_COUNT: i64 = -2;
/** More digits are for the slow path. */
const COUNT_DIGITS_MAX: usize = 8;
/** A word that is `-`. */
export const ABSENT: i64 = -1;

/** The whole number that is the word `[start, end)`. */
export function readCount(start: usize, end: usize): i64 {
  if (end == start + 1 && load<u8>(start) == 0x2d) return ABSENT;
  const length = end - start;
  if (length - 1 > COUNT_DIGITS_MAX - 1) return NOT_A_COUNT;
  const digits = digitsFrom(start, length);
  return nonDigits(digits) == 0 ? <i64>joinDigits(digits) : NOT_A_COUNT;
}

/** Whether a colon and digits, with something before them, end the word `[start, end)`, which begins with no brace: an address and its port. */
export function isAddressAndPort(start: usize, end: usize): bool {
  if (load<u8>(start) == OPENING) return false;
  let at = end;
  while (at > start && <u32>load<u8>(at - 1) - 0x30 < 10) at--;
  return at < end && at > start + 1 && load<u8>(at - 1) == 0x3a;
}

/** `Tracebac` */
const TRACEBACK: u64 = 0x6361626563617254;

/** Whether the line at `start` begins as one that goes on with a stack trace. */
// @ts-ignore: decorator
@inline export function beginsTrace(start: usize): bool {
  return load<u64>(start) == TRACEBACK;
}
