import { InputError } from "../errors.ts";
import { asciiBytes } from "./ascii.ts";
import { MS_PER_MINUTE } from "./calendar.ts";
import { offsetMinutes, readTwoDigits } from "./digits.ts";

/** The zone of times that name none: ms to take from a local time, given as if it were UTC, to get the UTC time. */
export type LocalOffset = (localMs: number) => number;

const MS_PER_HOUR = 60 * MS_PER_MINUTE;
const MS_PER_DAY = 24 * MS_PER_HOUR;
const FIXED_OFFSET = /^[+-]\d\d:\d\d$/;

/**
 * The offsets of `UTC`, of a fixed offset `±HH:MM` or of an IANA zone. A local time that comes twice is its first; one that is skipped
 * has the offset before the change.
 * @throws InputError `BAD_TIME_ZONE` when nobody knows the zone.
 */
export function createLocalOffset(timeZone: string): LocalOffset {
  if (timeZone === "UTC") return () => 0;
  if (FIXED_OFFSET.test(timeZone)) {
    const bytes = asciiBytes(timeZone);
    const minutes = offsetMinutes(bytes, 0, readTwoDigits(bytes, 1), readTwoDigits(bytes, 4));
    if (Number.isNaN(minutes)) throw new InputError("BAD_TIME_ZONE", `${timeZone} is no offset from UTC`, { timeZone });
    return () => minutes * MS_PER_MINUTE;
  }
  const offsetAt = createZoneOffset(timeZone);
  return (localMs) => {
    const before = offsetAt(localMs - MS_PER_DAY);
    const after = offsetAt(localMs + MS_PER_DAY);
    if (before === after || offsetAt(localMs - before) === before) return before;
    return offsetAt(localMs - after) === after ? after : before;
  };
}

/** Hours whose offset is remembered; logs rarely span more, and asking again is only slow. */
const REMEMBERED_HOURS_MAX = 4_096;

/** The offset of an IANA zone at a UTC time, in ms. Hours without a change are asked once. */
function createZoneOffset(timeZone: string): (utcMs: number) => number {
  const ask = createIntlOffset(timeZone);
  const hours = new Map<number, number>();
  return (utcMs) => {
    const hour = Math.floor(utcMs / MS_PER_HOUR);
    let offset = hours.get(hour);
    if (offset === undefined) {
      const first = ask(hour * MS_PER_HOUR);
      offset = first === ask((hour + 1) * MS_PER_HOUR - MS_PER_MINUTE) ? first : NaN;
      if (hours.size === REMEMBERED_HOURS_MAX) hours.clear();
      hours.set(hour, offset);
    }
    return Number.isNaN(offset) ? ask(utcMs) : offset;
  };
}

function createIntlOffset(timeZone: string): (utcMs: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch (cause) {
    throw new InputError("BAD_TIME_ZONE", `${timeZone} is no time zone`, { timeZone }, cause);
  }
  return (utcMs) => {
    const parts: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(utcMs)) parts[type] = Number(value);
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(utcMs / 1_000) * 1_000;
  };
}
