import type { LineFields } from "./line-fields.ts";
import { NUMBER_BYTES_MAX, findNumberEnd, isAllDigits, scaleDecimal } from "./decimal.ts";
import { DURATION_ABSENT, NOT_A_DURATION, readMicros } from "./duration.ts";
import { setKey } from "./request.ts";
import { isAbsentMark } from "./status.ts";
import { findClosingQuote, findSpace, skipSpaces } from "./words.ts";

const QUOTE = 0x22;

/** A count of bytes that is given as absent. */
export const BYTES_ABSENT = -1;
/** Neither a count of bytes nor an absent mark. */
export const NOT_A_BYTE_COUNT = -2;

const BYTES_DIGITS_MAX = 15;

/** The count of bytes that is exactly `bytes[start, end)`: 1 to 15 digits, or `-`, `-1` for absent. */
export function readByteCount(bytes: Uint8Array, start: number, end: number): number {
  if (end - start <= BYTES_DIGITS_MAX && isAllDigits(bytes, start, end)) return scaleDecimal(bytes, start, end, 0, false);
  return end > start && isAbsentMark(bytes, start, end) ? BYTES_ABSENT : NOT_A_BYTE_COUNT;
}

/**
 * Whole µs of the bare number that is exactly `bytes[start, end)`, one of which is `10 ** shift` µs, or of `-`, which is absent as a negative number is;
 * `NOT_A_DURATION` for anything else.
 */
export function readBareDuration(bytes: Uint8Array, start: number, end: number, shift: number): number {
  if (end > start && isAbsentMark(bytes, start, end)) return DURATION_ABSENT;
  const isNumber = end > start && end - start <= NUMBER_BYTES_MAX && findNumberEnd(bytes, start, end) === end;
  return isNumber ? readMicros(bytes, start, end, shift) : NOT_A_DURATION;
}

/** The end of the field, a word or a quoted string, that begins at `start`; a quoted string without end reaches to `end`. */
export function findFieldEnd(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== QUOTE) return findSpace(bytes, start, end);
  const close = findClosingQuote(bytes, start + 1, end);
  return close === -1 ? end : close + 1;
}

/** Where the field begins that stands `count` fields behind the one at `start`; `end` when there is none. */
export function skipFields(bytes: Uint8Array, start: number, end: number, count: number): number {
  let at = start;
  for (let left = count; left > 0 && at < end; left--) at = skipSpaces(bytes, findFieldEnd(bytes, at, end), end);
  return at;
}

/** Where the word begins that stands `count` words behind the one at `start`; quotes mean nothing. `end` when there is none. */
export function skipWords(bytes: Uint8Array, start: number, end: number, count: number): number {
  let at = start;
  for (let left = count; left > 0 && at < end; left--) at = skipSpaces(bytes, findSpace(bytes, at, end), end);
  return at;
}

/** Set the host to the field that begins at `start`, without its quotes; a quoted string without end is none. */
export function setHostField(fields: LineFields, bytes: Uint8Array, start: number, end: number): void {
  if (start === end) return;
  if (bytes[start] !== QUOTE) return setKey(fields.host, bytes, start, findSpace(bytes, start, end));
  const close = findClosingQuote(bytes, start + 1, end);
  if (close !== -1) setKey(fields.host, bytes, start + 1, close);
}
