import { threeDigits } from "./digits";
import { decimals, mantissa, numberEnd, scaleNumber, scanNumber, wholeNumber } from "./numbers";
import { NOT_SURE, readDuration } from "./durations";
import { DECIMALS, DIGITS, KEY_MEMO, KIND, LEAF_BEST, LEAF_LEVEL, LEAF_METHOD, LEAF_STEPS, NUMBER, STRING, VALUE, VALUE_END } from "./json-steps";
import { JSON_SHIFTS, KEY_BYTES_MAX } from "./layout";
import { findLevelName, findLevelNumber } from "./levels";
import { findMethodName, NO_METHOD } from "./methods";
import { envelopeLevel } from "./envelope";
import { countRecord } from "./record";
import { findRoute, routeLength } from "./route";
import { minute, readEpochTime, readIsoTime, timeEnd, timestampMs } from "./time";
import { MICROS_MAX, NO_LEVEL, NO_MICROS } from "./windows";
import { readCount } from "./words";

// The record of a JSON line or of one of logfmt: what its wanted values say, in the order of `JSON_WANTS` of the core.

export const TIME: usize = 0;
export const LEVEL: usize = 1;
const STATUS: usize = 2;
const DURATION: usize = 3;
const BYTES: usize = 4;
export const METHOD: usize = 5;
export const ROUTE: usize = 6;
export const SERVICE: usize = 7;
export const HOST: usize = 8;
export const REQUEST_LINE: usize = 9;
const LOGGER: usize = 10;
export const CONTAINED: usize = 11;

const MINUS: u32 = 0x2d;
const SLASH: u32 = 0x2f;
/** `ms` */
const MILLIS: u32 = 0x736d;
const BUSY_DIGITS_MAX: usize = 6;
const BYTES_MAX: u64 = 999999999;
/** `http.log` and `http.han(dlers)`: how loggers of Caddy begin whose durations are in seconds. */
const CADDY_LOG: u64 = 0x676f6c2e70747468;
const CADDY_HANDLERS: u64 = 0x6e61682e70747468;
/** The candidate of a bare `duration` is marked by this bit of its shift. */
const BARE_DURATION: i32 = 64;

/** The step that has the value of the want; 0 when the line has none. */
// @ts-ignore: decorator
@inline export function stepOf(leaf: usize, want: usize): usize {
  return <usize>load<u32>(leaf + (want << 2), LEAF_STEPS);
}

export const NOT_A_KEY: usize = usize.MAX_VALUE;

/** The length of the service or host of `step`: 0 when it is absent, {@link NOT_A_KEY} when it is for the slow path. */
// @ts-ignore: decorator
@inline export function keyLength(step: usize): usize {
  if (step == 0) return 0;
  if (load<u32>(step, KIND) != STRING) return NOT_A_KEY;
  const start = <usize>load<u32>(step, VALUE);
  const length = <usize>load<u32>(step, VALUE_END) - start;
  if (length == 1 && load<u8>(start) == MINUS) return 0;
  return length > KEY_BYTES_MAX ? NOT_A_KEY : length;
}

/** The three digits of a status; 0 when they are none, or below 100. */
// @ts-ignore: decorator
@inline function readStatus(step: usize): u32 {
  if (load<u32>(step, KIND) == NUMBER) {
    const number = load<u64>(step, DIGITS);
    return i32(load<u32>(step, DECIMALS) == 0) & i32(number - 100 < 900) ? <u32>number : 0;
  }
  const start = <usize>load<u32>(step, VALUE);
  const status = threeDigits(start);
  return i32(load<u32>(step, KIND) == STRING) & i32(<usize>load<u32>(step, VALUE_END) == start + 3) & i32(status >= 100) ? status : 0;
}

/** Read the epoch time that is all of the string of `step`. */
function readEpochText(step: usize): bool {
  return scanNumber(<usize>load<u32>(step, VALUE)) && numberEnd == <usize>load<u32>(step, VALUE_END) && readEpochTime(mantissa, <i32>decimals);
}

/** The duration of `step` in µs, 10^`shift` for one without a unit; below 0 when that is for the slow path to say. */
// @ts-ignore: decorator
@inline function readStepDuration(step: usize, shift: i32): i32 {
  const kind = load<u32>(step, KIND);
  if (kind != NUMBER) return kind == STRING ? readDurationText(<usize>load<u32>(step, VALUE), <usize>load<u32>(step, VALUE_END), shift) : NOT_SURE;
  const micros = scaleNumber(load<u64>(step, DIGITS), load<i32>(step, DECIMALS), shift);
  return micros > MICROS_MAX ? NOT_SURE : <i32>micros;
}

/** The same of a string: a number, or one with a unit, which wins. */
function readDurationText(start: usize, end: usize, shift: i32): i32 {
  if (!scanNumber(start)) return NOT_SURE;
  if (numberEnd != end) return readDuration(start, end);
  const micros = scaleNumber(mantissa, <i32>decimals, shift);
  return micros > MICROS_MAX ? NOT_SURE : <i32>micros;
}

/** Read the time of the line whose values the steps of `leaf` have. False when it has none, or an unusual one. */
// @ts-ignore: decorator
@inline export function readJsonTime(leaf: usize): bool {
  const step = stepOf(leaf, TIME);
  if (step == 0) return false;
  const kind = load<u32>(step, KIND);
  if (kind != STRING) return kind == NUMBER && readEpochTime(load<u64>(step, DIGITS), load<i32>(step, DECIMALS));
  if (load<u8>(<usize>load<u32>(step, VALUE), 4) != MINUS) return readEpochText(step);
  return readIsoTime(<usize>load<u32>(step, VALUE)) && timeEnd == <usize>load<u32>(step, VALUE_END);
}

/** Whether a service begins with a digit: it may be a duration, as Heroku's router writes it. */
// @ts-ignore: decorator
@inline export function mayBeBusy(serviceStep: usize): bool {
  return <u32>load<u8>(<usize>load<u32>(serviceStep, VALUE)) - 0x30 < 10;
}

/** Count the record of the line `[start, lineFeed)` whose values the steps of `leaf` have. False when one is unusual; nothing is counted then. */
export function countJsonRecord(leaf: usize, start: usize, lineFeed: usize): bool {
  return readJsonTime(leaf) && countValues(leaf, start, lineFeed, false);
}

/** The same of a contained line, which may have no time: then its request counts, or its level alone, and nothing else. */
export function countContainedRecord(leaf: usize, start: usize, lineFeed: usize): bool {
  return stepOf(leaf, TIME) != 0 ? countJsonRecord(leaf, start, lineFeed) : countValues(leaf, start, lineFeed, true);
}

/** The same of an object or of logfmt that is the message of the line whose envelope is open, where no time is looked at. */
export function countMessageRecord(leaf: usize, start: usize, lineFeed: usize): bool {
  return countValues(leaf, start, lineFeed, true);
}

// @ts-ignore: decorator
@inline function countValues(leaf: usize, start: usize, lineFeed: usize, isTimeless: bool): bool {
  if (stepOf(leaf, REQUEST_LINE) != 0) return false;
  let step: usize = 0;

  let level = load<u32>(leaf, LEAF_LEVEL) - 1;
  step = stepOf(leaf, LEVEL);
  if (step != 0 && !(isTimeless && envelopeLevel != NO_LEVEL)) {
    const kind = load<u32>(step, KIND);
    if (kind == STRING) level = findLevelName(<usize>load<u32>(step, VALUE), <usize>load<u32>(step, VALUE_END));
    else if (kind == NUMBER && !isTimeless) level = findLevelNumber(wholeNumber(load<u64>(step, DIGITS), load<i32>(step, DECIMALS)));
    if (level == NO_LEVEL) return false;
  }

  let status: u32 = 0;
  step = stepOf(leaf, STATUS);
  if (step != 0) {
    status = readStatus(step);
    if (status == 0) return false;
  }

  let micros = NO_MICROS;
  step = stepOf(leaf, DURATION);
  if (step != 0) {
    const shift = <i32>load<i8>(JSON_SHIFTS + <usize>load<u32>(leaf, LEAF_BEST + (DURATION << 2)));
    const isBare = shift >= BARE_DURATION - 32;
    if (isBare && isForeign(stepOf(leaf, LOGGER))) return false;
    micros = readStepDuration(step, isBare ? shift - BARE_DURATION : shift);
    if (micros < 0) return false;
  }

  let bytes: u64 = 0;
  step = stepOf(leaf, BYTES);
  if (step != 0) {
    const kind = load<u32>(step, KIND);
    if (kind == NUMBER) bytes = wholeNumber(load<u64>(step, DIGITS), load<i32>(step, DECIMALS));
    else if (kind == STRING) bytes = <u64>readCount(<usize>load<u32>(step, VALUE), <usize>load<u32>(step, VALUE_END));
    else return false;
    if (bytes > BYTES_MAX) return false;
  }

  let method = load<u32>(leaf, LEAF_METHOD) - 1;
  step = stepOf(leaf, METHOD);
  if (step != 0) {
    if (load<u32>(step, KIND) == STRING) method = findMethodName(<usize>load<u32>(step, VALUE), <usize>load<u32>(step, VALUE_END));
    if (method == NO_METHOD) return false;
  }

  let target: usize = 0;
  let targetEnd: usize = 0;
  step = stepOf(leaf, ROUTE);
  if (step != 0) {
    if (load<u32>(step, KIND) != STRING) return false;
    target = <usize>load<u32>(step, VALUE);
    targetEnd = <usize>load<u32>(step, VALUE_END);
    if (targetEnd == target || (targetEnd == target + 1 && load<u8>(target) == MINUS)) target = 0;
  }
  const serviceStep = stepOf(leaf, SERVICE);
  const serviceLength = keyLength(serviceStep);
  const hostStep = stepOf(leaf, HOST);
  const hostLength = keyLength(hostStep);
  if (serviceLength == NOT_A_KEY || hostLength == NOT_A_KEY) return false;
  if (serviceLength != 0 && mayBeBusy(serviceStep)) {
    const busy = isTimeless ? readBusy(serviceStep) : NOT_SURE;
    if (busy == NOT_SURE) return false;
    if (micros == NO_MICROS) micros = busy;
  }
  if (isTimeless) {
    if (status == 0) {
      if (level == NO_LEVEL && envelopeLevel == NO_LEVEL) return false;
      bytes = 0;
      micros = NO_MICROS;
      method = NO_METHOD;
      target = 0;
    } else if (method == NO_METHOD && (target == 0 || load<u8>(target) != SLASH)) return false;
  }
  if (target != 0) findRoute(target, targetEnd);
  const route = target != 0 ? routeLength : 0;
  if (isTimeless) {
    countRecord(start, lineFeed, 0, 0, status, level, bytes, micros, method, route, 0, 0, 0, 0, 0, 0);
    return true;
  }
  const service = <usize>load<u32>(serviceStep, VALUE);
  const host = <usize>load<u32>(hostStep, VALUE);
  countRecord(start, lineFeed, minute, timestampMs, status, level, bytes, micros, method, route, service, serviceLength, serviceStep + KEY_MEMO, host, hostLength, hostStep + KEY_MEMO);
  return true;
}

/** For how many whole ms Heroku's router says that the service was busy, in µs; {@link NOT_SURE} when it says something else. */
function readBusy(serviceStep: usize): i32 {
  const start = <usize>load<u32>(serviceStep, VALUE);
  const end = <usize>load<u32>(serviceStep, VALUE_END) - 2;
  const millis = load<u16>(end) == MILLIS && end - start - 1 < BUSY_DIGITS_MAX ? readCount(start, end) : -1;
  return millis < 0 ? NOT_SURE : <i32>millis * 1000;
}

/** Whether a line with this logger may have a duration of another unit. */
function isForeign(logger: usize): bool {
  if (logger == 0) return false;
  if (load<u32>(logger, KIND) != STRING) return true;
  const name = load<u64>(<usize>load<u32>(logger, VALUE));
  return name == CADDY_LOG || name == CADDY_HANDLERS;
}
