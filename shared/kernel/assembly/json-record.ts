import { readNumber, scaleNumber, wholeNumber } from "./json-numbers";
import { jsonMinute, jsonTimestampMs, readEpochTime, readIsoTime } from "./json-time";
import { JSON_BEST, JSON_SHIFTS, JSON_VALUES, KEY_BYTES_MAX } from "./layout";
import { findLevelName, findLevelNumber } from "./levels";
import { findQuotedMethod, NO_METHOD } from "./methods";
import { countRecord } from "./record";
import { findRoute, routeLength } from "./route";
import { NO_LEVEL, NO_MICROS } from "./windows";
import { backslashes, quotes } from "./vectors";

// The record of a JSON line: what its wanted values say, in the order of `JSON_WANTS` of the core.

const TIME: usize = 0;
const LEVEL: usize = 1;
const STATUS: usize = 2;
const DURATION: usize = 3;
const BYTES: usize = 4;
const METHOD: usize = 5;
const ROUTE: usize = 6;
const SERVICE: usize = 7;
const HOST: usize = 8;
const REQUEST_LINE: usize = 9;
const LOGGER: usize = 10;

const QUOTE: u32 = 0x22;
const MINUS: u32 = 0x2d;
const MICROS_MAX: u64 = 0x7fffffff;
const BYTES_MAX: u64 = 999999999;
/** `http.log`: how the logger of Caddy's access log begins, whose durations are in seconds. */
const CADDY: u64 = 0x676f6c2e70747468;
/** The candidate of a bare `duration` is marked by this bit of its shift. */
const BARE_DURATION: i32 = 64;

/** Whether the want has a value in this line. */
// @ts-ignore: decorator
@inline function has(want: usize): bool {
  return load<i32>(JSON_BEST + (want << 2)) != -1;
}

// @ts-ignore: decorator
@inline function valueOf(want: usize): usize {
  return <usize>load<u32>(JSON_VALUES + (want << 2));
}

/** The end of the string whose text begins at `from`; 0 when it has a backslash in it. */
// @ts-ignore: decorator
@inline function findStringEnd(from: usize): usize {
  for (let at = from; ; at += 16) {
    const text = v128.load(at);
    const quote = i8x16.bitmask(i8x16.eq(text, quotes()));
    const backslash = i8x16.bitmask(i8x16.eq(text, backslashes()));
    if ((quote | backslash) == 0) continue;
    // The first of both is the quote, or the string is not plain.
    return quote != 0 && ctz(quote) < ctz(backslash | 0x10000) ? at + <usize>ctz(quote) : 0;
  }
  return 0;
}

const NOT_A_KEY: usize = usize.MAX_VALUE;
let keyStart: usize = 0;

/** The length of the service or host at `value`: 0 when it is absent, {@link NOT_A_KEY} when it is for the slow path. */
function readKey(value: usize): usize {
  if (load<u8>(value) != QUOTE) return NOT_A_KEY;
  const end = findStringEnd(value + 1);
  if (end == 0) return NOT_A_KEY;
  keyStart = value + 1;
  const length = end - keyStart;
  if (length == 1 && load<u8>(keyStart) == MINUS) return 0;
  return length > KEY_BYTES_MAX ? NOT_A_KEY : length;
}

/** Count the record of the line `[start, lineFeed)` by the values that were found. False when one is unusual; nothing is counted then. */
export function countJsonRecord(start: usize, lineFeed: usize): bool {
  if (!has(TIME) || has(REQUEST_LINE)) return false;
  let value = valueOf(TIME);
  if (load<u8>(value) == QUOTE ? !readIsoTime(value + 1) : !readEpochTime(value)) return false;

  let level = NO_LEVEL;
  if (has(LEVEL)) {
    value = valueOf(LEVEL);
    if (load<u8>(value) == QUOTE) {
      const end = findStringEnd(value + 1);
      level = end == 0 ? NO_LEVEL : findLevelName(value + 1, end);
    } else if (readNumber(value)) level = findLevelNumber(wholeNumber());
    if (level == NO_LEVEL) return false;
  }

  let status: u32 = 0;
  if (has(STATUS)) {
    value = valueOf(STATUS);
    const quoted = u32(load<u8>(value) == QUOTE);
    const word = load<u32>(value + <usize>quoted);
    const digits = (word ^ 0x303030) & 0xffffff;
    status = (digits & 15) * 100 + ((digits >> 8) & 15) * 10 + (digits >> 16);
    const behind = word >> 24;
    const isEnd = quoted != 0 ? i32(behind == QUOTE) : i32(behind == 0x2c) | i32(behind == 0x7d);
    if ((((digits + 0x767676) | digits) & 0x808080) != 0 || isEnd == 0 || status < 100) return false;
  }

  let micros = NO_MICROS;
  if (has(DURATION)) {
    const shift = <i32>load<i8>(JSON_SHIFTS + <usize>load<u32>(JSON_BEST + (DURATION << 2)));
    const isBare = shift >= BARE_DURATION - 32;
    if (isBare && has(LOGGER) && (load<u8>(valueOf(LOGGER)) != QUOTE || load<u64>(valueOf(LOGGER) + 1) == CADDY || findStringEnd(valueOf(LOGGER) + 1) == 0)) return false;
    value = valueOf(DURATION);
    if (load<u8>(value) == QUOTE || !readNumber(value)) return false;
    const scaled = scaleNumber(isBare ? shift - BARE_DURATION : shift);
    if (scaled > MICROS_MAX) return false;
    micros = <i32>scaled;
  }

  let bytes: u64 = 0;
  if (has(BYTES)) {
    value = valueOf(BYTES);
    if (load<u8>(value) == QUOTE || !readNumber(value)) return false;
    bytes = wholeNumber();
    if (bytes > BYTES_MAX) return false;
  }

  let method = NO_METHOD;
  if (has(METHOD)) {
    value = valueOf(METHOD);
    if (load<u8>(value) != QUOTE) return false;
    method = findQuotedMethod(value + 1);
    if (method == NO_METHOD) return false;
  }

  let target: usize = 0;
  let targetEnd: usize = 0;
  if (has(ROUTE)) {
    value = valueOf(ROUTE);
    if (load<u8>(value) != QUOTE) return false;
    target = value + 1;
    targetEnd = findStringEnd(target);
    if (targetEnd == 0) return false;
    if (targetEnd == target || (targetEnd == target + 1 && load<u8>(target) == MINUS)) target = 0;
  }
  const serviceLength = has(SERVICE) ? readKey(valueOf(SERVICE)) : 0;
  const service = keyStart;
  const hostLength = has(HOST) ? readKey(valueOf(HOST)) : 0;
  const host = keyStart;
  if (serviceLength == NOT_A_KEY || hostLength == NOT_A_KEY) return false;
  if (target != 0) {
    findRoute(target, targetEnd);
    if (routeLength > KEY_BYTES_MAX) return false;
  }

  const route = target != 0 ? routeLength : 0;
  countRecord(start, lineFeed, jsonMinute, jsonTimestampMs, status, level, bytes, micros, method, route, service, serviceLength, host, hostLength);
  return true;
}
