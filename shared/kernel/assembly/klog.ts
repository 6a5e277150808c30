import { findAccessTime } from "./access-time";
import { countLeveledText } from "./app";
import { NO_MINUTE, readSeconds } from "./calendar";
import { mayBeColoured } from "./colours";
import { twoDigits } from "./digits";
import { UPPER_E, UPPER_I, UPPER_W } from "./klog-begin";
import { ERROR, FATAL, INFO, WARN } from "./levels";
import { latestMinute } from "./state";
import { latestMinuteOf } from "./syslog-time";
import { findFractionEnd, fractionMs, setTime } from "./time";
import { findWhiteSpace, isWhiteSpace, skipWhiteSpace } from "./white-space";

// Lines of klog, as programs of Kubernetes write them: `Lmmdd HH:MM:SS.micros thread file:line] text`.

const CARRIAGE_RETURN: u32 = 0x0d;
const SPACE: u32 = 0x20;
const POINT: u32 = 0x2e;
const COLON: u32 = 0x3a;
const BRACKET_CLOSE: u32 = 0x5d;
/** `mmdd HH:MM:SS` */
const TIME_BYTES: usize = 13;

/** The minute of the last time, as it was written, and the last minute that it could mean: another object has another one. */
let text0: u64 = 0;
let text2: u64 = 0;
let latest: i32 = 0;
let cachedMinute: i32 = NO_MINUTE;

/** Count the line `[start, lineFeed)`; false, and nothing is counted, when it is unusual in any way. */
export function countKlogLine(start: usize, lineFeed: usize): bool {
  const end = lineFeed - usize(load<u8>(lineFeed - 1) == CARRIAGE_RETURN);
  if (mayBeColoured(start)) return false;
  const timeEnd = readTime(start + 1);
  if (timeEnd == 0 || (timeEnd != end && !isWhiteSpace(<u32>load<u8>(timeEnd))) || findAccessTime(start, end) != 0) return false;
  return countLeveledText(start, levelOf(<u32>load<u8>(start)), skipHeader(skipWhiteSpace(timeEnd, end), end), end, lineFeed);
}

/** Read the time that begins at `at`; returns the position behind it, 0 when it is unusual. */
function readTime(at: usize): usize {
  const first = load<u64>(at);
  const last = load<u64>(at, 2);
  if (((first ^ text0) | (last ^ text2)) != 0 || latest != latestMinute() || cachedMinute == NO_MINUTE) {
    if (load<u8>(at, 4) != SPACE || load<u8>(at, 7) != COLON) return 0;
    const minute = latestMinuteOf(twoDigits(at), twoDigits(at + 2), twoDigits(at + 5), twoDigits(at + 8));
    if (minute == NO_MINUTE) return 0;
    cachedMinute = minute;
    text0 = first;
    text2 = last;
    latest = latestMinute();
  }
  const seconds = readSeconds(at + 11);
  if (load<u8>(at, 10) != COLON || seconds < 0) return 0;
  const point = at + TIME_BYTES;
  if (load<u8>(point) != POINT) {
    setTime(cachedMinute, seconds * 1000);
    return point;
  }
  const end = findFractionEnd(point + 1);
  if (end != 0) setTime(cachedMinute, seconds * 1000 + fractionMs(point + 1, end));
  return end;
}

function levelOf(letter: u32): u32 {
  if (letter == UPPER_I) return INFO;
  if (letter == UPPER_E) return ERROR;
  return letter == UPPER_W ? WARN : FATAL;
}

/** Where the text begins behind a word of digits and one that ends in `]`; `start` when something else stands there. */
function skipHeader(start: usize, end: usize): usize {
  const threadEnd = findWhiteSpace(start, end);
  for (let at = start; at < threadEnd; at++) if (<u32>load<u8>(at) - 0x30 >= 10) return start;
  const file = skipWhiteSpace(threadEnd, end);
  const fileEnd = findWhiteSpace(file, end);
  return threadEnd > start && fileEnd > file && load<u8>(fileEnd - 1) == BRACKET_CLOSE ? skipWhiteSpace(fileEnd, end) : start;
}
