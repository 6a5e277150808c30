// Numbers in a word at once (SWAR). Source: "Faster integer parsing", Johnny Lee and Daniel Lemire, as public ideas; written anew.

export const ZEROS: u64 = 0x3030303030303030;
const HIGH_BITS: u64 = 0x8080808080808080;
/** Added to a byte below 10 it does not reach the high bit; to one from 10 to 127 it does. */
const ABOVE_NINE: u64 = 0x7676767676767676;

/** Has a high bit in each byte that is no digit, given text xor {@link ZEROS}. */
// @ts-ignore: decorator
@inline export function nonDigits(values: u64): u64 {
  return ((values + ABOVE_NINE) | values) & HIGH_BITS;
}

/** The number of eight digit values, the first in the lowest byte. */
// @ts-ignore: decorator
@inline export function joinDigits(values: u64): u64 {
  let x = values;
  x = (x * 10 + (x >> 8)) & 0x00ff00ff00ff00ff;
  x = (x * 100 + (x >> 16)) & 0x0000ffff0000ffff;
  return (x * 10000 + (x >> 32)) & 0xffffffff;
}

/** The digit values of the `length` (1 to 8) bytes at `start`, the last in the highest byte; others are 0. */
// @ts-ignore: decorator
@inline export function digitsFrom(start: usize, length: usize): u64 {
  return (load<u64>(start) ^ ZEROS) << <u64>(64 - (length << 3));
}

/** The value of a digit; far below 0 when it is none. */
// @ts-ignore: decorator
@inline export function digitAt(at: usize): i32 {
  const value = <i32>load<u8>(at) - 48;
  return <u32>value < 10 ? value : -1000000;
}

/** The number of two digits; below 0 when they are none. */
// @ts-ignore: decorator
@inline export function twoDigits(at: usize): i32 {
  return digitAt(at) * 10 + digitAt(at + 1);
}

/** The number of three digits; 0 when they are none. */
// @ts-ignore: decorator
@inline export function threeDigits(at: usize): u32 {
  const digits = (load<u32>(at) ^ 0x303030) & 0xffffff;
  const number = (digits & 15) * 100 + ((digits >> 8) & 15) * 10 + (digits >> 16);
  return (((digits + 0x767676) | digits) & 0x808080) == 0 ? number : 0;
}

/** Nothing but digits and at most so many are read by {@link scanDigits}. */
export const SCAN_DIGITS_MAX: usize = 9;

/** Digits from `at` on, at most {@link SCAN_DIGITS_MAX} before `end`. */
export function scanDigits(at: usize, end: usize): usize {
  const last = min(end, at + SCAN_DIGITS_MAX);
  let to = at;
  while (to < last && <u32>(load<u8>(to) - 48) < 10) to++;
  return to;
}

/** The number of the digits `[from, to)`, at most nine. */
export function readDigits(from: usize, to: usize): u64 {
  let value: u64 = 0;
  for (let at = from; at < to; at++) value = value * 10 + <u64>(load<u8>(at) - 48);
  return value;
}
