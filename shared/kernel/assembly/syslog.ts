import { countAccessMessage } from "./access";
import { monthOf } from "./calendar";
import { slowLine } from "./host";
import { BLOCK_BYTES, HOST_MEMO, KEY_BYTES_MAX, POSITIONS, SERVICE_MEMO } from "./layout";
import { severityLevel } from "./levels";
import { NO_METHOD } from "./methods";
import { findLineFeed, indexQuotes } from "./quote-index";
import { countRecord } from "./record";
import { addFastLines, lineBytesMax } from "./state";
import { readSyslogTime, SYSLOG_TIME_BYTES, syslogMinute, syslogMs } from "./syslog-time";
import { minute, readIsoTime, timeEnd, timestampMs } from "./time";
import { brackets, closingBrackets } from "./vectors";
import { NO_LEVEL, NO_MICROS } from "./windows";
import { findSpace, skipSpaces } from "./words";

// Lines of syslog, as RFC 3164 and RFC 5424 have them. A message may be an access line, which counts too.

const CARRIAGE_RETURN: u32 = 0x0d;
const SPACE: u32 = 0x20;
const QUOTE: u32 = 0x22;
const MINUS: u32 = 0x2d;
const SLASH: u32 = 0x2f;
const COLON: u32 = 0x3a;
const LESS: u32 = 0x3c;
const GREATER: u32 = 0x3e;
const UPPER_T: u32 = 0x54;
const BRACKET_OPEN: u32 = 0x5b;

const PRIORITY_DIGITS_MAX: usize = 3;
const PRIORITY_MAX: u32 = 191;
const VERSION_DIGITS_MAX: usize = 3;

/** Whether the line at `start` begins with the mark of a priority, or with a month and a space. */
// @ts-ignore: decorator
@inline export function beginsAsSyslog(start: usize): bool {
  if (load<u8>(start) == LESS) return true;
  return load<u8>(start, 3) == SPACE && monthOf((load<u32>(start) & 0xffffff) | 0x202020) != 0;
}

/** Take the lines of syslog from `from` on; returns where the first one begins that is another, or does not end before `end`. */
export function parseSyslogLines(from: usize, end: usize): usize {
  let lineStart = from;
  let fastLines: u32 = 0;
  while (lineStart < end && beginsAsSyslog(lineStart)) {
    const lineFeed = findLineFeed(lineStart, end);
    if (lineFeed == end) break;
    if (lineFeed - lineStart <= lineBytesMax() && countSyslogLine(lineStart, lineFeed)) fastLines++;
    else slowLine(lineStart, lineFeed);
    lineStart = lineFeed + 1;
  }
  addFastLines(fastLines);
  return lineStart;
}

// What the header of the line in hand says.
let recordMinute: i32 = 0;
let recordMs: i64 = 0;
let host: usize = 0;
let hostEnd: usize = 0;
let service: usize = 0;
let serviceEnd: usize = 0;
/** Where the message begins, with spaces in front. */
let messageStart: usize = 0;

/** Count the line `[start, lineFeed)`; false, and nothing is counted, when it is unusual in any way. */
function countSyslogLine(start: usize, lineFeed: usize): bool {
  const end = lineFeed - usize(load<u8>(lineFeed - 1) == CARRIAGE_RETURN);
  let header = start;
  let level = NO_LEVEL;
  let version = start;
  if (load<u8>(start) == LESS) {
    header = skipDigits(start + 1, PRIORITY_DIGITS_MAX) + 1;
    if (header == start + 2 || load<u8>(header - 1) != GREATER) return false;
    const priority = readNumber(start + 1, header - 1);
    if (priority > PRIORITY_MAX) return false;
    level = severityLevel(priority & 7);
    version = skipDigits(header, VERSION_DIGITS_MAX);
  }
  const isVersion = i32(version != header) & i32(load<u8>(version) == SPACE);
  if (!(isVersion != 0 ? readRfc5424(version + 1, end) : readRfc3164(header, end))) return false;
  const hostBytes = keyLength(host, hostEnd);
  const serviceBytes = keyLength(service, serviceEnd);
  if (hostBytes > KEY_BYTES_MAX || serviceBytes > KEY_BYTES_MAX) return false;
  const time = findAccessTime(messageStart, end);
  if (time != 0) {
    const message = skipSpaces(messageStart, end);
    // Structured data have brackets of their own.
    if (load<u8>(message) == BRACKET_OPEN || lineFeed - message > BLOCK_BYTES) return false;
    if (hasRequest(time, end)) {
      const quotes = <u32>((indexQuotes(message, lineFeed) - POSITIONS) >> 2);
      if (quotes < 2 || (quotes & 1) != 0) return false;
      return countAccessMessage(message, POSITIONS, quotes, lineFeed, start, recordMinute, recordMs, level, service, serviceBytes, host, hostBytes);
    }
  }
  countRecord(start, lineFeed, recordMinute, recordMs, 0, level, 0, NO_MICROS, NO_METHOD, 0, service, serviceBytes, SERVICE_MEMO, host, hostBytes, HOST_MEMO);
  return true;
}

/** The position behind the digits at `from`, `countMax` at most. */
// @ts-ignore: decorator
@inline function skipDigits(from: usize, countMax: usize): usize {
  let at = from;
  while (at < from + countMax && <u32>load<u8>(at) - 0x30 < 10) at++;
  return at;
}

// @ts-ignore: decorator
@inline function readNumber(start: usize, end: usize): u32 {
  let number: u32 = 0;
  for (let at = start; at < end; at++) number = number * 10 + <u32>load<u8>(at) - 0x30;
  return number;
}

/** The length of a host or service: 0 when it is absent. */
// @ts-ignore: decorator
@inline function keyLength(start: usize, end: usize): usize {
  return end == start + 1 && load<u8>(start) == MINUS ? 0 : end - start;
}

/** Take the ISO time that is the word at `time`: a space in it would end the word. */
// @ts-ignore: decorator
@inline function readIsoWord(time: usize): bool {
  if (load<u8>(time, 10) != UPPER_T || !readIsoTime(time) || load<u8>(timeEnd) != SPACE) return false;
  recordMinute = minute;
  recordMs = timestampMs;
  return true;
}

/** `time host program process message-id structured-data message`. */
function readRfc5424(time: usize, end: usize): bool {
  if (!readIsoWord(time)) return false;
  host = skipSpaces(timeEnd, end);
  hostEnd = findSpace(host, end);
  service = skipSpaces(hostEnd, end);
  serviceEnd = findSpace(service, end);
  const process = skipSpaces(serviceEnd, end);
  const messageId = skipSpaces(findSpace(process, end), end);
  const data = skipSpaces(findSpace(messageId, end), end);
  if (data == end) return false;
  if (load<u8>(data) == MINUS) {
    messageStart = data + 1;
    return messageStart == end || load<u8>(messageStart) == SPACE;
  }
  // Where its elements end does not matter unless there is a message that may count.
  messageStart = data;
  return load<u8>(data) == BRACKET_OPEN;
}

/** `Mmm dd HH:MM:SS host program[pid]: message`, or with an ISO time; host and program may be missing. */
function readRfc3164(time: usize, end: usize): bool {
  let at: usize = 0;
  if (readSyslogTime(time)) {
    recordMinute = syslogMinute;
    recordMs = syslogMs;
    at = time + SYSLOG_TIME_BYTES;
    at += usize(load<u8>(at) == COLON);
    if (at != end && load<u8>(at) != SPACE) return false;
  } else {
    if (!readIsoWord(time)) return false;
    at = timeEnd;
  }
  at = skipSpaces(at, end);
  let wordEnd = findSpace(at, end);
  host = at;
  hostEnd = at;
  if (at != wordEnd && load<u8>(wordEnd - 1) != COLON) {
    hostEnd = wordEnd;
    at = skipSpaces(wordEnd, end);
    wordEnd = findSpace(at, end);
  }
  messageStart = at;
  service = at;
  serviceEnd = at;
  if (at != wordEnd && load<u8>(wordEnd - 1) == COLON) {
    messageStart = wordEnd;
    while (load<u8>(serviceEnd) != COLON && load<u8>(serviceEnd) != BRACKET_OPEN) serviceEnd++;
  }
  return true;
}

/** The first bracket in `[from, end)` that opens the time of an access line; 0 when there is none. There is a space before `from`, or at it. */
function findAccessTime(from: usize, end: usize): usize {
  for (let base = from; base < end; base += 16) {
    let found = <u32>i8x16.bitmask(i8x16.eq(v128.load(base), brackets()));
    while (found != 0) {
      const at = base + <usize>ctz(found);
      found &= found - 1;
      if (at < end && load<u8>(at - 1) == SPACE && load<u8>(at, 3) == SLASH && <u32>load<u8>(at, 1) - 0x30 < 10 && <u32>load<u8>(at, 2) - 0x30 < 10) return at;
    }
  }
  return 0;
}

/** Whether a request, a level or a method may stand behind the time in brackets at `bracket`: else there is no access line, whatever the time. */
function hasRequest(bracket: usize, end: usize): bool {
  const found = i8x16.bitmask(i8x16.eq(v128.load(bracket, 16), closingBrackets())) | (i8x16.bitmask(i8x16.eq(v128.load(bracket, 32), closingBrackets())) << 16);
  if (found == 0) return true;
  const close = bracket + 16 + <usize>ctz(found);
  if (close >= end) return true;
  const request = skipSpaces(close + 1, end);
  if (request == close + 1 || request == end) return false;
  const byte = <u32>load<u8>(request);
  return byte == QUOTE || byte - 0x41 < 26;
}
