import { minuteOf } from "./calendar.ts";
import { isSign, offsetMinutes, readFourDigits, readTwoDigits } from "./digits.ts";
import type { LineFields } from "./line-fields.ts";
import type { MinuteCache } from "./minute-cache.ts";
import { readMonth } from "./months.ts";
import { isUtcWord, readTimeOf } from "./time-form.ts";
import type { TimeForm } from "./time-form.ts";

const SPACE = 0x20;
const MINUS = 0x2d;
const SLASH = 0x2f;
const COLON = 0x3a;
const BRACKET_CLOSE = 0x5d;

/** `dd/Mon/yyyy:HH:MM` */
const MINUTE_BYTES = 17;
/** `dd/Mon/yyyy:HH:MM:SS`, the shortest time. */
export const CLF_TIME_BYTES_MIN = 20;
/** With a fraction of 9 digits and a zone, the longest. */
const CLF_TIME_BYTES_MAX = CLF_TIME_BYTES_MIN + 10 + 6;

/** Sets `timestampMs` from the time of the Common Log Format that is exactly `bytes[start, end)`; false when it is none or out of range. */
export function readClfTime(cache: MinuteCache, bytes: Uint8Array, start: number, end: number, fields: LineFields): boolean {
  return readTimeOf(CLF, cache, bytes, start, end, fields);
}

/** Sets `timestampMs` from the time between the bracket at `bracket` and the next `]`, whose position it returns; -1 when there is no such time. */
export function readBracketedTime(cache: MinuteCache, bytes: Uint8Array, bracket: number, end: number, fields: LineFields): number {
  const start = bracket + 1;
  const closeMax = Math.min(end, start + CLF_TIME_BYTES_MAX + 1);
  let close = start + CLF_TIME_BYTES_MIN;
  while (close < closeMax && bytes[close] !== BRACKET_CLOSE) close++;
  return close < closeMax && readClfTime(cache, bytes, start, close, fields) ? close : -1;
}

/** Ms to `dd/Mon/yyyy:HH:MM`, or as Django writes with SP before the hour, or as Tomcat does with `-` too, as if it were UTC; NaN when there is no such minute. */
function readMinute(bytes: Uint8Array, start: number): number {
  const mark = bytes[start + 2];
  const between = bytes[start + 11];
  if ((mark !== SLASH && mark !== MINUS) || bytes[start + 6] !== mark || bytes[start + 14] !== COLON) return NaN;
  if (between !== SPACE && (between !== COLON || mark === MINUS)) return NaN;
  return minuteOf(readFourDigits(bytes, start + 7), readMonth(bytes, start + 3), readTwoDigits(bytes, start), readTwoDigits(bytes, start + 12), readTwoDigits(bytes, start + 15));
}

const UPPER_Z = 0x5a;

/** Minutes east of UTC of the zone, `Z` or SP and `±HHMM`, `UTC` or `GMT`, that is exactly `bytes[start, end)`; NaN when it is none. */
function readZone(bytes: Uint8Array, start: number, end: number): number {
  if (end - start === 1) return bytes[start] === UPPER_Z ? 0 : NaN;
  if (bytes[start] !== SPACE) return NaN;
  // WEBrick writes a word.
  if (isUtcWord(bytes, start + 1, end)) return 0;
  if (end - start !== 6 || !isSign(bytes[start + 1]!)) return NaN;
  return offsetMinutes(bytes, start + 1, readTwoDigits(bytes, start + 2), readTwoDigits(bytes, start + 4));
}

const CLF: TimeForm = { minuteBytes: MINUTE_BYTES, takesComma: false, readMinute, readZone };
