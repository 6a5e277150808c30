/** Epoch ms of 1990-01-01T00:00:00Z and of 2100-01-01T00:00:00Z: times outside are no times of a log. */
const TIME_MIN_MS = 631_152_000_000;
const TIME_END_MS = 4_102_444_800_000;

export const MS_PER_SECOND = 1_000;
export const MS_PER_MINUTE = 60_000;
const MINUTES_PER_DAY = 1_440;

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether the time, epoch ms, is one that a log may have. False for NaN. */
export function isLogTime(timestampMs: number): boolean {
  return timestampMs >= TIME_MIN_MS && timestampMs < TIME_END_MS;
}

/** More than any zone is from UTC. */
const ZONE_MS_MAX = 86_400_000;

/**
 * Ms from the epoch to the beginning of a minute of the proleptic Gregorian calendar, as if it were UTC; NaN when there is no such minute,
 * or when it is no time of a log in any zone. Months are 1–12.
 */
export function minuteOf(year: number, month: number, day: number, hour: number, minute: number): number {
  if (month < 1 || month > 12 || hour > 23 || minute > 59) return NaN;
  // Of the years that a log may have, every fourth is a leap year.
  const days = month === 2 && year % 4 === 0 ? 29 : MONTH_DAYS[month - 1]!;
  if (day < 1 || day > days) return NaN;
  const ms = ((daysBefore(year, month) + day - 1) * MINUTES_PER_DAY + hour * 60 + minute) * MS_PER_MINUTE;
  return ms >= TIME_MIN_MS - ZONE_MS_MAX && ms < TIME_END_MS + ZONE_MS_MAX ? ms : NaN;
}

/** Days from the epoch to the first of a month. Years are counted from March, so that the leap day is the last of them. */
function daysBefore(year: number, month: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const marchMonth = month > 2 ? month - 3 : month + 9;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + Math.floor((153 * marchMonth + 2) / 5) - 719_468;
}
