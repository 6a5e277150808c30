import { isPlainPrefix } from "./access-prefix";
import { NO_MINUTE, readClfMinuteAt, readSeconds } from "./calendar";
import { digitsFrom, joinDigits, nonDigits, threeDigits } from "./digits";
import { readDuration } from "./durations";
import { findUpperCaseName } from "./levels";
import { findMethod, methodLength, NO_METHOD } from "./methods";
import { countRecord } from "./record";
import { findRoute, routeLength } from "./route";
import { isUtc } from "./state";
import { findFractionEnd, fractionMs } from "./time";
import { brackets } from "./vectors";
import { NO_LEVEL, NO_MICROS } from "./windows";
import { findSpace } from "./words";

// Lines like those of the Common Log Format as servers of applications write them: `client - - [dd/Mon/yyyy:HH:MM:SS.fff] METHOD target HTTP/1.1 status duration`,
// with bytes for the duration or nothing, or `… [time] LEVEL message`.

const SPACE: u32 = 0x20;
const POINT: u32 = 0x2e;
const SLASH: u32 = 0x2f;
const BRACKET_CLOSE: u32 = 0x5d;
const CARRIAGE_RETURN: u32 = 0x0d;
/** `HTTP/` */
const PROTOCOL: u64 = 0x2f50545448;
const PROTOCOL_MASK: u64 = 0xffffffffff;
const PREFIX_BYTES_MAX: usize = 64;
/** `dd/Mon/yyyy:HH:MM:SS` */
const TIME_BYTES: usize = 20;
const COUNT_DIGITS_MAX: usize = 8;

/** The minute of the last of these times, as it was written. */
let text0: u64 = 0;
let text8: u64 = 0;
let text9: u64 = 0;
let recordMinute: i32 = NO_MINUTE;
let recordMs: i64 = 0;

/** Count the line `[start, lineFeed)`, which has no quotes; false, and nothing is counted, when it is unusual in any way. */
export function countUnquotedLine(start: usize, lineFeed: usize): bool {
  const end = lineFeed - usize(load<u8>(lineFeed - 1) == CARRIAGE_RETURN);
  const bracket = findBracket(start);
  if (bracket < start + 2 || bracket + TIME_BYTES >= end || load<u8>(bracket - 1) != SPACE || !isPlainPrefix(start, bracket)) return false;
  const close = readTime(bracket + 1);
  if (close == 0 || close + 2 >= end || load<u16>(close) != 0x205d) return false;
  const first = close + 2;
  const firstEnd = findSpace(first, end);
  const level = findUpperCaseName(first, firstEnd);
  if (level != NO_LEVEL) {
    countRecord(start, lineFeed, recordMinute, recordMs, 0, level, 0, NO_MICROS, NO_METHOD, 0, 0, 0, 0, 0, 0, 0);
    return true;
  }
  const method = findMethod(first);
  if (method == NO_METHOD) return false;
  return countRequest(start, method, first + methodLength + 1, end, lineFeed);
}

function countRequest(start: usize, method: u32, target: usize, end: usize, lineFeed: usize): bool {
  if (load<u8>(target) != SLASH) return false;
  const targetEnd = findSpace(target, end);
  let statusAt = targetEnd + 1;
  if ((load<u64>(statusAt) & PROTOCOL_MASK) == PROTOCOL) statusAt = findSpace(statusAt, end) + 1;
  if (statusAt + 3 > end) return false;
  const status = threeDigits(statusAt);
  if (status < 100) return false;
  let bytes: u64 = 0;
  let micros = NO_MICROS;
  const size = statusAt + 4;
  if (size < end) {
    if (load<u8>(size - 1) != SPACE || <u32>load<u8>(size) - 0x30 >= 10) return false;
    // A number is bytes, one with a unit the duration. There is nothing behind it.
    const length = end - size;
    const digits = length <= COUNT_DIGITS_MAX ? digitsFrom(size, length) : u64.MAX_VALUE;
    if (nonDigits(digits) == 0) bytes = joinDigits(digits);
    else {
      micros = readDuration(size, end);
      if (micros < 0) return false;
    }
  } else if (size - 1 != end) return false;
  findRoute(target, targetEnd);
  countRecord(start, lineFeed, recordMinute, recordMs, status, NO_LEVEL, bytes, micros, method, routeLength, 0, 0, 0, 0, 0, 0);
  return true;
}

/** The first bracket behind `start`, not far from it; 0 when there is none. */
function findBracket(start: usize): usize {
  for (let at = start; at < start + PREFIX_BYTES_MAX; at += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), brackets()));
    if (found != 0) return at + <usize>ctz(found);
  }
  return 0;
}

/** Read the time `dd/Mon/yyyy:HH:MM:SS`, with a fraction or without, which has no zone; returns the byte behind it, 0 when it is another one. */
function readTime(at: usize): usize {
  const first = load<u64>(at);
  const second = load<u64>(at, 8);
  const third = load<u64>(at, 9);
  if (((first ^ text0) | (second ^ text8) | (third ^ text9)) != 0 || recordMinute == NO_MINUTE) {
    const read = readClfMinuteAt(at, 0);
    if (read == NO_MINUTE) return 0;
    recordMinute = read;
    text0 = first;
    text8 = second;
    text9 = third;
  }
  const seconds = readSeconds(at + 18);
  if (load<u8>(at, 17) != 0x3a || seconds < 0 || !isUtc()) return 0;
  let ms = seconds * 1000;
  let next = at + TIME_BYTES;
  if (load<u8>(next) == POINT) {
    const fraction = next + 1;
    next = findFractionEnd(fraction);
    if (next == 0) return 0;
    ms += fractionMs(fraction, next);
  }
  recordMs = <i64>recordMinute * 60000 + <i64>ms;
  return load<u8>(next) == BRACKET_CLOSE ? next : 0;
}
