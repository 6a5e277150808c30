import { joinDigits, nonDigits, ZEROS } from "./digits";

// Numbers of JSON lines. The usual forms only: a sign, an exponent or too many digits are for the slow path.

const POINT: u32 = 0x2e;
const DIGITS_MAX: usize = 18;
const TENS: StaticArray<u64> = [1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000];

/** What {@link readNumber} found: all digits as one number, how many of them are decimals, and where the number ends. */
export let mantissa: u64 = 0;
export let decimals: u32 = 0;
export let numberEnd: usize = 0;

/** Whether a word may end before this byte: `,`, `}` or `]`. A space there is for the slow path: something else might stand behind it. */
// @ts-ignore: decorator
@inline function endsWord(byte: u32): bool {
  return (i32(byte == 0x2c) | i32(byte == 0x7d) | i32(byte == 0x5d)) != 0;
}

/** Read the number at `at`: digits, or digits, a point and digits, at most {@link DIGITS_MAX}. False when it is another one, or none. */
// @ts-ignore: decorator
@inline export function readNumber(at: usize): bool {
  const values = load<u64>(at) ^ ZEROS;
  const others = nonDigits(values);
  const bits = <u64>ctz(others) & 0x78;
  if (others == 0 || bits == 0) return readLongNumber(at);
  const end = at + <usize>(bits >> 3);
  const last = <u32>load<u8>(end);
  if (load<u8>(at) == 0x30 && bits != 8) return false;
  const whole = joinDigits(values << (64 - bits));
  if (last == POINT) return readDecimals(at, whole, end + 1);
  mantissa = whole;
  decimals = 0;
  numberEnd = end;
  return endsWord(last);
}

/** The rest of a number whose decimals begin at `from`. */
// @ts-ignore: decorator
@inline function readDecimals(start: usize, whole: u64, from: usize): bool {
  const values = load<u64>(from) ^ ZEROS;
  const others = nonDigits(values);
  const bits = <u64>ctz(others) & 0x78;
  if (others == 0 || bits == 0) return readLongNumber(start);
  const count = <usize>(bits >> 3);
  mantissa = whole * unchecked(TENS[<i32>count]) + joinDigits(values << (64 - bits));
  decimals = <u32>count;
  numberEnd = from + count;
  return endsWord(load<u8>(numberEnd));
}

function readLongNumber(start: usize): bool {
  let at = start;
  let value: u64 = 0;
  while (<u32>load<u8>(at) - 0x30 < 10 && at - start <= DIGITS_MAX) value = value * 10 + <u64>(load<u8>(at++) - 0x30);
  const whole = at - start;
  if (whole == 0 || (whole > 1 && load<u8>(start) == 0x30)) return false;
  let fraction: usize = 0;
  if (load<u8>(at) == POINT) {
    at++;
    const first = at;
    while (<u32>load<u8>(at) - 0x30 < 10 && whole + (at - first) <= DIGITS_MAX) value = value * 10 + <u64>(load<u8>(at++) - 0x30);
    fraction = at - first;
    if (fraction == 0) return false;
  }
  mantissa = value;
  decimals = <u32>fraction;
  numberEnd = at;
  return whole + fraction <= DIGITS_MAX && endsWord(load<u8>(at));
}

/** Whether the word at `at` is a number of a usual form, or `true`, `false` or `null`. */
// @ts-ignore: decorator
@inline export function isPlainWord(at: usize): bool {
  const first = <u32>load<u8>(at);
  if (first - 0x30 < 10) return readNumber(at);
  return first == 0x2d ? readNumber(at + 1) : isLiteral(at);
}

function isLiteral(at: usize): bool {
  const word = load<u64>(at);
  if (<u32>word == 0x65757274 || <u32>word == 0x6c6c756e) return endsWord(load<u8>(at, 4)); // true, null
  return (word & 0xffffffffff) == 0x65736c6166 && endsWord(load<u8>(at, 5)); // false
}

/** Whether the value at `at` begins as `null` does. */
// @ts-ignore: decorator
@inline export function isNull(at: usize): bool {
  return load<u32>(at) == 0x6c6c756e;
}

/** Too large for the fast path, or too exact. */
export const NOT_SCALED: u64 = u64.MAX_VALUE;
const SCALED_DIGITS: i32 = 10;

/** The number that was read last times `10 ** shift`, rounded half up. */
export function scaleNumber(shift: i32): u64 {
  const zeros = shift - <i32>decimals;
  if (zeros >= 0) return zeros > SCALED_DIGITS || mantissa > 1000000000 ? NOT_SCALED : mantissa * unchecked(TENS[zeros]);
  if (-zeros > SCALED_DIGITS) return NOT_SCALED;
  const divisor = unchecked(TENS[-zeros]);
  return (mantissa + divisor / 2) / divisor;
}

/** The whole part of the number that was read last. */
export function wholeNumber(): u64 {
  return <i32>decimals > SCALED_DIGITS ? NOT_SCALED : mantissa / unchecked(TENS[decimals]);
}
