import { isDigit } from "./ascii.ts";
import { minuteOf } from "./calendar.ts";
import { isSign, offsetMinutes, readFourDigits, readTwoDigits } from "./digits.ts";
import type { LineFields } from "./line-fields.ts";
import type { MinuteCache } from "./minute-cache.ts";
import { isUtcWord, readTimeOf } from "./time-form.ts";
import type { TimeForm } from "./time-form.ts";

const SPACE = 0x20;
const MINUS = 0x2d;
const POINT = 0x2e;
const SLASH = 0x2f;
const ZERO = 0x30;
const COLON = 0x3a;
const UNDERSCORE = 0x5f;

const LOWER_T = 0x74;
const UPPER_T = 0x54;
/** `YYYY-MM-DDTHH:MM` */
const MINUTE_BYTES = 16;

/** Sets `timestampMs` from the ISO time that is exactly `bytes[start, end)`; false when it is none or out of range. */
export function readIsoTime(cache: MinuteCache, bytes: Uint8Array, start: number, end: number, fields: LineFields): boolean {
  return readTimeOf(ISO, cache, bytes, start, end, fields);
}

/** Ms to `YYYY-MM-DDTHH:MM`, with `/` or `.` in the date, or a space or `_` behind it, as if it were UTC; NaN when there is no such minute. */
function readMinute(bytes: Uint8Array, start: number): number {
  const between = bytes[start + 10]!;
  const mark = bytes[start + 4];
  if ((mark !== MINUS && mark !== SLASH && mark !== POINT) || bytes[start + 7] !== mark || bytes[start + 13] !== COLON) return NaN;
  if (between !== UPPER_T && between !== LOWER_T && between !== SPACE && between !== UNDERSCORE) return NaN;
  const month = readTwoDigits(bytes, start + 5);
  // MariaDB pads the hour with a space.
  const hours = between === SPACE && bytes[start + 11] === SPACE && isDigit(bytes[start + 12]!) ? bytes[start + 12]! - ZERO : readTwoDigits(bytes, start + 11);
  return minuteOf(readFourDigits(bytes, start), month, readTwoDigits(bytes, start + 8), hours, readTwoDigits(bytes, start + 14));
}

const UPPER_Z = 0x5a;
const LOWER_Z = 0x7a;

/** Minutes east of UTC of the zone that is exactly `bytes[start, end)`, one SP before it allowed; NaN when it is none. */
function readZone(bytes: Uint8Array, start: number, end: number): number {
  const at = bytes[start] === SPACE ? start + 1 : start;
  const length = end - at;
  if (length === 1) return bytes[at] === UPPER_Z || bytes[at] === LOWER_Z ? 0 : NaN;
  if (length < 3) return NaN;
  if (!isSign(bytes[at]!)) return isUtcWord(bytes, at, end) ? 0 : NaN;
  const hours = readTwoDigits(bytes, at + 1);
  if (length === 3) return offsetMinutes(bytes, at, hours, 0);
  if (length === 5) return offsetMinutes(bytes, at, hours, readTwoDigits(bytes, at + 3));
  return length === 6 && bytes[at + 3] === COLON ? offsetMinutes(bytes, at, hours, readTwoDigits(bytes, at + 4)) : NaN;
}

const ISO: TimeForm = { minuteBytes: MINUTE_BYTES, takesComma: true, readMinute, readZone };
