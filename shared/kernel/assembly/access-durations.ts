import { joinDigits, nonDigits, readDigits, scanDigits, ZEROS } from "./digits";
import { MICROS_MAX } from "./windows";
import { findSpace } from "./words";

// Bare numbers that are durations: behind an access line, and among the words of a load balancer.

const SPACE: u32 = 0x20;
const BRACKET_OPEN: u32 = 0x5b;
const LOWER_H: u32 = 0x68;
const LOWER_M: u32 = 0x6d;
const LOWER_S: u32 = 0x73;

/** {@link readTail}: what stands there is for the slow path. */
export const NOT_READ: i32 = -2;

/** The duration in ` duration` or ` duration more…`, in whole µs: with a point seconds, without µs. */
// @ts-ignore: decorator
@inline export function readTail(from: usize, end: usize): i32 {
  const start = from + 1;
  const length = end - start;
  if (load<u8>(from) != SPACE || length == 0) return NOT_READ;
  const micros = readThreeDecimals(end, length);
  return micros == NOT_READ ? readLongTail(start, end) : micros;
}

/** The `length` bytes before `end` as seconds with three decimals, `1.234` to `123.456`, in whole µs; `NOT_READ` when they are something else. */
// @ts-ignore: decorator
@inline function readThreeDecimals(end: usize, length: usize): i32 {
  if (length - 5 > 2) return NOT_READ;
  // The last eight bytes without their point.
  const word = load<u64>(end - 8);
  const unwanted = <u64>(72 - (length << 3));
  const digits = ((((word & 0xffffff0000000000) | ((word & 0xffffffff) << 8)) ^ ZEROS) >> unwanted) << unwanted;
  return i32(((word >> 32) & 0xff) == 0x2e) & i32(nonDigits(digits) == 0) ? <i32>joinDigits(digits) * 1000 : NOT_READ;
}

/** The number with a point that is all of `[start, end)`, in seconds, as whole µs. */
// @ts-ignore: decorator
@inline export function readDecimalSeconds(start: usize, end: usize): i32 {
  const length = end - start;
  const micros = readThreeDecimals(end, length);
  if (micros != NOT_READ) return micros;
  if (length == 8 && load<u8>(start, 1) == 0x2e) {
    // `0.123456`: a zero, and all of it without the point.
    const word = load<u64>(start);
    const digits = ((word & 0xffffffffffff0000) | ((word & 0xff) << 8) | 0x30) ^ ZEROS;
    if (nonDigits(digits) == 0) return <i32>joinDigits(digits);
  }
  return readLongDecimalSeconds(start, end);
}

function readLongDecimalSeconds(start: usize, end: usize): i32 {
  const point = scanDigits(start, end);
  if (point == end || load<u8>(point) != 0x2e || point - start > 4) return NOT_READ;
  const decimals = point + 1;
  const count = end - decimals;
  if (count - 1 > 5 || scanDigits(decimals, end) != end || point == start) return NOT_READ;
  let fraction = readDigits(decimals, end);
  for (let decimal = count; decimal < 6; decimal++) fraction *= 10;
  const micros = readDigits(start, point) * 1000000 + fraction;
  return micros > MICROS_MAX ? NOT_READ : <i32>micros;
}

function readLongTail(start: usize, end: usize): i32 {
  const point = scanDigits(start, end);
  // The line's own time once more has ten digits: more than are looked for.
  if (point == start) return NOT_READ;
  const whole = readDigits(start, point);
  if (point == end) return whole > MICROS_MAX ? NOT_READ : <i32>whole;
  if (load<u8>(point) == SPACE) return whole > MICROS_MAX ? NOT_READ : readBehindCount(point + 1, end, <i32>whole);
  if (load<u8>(point) != 0x2e) return NOT_READ;
  const decimals = point + 1;
  const wordEnd = scanDigits(decimals, end);
  const count = wordEnd - decimals;
  if (count == 0 || count > 6 || (wordEnd != end && (load<u8>(wordEnd) != SPACE || mayBeUnit(wordEnd + 1)))) return NOT_READ;
  let fraction = readDigits(decimals, wordEnd);
  for (let decimal = count; decimal < 6; decimal++) fraction *= 10;
  const micros = whole * 1000000 + fraction;
  return micros > MICROS_MAX ? NOT_READ : <i32>micros;
}

/** Whether the word at `at` may be a unit: `ms`, `us`, `ns`, `s`, or one with a µ. */
// @ts-ignore: decorator
@inline function mayBeUnit(at: usize): bool {
  const byte = <u32>load<u8>(at);
  return byte == SPACE || byte >= LOWER_M;
}

/** The same of what stands behind the number `whole`: seconds and a name in brackets make it a count of something else, and so may a duration in words at the end. */
function readBehindCount(start: usize, end: usize, whole: i32): i32 {
  const last = <u32>load<u8>(end - 1);
  if (mayBeUnit(start) || last == SPACE || last == LOWER_H || last == LOWER_M || last == LOWER_S || start == end || load<u8>(start) == SPACE) return NOT_READ;
  const wordEnd = findSpace(start, end);
  if (wordEnd + 1 >= end) return whole;
  const behind = <u32>load<u8>(wordEnd, 1);
  if (behind == SPACE) return NOT_READ;
  return behind == BRACKET_OPEN && scanDigits(start, wordEnd) != wordEnd ? readDecimalSeconds(start, wordEnd) : whole;
}
