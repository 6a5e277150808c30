import { NO_MINUTE, readErrorMinute, readSeconds } from "./calendar";
import { findLevelName } from "./levels";
import { NO_METHOD } from "./methods";
import { countRecord } from "./record";
import { isUtc } from "./state";
import { findFractionEnd, fractionMs } from "./time";
import { closingBrackets } from "./vectors";
import { NO_LEVEL, NO_MICROS } from "./windows";

// Lines of the error log of Apache's httpd: `[Www Mmm dd HH:MM:SS.ffffff yyyy] [module:level] …`

const SPACE: u32 = 0x20;
const POINT: u32 = 0x2e;
const COLON: u32 = 0x3a;
const BRACKET_OPEN: u32 = 0x5b;
const BRACKET_CLOSE: u32 = 0x5d;
const CARRIAGE_RETURN: u32 = 0x0d;
/** Behind `[Www Mmm dd HH:MM:SS` */
const CLOCK_END: usize = 20;
/** From the space before the year to behind the bracket. */
const YEAR_BYTES: usize = 6;
const TRACE_BYTES: usize = 5;
const LOWER_T: u32 = 0x74;

/** The last of these times: from the weekday to the minute as it was written, the year, and what they mean. */
let text0: u64 = 0;
let text8: u64 = 0;
let year: u32 = 0;
let minute: i32 = NO_MINUTE;

/** Whether the line at `start` begins with a bracket, a weekday and a space. */
// @ts-ignore: decorator
@inline export function beginsAsApacheError(start: usize): bool {
  return load<u8>(start) == BRACKET_OPEN && load<u8>(start, 4) == SPACE && areLetters(load<u32>(start, 1) & 0xffffff);
}

/** Whether the three low bytes are letters. */
function areLetters(text: u32): bool {
  for (let rest = text | 0x202020; rest != 0; rest >>= 8) if ((rest & 0xff) - 0x61 >= 26) return false;
  return true;
}

/** Count the line `[start, lineFeed)`, which begins with a bracket and a weekday; false, and nothing is counted, when it is unusual in any way. */
export function countApacheErrorLine(start: usize, lineFeed: usize): bool {
  const end = lineFeed - usize(load<u8>(lineFeed - 1) == CARRIAGE_RETURN);
  const seconds = readSeconds(start + CLOCK_END - 2);
  if (seconds < 0 || load<u8>(start, 17) != COLON || !isUtc()) return false;
  let ms = seconds * 1000;
  let at = start + CLOCK_END;
  if (load<u8>(at) == POINT) {
    const fraction = at + 1;
    at = findFractionEnd(fraction);
    if (at == 0) return false;
    ms += fractionMs(fraction, at);
  }
  const behind = at + YEAR_BYTES;
  if (behind > end || load<u8>(at) != SPACE || load<u8>(behind - 1) != BRACKET_CLOSE || !loadMinute(start + 1, at + 1)) return false;
  const timestampMs = <i64>minute * 60000 + <i64>ms;
  countRecord(start, lineFeed, minute, timestampMs, 0, readLevel(behind, end), 0, NO_MICROS, NO_METHOD, 0, 0, 0, 0, 0, 0, 0);
  return true;
}

/** Whether the weekday, month, day, hour and minute at `at` and the year at `yearAt` are some; then they are in the cache. */
// @ts-ignore: decorator
@inline function loadMinute(at: usize, yearAt: usize): bool {
  const isKnown = i32(((load<u64>(at) ^ text0) | (load<u64>(at, 8) ^ text8)) == 0) & i32(load<u32>(yearAt) == year) & i32(minute != NO_MINUTE);
  return isKnown != 0 || readMinute(at, yearAt);
}

function readMinute(at: usize, yearAt: usize): bool {
  const read = readErrorMinute(at + 4, yearAt);
  if (read == NO_MINUTE) return false;
  minute = read;
  text0 = load<u64>(at);
  text8 = load<u64>(at, 8);
  year = load<u32>(yearAt);
  return true;
}

/** The level in the brackets behind the spaces at `from`: what stands behind the last colon in them. */
// @ts-ignore: decorator
@inline function readLevel(from: usize, end: usize): u32 {
  let at = from;
  while (at < end && load<u8>(at) == SPACE) at++;
  if (at == end || load<u8>(at) != BRACKET_OPEN) return NO_LEVEL;
  let nameStart = at + 1;
  const nameEnd = findClosingBracket(nameStart, end);
  if (nameEnd == end) return NO_LEVEL;
  for (let mark = nameEnd; mark > nameStart; mark--) if (load<u8>(mark - 1) == COLON) nameStart = mark;
  return findLevelName(nameStart, nameEnd - usize(isTrace(nameStart, nameEnd)));
}

/** Whether `[start, end)` may be `trace1` to `trace8`. */
// @ts-ignore: decorator
@inline function isTrace(start: usize, end: usize): bool {
  return end - start == TRACE_BYTES + 1 && (<u32>load<u8>(start) | 0x20) == LOWER_T && <u32>load<u8>(end - 1) - 0x31 < 8;
}

/** The first closing bracket in `[from, end)`, or `end`. */
function findClosingBracket(from: usize, end: usize): usize {
  for (let at = from; at < end; at += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), closingBrackets()));
    if (found != 0) return min(at + <usize>ctz(found), end);
  }
  return end;
}
