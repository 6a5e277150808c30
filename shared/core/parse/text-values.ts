import { METHOD_BYTES_MAX } from "../limits.ts";
import { upperCase } from "./ascii.ts";
import { NOT_SAFE, NUMBER_BYTES_MAX, findNumberEnd, isAllDigits, scaleDecimal } from "./decimal.ts";
import { DURATION_ABSENT, NOT_A_DURATION, readDuration, readMicros, readSpacedDuration } from "./duration.ts";
import { setNamedLevel, setNumericLevel } from "./levels.ts";
import type { LineFields } from "./line-fields.ts";
import { isMethod } from "./request.ts";
import { NOT_A_STATUS, STATUS_ABSENT, readThreeDigits } from "./status.ts";

const MINUS = 0x2d;

// What a named value says that is text: a string of a JSON line, a value of logfmt, a field of a pattern. None of them is ever rejected but a time.

/** Set the level that is named by a text, or by digits as syslog and pino number them; `-` and nothing are none. `scratch` holds an unknown name until the next line. */
export function setLevelText(fields: LineFields, bytes: Uint8Array, start: number, end: number, scratch: Uint8Array): void {
  if (isAllDigits(bytes, start, end)) {
    if (end - start <= NUMBER_BYTES_MAX) setNumericLevel(fields, scaleDecimal(bytes, start, end, 0, false));
  } else if (end - start > 1 || (end > start && bytes[start] !== MINUS)) setNamedLevel(fields, bytes, start, end, scratch);
}

/** The status that a text is; absent for anything but three digits. */
export function readStatusText(bytes: Uint8Array, start: number, end: number): number {
  const status = readThreeDigits(bytes, start, end);
  return status === NOT_A_STATUS ? STATUS_ABSENT : status;
}

/** Whole µs of a text that is a number, one of which is `10 ** shift` µs, or a number with a unit of its own, before which one SP may stand; absent for anything else. */
export function readDurationText(bytes: Uint8Array, start: number, end: number, shift: number): number {
  const isBare = end > start && end - start <= NUMBER_BYTES_MAX && findNumberEnd(bytes, start, end) === end;
  const duration = isBare ? readMicros(bytes, start, end, shift) : readDuration(bytes, start, end);
  return duration === NOT_A_DURATION ? Math.max(readSpacedDuration(bytes, start, end), DURATION_ABSENT) : duration;
}

/** The count of bytes that a text of digits is; absent for anything else. */
export function readByteCountText(bytes: Uint8Array, start: number, end: number): number {
  return end - start <= NUMBER_BYTES_MAX && isAllDigits(bytes, start, end) ? scaleDecimal(bytes, start, end, 0, false) : NOT_SAFE;
}

/** Set the method to a text, upper-cased, if that can be one. `scratch` holds it until the next line. */
export function setMethodText(fields: LineFields, bytes: Uint8Array, start: number, end: number, scratch: Uint8Array): void {
  const length = end - start;
  if (length > METHOD_BYTES_MAX) return;
  for (let i = 0; i < length; i++) scratch[i] = upperCase(bytes[start + i]!);
  if (!isMethod(scratch, 0, length)) return;
  fields.method.bytes = scratch;
  fields.method.start = 0;
  fields.method.end = length;
}
