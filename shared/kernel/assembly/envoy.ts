import { findTargetEnd, readStatus } from "./access";
import { readDigits, scanDigits, SCAN_DIGITS_MAX } from "./digits";
import { findSpecial } from "./json-strings";
import { HOST_MEMO, KEY_BYTES_MAX } from "./layout";
import { findMethod, methodLength, NO_METHOD } from "./methods";
import { countRecord } from "./record";
import { findRoute, routeLength } from "./route";
import { minute, timestampMs } from "./time";
import { MICROS_MAX, NO_LEVEL } from "./windows";
import { findSpace } from "./words";

// Requests as Envoy and Istio write them: `[time] "METHOD target HTTP/1.1" status flags … received sent ms upstream-ms "…" "agent" "id" "authority" …`

const SPACE: u32 = 0x20;
const QUOTE: u32 = 0x22;
const MINUS: u32 = 0x2d;
/** Between the flags and the counts Istio writes up to so many fields. */
const DETAILS_MAX: i32 = 3;
/** The authority stands so many fields behind the ms. */
const AUTHORITY_FIELDS: i32 = 5;

/** Count the line `[start, lineFeed)` whose time was read and whose request's quote is at `quote`; false, and nothing is counted, when it is unusual in any way. */
export function countEnvoyLine(start: usize, quote: usize, end: usize, lineFeed: usize): bool {
  const requestEnd = findSpecial(quote + 1, end);
  if (requestEnd >= end || load<u16>(requestEnd) != 0x2022) return false;
  const status = readStatus(requestEnd + 2);
  const method = findMethod(quote + 1);
  if (status == 0 || method == NO_METHOD) return false;
  const target = quote + 2 + methodLength;
  const targetEnd = findTargetEnd(target, requestEnd);
  if (targetEnd == 0) return false;

  const received = findCounts(nextField(requestEnd + 6, end), end);
  const sent = nextNumber(received, end);
  const duration = nextNumber(sent, end);
  if (duration == 0 || nextNumber(duration, end) == 0) return false;
  const bytes = readDigits(sent, duration - 1);
  const micros = readDigits(duration, scanDigits(duration, end)) * 1000;
  if (micros > MICROS_MAX) return false;

  let host = duration;
  for (let field = 0; field < AUTHORITY_FIELDS; field++) host = nextField(host, end);
  const hostEnd = fieldEnd(host, end);
  if (hostEnd == 0) return false;
  const isQuoted = usize(load<u8>(host) == QUOTE);
  host += isQuoted;
  let hostBytes = hostEnd - isQuoted - host;
  if (hostBytes > KEY_BYTES_MAX) return false;
  if (hostBytes == 1 && load<u8>(host) == MINUS) hostBytes = 0;

  findRoute(target, targetEnd);
  if (routeLength == 0) return false;
  countRecord(start, lineFeed, minute, timestampMs, status, NO_LEVEL, bytes, <i32>micros, method, routeLength, 0, 0, 0, host, hostBytes, HOST_MEMO);
  return true;
}

/** The first of the fields from `at` on that begins with a digit; 0 when none of the first few does. */
// @ts-ignore: decorator
@inline function findCounts(at: usize, end: usize): usize {
  let field = at;
  for (let details = 0; field != 0 && <u32>load<u8>(field) - 0x30 >= 10; details++) {
    if (details == DETAILS_MAX) return 0;
    field = nextField(field, end);
  }
  return field;
}

/** Where the field begins behind the one at `at`, which is digits alone, with one space between; 0 when there is none. A field at 0 is none. */
// @ts-ignore: decorator
@inline function nextNumber(at: usize, end: usize): usize {
  if (at == 0) return 0;
  const digitsEnd = scanDigits(at, end);
  if (digitsEnd == at || digitsEnd - at == SCAN_DIGITS_MAX || digitsEnd >= end || load<u8>(digitsEnd) != SPACE) return 0;
  return digitsEnd + 1;
}

/** Where the field begins behind the one at `at`, with one space between; 0 when there is none. A field at 0 is none. */
// @ts-ignore: decorator
@inline function nextField(at: usize, end: usize): usize {
  const close = fieldEnd(at, end);
  return close == 0 || close >= end ? 0 : close + 1;
}

/** The space or the end of the line behind the field at `at`, a word or a string in quotes without a backslash; 0 when it is none. */
function fieldEnd(at: usize, end: usize): usize {
  if (at == 0 || at >= end || load<u8>(at) == SPACE) return 0;
  if (load<u8>(at) != QUOTE) return findSpace(at, end);
  const close = findSpecial(at + 1, end);
  if (close >= end || load<u8>(close) != QUOTE) return 0;
  return close + 1 == end || load<u8>(close, 1) == SPACE ? close + 1 : 0;
}
