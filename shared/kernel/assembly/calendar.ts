import { digitAt, twoDigits } from "./digits";

/** What is no minute, or none that a log may have: see `isLogTime` of the core. */
export const NO_MINUTE: i32 = i32.MIN_VALUE;
/** 1990-01-01 and 2100-01-01. */
const MINUTE_MIN: i32 = 10519200;
const MINUTE_MAX: i32 = 68374080;

/** Days from 1970-01-01. Source: "chrono-Compatible Low-Level Date Algorithms", Howard Hinnant. */
function daysFromCivil(year: i32, month: i32, day: i32): i32 {
  const y = year - i32(month <= 2);
  const era = y / 400;
  const yearOfEra = y - era * 400;
  const dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
}

function daysInMonth(year: i32, month: i32): i32 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return 30 + ((month + (month >> 3)) & 1);
}

/** The minute since 1970 of a UTC time minus an offset in minutes; {@link NO_MINUTE} when there is none. Parts that are no number are below 0. */
export function minuteOf(year: i32, month: i32, day: i32, hour: i32, minute: i32, offset: i32): i32 {
  if (year < 1990 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return NO_MINUTE;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return NO_MINUTE;
  const number = (daysFromCivil(year, month, day) * 24 + hour) * 60 + minute - offset;
  return number >= MINUTE_MIN && number < MINUTE_MAX ? number : NO_MINUTE;
}

/** Three letters in lower case, the first in the lowest byte, as a month; 0 when they are none. */
export function monthOf(letters: u32): i32 {
  switch (letters) {
    case 0x6e616a:
      return 1;
    case 0x626566:
      return 2;
    case 0x72616d:
      return 3;
    case 0x727061:
      return 4;
    case 0x79616d:
      return 5;
    case 0x6e756a:
      return 6;
    case 0x6c756a:
      return 7;
    case 0x677561:
      return 8;
    case 0x706573:
      return 9;
    case 0x74636f:
      return 10;
    case 0x766f6e:
      return 11;
    case 0x636564:
      return 12;
    default:
      return 0;
  }
}

function fourDigits(at: usize): i32 {
  return twoDigits(at) * 100 + twoDigits(at + 2);
}

/** Minutes east of UTC of `±HHMM`; {@link NO_MINUTE} when it is none. */
function readOffset(at: usize): i32 {
  const sign = load<u8>(at);
  const hours = twoDigits(at + 1);
  const minutes = twoDigits(at + 3);
  if ((sign != 0x2b && sign != 0x2d) || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return NO_MINUTE;
  return sign == 0x2d ? -(hours * 60 + minutes) : hours * 60 + minutes;
}

/** The minute of `dd/Mon/yyyy:HH:MM:SS ±HHMM`. */
export function readClfMinute(at: usize): i32 {
  const offset = readOffset(at + 21);
  return load<u8>(at, 17) != 0x3a || load<u8>(at, 20) != 0x20 || offset == NO_MINUTE ? NO_MINUTE : readClfMinuteAt(at, offset);
}

/** The minute of `dd/Mon/yyyy:HH:MM`, `offset` minutes east of UTC. */
export function readClfMinuteAt(at: usize, offset: i32): i32 {
  if (load<u8>(at, 2) != 0x2f || load<u8>(at, 6) != 0x2f || load<u8>(at, 11) != 0x3a || load<u8>(at, 14) != 0x3a) return NO_MINUTE;
  const month = monthOf((load<u32>(at, 3) & 0xffffff) | 0x202020);
  return minuteOf(fourDigits(at + 7), month, twoDigits(at), twoDigits(at + 12), twoDigits(at + 15), offset);
}

/** The minute of `Mmm dd HH:MM`, the day with a space or 0 in front, in the year at `yearAt`. */
export function readErrorMinute(at: usize, yearAt: usize): i32 {
  if (load<u8>(at, 3) != 0x20 || load<u8>(at, 6) != 0x20 || load<u8>(at, 9) != 0x3a) return NO_MINUTE;
  const month = monthOf((load<u32>(at) & 0xffffff) | 0x202020);
  const day = load<u8>(at, 4) == 0x20 ? digitAt(at + 5) : twoDigits(at + 4);
  return minuteOf(fourDigits(yearAt), month, day, twoDigits(at + 7), twoDigits(at + 10), 0);
}

/** The minute of `YYYY-MM-DDTHH:MM`, also with a space for the `T` and then with `/` in the date, as if it were UTC. */
export function readIsoMinute(at: usize): i32 {
  const between = load<u8>(at, 10);
  if (between == 0x20 && load<u8>(at, 4) == 0x2f) return readMinuteWith(0x2f, at);
  return between != 0x54 && between != 0x20 ? NO_MINUTE : readColumnMinute(at);
}

/** The same with any byte between date and clock. */
export function readColumnMinute(at: usize): i32 {
  return readMinuteWith(0x2d, at);
}

function readMinuteWith(mark: u8, at: usize): i32 {
  if (load<u8>(at, 4) != mark || load<u8>(at, 7) != mark || load<u8>(at, 13) != 0x3a) return NO_MINUTE;
  return minuteOf(fourDigits(at), twoDigits(at + 5), twoDigits(at + 8), twoDigits(at + 11), twoDigits(at + 14), 0);
}

/** The seconds at `at`, 60 counted as 59; below 0 when they are none. */
// @ts-ignore: decorator
@inline export function readSeconds(at: usize): i32 {
  const digits = <u32>load<u16>(at) ^ 0x3030;
  // Tens below six, and ones below ten.
  const isUsual = (((digits + 0x767a) | digits) & 0x8080) == 0;
  return isUsual ? <i32>((digits & 15) * 10 + (digits >> 8)) : readLeapSecond(digits);
}

function readLeapSecond(digits: u32): i32 {
  return digits == 6 ? 59 : -1;
}
