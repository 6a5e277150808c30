import { findVirtualHost, isPlainPrefix } from "./access-prefix";
import { NOT_READ, readTail } from "./access-durations";
import { digitsFrom, joinDigits, nonDigits, readDigits, scanDigits, SCAN_DIGITS_MAX } from "./digits";
import { readSeconds } from "./calendar";
import { drain, sample } from "./host";
import { countKey } from "./keys";
import { HOST_MEMO, SERVICE_MEMO } from "./layout";
import { findMethod, methodLength, NO_METHOD } from "./methods";
import { clfMinute, clfRow, loadMinute } from "./minute-cache";
import { countRecord } from "./record";
import { findRoute, routeLength, routeRow } from "./route";
import { countMethod, errorSamplesWanted, lineBytesMax, noteTime, slowestMicros } from "./state";
import { headerLevel, headerMinute, headerMs, host, hostBytes, service, serviceBytes } from "./syslog-header";
import { bucketOf, countWindow, NO_LEVEL, NO_MICROS, NO_ROW } from "./windows";

// Lines of the Common and Combined Log Format, with a duration and quoted fields behind or without:
// `client ident user [dd/Mon/yyyy:HH:MM:SS ±HHMM] "METHOD target HTTP/1.1" status bytes "…" "…" duration`

const SPACE: u32 = 0x20;
const QUOTE: u32 = 0x22;
const MINUS: u32 = 0x2d;
const POINT: u32 = 0x2e;
const BACKSLASH: u32 = 0x5c;
const CARRIAGE_RETURN: u32 = 0x0d;
/** The bytes from the time to the quote that opens the request. */
const TIME_BYTES: usize = 28;
/** ` HTTP/` at the low bytes, and a point at the highest. */
const PROTOCOL: u64 = 0x2e002f5054544820;
const PROTOCOL_MASK: u64 = 0xff00ffffffffffff;
/** ` HTTP/2`, behind any byte. */
const SHORT_PROTOCOL: u64 = 0x322f5054544820;

/**
 * Count the line `[start, lineFeed)` whose quotes are the `quotes` positions at `index`; false when it is unusual in any way.
 * Nothing is counted then. An even number of quotes, at least two, is asked for.
 */
export function countAccessLine(start: usize, index: usize, quotes: u32, lineFeed: usize): bool {
  return lineFeed - start <= lineBytesMax() && countAccess(start, index, quotes, lineFeed, 0);
}

/** Whether the quoted text `[start, end)` may be a number of seconds, which nginx may quote: digits and one point. */
// @ts-ignore: decorator
@inline function mayBeSeconds(start: usize, end: usize): bool {
  return <u32>load<u8>(start) - 0x30 < 10 && <u32>load<u8>(end - 1) - 0x30 < 10 && hasOnePoint(start, end);
}

function hasOnePoint(start: usize, end: usize): bool {
  let points = 0;
  for (let at = start; at < end; at++) {
    const byte = <u32>load<u8>(at);
    if (byte == POINT) points++;
    else if (byte - 0x30 >= 10) return false;
  }
  return points == 1;
}

/** In the stead of the address of a line of syslog: the line stands in an envelope. */
export const IN_ENVELOPE: usize = 1;

/** The same of the line that is the message `[start, lineFeed)` of the line of syslog at `line`, whose header was read: its time, level, service and host count; or of one in an envelope, with {@link IN_ENVELOPE} for `line`. */
export function countAccessMessage(start: usize, index: usize, quotes: u32, lineFeed: usize, line: usize): bool {
  return countAccess(start, index, quotes, lineFeed, line);
}

/** `line` is 0 where there is no line around it, or {@link IN_ENVELOPE}. */
// @ts-ignore: decorator
@inline function countAccess(start: usize, index: usize, quotes: u32, lineFeed: usize, line: usize): bool {
  const request = <usize>load<u32>(index);
  const time = request - TIME_BYTES;
  if (time < start + 3) return false;
  if (load<u16>(time - 2) != 0x5b20) return false;
  if (load<u8>(request) != QUOTE) return false;
  let virtualBytes: usize = 0;
  if (!isPlainPrefix(start, time - 1)) {
    virtualBytes = findVirtualHost(start, time - 1);
    if (virtualBytes == 0) return false;
  }

  const requestEnd = <usize>load<u32>(index, 4);
  if (load<u16>(requestEnd) != 0x2022) return false;
  if (load<u8>(requestEnd - 1) == BACKSLASH) return false;
  const status = readStatus(requestEnd + 2);
  if (status == 0) return false;

  const end = lineFeed - usize(load<u8>(lineFeed - 1) == CARRIAGE_RETURN);
  const bytesStart = requestEnd + 6;
  let tail: usize;
  let bytes: u64 = 0;
  if (quotes == 2) {
    // Without quoted fields the bytes end at a space or with the line.
    tail = scanDigits(bytesStart, end);
    if (tail == bytesStart) {
      if (tail >= end || load<u8>(tail) != MINUS) return false;
      tail++;
    } else {
      if (tail - bytesStart == SCAN_DIGITS_MAX) return false;
      bytes = readDigits(bytesStart, tail);
    }
  } else {
    const quoted = <usize>load<u32>(index, 8);
    const length = quoted - 1 - bytesStart;
    if (load<u16>(quoted - 1) != 0x2220) return false;
    if (length - 1 < 8) {
      const digits = digitsFrom(bytesStart, length);
      if (nonDigits(digits) != 0) {
        if (length != 1 || load<u8>(bytesStart) != MINUS) return false;
      } else bytes = joinDigits(digits);
    } else return false;
    // Each closing quote is followed by a space and the next opening one.
    let last = index + 12;
    for (let pairs = (quotes >> 1) - 2; pairs != 0; pairs--, last += 8) {
      const close = <usize>load<u32>(last);
      if ((load<u32>(close) & 0xffffff) != 0x222022) return false;
      if (<usize>load<u32>(last, 4) != close + 2) return false;
      if (load<u8>(close - 1) == BACKSLASH) return false;
      if (mayBeSeconds(<usize>load<u32>(last - 4) + 1, close)) return false;
    }
    tail = <usize>load<u32>(last);
    if (load<u8>(tail) != QUOTE) return false;
    if (load<u8>(tail - 1) == BACKSLASH) return false;
    if (mayBeSeconds(<usize>load<u32>(last - 4) + 1, tail)) return false;
    tail++;
  }

  let micros = NO_MICROS;
  if (tail != end) {
    micros = readTail(tail, end);
    if (micros == NOT_READ) return false;
  }

  const method = findMethod(request + 1);
  if (method == NO_METHOD) return false;
  const target = request + 2 + methodLength;
  const targetEnd = findTargetEnd(target, requestEnd);
  if (targetEnd == 0) return false;
  findRoute(target, targetEnd);
  if (routeLength == 0) return false;

  const seconds = readSeconds(time + 18);
  if (seconds < 0) return false;
  if (!loadMinute(time)) return false;
  if (line > IN_ENVELOPE) {
    countRecord(line, lineFeed, headerMinute, headerMs, status, headerLevel, bytes, micros, method, routeLength, service, serviceBytes, SERVICE_MEMO, host, hostBytes, HOST_MEMO);
    return true;
  }
  const timestampMs = <i64>clfMinute * 60000 + <i64>(seconds * 1000);
  if (i32(virtualBytes != 0) | i32(line != 0)) {
    countRecord(start, lineFeed, clfMinute, timestampMs, status, NO_LEVEL, bytes, micros, method, routeLength, 0, 0, 0, start, virtualBytes, HOST_MEMO);
    return true;
  }
  let route = routeRow();
  if (route == NO_ROW) {
    drain();
    route = routeRow();
    // The window went as well.
    loadMinute(time);
  }

  const isError = u32(status >= 500);
  const bucket = bucketOf(<u32>micros & 0x7fffffff);
  countWindow(clfRow, status, NO_LEVEL, isError, bytes, micros, bucket);
  countKey(route, isError, micros, bucket);
  countMethod(method);
  noteTime(timestampMs);
  if (i32(micros > slowestMicros()) | (i32(isError != 0) & i32(errorSamplesWanted() != 0))) sample(start, lineFeed, <f64>timestampMs, micros, isError);
  return true;
}

/** The status of three digits and a space at `at`; 0 when it is none, or below 100. */
// @ts-ignore: decorator
@inline export function readStatus(at: usize): u32 {
  const digits = load<u32>(at) ^ 0x20303030;
  // Three digits and a space, and the first is no 0.
  if ((((digits + 0x767676) | digits) & 0xff808080) != 0) return 0;
  return (digits & 15) == 0 ? 0 : (digits & 15) * 100 + ((digits >> 8) & 15) * 10 + (digits >> 16);
}

/** The end of the target that begins at `start` in a request that ends at `end`; 0 when the request is not `METHOD target HTTP/…`. */
// @ts-ignore: decorator
@inline export function findTargetEnd(start: usize, end: usize): usize {
  let targetEnd = end - 9;
  if ((load<u64>(targetEnd) & PROTOCOL_MASK) != PROTOCOL || load<u8>(targetEnd, 6) == SPACE || load<u8>(targetEnd, 8) == SPACE) {
    targetEnd = end - 7;
    if (load<u64>(targetEnd - 1) >> 8 != SHORT_PROTOCOL) return 0;
  }
  if (start >= targetEnd) return 0;
  if (load<u8>(start) == SPACE) return 0;
  if (load<u8>(targetEnd - 1) == SPACE) return 0;
  if (start + 1 == targetEnd && load<u8>(start) == MINUS) return 0;
  return targetEnd;
}
