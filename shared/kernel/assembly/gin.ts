import { findAccessTime, holdsBracketedYear } from "./access-time";
import { NO_MINUTE, minuteOf, readSeconds } from "./calendar";
import { mayBeColoured } from "./colours";
import { threeDigits, twoDigits } from "./digits";
import { readDuration } from "./durations";
import { findMethod, methodLength, NO_METHOD } from "./methods";
import { countRecord } from "./record";
import { findRoute, routeLength } from "./route";
import { isUtc } from "./state";
import { findWhiteSpace, skipWhiteSpace } from "./white-space";
import { NO_LEVEL } from "./windows";
import { findByte } from "./words";

// Requests of gin: `[GIN] YYYY/MM/DD - HH:MM:SS | status |   duration |   client | METHOD   "target"`.

const CARRIAGE_RETURN: u32 = 0x0d;
const QUOTE: u32 = 0x22;
const SLASH: u32 = 0x2f;
const BACKSLASH: u32 = 0x5c;
const PIPE: u32 = 0x7c;
/** `[GIN`, and `[GIN] ` without what follows it. */
const GIN: u32 = 0x4e49475b;
const BEGIN: u64 = 0x205d4e49475b;
const BEGIN_MASK: u64 = 0xffffffffffff;
/** ` - `, ` | ` and ` |` */
const MARK: u32 = 0x202d20;
const PIPE_WORD: u32 = 0x207c20;
const PIPE_BEGIN: u32 = 0x7c20;
const DATE: usize = 6;
const CLOCK: usize = 19;
const STATUS: usize = 30;
const STATUS_END: usize = 33;
/** A time, a status, and the shortest duration, client and request. */
const LINE_BYTES_MIN: usize = 48;

/** The minute of the last time, as it was written. */
let text0: u64 = 0;
let text8: u64 = 0;
let text10: u64 = 0;
let cachedMinute: i32 = NO_MINUTE;

/** Whether the text at `start` may be a line of gin. */
// @ts-ignore: decorator
@inline export function mayBeGin(start: usize): bool {
  return load<u32>(start) == GIN;
}

/** Count the line `[start, lineFeed)`; false, and nothing is counted, when it is unusual in any way. */
export function countGinLine(start: usize, lineFeed: usize): bool {
  const end = lineFeed - usize(load<u8>(lineFeed - 1) == CARRIAGE_RETURN);
  if (end < start + LINE_BYTES_MIN || mayBeColoured(start) || (load<u64>(start) & BEGIN_MASK) != BEGIN || !readMinute(start + DATE)) return false;
  const seconds = readSeconds(start + CLOCK + 6);
  const status = threeDigits(start + STATUS);
  if (load<u8>(start, CLOCK + 5) != 0x3a || seconds < 0 || (load<u32>(start, CLOCK + 8) & 0xffffff) != PIPE_WORD || status < 100 || load<u16>(start, STATUS_END) != PIPE_BEGIN)
    return false;
  const took = skipWhiteSpace(start + STATUS_END + 2, end);
  const tookEnd = findWhiteSpace(took, end);
  if (<u32>load<u8>(took) - 0x30 >= 10) return false;
  const micros = readDuration(took, tookEnd);
  const client = skipWhiteSpace(tookEnd, end);
  if (micros < 0 || client == end || load<u8>(client) != PIPE) return false;
  const mark = findByte(client + 1, end, PIPE);
  const at = skipWhiteSpace(mark + 1, end);
  if (mark == end || at >= end) return false;
  const method = findMethod(at);
  if (method == NO_METHOD) return false;
  const target = skipWhiteSpace(at + methodLength, end) + 1;
  if (target >= end || load<u8>(target - 1) != QUOTE || load<u8>(target) != SLASH) return false;
  const targetEnd = findByte(target, end, QUOTE);
  // A backslash may keep the quotes open. Times in brackets make it another kind of line.
  if (targetEnd == end || findByte(target, targetEnd, BACKSLASH) != targetEnd || findAccessTime(start, end) != 0 || holdsBracketedYear(start, end)) return false;
  findRoute(target, targetEnd);
  countRecord(start, lineFeed, cachedMinute, <i64>cachedMinute * 60000 + <i64>(seconds * 1000), status, NO_LEVEL, 0, micros, method, routeLength, 0, 0, 0, 0, 0, 0);
  return true;
}

/** Read `YYYY/MM/DD - HH:MM`; false when it is another time, or has to be read in a zone. */
function readMinute(at: usize): bool {
  const differences = (load<u64>(at) ^ text0) | (load<u64>(at, 8) ^ text8) | (load<u64>(at, 10) ^ text10);
  if (differences != 0 || cachedMinute == NO_MINUTE) {
    if (load<u8>(at, 4) != SLASH || load<u8>(at, 7) != SLASH || (load<u32>(at, 10) & 0xffffff) != MARK || load<u8>(at, 15) != 0x3a) return false;
    const read = minuteOf(twoDigits(at) * 100 + twoDigits(at + 2), twoDigits(at + 5), twoDigits(at + 8), twoDigits(at + 13), twoDigits(at + 16), 0);
    if (read == NO_MINUTE) return false;
    cachedMinute = read;
    text0 = load<u64>(at);
    text8 = load<u64>(at, 8);
    text10 = load<u64>(at, 10);
  }
  return isUtc();
}
