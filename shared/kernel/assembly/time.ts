import { NO_MINUTE, readColumnMinute, readIsoMinute, readSeconds } from "./calendar";
import { nonDigits, ZEROS } from "./digits";
import { isUtc } from "./state";

// Times that most formats share: an ISO time, or a number of seconds, ms, µs or ns since 1970.

/** The time that was read last: its minute since 1970 and epoch ms. */
export let minute: i32 = 0;
export let timestampMs: i64 = 0;
/** The byte behind an ISO time. */
export let timeEnd: usize = 0;

const PLUS: u32 = 0x2b;
const COMMA: u32 = 0x2c;
const MINUS: u32 = 0x2d;
const POINT: u32 = 0x2e;
const LETTER_Z: u32 = 0x5a;
/** Fractions of so many digits, in bits, are read one by one. */
const LONG_FRACTION_BITS: u64 = 56;

/** `:00.000Z`, as most programs write the seconds; what makes a digit above nine of it reach the high bit, and the bits that are not 0 when it is of another form. */
const USUAL_SECONDS: u64 = 0x5a3030302e30303a;
const ABOVE_NINE_SECONDS: u64 = 0x0076767600767600;
const OTHER_BITS: u64 = 0xff808080ff8080ff;
/** The same of a fraction with µs, `.000000Z`, behind them. */
const USUAL_FRACTION: u64 = 0x5a3030303030302e;
const ABOVE_NINE_FRACTION: u64 = 0x0076767676767600;
const OTHER_FRACTION_BITS: u64 = 0xff808080808080ff;

/** The minute of the last ISO time, as it was written and as if it were UTC. */
let text0: u64 = 0;
let text8: u64 = 0;
let cachedMinute: i32 = NO_MINUTE;
/** The minute of the last date and time of columns. */
let column0: u64 = 0;
let column8: u64 = 0;
let columnMinute: i32 = NO_MINUTE;

const MS_MIN: u64 = 631152000000;
const MS_MAX: u64 = 4102444800000;

/**
 * Read the ISO time that begins at `at`, up to {@link timeEnd}: what follows there is not looked at. False when it is unusual. Of a time without a zone only if
 * it is UTC.
 */
// @ts-ignore: decorator
@inline export function readIsoTime(at: usize): bool {
  const first = load<u64>(at);
  const second = load<u64>(at, 8);
  if (((first ^ text0) | (second ^ text8)) != 0 || cachedMinute == NO_MINUTE) {
    if (!loadIsoMinute(at, first, second)) return false;
  }
  return readBehindMinute(at, cachedMinute);
}

/** The same of a date and a time of day that stand in columns beside each other, with one byte between them. */
// @ts-ignore: decorator
@inline export function readColumnTime(at: usize): bool {
  const first = load<u64>(at);
  const second = load<u64>(at, 8);
  if (((first ^ column0) | (second ^ column8)) != 0 || columnMinute == NO_MINUTE) {
    if (!loadColumnMinute(at, first, second)) return false;
  }
  return readBehindMinute(at, columnMinute);
}

/** Read seconds, fraction and zone of the time at `at`, whose minute is `written` as if it were UTC. */
// @ts-ignore: decorator
@inline function readBehindMinute(at: usize, written: i32): bool {
  const word = load<u64>(at, 16) ^ USUAL_SECONDS;
  if ((((word + ABOVE_NINE_SECONDS) | word) & OTHER_BITS) == 0 && (word & 0xff00) < 0x600) {
    const seconds = ((word >> 8) & 15) * 10 + ((word >> 16) & 15);
    const ms = ((word >> 32) & 15) * 100 + ((word >> 40) & 15) * 10 + ((word >> 48) & 15);
    takeUtc(written, seconds * 1000 + ms, at + 24);
    return true;
  }
  const fraction = load<u64>(at, 19) ^ USUAL_FRACTION;
  if ((((fraction + ABOVE_NINE_FRACTION) | fraction) & OTHER_FRACTION_BITS) == 0 && load<u8>(at, 16) == 0x3a) {
    const seconds = readSeconds(at + 17);
    if (seconds >= 0) {
      const ms = ((fraction >> 8) & 15) * 100 + ((fraction >> 16) & 15) * 10 + ((fraction >> 24) & 15);
      takeUtc(written, <u64>seconds * 1000 + ms, at + 27);
      return true;
    }
  }
  return readSecondsBehind(at, written);
}

/** Take the time so many ms behind a minute of UTC, which is written up to `end`. */
// @ts-ignore: decorator
@inline function takeUtc(utcMinute: i32, ms: u64, end: usize): void {
  timeEnd = end;
  minute = utcMinute;
  timestampMs = <i64>utcMinute * 60000 + <i64>ms;
}

/** The same of any form. */
function readSecondsBehind(at: usize, written: i32): bool {
  if (load<u8>(at, 16) != 0x3a) return false;
  const seconds = readSeconds(at + 17);
  if (seconds < 0) return false;
  let ms = seconds * 1000;
  let zone = at + 19;
  const point = <u32>load<u8>(zone);
  if (i32(point == POINT) | i32(point == COMMA)) {
    const values = load<u64>(zone, 1) ^ ZEROS;
    const bits = <u64>ctz(nonDigits(values)) & 0x78;
    if (bits == 0 || bits >= LONG_FRACTION_BITS) {
      const end = findFractionEnd(zone + 1);
      if (end == 0) return false;
      ms += fractionMs(zone + 1, end);
      zone = end;
    } else {
      const digits = <u32>values & (<u32>0xffffff >> <u32>max(24 - <i32>bits, 0));
      ms += (digits & 15) * 100 + ((digits >> 8) & 15) * 10 + (digits >> 16);
      zone += 1 + <usize>(bits >> 3);
    }
  }
  let offset = 0;
  const sign = <u32>load<u8>(zone);
  if (sign == LETTER_Z) zone++;
  else if (i32(sign == PLUS) | i32(sign == MINUS)) {
    offset = readZone(zone);
    if (offset == NO_MINUTE) return false;
    zone = zoneEnd;
  } else if (!isUtc()) return false;
  timeEnd = zone;
  minute = written - offset;
  timestampMs = <i64>minute * 60000 + <i64>ms;
  return offset == 0 || (timestampMs >= <i64>MS_MIN && timestampMs < <i64>MS_MAX);
}

function loadIsoMinute(at: usize, first: u64, second: u64): bool {
  const read = readIsoMinute(at);
  if (read == NO_MINUTE) return false;
  cachedMinute = read;
  text0 = first;
  text8 = second;
  return true;
}

function loadColumnMinute(at: usize, first: u64, second: u64): bool {
  const read = readColumnMinute(at);
  if (read == NO_MINUTE) return false;
  columnMinute = read;
  column0 = first;
  column8 = second;
  return true;
}

/** The end of the one to nine digits at `at`; 0 when there are none or more. */
export function findFractionEnd(at: usize): usize {
  let end = at;
  while (<u32>load<u8>(end) - 0x30 < 10 && end - at < 10) end++;
  return end == at || end - at > 9 ? 0 : end;
}

/** Whole ms of a fraction of a second. */
export function fractionMs(at: usize, end: usize): i32 {
  let ms = 0;
  for (let i: usize = 0; i < 3; i++) ms = ms * 10 + (at + i < end ? <i32>load<u8>(at + i) - 0x30 : 0);
  return ms;
}

/** The byte behind the zone that was read last. */
let zoneEnd: usize = 0;

/** Minutes east of UTC of `±HH:MM` or `±HHMM`; {@link NO_MINUTE} when it is none. */
function readZone(at: usize): i32 {
  const minutesAt = at + 3 + usize(load<u8>(at, 3) == 0x3a);
  const hours = digitPair(at + 1);
  const minutes = digitPair(minutesAt);
  if (hours > 23 || minutes > 59) return NO_MINUTE;
  zoneEnd = minutesAt + 2;
  const offset = <i32>(hours * 60 + minutes);
  return load<u8>(at) == MINUS ? -offset : offset;
}

/** The number of two digits; large when they are none. */
function digitPair(at: usize): u32 {
  const tens = <u32>load<u8>(at) - 0x30;
  const ones = <u32>load<u8>(at, 1) - 0x30;
  return tens < 10 && ones < 10 ? tens * 10 + ones : 1000;
}

/** Take a time that was read in another way. */
export function setTime(minuteRead: i32, ms: i32): void {
  minute = minuteRead;
  timestampMs = <i64>minuteRead * 60000 + <i64>ms;
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
  timestampMs = <i64>ms;
  minute = <i32>(ms / 60000);
  return true;
}
