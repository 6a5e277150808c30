import { MS_PER_MINUTE, MS_PER_SECOND, isLogTime, minuteOf } from "./calendar.ts";
import { findFractionEnd, isSign, offsetMinutes, readFourDigits, readFractionMs, readTwoDigits } from "./digits.ts";
import type { LineFields } from "./line-fields.ts";
import { holdsMinute, keepMinute } from "./minute-cache.ts";
import type { MinuteCache } from "./minute-cache.ts";

const CASE_BIT = 0x20;
const SPACE = 0x20;
const POINT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const BRACKET_CLOSE = 0x5d;

/** `dd/Mon/yyyy:HH:MM` */
const MINUTE_BYTES = 17;
/** `dd/Mon/yyyy:HH:MM:SS`, the shortest time. */
export const CLF_TIME_BYTES_MIN = 20;
/** With a fraction of 9 digits and a zone, the longest. */
const CLF_TIME_BYTES_MAX = CLF_TIME_BYTES_MIN + 10 + 6;

const MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
const MONTH_CODES = Array.from({ length: 12 }, (_, month) => codeOf(MONTHS.charCodeAt(month * 3), MONTHS.charCodeAt(month * 3 + 1), MONTHS.charCodeAt(month * 3 + 2)));

/** Sets `timestampMs` from the time of the Common Log Format that is exactly `bytes[start, end)`; false when it is none or out of range. */
export function readClfTime(cache: MinuteCache, bytes: Uint8Array, start: number, end: number, fields: LineFields): boolean {
  if (end - start < CLF_TIME_BYTES_MIN || bytes[start + MINUTE_BYTES] !== COLON) return false;
  const seconds = readTwoDigits(bytes, start + MINUTE_BYTES + 1);
  if (seconds > 60) return false;
  if (!holdsMinute(cache, bytes, start, MINUTE_BYTES) && !keepMinute(cache, bytes, start, MINUTE_BYTES, readMinute(bytes, start))) return false;
  let ms = cache.minuteMs + Math.min(seconds, 59) * MS_PER_SECOND;
  let at = start + CLF_TIME_BYTES_MIN;
  if (at < end && bytes[at] === POINT) {
    const fractionEnd = findFractionEnd(bytes, at + 1, end);
    if (fractionEnd === -1) return false;
    ms += readFractionMs(bytes, at + 1, fractionEnd);
    at = fractionEnd;
  }
  ms -= at === end ? cache.localOffsetMs : readZone(bytes, at, end) * MS_PER_MINUTE;
  fields.timestampMs = ms;
  return isLogTime(ms);
}

/** Sets `timestampMs` from the time between the bracket at `bracket` and the next `]`, whose position it returns; -1 when there is no such time. */
export function readBracketedTime(cache: MinuteCache, bytes: Uint8Array, bracket: number, end: number, fields: LineFields): number {
  const start = bracket + 1;
  const closeMax = Math.min(end, start + CLF_TIME_BYTES_MAX + 1);
  let close = start + CLF_TIME_BYTES_MIN;
  while (close < closeMax && bytes[close] !== BRACKET_CLOSE) close++;
  return close < closeMax && readClfTime(cache, bytes, start, close, fields) ? close : -1;
}

/** Ms to `dd/Mon/yyyy:HH:MM` as if it were UTC; NaN when there is no such minute. */
function readMinute(bytes: Uint8Array, start: number): number {
  if (bytes[start + 2] !== SLASH || bytes[start + 6] !== SLASH || bytes[start + 11] !== COLON || bytes[start + 14] !== COLON) return NaN;
  const month = MONTH_CODES.indexOf(codeOf(bytes[start + 3]!, bytes[start + 4]!, bytes[start + 5]!)) + 1;
  return minuteOf(readFourDigits(bytes, start + 7), month, readTwoDigits(bytes, start), readTwoDigits(bytes, start + 12), readTwoDigits(bytes, start + 15));
}

/** Three letters as one number, in lower case. Only letters give a number that a month has, because the case bit is the only one that is set. */
function codeOf(first: number, second: number, third: number): number {
  return ((first | CASE_BIT) << 16) | ((second | CASE_BIT) << 8) | (third | CASE_BIT);
}

const UPPER_Z = 0x5a;

/** Minutes east of UTC of the zone, SP and `±HHMM` or `Z`, that is exactly `bytes[start, end)`; NaN when it is none. */
function readZone(bytes: Uint8Array, start: number, end: number): number {
  if (end - start === 1) return bytes[start] === UPPER_Z ? 0 : NaN;
  if (end - start !== 6 || bytes[start] !== SPACE || !isSign(bytes[start + 1]!)) return NaN;
  return offsetMinutes(bytes, start + 1, readTwoDigits(bytes, start + 2), readTwoDigits(bytes, start + 4));
}
