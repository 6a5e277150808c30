import { joinDigits, nonDigits, ZEROS } from "./digits";

// Numbers in text. The usual forms only: digits, or digits, a point and digits. A sign, an exponent or too many digits are for the slow path.

const POINT: u32 = 0x2e;
const MINUS: u32 = 0x2d;
/** `null` */
const NULL: u32 = 0x6c6c756e;
const DIGITS_MAX: usize = 18;
const TENS: StaticArray<u64> = [1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000];

/** The power of ten, up to the tenth. */
// @ts-ignore: decorator
@inline function tenTo(places: usize): u64 {
  return unchecked(TENS[<i32>places]);
}

/** What was read last: all digits as one number, how many of them are decimals, and where the number ends. */
export let mantissa: u64 = 0;
export let decimals: u32 = 0;
export let numberEnd: usize = 0;

/** Read the number that begins at `at`, of at most {@link DIGITS_MAX} digits; a point without a digit behind it is no part of it. False when there is none, or a longer one. */
// @ts-ignore: decorator
@inline export function scanNumber(at: usize): bool {
  const values = load<u64>(at) ^ ZEROS;
  const others = nonDigits(values);
  const bits = <u64>ctz(others) & 0x78;
  if (others == 0 || bits == 0) return scanLongNumber(at);
  const end = at + <usize>(bits >> 3);
  const whole = joinDigits(values << (64 - bits));
  if (load<u8>(end) == POINT) return scanDecimals(at, whole, end + 1);
  mantissa = whole;
  decimals = 0;
  numberEnd = end;
  return true;
}

/** The rest of a number whose decimals begin at `from`. */
// @ts-ignore: decorator
@inline function scanDecimals(start: usize, whole: u64, from: usize): bool {
  const values = load<u64>(from) ^ ZEROS;
  const others = nonDigits(values);
  const bits = <u64>ctz(others) & 0x78;
  if (others == 0 || bits == 0) return scanLongNumber(start);
  const count = <usize>(bits >> 3);
  mantissa = whole * tenTo(count) + joinDigits(values << (64 - bits));
  decimals = <u32>count;
  numberEnd = from + count;
  return true;
}

function scanLongNumber(start: usize): bool {
  let at = start;
  let value: u64 = 0;
  while (<u32>load<u8>(at) - 0x30 < 10 && at - start <= DIGITS_MAX) value = value * 10 + <u64>(load<u8>(at++) - 0x30);
  const whole = at - start;
  let fraction: usize = 0;
  if (load<u8>(at) == POINT) {
    const first = at + 1;
    let next = first;
    while (<u32>load<u8>(next) - 0x30 < 10 && whole + (next - first) <= DIGITS_MAX) value = value * 10 + <u64>(load<u8>(next++) - 0x30);
    fraction = next - first;
    if (fraction != 0) at = next;
  }
  mantissa = value;
  decimals = <u32>fraction;
  numberEnd = at;
  return whole != 0 && whole + fraction <= DIGITS_MAX;
}

/** Whether a word of JSON may end before this byte: `,`, `}` or `]`. A space there is for the slow path: something else might stand behind it. */
// @ts-ignore: decorator
@inline function endsWord(byte: u32): bool {
  return (i32(byte == 0x2c) | i32(byte == 0x7d) | i32(byte == 0x5d)) != 0;
}

/** Read the number of JSON at `at`. False when it is another one, or none. */
// @ts-ignore: decorator
@inline export function readNumber(at: usize): bool {
  // No digit follows on a first 0.
  const first = <u32>load<u16>(at);
  if ((first & 0xff) == 0x30 && (first >> 8) - 0x30 < 10) return false;
  return scanNumber(at) && endsWord(load<u8>(numberEnd));
}

/** The end of the word at `at` if it is a number of a usual form, or `true`, `false` or `null`; 0 for any other. */
// @ts-ignore: decorator
@inline export function findWordEnd(at: usize): usize {
  const first = <u32>load<u8>(at);
  if (first - 0x30 < 10) return readNumber(at) ? numberEnd : 0;
  return first == MINUS ? (readNumber(at + 1) ? numberEnd : 0) : findLiteralEnd(at);
}

function findLiteralEnd(at: usize): usize {
  const word = load<u64>(at);
  let end: usize = 0;
  if (<u32>word == NULL || <u32>word == 0x65757274) end = at + 4; // true
  else if ((word & 0xffffffffff) == 0x65736c6166) end = at + 5; // false
  return end != 0 && endsWord(load<u8>(end)) ? end : 0;
}

/** Whether the value at `at` begins as `null` does. */
// @ts-ignore: decorator
@inline export function isNull(at: usize): bool {
  return load<u32>(at) == NULL;
}

/** Too large for the fast path, or too exact. */
export const NOT_SCALED: u64 = u64.MAX_VALUE;
const SCALED_DIGITS: i32 = 10;

/** `digits / 10 ** places * 10 ** shift`, rounded half up. */
// @ts-ignore: decorator
@inline export function scaleNumber(digits: u64, places: i32, shift: i32): u64 {
  return shift == places ? digits : scale(digits, places, shift);
}

function scale(digits: u64, places: i32, shift: i32): u64 {
  const zeros = shift - places;
  if (zeros >= 0) return zeros > SCALED_DIGITS || digits > 1000000000 ? NOT_SCALED : digits * unchecked(TENS[zeros]);
  if (-zeros > SCALED_DIGITS) return NOT_SCALED;
  const divisor = unchecked(TENS[-zeros]);
  return (digits + divisor / 2) / divisor;
}

/** The whole part of `digits / 10 ** places`. */
// @ts-ignore: decorator
@inline export function wholeNumber(digits: u64, places: i32): u64 {
  return places == 0 ? digits : places > SCALED_DIGITS ? NOT_SCALED : digits / unchecked(TENS[places]);
}
