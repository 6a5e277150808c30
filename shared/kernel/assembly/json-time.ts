import { NO_MINUTE, readIsoMinute, readSeconds } from "./calendar";
import { isUtc } from "./state";

// The time of a JSON line: an ISO time, or a number of seconds, ms, µs or ns.

/** The time that was read last: its minute since 1970 and epoch ms. */
export let jsonMinute: i32 = 0;
export let jsonTimestampMs: i64 = 0;

/** The minute of the last ISO time, as it was written and as if it were UTC. */
let text0: u64 = 0;
let text8: u64 = 0;
let cachedMinute: i32 = NO_MINUTE;

const MS_MIN: u64 = 631152000000;
const MS_MAX: u64 = 4102444800000;

/** Read the ISO time of the string that begins behind the quote before `at`. False when it is unusual. */
// @ts-ignore: decorator
@inline export function readIsoTime(at: usize): bool {
  const first = load<u64>(at);
  const second = load<u64>(at, 8);
  if (((first ^ text0) | (second ^ text8)) != 0 || cachedMinute == NO_MINUTE) {
    if (!loadIsoMinute(at, first, second)) return false;
  }
  if (load<u8>(at, 16) != 0x3a) return false;
  const seconds = readSeconds(at + 17);
  if (seconds < 0) return false;
  let ms = seconds * 1000;
  let zone = at + 19;
  if (load<u8>(zone) == 0x2e) {
    const decimal = load<u32>(zone, 1) ^ 0x30303030;
    // Three decimals and no more, as most write it.
    if ((((decimal + 0x767676) | decimal) & 0x808080) == 0 && (decimal >> 24) >= 10) {
      ms += (decimal & 15) * 100 + ((decimal >> 8) & 15) * 10 + ((decimal >> 16) & 15);
      zone += 4;
    } else {
      const end = fractionEnd(zone + 1);
      if (end == 0) return false;
      ms += fractionMs(zone + 1, end);
      zone = end;
    }
  }
  let offset = 0;
  if (load<u16>(zone) != 0x225a) {
    if (load<u8>(zone) == 0x22) {
      if (!isUtc()) return false;
    } else {
      offset = zoneOffset(zone);
      if (offset == NO_MINUTE) return false;
    }
  }
  jsonMinute = cachedMinute - offset;
  jsonTimestampMs = <i64>jsonMinute * 60000 + <i64>ms;
  return offset == 0 || (jsonTimestampMs >= <i64>MS_MIN && jsonTimestampMs < <i64>MS_MAX);
}

function loadIsoMinute(at: usize, first: u64, second: u64): bool {
  const minute = readIsoMinute(at);
  if (minute == NO_MINUTE) return false;
  cachedMinute = minute;
  text0 = first;
  text8 = second;
  return true;
}

/** The end of the one to nine digits at `at`; 0 when there are none or more. */
function fractionEnd(at: usize): usize {
  let end = at;
  while (<u32>load<u8>(end) - 0x30 < 10 && end - at < 10) end++;
  return end == at || end - at > 9 ? 0 : end;
}

/** Whole ms of a fraction of a second. */
function fractionMs(at: usize, end: usize): i32 {
  let ms = 0;
  for (let i: usize = 0; i < 3; i++) ms = ms * 10 + (at + i < end ? <i32>load<u8>(at + i) - 0x30 : 0);
  return ms;
}

/** Minutes east of UTC of `±HH:MM"` or `±HHMM"`; {@link NO_MINUTE} when it is none. */
function zoneOffset(at: usize): i32 {
  const sign = load<u8>(at);
  const minutesAt = at + 3 + usize(load<u8>(at, 3) == 0x3a);
  const hours = digitPair(at + 1);
  const minutes = digitPair(minutesAt);
  if ((sign != 0x2b && sign != 0x2d) || hours > 23 || minutes > 59 || load<u8>(minutesAt, 2) != 0x22) return NO_MINUTE;
  const offset = <i32>(hours * 60 + minutes);
  return sign == 0x2d ? -offset : offset;
}

/** The number of two digits; large when they are none. */
function digitPair(at: usize): u32 {
  const tens = <u32>load<u8>(at) - 0x30;
  const ones = <u32>load<u8>(at, 1) - 0x30;
  return tens < 10 && ones < 10 ? tens * 10 + ones : 1000;
}

/** Take `digits / 10 ** places` for a time since the epoch. False when it is none. */
export function readEpochTime(digits: u64, places: i32): bool {
  let whole = digits;
  for (let i = places; i > 0; i--) whole /= 10;
  let ms: u64;
  if (whole < 100000000000) {
    // Seconds; of the fraction three digits count.
    let fraction = digits;
    let left = places;
    for (; left > 3; left--) fraction /= 10;
    for (; left < 3; left++) fraction *= 10;
    ms = fraction;
  } else if (whole < 100000000000000) ms = whole;
  else if (whole < 100000000000000000) ms = whole / 1000;
  else ms = whole / 1000000;
  if (ms < MS_MIN || ms >= MS_MAX) return false;
  jsonTimestampMs = <i64>ms;
  jsonMinute = <i32>(ms / 60000);
  return true;
}
