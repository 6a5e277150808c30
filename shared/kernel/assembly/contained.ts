import { countAccessMessage, IN_ENVELOPE } from "./access";
import { findAccessTime, holdsBracketedYear } from "./access-time";
import { countUnquotedLine } from "./access-unquoted";
import { countApacheErrorLine } from "./apache-error";
import { countAppLine, countUndatedText } from "./app";
import { mayBeColoured } from "./colours";
import { learnJsonLine } from "./json-line";
import { readObject } from "./json-object";
import { CONTAINED, countContainedRecord, stepOf } from "./json-record";
import { countGinLine } from "./gin";
import { BLOCK_BYTES, JSON_LONE_LEAF, POSITIONS } from "./layout";
import { APACHE_ERROR, APP, GIN, JSON, kindOf, KLOG, LOGFMT, QUOTED, SYSLOG } from "./line-kinds";
import { countKlogLine } from "./klog";
import { countContainedLogfmt } from "./logfmt";
import { beginsWithFields, mayBeginWithTime } from "./message";
import { indexQuotes } from "./quote-index";
import { meetKeys } from "./state";
import { countSyslogLine } from "./syslog";
import { findWhiteSpace, skipWhiteSpace } from "./white-space";
import { beginsTrace } from "./words";

// Lines that another line contains. Its envelope is open and has a time, so that they need none; they may be of any format.

const CARRIAGE_RETURN: u32 = 0x0d;
const UPPER_A: u32 = 0x41;
const BRACKET_OPEN: u32 = 0x5b;
/** Behind the first letters of `Traceback`. */
const LOWER_K: u32 = 0x6b;
/** `Caused b` and `y:`; `at ` */
const CAUSED: u64 = 0x6220646573756143;
const CAUSED_END: u16 = 0x3a79;
const FRAME: u32 = 0x207461;
/** `[pid`, with which lines of uWSGI begin. */
const UWSGI: u32 = 0x6469705b;
/** A time may be so many words from the start: behind `[`, a level, `]` and another word in brackets. */
const LEADING_WORDS: i32 = 5;
/** The seconds with which lines of Squid begin have so many digits, or one more. */
const SQUID_DIGITS_MIN: i32 = 9;

/** Count the line `[start, lineFeed)`. False when it is unusual in any way; nothing is counted then. */
export function countContainedLine(start: usize, lineFeed: usize): bool {
  const end = lineFeed - usize(load<u8>(lineFeed - 1) == CARRIAGE_RETURN);
  if (mayBeColoured(start)) return false;
  const from = skipWhiteSpace(start, end);
  if (isTrace(start, from)) return countUndatedText(start, end, end, lineFeed);
  const kind = kindOf(from);
  if (kind == JSON) return countObject(from, lineFeed);
  if (kind == LOGFMT) return countContainedLogfmt(from, lineFeed);
  if (kind == APP) return countAppLine(from, lineFeed);
  if (kind == SYSLOG) return countSyslogLine(from, lineFeed);
  if (kind == APACHE_ERROR) return countApacheErrorLine(from, lineFeed);
  if (kind == KLOG) return countKlogLine(from, lineFeed);
  if (kind == GIN) return countGinLine(from, lineFeed);
  if (kind != QUOTED) return false;
  if (beginsWithFields(from, end)) {
    meetKeys();
    return false;
  }
  if (findAccessTime(from, end) != 0) return countAccess(from, lineFeed);
  return !mayBeDated(from, end) && countUndatedText(start, from, end, lineFeed);
}

/** Whether the line `[start, …)`, which begins at `from` behind its white space, is one of a stack trace: nothing in it counts. */
// @ts-ignore: decorator
@inline function isTrace(start: usize, from: usize): bool {
  if (beginsTrace(from)) return load<u8>(from, 8) == LOWER_K;
  if (load<u64>(from) == CAUSED) return load<u16>(from, 8) == CAUSED_END;
  return from > start && (load<u32>(from) & 0xffffff) == FRAME;
}

/** Count an object, which may be no envelope itself. */
function countObject(start: usize, lineFeed: usize): bool {
  const leaf = readObject(start, lineFeed);
  if (leaf == 0 || stepOf(leaf, CONTAINED) != 0 || !countContainedRecord(leaf, start, lineFeed)) return false;
  if (leaf == JSON_LONE_LEAF) learnJsonLine();
  return true;
}

/** Count an access line. */
function countAccess(start: usize, lineFeed: usize): bool {
  if (lineFeed - start > BLOCK_BYTES) return false;
  const quotes = <u32>((indexQuotes(start, lineFeed) - POSITIONS) >> 2);
  if (quotes == 0) return countUnquotedLine(start, lineFeed);
  return (quotes & 1) == 0 && countAccessMessage(start, POSITIONS, quotes, lineFeed, IN_ENVELOPE);
}

/** Whether the text `[start, end)`, in which there is no time of an access line, may be a line with another time. */
function mayBeDated(start: usize, end: usize): bool {
  if (mayBeginWithTime(start, end) || load<u32>(start) == UWSGI || beginsWithDigits(start) || holdsBracketedYear(start, end)) return true;
  const first = <u32>load<u8>(start);
  if (first != BRACKET_OPEN && first - UPPER_A >= 26) return false;
  // A level in front of a time.
  let at = start;
  for (let word = 1; word < LEADING_WORDS && at < end; word++) {
    at = skipWhiteSpace(findWhiteSpace(at, end), end);
    if (mayBeginWithTime(at, end)) return true;
  }
  return false;
}

/** Whether the text begins with as many digits as seconds since 1970 have. */
function beginsWithDigits(start: usize): bool {
  let digits = 0;
  while (digits < SQUID_DIGITS_MIN && <u32>load<u8>(start + digits) - 0x30 < 10) digits++;
  return digits == SQUID_DIGITS_MIN;
}
