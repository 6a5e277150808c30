import { beginsWithYear } from "./app-time.ts";
import { isDigit, isUpperCase } from "./ascii.ts";
import { isAllDigits } from "./decimal.ts";
import { isSign } from "./digits.ts";
import { readMessageLine, readUndated } from "./contained.ts";
import type { TextReaders } from "./contained.ts";
import type { FormatParser } from "./format-parser.ts";
import { readIsoTime } from "./iso-time.ts";
import { findUpperCaseLevel, setLevel, setNumericLevel } from "./levels.ts";
import type { LineFields } from "./line-fields.ts";
import { createMinuteCache } from "./minute-cache.ts";
import type { MinuteCache } from "./minute-cache.ts";
import { setKey } from "./request.ts";
import { BARE_YEAR_BYTES, beginsWithBareYear, findSyslogClock, readSyslogTime } from "./syslog-time.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_BAD_FIELD, VERDICT_BAD_TIMESTAMP, VERDICT_NO_TIMESTAMP, VERDICT_RECORD } from "./verdict.ts";
import { findByte, findSpace, skipSpaces } from "./words.ts";

const SPACE = 0x20;
const QUOTE = 0x22;
const PERCENT = 0x25;
const PAREN_OPEN = 0x28;
const ASTERISK = 0x2a;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const LESS = 0x3c;
const GREATER = 0x3e;
const BRACKET_OPEN = 0x5b;
const BACKSLASH = 0x5c;
const BRACKET_CLOSE = 0x5d;

const COUNTER_DIGITS_MAX = 10;
const ZONE_LETTERS_MIN = 2;
const ZONE_LETTERS_MAX = 5;
const PRIORITY_DIGITS_MAX = 3;
const PRIORITY_MAX = 191;
const VERSION_DIGITS_MAX = 3;
const SEVERITIES = 8;

/** What lines of a job are read with, and where the parts of the line in hand are; reused from line to line. */
interface SyslogReader {
  readonly isoCache: MinuteCache;
  readonly syslogCache: MinuteCache;
  readonly referenceTimeMs: number;
  readonly readers: TextReaders;
  hostStart: number;
  hostEnd: number;
  serviceStart: number;
  serviceEnd: number;
  messageStart: number;
}

/** Whether the line begins with a priority, or with a time as RFC 3164 has it. */
export function beginsAsSyslog(bytes: Uint8Array, start: number, end: number): boolean {
  return findPriorityEnd(bytes, start, end) !== start || findSyslogClock(bytes, start, end) !== -1;
}

/** The position behind `<`, one to three digits and `>`; `start` when they are not there. */
function findPriorityEnd(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== LESS) return start;
  const digitsEnd = skipDigits(bytes, start + 1, end, PRIORITY_DIGITS_MAX);
  return digitsEnd > start + 1 && digitsEnd < end && bytes[digitsEnd] === GREATER ? digitsEnd + 1 : start;
}

function skipDigits(bytes: Uint8Array, start: number, end: number, countMax: number): number {
  let at = start;
  while (at < end && at < start + countMax && isDigit(bytes[at]!)) at++;
  return at;
}

/**
 * The parser of lines of syslog, more lenient than both RFCs are: the level is the severity, the service the program's name, and what a message says that is a
 * line itself counts too. Source: RFC 3164, section 4; RFC 5424, section 6.
 */
export function createSyslogParser(localOffset: LocalOffset, referenceTimeMs: number, readers: TextReaders): FormatParser {
  const reader: SyslogReader = {
    isoCache: createMinuteCache(localOffset),
    syslogCache: createMinuteCache(localOffset),
    referenceTimeMs,
    readers,
    hostStart: 0,
    hostEnd: 0,
    serviceStart: 0,
    serviceEnd: 0,
    messageStart: 0,
  };
  return (bytes, start, end, fields) => parseSyslog(reader, bytes, start, end, fields);
}

function parseSyslog(reader: SyslogReader, bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const header = findPriorityEnd(bytes, start, end);
  const priority = header === start ? -1 : readPriority(bytes, start + 1, header - 1);
  if (priority > PRIORITY_MAX) return VERDICT_BAD_FIELD;
  reader.hostEnd = reader.hostStart;
  reader.serviceEnd = reader.serviceStart;
  const versionEnd = priority === -1 ? header : skipDigits(bytes, header, end, VERSION_DIGITS_MAX);
  const isVersion = versionEnd > header && versionEnd < end && bytes[versionEnd] === SPACE;
  const verdict = isVersion
    ? readRfc5424(reader, bytes, versionEnd + 1, end, fields)
    : readRfc3164(reader, bytes, priority === -1 ? header : skipDeviceWords(reader, bytes, header, end), end, fields);
  if (verdict !== VERDICT_RECORD) return verdict;
  const message = skipSpaces(bytes, reader.messageStart, end);
  const hasLevel = priority === -1 && readHostLevel(reader, bytes, fields);
  const isLine = readMessageLine(reader.readers, bytes, message, end, fields);
  if (priority !== -1) setNumericLevel(fields, priority % SEVERITIES);
  else if (!isLine && !hasLevel) readUndated(reader.readers, bytes, message, end, fields);
  setKey(fields.host, bytes, reader.hostStart, reader.hostEnd);
  setKey(fields.service, bytes, reader.serviceStart, reader.serviceEnd);
  return VERDICT_RECORD;
}

/** Sets the level if it stands in the place of the host, as Rust's slog-term writes it. */
function readHostLevel(reader: SyslogReader, bytes: Uint8Array, fields: LineFields): boolean {
  const level = findUpperCaseLevel(bytes, reader.hostStart, reader.hostEnd);
  if (level === undefined) return false;
  setLevel(fields, level);
  reader.hostEnd = reader.hostStart;
  return true;
}

function readPriority(bytes: Uint8Array, start: number, end: number): number {
  let priority = 0;
  for (let at = start; at < end; at++) priority = priority * 10 + bytes[at]! - ZERO;
  return priority;
}

/**
 * The position behind what devices write between the priority and the time: spaces, and as Cisco's do a counter and `:`, a sequence number and `:`, the host and
 * `:`, and `*` or `.` for a clock that is not set. Source: "System Message Logging", Cisco IOS Network Management Configuration Guide.
 */
function skipDeviceWords(reader: SyslogReader, bytes: Uint8Array, start: number, end: number): number {
  let at = skipSpaces(bytes, start, end);
  const counterEnd = skipDigits(bytes, at, end, COUNTER_DIGITS_MAX);
  if (counterEnd === end || bytes[counterEnd] !== COLON) return at;
  at = skipSpaces(bytes, counterEnd + 1, end);
  const sequenceEnd = skipDigits(bytes, at, end, COUNTER_DIGITS_MAX);
  if (sequenceEnd > at && sequenceEnd < end && bytes[sequenceEnd] === COLON) at = skipSpaces(bytes, sequenceEnd + 1, end);
  const wordEnd = findSpace(bytes, at, end);
  if (wordEnd - at > 1 && bytes[wordEnd - 1] === COLON) {
    reader.hostStart = at;
    reader.hostEnd = wordEnd - 1;
    at = skipSpaces(bytes, wordEnd, end);
  }
  return at < end && (bytes[at] === ASTERISK || bytes[at] === POINT) ? at + 1 : at;
}

/** `Mmm dd HH:MM:SS host program[pid]: message`, or with an ISO time; host and program may be missing. */
function readRfc3164(reader: SyslogReader, bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const timeEnd = readTime(reader, bytes, start, end, fields);
  if (timeEnd === -1) return VERDICT_BAD_TIMESTAMP;
  let at = timeEnd < end && bytes[timeEnd] === COLON ? timeEnd + 1 : timeEnd;
  if (at < end && bytes[at] !== SPACE) return VERDICT_BAD_TIMESTAMP;
  at = skipSpaces(bytes, at, end);
  let wordEnd = findSpace(bytes, at, end);
  // `name[pid]` is a program without a host before it.
  if (reader.hostEnd === reader.hostStart && wordEnd > at && bytes[wordEnd - 1] !== COLON && findProgramEnd(bytes, at, wordEnd) === -1) {
    reader.hostStart = at;
    reader.hostEnd = wordEnd;
    at = skipSpaces(bytes, wordEnd, end);
    wordEnd = findSpace(bytes, at, end);
  }
  const nameEnd = findProgramEnd(bytes, at, wordEnd);
  reader.messageStart = nameEnd === -1 ? at : wordEnd;
  // Devices write a number of their own there, and Cisco's the zone of the time before their messages.
  if (nameEnd === -1 || isAllDigits(bytes, at, nameEnd) || (isZone(bytes, at, nameEnd) && isCiscoMessage(bytes, skipSpaces(bytes, wordEnd, end), end))) return VERDICT_RECORD;
  reader.serviceStart = at;
  reader.serviceEnd = nameEnd;
  return VERDICT_RECORD;
}

/** Whether the name is one of a zone of time, such as `EDT`, or `UTC+1`. */
function isZone(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && isUpperCase(bytes[at]!)) at++;
  if (at - start < ZONE_LETTERS_MIN || at - start > ZONE_LETTERS_MAX) return false;
  if (at === end) return true;
  return isSign(bytes[at]!) && end - at <= 3 && isAllDigits(bytes, at + 1, end);
}

/** Whether `%` and a letter in upper case begin at `start`, as in `%LINK-3-UPDOWN: …`. */
function isCiscoMessage(bytes: Uint8Array, start: number, end: number): boolean {
  return start + 1 < end && bytes[start] === PERCENT && isUpperCase(bytes[start + 1]!);
}

/** The end of the program's name in the word `bytes[start, end)`, which is `name:`, `name[…]:` or `name[pid]`; -1 when the word is none of them. */
function findProgramEnd(bytes: Uint8Array, start: number, end: number): number {
  if (end === start) return -1;
  let at = start;
  if (bytes[end - 1] === COLON) {
    // Dovecot has user and session there.
    while (bytes[at] !== COLON && bytes[at] !== BRACKET_OPEN && (at === start || (bytes[at] !== PAREN_OPEN && bytes[at] !== LESS))) at++;
    return at;
  }
  if (bytes[end - 1] !== BRACKET_CLOSE) return -1;
  while (bytes[at] !== BRACKET_OPEN && at < end) at++;
  return at > start && isProcess(bytes, at + 1, end - 1) ? at : -1;
}

/** Whether `bytes[start, end)` is digits, or digits, `:` and digits as Unbound has for its threads. */
function isProcess(bytes: Uint8Array, start: number, end: number): boolean {
  const colon = findByte(bytes, start, end, COLON);
  return isAllDigits(bytes, start, colon) && (colon === end || isAllDigits(bytes, colon + 1, end));
}

/** The position behind the time that begins at `start`; -1 when none does. */
function readTime({ isoCache, syslogCache, referenceTimeMs }: SyslogReader, bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const clock = findSyslogClock(bytes, beginsWithBareYear(bytes, start, end) ? start + BARE_YEAR_BYTES : start, end);
  if (clock !== -1) return readSyslogTime(syslogCache, bytes, start, clock, end, referenceTimeMs, fields);
  if (!beginsWithYear(bytes, start, end)) return -1;
  const wordEnd = findSpace(bytes, start, end);
  return readIsoTime(isoCache, bytes, start, wordEnd, fields) ? wordEnd : -1;
}

/** `time host program process message-id structured-data message`, from the time on. */
function readRfc5424(reader: SyslogReader, bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const timeEnd = findSpace(bytes, start, end);
  if (timeEnd - start === 1 && bytes[start] === MINUS) return VERDICT_NO_TIMESTAMP;
  if (!readIsoTime(reader.isoCache, bytes, start, timeEnd, fields)) return VERDICT_BAD_TIMESTAMP;
  reader.hostStart = skipSpaces(bytes, timeEnd, end);
  reader.hostEnd = findSpace(bytes, reader.hostStart, end);
  reader.serviceStart = skipSpaces(bytes, reader.hostEnd, end);
  reader.serviceEnd = findSpace(bytes, reader.serviceStart, end);
  const process = skipSpaces(bytes, reader.serviceEnd, end);
  const messageId = skipSpaces(bytes, findSpace(bytes, process, end), end);
  const data = skipSpaces(bytes, findSpace(bytes, messageId, end), end);
  if (data === end) return VERDICT_BAD_FIELD;
  reader.messageStart = findDataEnd(bytes, data, end);
  return VERDICT_RECORD;
}

/**
 * The position behind the structured data: `-`, or elements in brackets, which quoted values may hold too. `end` when it does not end, `start` when
 * there is none: not all programs write it (Heroku's logs have the message there).
 */
function findDataEnd(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] === MINUS && (start + 1 === end || bytes[start + 1] === SPACE)) return start + 1;
  let at = start;
  while (at < end && bytes[at] === BRACKET_OPEN) {
    let isQuoted = false;
    for (at++; at < end && (isQuoted || bytes[at] !== BRACKET_CLOSE); at++) {
      if (bytes[at] === QUOTE) isQuoted = !isQuoted;
      else if (isQuoted && bytes[at] === BACKSLASH) at++;
    }
    at = Math.min(at + 1, end);
  }
  return at;
}
