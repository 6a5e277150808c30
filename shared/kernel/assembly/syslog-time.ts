import { minuteOf, monthOf, NO_MINUTE, readSeconds } from "./calendar";
import { digitAt, twoDigits } from "./digits";
import { latestMinute, latestYear } from "./state";

// Times as RFC 3164 has them, without a year: `Mmm dd HH:MM:SS`.

/** The time that was read last: its minute since 1970 and epoch ms. */
export let syslogMinute: i32 = NO_MINUTE;
export let syslogMs: i64 = 0;
/** How many bytes it has. */
export const SYSLOG_TIME_BYTES: usize = 15;

const SPACE: u32 = 0x20;
const COLON: u32 = 0x3a;
/** The 29th of February comes back after at most so many years. */
const YEARS_MAX: i32 = 10;

/** The minute of the last time, as it was written, and the last minute that it could mean: another object has another one. */
let text0: u64 = 0;
let text5: u64 = 0;
let latest: i32 = 0;

/** Read the time that begins at `at`; false when it is unusual. What follows on it is not looked at. */
// @ts-ignore: decorator
@inline export function readSyslogTime(at: usize): bool {
  const differences = (load<u64>(at) ^ text0) | (load<u64>(at, 5) ^ text5) | <u64>(<u32>(latestMinute() ^ latest));
  if (i32(differences != 0) | i32(syslogMinute == NO_MINUTE)) {
    if (!loadSyslogMinute(at)) return false;
  }
  const seconds = readSeconds(at + 13);
  syslogMs = <i64>syslogMinute * 60000 + <i64>(seconds * 1000);
  return seconds >= 0;
}

function loadSyslogMinute(at: usize): bool {
  if (load<u8>(at, 3) != SPACE || load<u8>(at, 6) != SPACE || load<u8>(at, 9) != COLON || load<u8>(at, 12) != COLON) return false;
  const day = load<u8>(at, 4) == SPACE ? digitAt(at + 5) : twoDigits(at + 4);
  const minute = latestMinuteOf(monthOf((load<u32>(at) & 0xffffff) | 0x202020), day, twoDigits(at + 7), twoDigits(at + 10));
  if (minute == NO_MINUTE) return false;
  syslogMinute = minute;
  text0 = load<u64>(at);
  text5 = load<u64>(at, 5);
  latest = latestMinute();
  return true;
}

/** The minute in the last year in which it is not after the latest one that may be meant; {@link NO_MINUTE} when that is for the slow path. */
export function latestMinuteOf(month: i32, day: i32, hour: i32, minute: i32): i32 {
  const lastYear = latestYear();
  if (lastYear == 0) return NO_MINUTE;
  for (let year = lastYear; year > lastYear - YEARS_MAX; year--) {
    const found = minuteOf(year, month, day, hour, minute, 0);
    if (found != NO_MINUTE && found <= latestMinute()) return found;
  }
  return NO_MINUTE;
}
