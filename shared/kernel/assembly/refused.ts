import { findAccessTime, holdsBracketedYear } from "./access-time";
import { isPlainPrefix } from "./access-prefix";
import { monthOf, NO_MINUTE, readClfMinute, readSeconds } from "./calendar";
import { isBrokenObject } from "./json-grammar";
import { isNameByte } from "./logfmt";
import { allowsAll, countVerdict, lineBytesMax } from "./state";
import { beginsTrace, findByte, skipSpaces } from "./words";
import { BAD_FIELD, BAD_JSON, BAD_TIMESTAMP, BLANK, COMMENT, CONTINUATION, NO_FORMAT } from "./verdicts";
import { skipWhiteSpace } from "./white-space";

// Lines that no reader took. Of most it is certain why: they are blank, go on with a stack trace, are text of no format, or are cut off or spoilt.
// They are counted by that; all others are judged by JavaScript, and so are the first ones for each reason, which it keeps as samples.

/** In the stead of a reason: JavaScript has to say. */
const UNCERTAIN: i32 = 0;

const NUL: u32 = 0x00;
const TAB: u32 = 0x09;
const CARRIAGE_RETURN: u32 = 0x0d;
const SPACE: u32 = 0x20;
const QUOTE: u32 = 0x22;
const HASH: u32 = 0x23;
const MINUS: u32 = 0x2d;
const ZERO: u32 = 0x30;
const LESS: u32 = 0x3c;
const EQUALS: u32 = 0x3d;
const UPPER_A: u32 = 0x41;
const BRACKET: u32 = 0x5b;
const BACKSLASH: u32 = 0x5c;
const LOWER_A: u32 = 0x61;
const OPENING: u32 = 0x7b;
/** The first byte of a byte order mark, which an object may begin with. */
const ORDER_MARK: u32 = 0xef;
/** `Caused b` and `y:` */
const CAUSED: u64 = 0x6220646573756143;
const CAUSED_END: u32 = 0x3a79;
const CAUSED_BYTES: usize = 10;
/** The last letter of `Traceback`. */
const TRACEBACK_END: u32 = 0x6b;
const TRACEBACK_BYTES: usize = 9;
/** `dd/Mon/yyyy:HH:MM:SS`, the shortest time in the brackets of an access line; with its zone, the bracket and a space it has so many bytes. */
const TIME_BYTES_MIN: usize = 20;
const TIME_BYTES: usize = 28;
/** Before the bracket there are at least so many bytes, the last a space: a line that begins with its time is of another kind. */
const PREFIX_BYTES_MIN: usize = 2;

/** Count the line `[start, lineFeed)`, of none of the kinds that are read one by one, by what it is instead of a record. False when that is not certain, or the line may become a sample. */
export function countRefusedLine(start: usize, lineFeed: usize): bool {
  if (lineFeed - start > lineBytesMax()) return false;
  const first = <u32>load<u8>(start);
  if (first <= SPACE && isBlank(start, lineFeed)) return countVerdict(BLANK);
  if (first == HASH) return countVerdict(COMMENT);
  return allowsAll() && count(reasonOf(start, lineFeed - usize(load<u8>(lineFeed - 1) == CARRIAGE_RETURN)));
}

/** The same of a line that begins with a brace. */
export function countRefusedObject(start: usize, lineFeed: usize): bool {
  if (lineFeed - start > lineBytesMax()) return false;
  return isBrokenObject(start, lineFeed - usize(load<u8>(lineFeed - 1) == CARRIAGE_RETURN)) && count(BAD_JSON);
}

function count(reason: i32): bool {
  return reason != UNCERTAIN && countVerdict(reason);
}

function isBlank(start: usize, lineFeed: usize): bool {
  let at = start;
  for (; at < lineFeed; at++) {
    const byte = <u32>load<u8>(at);
    if (byte != SPACE && byte != TAB && byte != CARRIAGE_RETURN && byte != NUL) break;
  }
  return at == lineFeed;
}

/**
 * Why the line, which is neither blank nor a comment, is rejected. That no format of the core's `format-table.ts` takes it is proved row by row: of the rows that go by the first byte, `kindOf` has taken
 * balancers, klog, syslog and times in front already; a level in front of a time is in upper case; a name with `=` makes logfmt; all others need a time in brackets.
 */
function reasonOf(start: usize, end: usize): i32 {
  const first = <u32>load<u8>(start);
  if (first == SPACE || first == TAB) return reasonOfIndented(start, end);
  const bracket = findAccessTime(start, end);
  if (bracket != 0) return bracket >= start + PREFIX_BYTES_MIN && isPlainPrefix(start, bracket) ? reasonOfAccess(bracket + 1, end) : UNCERTAIN;
  if (first < SPACE || first == ORDER_MARK || first - ZERO < 10 || first == LESS || first == BRACKET || first == OPENING) return UNCERTAIN;
  if (holdsBracketedYear(start, end) || beginsWithName(start, end)) return UNCERTAIN;
  return first - UPPER_A < 26 ? reasonOfCapital(start, end) : NO_FORMAT;
}

/** The reason of a line that begins with white space: it goes on with another one, unless it is an object. */
function reasonOfIndented(start: usize, end: usize): i32 {
  return load<u8>(skipWhiteSpace(start, end)) == OPENING ? UNCERTAIN : CONTINUATION;
}

/** The same of a line that begins with a letter in upper case. */
function reasonOfCapital(start: usize, end: usize): i32 {
  const length = end - start;
  if (load<u64>(start) == CAUSED && length >= CAUSED_BYTES && load<u16>(start, 8) == CAUSED_END) return CONTINUATION;
  if (beginsTrace(start) && length >= TRACEBACK_BYTES && load<u8>(start, 8) == TRACEBACK_END) return CONTINUATION;
  // No level is written so in front of a time, and without a digit there is no time.
  if (<u32>load<u8>(start, 1) - LOWER_A < 26) return NO_FORMAT;
  for (let at = start; at < end; at++) if (<u32>load<u8>(at) - ZERO < 10) return UNCERTAIN;
  return NO_FORMAT;
}

/** Whether a name and `=` begin at `start`, as a line of logfmt does. */
function beginsWithName(start: usize, end: usize): bool {
  let at = start;
  while (at < end && isNameByte(<u32>load<u8>(at))) at++;
  return at < end && at > start && load<u8>(at) == EQUALS;
}

/** The reason of an access line whose time begins at `time`, behind an opening bracket. Other forms than the usual ones are left alone. */
function reasonOfAccess(time: usize, end: usize): i32 {
  if (end <= time + TIME_BYTES_MIN || monthOf((load<u32>(time, 3) & 0xffffff) | 0x202020) == 0) return BAD_TIMESTAMP;
  if (end <= time + TIME_BYTES || load<u16>(time, TIME_BYTES - 2) != 0x205d || readClfMinute(time) == NO_MINUTE || readSeconds(time + 18) < 0) return UNCERTAIN;
  const request = time + TIME_BYTES;
  if (load<u8>(request) != QUOTE) return UNCERTAIN;
  const close = findByte(request + 1, end, QUOTE);
  if (close == end) return BAD_FIELD;
  if (load<u8>(close - 1) == BACKSLASH) return UNCERTAIN;
  const status = skipSpaces(close + 1, end);
  const byte = <u32>load<u8>(status);
  return status == end || (byte - ZERO >= 10 && byte != MINUS) ? BAD_FIELD : UNCERTAIN;
}
