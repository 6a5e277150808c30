import { isDigit } from "./ascii.ts";

const PLUS = 0x2b;
const MINUS = 0x2d;
const ZERO = 0x30;

/** What {@link readTwoDigits} returns for anything but two digits. Larger than any hour, minute or day. */
const NO_DIGITS = 1_000_000;

/** The number that two digits make; {@link NO_DIGITS} when they are none. */
export function readTwoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - ZERO;
  const ones = bytes[at + 1]! - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NO_DIGITS;
}

/** The number that four digits make; at least {@link NO_DIGITS} when they are none. */
export function readFourDigits(bytes: Uint8Array, at: number): number {
  return readTwoDigits(bytes, at) * 100 + readTwoDigits(bytes, at + 2);
}

/** Digits of a fraction of a second. */
const FRACTION_DIGITS_MAX = 9;

/** The position behind the digits of a fraction that begins at `start`; -1 when there are none or too many. */
export function findFractionEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(bytes[at]!)) at++;
  return at === start || at - start > FRACTION_DIGITS_MAX ? -1 : at;
}

/** The whole ms that the digits of a fraction of a second hold. */
export function readFractionMs(bytes: Uint8Array, start: number, end: number): number {
  let ms = 0;
  for (let i = 0; i < 3; i++) ms = ms * 10 + (start + i < end ? bytes[start + i]! - ZERO : 0);
  return ms;
}

/** Whether the byte is `+` or `-`. */
export function isSign(byte: number): boolean {
  return byte === PLUS || byte === MINUS;
}

/** Minutes east of UTC from a sign at `at` and the hours and minutes behind it; NaN when they are out of range. */
export function offsetMinutes(bytes: Uint8Array, at: number, hours: number, minutes: number): number {
  if (hours > 23 || minutes > 59) return NaN;
  const offset = hours * 60 + minutes;
  return bytes[at] === MINUS ? -offset : offset;
}
