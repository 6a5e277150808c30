import { isLogTime } from "./calendar.ts";
import { NOT_SAFE, isNegative, scaleDecimal } from "./decimal.ts";
import type { LineFields } from "./line-fields.ts";

/** Numbers below these are seconds, ms and µs; the others are ns. */
const SECONDS_END = 1e11;
const MILLIS_END = 1e14;
const MICROS_END = 1e17;

/** Powers of ten from each unit to ms. */
const SECONDS_TO_MS = 3;
const MILLIS_TO_MS = 0;
const MICROS_TO_MS = -3;
const NANOS_TO_MS = -6;

/** Sets `timestampMs` from the epoch number that is exactly `bytes[start, end)`, fractions of a ms cut; false when it is out of range. */
export function readEpoch(bytes: Uint8Array, start: number, end: number, fields: LineFields): boolean {
  if (isNegative(bytes, start, end)) return false;
  fields.timestampMs = scaleDecimal(bytes, start, end, shiftOf(bytes, start, end), false);
  return isLogTime(fields.timestampMs);
}

/** The unit is told by the size of the number. What is over 2^53 is counted in tenths: only its size matters. */
function shiftOf(bytes: Uint8Array, start: number, end: number): number {
  const whole = scaleDecimal(bytes, start, end, 0, false);
  if (whole !== NOT_SAFE) {
    if (whole < SECONDS_END) return SECONDS_TO_MS;
    if (whole < MILLIS_END) return MILLIS_TO_MS;
    return MICROS_TO_MS;
  }
  const thousands = scaleDecimal(bytes, start, end, -3, false);
  return thousands !== NOT_SAFE && thousands < MICROS_END / 1_000 ? MICROS_TO_MS : NANOS_TO_MS;
}
