import { KEY_BYTES_MAX } from "./layout";
import { findUpperCaseName, severityLevel } from "./levels";
import { readSyslogTime, SYSLOG_TIME_BYTES, syslogMinute, syslogMs } from "./syslog-time";
import { minute, readIsoTime, timeEnd, timestampMs } from "./time";
import { NO_LEVEL } from "./windows";
import { findSpace, skipSpaces } from "./words";

// What stands before the message of a line of syslog.

const SPACE: u32 = 0x20;
const PAREN_OPEN: u32 = 0x28;
const MINUS: u32 = 0x2d;
const PERCENT: u32 = 0x25;
const COLON: u32 = 0x3a;
const LESS: u32 = 0x3c;
const GREATER: u32 = 0x3e;
const UPPER_T: u32 = 0x54;
const BRACKET_OPEN: u32 = 0x5b;
const BRACKET_CLOSE: u32 = 0x5d;

const PRIORITY_DIGITS_MAX: usize = 3;
const PRIORITY_MAX: u32 = 191;
const VERSION_DIGITS_MAX: usize = 3;

// What the header says that was read last. Host and service may be absent: then their length is 0.
export let headerMinute: i32 = 0;
export let headerMs: i64 = 0;
export let headerLevel: u32 = NO_LEVEL;
export let host: usize = 0;
export let hostBytes: usize = 0;
export let service: usize = 0;
export let serviceBytes: usize = 0;
/** Where the message begins, with spaces in front. */
export let messageStart: usize = 0;

let hostEnd: usize = 0;
let serviceEnd: usize = 0;

/** Read the header of the line `[start, end)`. False when it is unusual. */
// @ts-ignore: decorator
@inline export function readSyslogHeader(start: usize, end: usize): bool {
  let header = start;
  let version = start;
  headerLevel = NO_LEVEL;
  if (load<u8>(start) == LESS) {
    header = skipDigits(start + 1, PRIORITY_DIGITS_MAX) + 1;
    if (header == start + 2 || load<u8>(header - 1) != GREATER) return false;
    const priority = readNumber(start + 1, header - 1);
    if (priority > PRIORITY_MAX) return false;
    headerLevel = severityLevel(priority & 7);
    version = skipDigits(header, VERSION_DIGITS_MAX);
  }
  const isVersion = i32(version != header) & i32(load<u8>(version) == SPACE);
  if (!(isVersion != 0 ? readRfc5424(version + 1, end) : readRfc3164(header, end))) return false;
  hostBytes = keyLength(host, hostEnd);
  serviceBytes = keyLength(service, serviceEnd);
  return hostBytes <= KEY_BYTES_MAX && serviceBytes <= KEY_BYTES_MAX;
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
  headerMinute = minute;
  headerMs = timestampMs;
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
  if (load<u8>(data) == MINUS && (data + 1 == end || load<u8>(data, 1) == SPACE)) {
    messageStart = data + 1;
    return true;
  }
  // Its elements stay in front of the message, whose words count only if it is an access line: with a bracket in front that is for the slow path.
  messageStart = data;
  return true;
}

/** `Mmm dd HH:MM:SS host program[pid]: message`, or with an ISO time; host and program may be missing. */
function readRfc3164(time: usize, end: usize): bool {
  let at: usize = 0;
  if (readSyslogTime(time)) {
    headerMinute = syslogMinute;
    headerMs = syslogMs;
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
    // A program without a host, or a level.
    if (load<u8>(wordEnd - 1) == BRACKET_CLOSE || (headerLevel == NO_LEVEL && findUpperCaseName(at, wordEnd) != NO_LEVEL)) return false;
    hostEnd = wordEnd;
    at = skipSpaces(wordEnd, end);
    wordEnd = findSpace(at, end);
  }
  messageStart = at;
  service = at;
  serviceEnd = at;
  if (at == wordEnd) return true;
  const last = <u32>load<u8>(wordEnd - 1);
  if (last == COLON) {
    // A number may be no program.
    if (<u32>load<u8>(at) - 0x30 < 10) return false;
    // Nor is the zone that Cisco's devices write before a message with `%`.
    const message = skipSpaces(wordEnd, end);
    if (message < end && load<u8>(message) == PERCENT) return false;
    messageStart = wordEnd;
    for (let byte = <u32>load<u8>(serviceEnd); byte != COLON && byte != BRACKET_OPEN; byte = <u32>load<u8>(++serviceEnd)) {
      if (byte == PAREN_OPEN || byte == LESS) return false;
    }
    return true;
  }
  // A program may have its process in brackets, and no colon.
  return last != BRACKET_CLOSE;
}
