import { isDigit } from "./ascii.ts";
import { MS_PER_SECOND, isLogTime, minuteOf } from "./calendar.ts";
import { findFractionEnd, readFourDigits, readFractionMs, readTwoDigits } from "./digits.ts";
import type { LineFields } from "./line-fields.ts";
import { holdsMinute, keepMinute } from "./minute-cache.ts";
import type { MinuteCache } from "./minute-cache.ts";
import { readMonth } from "./months.ts";
import type { LocalOffset } from "./time-zone.ts";

const SPACE = 0x20;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;

const MS_PER_DAY = 86_400_000;
/** The 29th of February comes back after at most so many years. */
const LEAP_YEARS_MAX = 8;
/** `HH:MM:SS` */
const CLOCK_BYTES = 8;
const YEAR_BYTES = 4;
/** A year before the month, and the SP behind it. */
export const BARE_YEAR_BYTES = YEAR_BYTES + 1;

/**
 * The position of the clock, `HH:MM:SS`, of the time that begins at `start` as RFC 3164 has it: `Mmm dd HH:MM:SS`, the day of one digit behind one SP or two,
 * and perhaps with a year behind the day; -1 when none does. Source: RFC 3164, section 4.1.2.
 */
export function findSyslogClock(bytes: Uint8Array, start: number, end: number): number {
  if (start + 4 > end || bytes[start + 3] !== SPACE || readMonth(bytes, start) === 0) return -1;
  let at = skipDay(bytes, start, end);
  if (at === -1) return -1;
  if (at + YEAR_BYTES < end && bytes[at + YEAR_BYTES] === SPACE && areDigits(bytes, at, YEAR_BYTES)) at += YEAR_BYTES + 1;
  const isClock = at + CLOCK_BYTES <= end && bytes[at + 2] === COLON && bytes[at + 5] === COLON;
  return isClock && areDigits(bytes, at, 2) && areDigits(bytes, at + 3, 2) && areDigits(bytes, at + 6, 2) ? at : -1;
}

/** Whether a year and SP stand at `start`, as some devices write them before the month. */
export function beginsWithBareYear(bytes: Uint8Array, start: number, end: number): boolean {
  return start + YEAR_BYTES < end && bytes[start + YEAR_BYTES] === SPACE && areDigits(bytes, start, YEAR_BYTES);
}

/** The position behind the day and the SP behind it; -1 when there is no day. */
function skipDay(bytes: Uint8Array, start: number, end: number): number {
  let at = start + 4;
  if (at < end && bytes[at] === SPACE) at++;
  const day = at;
  while (at < end && at < day + 2 && isDigit(bytes[at]!)) at++;
  return at > day && at < end && bytes[at] === SPACE ? at + 1 : -1;
}

function areDigits(bytes: Uint8Array, start: number, count: number): boolean {
  for (let at = start; at < start + count; at++) if (!isDigit(bytes[at]!)) return false;
  return true;
}

/**
 * Sets `timestampMs` from the time that begins at `start`, with its month or a year and SP before that, and has its clock at `clock`, and returns the position behind it; -1 when it is none or out of range.
 * Without a year it is in the last one in which its minute does not begin more than a day after the reference time.
 */
export function readSyslogTime(cache: MinuteCache, bytes: Uint8Array, start: number, clock: number, end: number, referenceTimeMs: number, fields: LineFields): number {
  const minuteBytes = clock + 5 - start;
  const seconds = readTwoDigits(bytes, clock + 6);
  if (seconds > 60) return -1;
  if (!holdsMinute(cache, bytes, start, minuteBytes)) {
    if (!keepMinute(cache, bytes, start, minuteBytes, readMinute(cache, bytes, start, clock, end, referenceTimeMs))) return -1;
  }
  let ms = cache.minuteMs - cache.localOffsetMs + Math.min(seconds, 59) * MS_PER_SECOND;
  let at = clock + CLOCK_BYTES;
  if (at < end && bytes[at] === POINT) {
    const fractionEnd = findFractionEnd(bytes, at + 1, end);
    if (fractionEnd === -1) return -1;
    ms += readFractionMs(bytes, at + 1, fractionEnd);
    at = fractionEnd;
  }
  fields.timestampMs = ms;
  return isLogTime(ms) ? at : -1;
}

function readMinute({ localOffset }: MinuteCache, bytes: Uint8Array, start: number, clock: number, end: number, referenceTimeMs: number): number {
  const isYearFirst = isDigit(bytes[start]!);
  const monthStart = isYearFirst ? start + BARE_YEAR_BYTES : start;
  const month = readMonth(bytes, monthStart);
  const dayEnd = skipDay(bytes, monthStart, end) - 1;
  const tens = bytes[dayEnd - 2]!;
  const day = (isDigit(tens) ? (tens - ZERO) * 10 : 0) + bytes[dayEnd - 1]! - ZERO;
  const minuteIn = (year: number): number => minuteOf(year, month, day, readTwoDigits(bytes, clock), readTwoDigits(bytes, clock + 3));
  if (isYearFirst) return minuteIn(readFourDigits(bytes, start));
  if (clock - dayEnd > YEAR_BYTES) return minuteIn(readFourDigits(bytes, dayEnd + 1));
  return latestMinute(localOffset, referenceTimeMs, minuteIn);
}

/**
 * Ms to a minute that names no year, as if it were UTC: that in the last year in which it does not begin more than a day after the reference time; NaN when there is none.
 * `minuteIn` says which it is in a year.
 */
export function latestMinute(localOffset: LocalOffset, referenceTimeMs: number, minuteIn: (year: number) => number): number {
  const latestMs = referenceTimeMs + MS_PER_DAY;
  const latestYear = new Date(latestMs).getUTCFullYear() + 1;
  for (let year = latestYear; year >= latestYear - LEAP_YEARS_MAX - 1; year--) {
    const minuteMs = minuteIn(year);
    if (!Number.isNaN(minuteMs) && minuteMs - localOffset(minuteMs) <= latestMs) return minuteMs;
  }
  return NaN;
}
