import { isDigit } from "./ascii.ts";

const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;

/** What {@link scaleDecimal} returns for values over 2^53 − 1. */
export const NOT_SAFE = -1;

/** The longest number or duration in text; a JSON number may be longer. */
export const NUMBER_BYTES_MAX = 64;

/** Numbers of so few digits are exact in a double, and so are their quotients and products by powers of ten as long as those are whole and safe. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 10 }, (_, exponent) => 10 ** exponent);

/** More than any line has digits: larger exponents cannot change a result any more. */
const EXPONENT_MAX = 1e8;

/** The end of the number (`-`, digits, `.` and digits) that begins at `start`; `start` when none does. */
export function findNumberEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  if (at < end && bytes[at] === MINUS) at++;
  const firstDigit = at;
  while (at < end && isDigit(bytes[at]!)) at++;
  if (at === firstDigit) return start;
  if (at + 1 < end && bytes[at] === POINT && isDigit(bytes[at + 1]!)) {
    at += 2;
    while (at < end && isDigit(bytes[at]!)) at++;
  }
  return at;
}

/** Whether `bytes[start, end)` is one digit or more and nothing else. */
export function isAllDigits(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isDigit(bytes[at]!)) return false;
  return end > start;
}

/** Whether the number in `bytes[start, end)` is below zero. Minus zero is not. */
export function isNegative(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== MINUS) return false;
  for (let at = start + 1; at < end; at++) {
    const byte = bytes[at]!;
    if (byte > ZERO && byte <= NINE) return true;
    if (byte !== ZERO && byte !== POINT) return false;
  }
  return false;
}

/**
 * The absolute value of the number in `bytes[start, end)` times `10 ** shift` as a whole number, exact for any count of digits:
 * rounded half up when `isRounded`, else cut. {@link NOT_SAFE} when it is over 2^53 − 1. The text must be a number, with an exponent or without.
 */
export function scaleDecimal(bytes: Uint8Array, start: number, end: number, shift: number, isRounded: boolean): number {
  const first = bytes[start] === MINUS ? start + 1 : start;
  if (end - first > EXACT_DIGITS) return scaleLongDecimal(bytes, first, end, shift, isRounded);
  let mantissa = 0;
  let point = end;
  for (let at = first; at < end; at++) {
    const byte = bytes[at]!;
    if (isDigit(byte)) mantissa = mantissa * 10 + (byte - ZERO);
    else if (byte === POINT) point = at + 1;
    else return scaleLongDecimal(bytes, first, end, shift, isRounded);
  }
  const zeros = shift - (end - point);
  if (zeros >= 0) {
    const value = mantissa * POWERS_OF_TEN[zeros]!;
    return value > Number.MAX_SAFE_INTEGER ? NOT_SAFE : value;
  }
  // Quotients of whole numbers below 10^15 are never rounded up to the next whole number.
  const divisor = POWERS_OF_TEN[-zeros]!;
  return Math.floor((isRounded ? mantissa + divisor / 2 : mantissa) / divisor);
}

/** The same for any count of digits, digit by digit. */
function scaleLongDecimal(bytes: Uint8Array, first: number, end: number, shift: number, isRounded: boolean): number {
  const mantissaEnd = findMantissaEnd(bytes, first, end);
  const point = findPoint(bytes, first, mantissaEnd);
  let wholeDigits = point - first + readExponent(bytes, mantissaEnd, end) + shift;
  let value = 0;
  let at = first;
  for (; at < mantissaEnd && wholeDigits > 0; at++) {
    if (at === point) continue;
    value = value * 10 + (bytes[at]! - ZERO);
    if (value > Number.MAX_SAFE_INTEGER) return NOT_SAFE;
    wholeDigits--;
  }
  for (; wholeDigits > 0 && value > 0; wholeDigits--) {
    value *= 10;
    if (value > Number.MAX_SAFE_INTEGER) return NOT_SAFE;
  }
  if (!isRounded || wholeDigits !== 0) return value;
  if (at === point) at++;
  const isUp = at < mantissaEnd && bytes[at]! >= ZERO + 5;
  return !isUp ? value : value === Number.MAX_SAFE_INTEGER ? NOT_SAFE : value + 1;
}

/** Whether the number in `bytes[start, end)`, with an exponent or without, has no fraction. */
export function isWhole(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start] === MINUS ? start + 1 : start;
  const mantissaEnd = findMantissaEnd(bytes, first, end);
  const point = findPoint(bytes, first, mantissaEnd);
  let wholeDigits = point - first + readExponent(bytes, mantissaEnd, end);
  for (let at = first; at < mantissaEnd; at++) {
    if (at === point) continue;
    if (wholeDigits <= 0 && bytes[at] !== ZERO) return false;
    wholeDigits--;
  }
  return true;
}

/** The position of `e`, or `end`. */
function findMantissaEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (isDigit(bytes[at]!) || bytes[at] === POINT)) at++;
  return at;
}

/** The position of the point, or `end`: there it would stand. */
function findPoint(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== POINT) at++;
  return at;
}

/** The exponent that begins with `e` at `start`, clamped to about ± {@link EXPONENT_MAX}; 0 when there is none. */
function readExponent(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return 0;
  const isBelowZero = bytes[start + 1] === MINUS;
  let value = 0;
  for (let at = start + 1; at < end; at++) {
    const byte = bytes[at]!;
    if (isDigit(byte) && value < EXPONENT_MAX) value = value * 10 + (byte - ZERO);
  }
  return isBelowZero ? -value : value;
}
