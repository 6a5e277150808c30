import { isDigit, isUpperCase } from "./ascii.ts";
import { isAllDigits } from "./decimal.ts";
import { MILLIS_TO_MICROS, NOT_A_DURATION } from "./duration.ts";
import { readEpoch } from "./epoch.ts";
import { NOT_A_BYTE_COUNT, readBareDuration, readByteCount } from "./fields.ts";
import type { LineFields } from "./line-fields.ts";
import { METHOD_BYTES_MAX } from "../limits.ts";
import { isMethod, setTarget, setText } from "./request.ts";
import { NOT_A_STATUS, readThreeDigits } from "./status.ts";
import { VERDICT_BAD_FIELD, VERDICT_BAD_TIMESTAMP, VERDICT_NO_FORMAT, VERDICT_RECORD } from "./verdict.ts";
import { findSpace, skipSpaces } from "./words.ts";

const POINT = 0x2e;
const SLASH = 0x2f;
const UNDERSCORE = 0x5f;

/** The seconds of the epoch since 1990 have nine or ten digits, and three behind the point. */
const SECONDS_DIGITS_MIN = 9;
const SECONDS_DIGITS_MAX = 10;
const MILLIS_DIGITS = 3;

/**
 * A line of Squid's own format: `seconds.ms ms client RESULT/status bytes METHOD URL user hierarchy type`. `VERDICT_NO_FORMAT` when time, duration and result do
 * not look so. Source: "logformat", Squid configuration directives, format `squid`.
 */
export function parseSquid(bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const timeEnd = findTimeEnd(bytes, start, end);
  if (timeEnd === -1) return VERDICT_NO_FORMAT;
  const elapsed = skipSpaces(bytes, timeEnd, end);
  const elapsedEnd = findSpace(bytes, elapsed, end);
  const micros = readBareDuration(bytes, elapsed, elapsedEnd, MILLIS_TO_MICROS);
  const clientEnd = findSpace(bytes, skipSpaces(bytes, elapsedEnd, end), end);
  const result = skipSpaces(bytes, clientEnd, end);
  const resultEnd = findSpace(bytes, result, end);
  const slash = findResultEnd(bytes, result, resultEnd);
  const status = slash === -1 ? NOT_A_STATUS : readThreeDigits(bytes, slash + 1, resultEnd);
  if (micros === NOT_A_DURATION || status === NOT_A_STATUS) return VERDICT_NO_FORMAT;
  if (!readEpoch(bytes, start, timeEnd, fields)) return VERDICT_BAD_TIMESTAMP;
  const size = skipSpaces(bytes, resultEnd, end);
  const sizeEnd = findSpace(bytes, size, end);
  fields.bytes = readByteCount(bytes, size, sizeEnd);
  if (fields.bytes === NOT_A_BYTE_COUNT) return VERDICT_BAD_FIELD;
  fields.durationMicros = micros;
  fields.status = status;
  const method = skipSpaces(bytes, sizeEnd, end);
  const methodEnd = findSpace(bytes, method, end);
  if (!isMethod(bytes, method, methodEnd)) return VERDICT_RECORD;
  setText(fields.method, bytes, method, methodEnd, METHOD_BYTES_MAX);
  const target = skipSpaces(bytes, methodEnd, end);
  setTarget(fields, bytes, target, findSpace(bytes, target, end));
  return VERDICT_RECORD;
}

/** The position behind the time at `start`; -1 when none is there. */
function findTimeEnd(bytes: Uint8Array, start: number, end: number): number {
  let point = start;
  while (point < end && point - start <= SECONDS_DIGITS_MAX && isDigit(bytes[point]!)) point++;
  const digits = point - start;
  if (digits < SECONDS_DIGITS_MIN || digits > SECONDS_DIGITS_MAX || bytes[point] !== POINT) return -1;
  const timeEnd = findSpace(bytes, point, end);
  return timeEnd < end && timeEnd - point === MILLIS_DIGITS + 1 && isAllDigits(bytes, point + 1, timeEnd) ? timeEnd : -1;
}

/** The slash behind the result, capital letters and `_`, that begins at `start`; -1 when there is none. */
function findResultEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (isUpperCase(bytes[at]!) || bytes[at] === UNDERSCORE)) at++;
  return at > start && at < end && bytes[at] === SLASH ? at : -1;
}
