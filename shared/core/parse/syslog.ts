import { createAccessParser } from "./access.ts";
import { beginsWithYear } from "./app.ts";
import { isDigit } from "./ascii.ts";
import type { FormatParser } from "./format-parser.ts";
import { readIsoTime } from "./iso-time.ts";
import { setNumericLevel } from "./levels.ts";
import { resetLineFields } from "./line-fields.ts";
import type { LineFields } from "./line-fields.ts";
import { createMinuteCache } from "./minute-cache.ts";
import type { MinuteCache } from "./minute-cache.ts";
import { setKey } from "./request.ts";
import { findSyslogClock, readSyslogTime } from "./syslog-time.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_BAD_FIELD, VERDICT_BAD_TIMESTAMP, VERDICT_NO_TIMESTAMP, VERDICT_RECORD } from "./verdict.ts";
import { findSpace, skipSpaces } from "./words.ts";

const SPACE = 0x20;
const QUOTE = 0x22;
const MINUS = 0x2d;
const ZERO = 0x30;
const COLON = 0x3a;
const LESS = 0x3c;
const GREATER = 0x3e;
const BRACKET_OPEN = 0x5b;
const BACKSLASH = 0x5c;
const BRACKET_CLOSE = 0x5d;

const PRIORITY_DIGITS_MAX = 3;
const PRIORITY_MAX = 191;
const VERSION_DIGITS_MAX = 3;
const SEVERITIES = 8;

/** What lines of a job are read with, and where the parts of the line in hand are; reused from line to line. */
interface SyslogReader {
  readonly isoCache: MinuteCache;
  readonly syslogCache: MinuteCache;
  readonly referenceTimeMs: number;
  readonly parseMessage: FormatParser;
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
 * The parser of lines of syslog, more lenient than both RFCs are: the level is the severity, the service the program's name, and the figures of an
 * access line that is the message count too. Source: RFC 3164, section 4; RFC 5424, section 6.
 */
export function createSyslogParser(localOffset: LocalOffset, referenceTimeMs: number): FormatParser {
  const reader: SyslogReader = {
    isoCache: createMinuteCache(localOffset),
    syslogCache: createMinuteCache(localOffset),
    referenceTimeMs,
    parseMessage: createAccessParser(localOffset),
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
  const verdict = isVersion ? readRfc5424(reader, bytes, versionEnd + 1, end, fields) : readRfc3164(reader, bytes, header, end, fields);
  if (verdict !== VERDICT_RECORD) return verdict;
  const { timestampMs } = fields;
  readMessage(reader, bytes, end, fields);
  fields.timestampMs = timestampMs;
  if (priority !== -1) setNumericLevel(fields, priority % SEVERITIES);
  setKey(fields.host, bytes, reader.hostStart, reader.hostEnd);
  setKey(fields.service, bytes, reader.serviceStart, reader.serviceEnd);
  return VERDICT_RECORD;
}

function readPriority(bytes: Uint8Array, start: number, end: number): number {
  let priority = 0;
  for (let at = start; at < end; at++) priority = priority * 10 + bytes[at]! - ZERO;
  return priority;
}

/** `Mmm dd HH:MM:SS host program[pid]: message`, or with an ISO time; host and program may be missing. */
function readRfc3164(reader: SyslogReader, bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const timeEnd = readTime(reader, bytes, start, end, fields);
  if (timeEnd === -1) return VERDICT_BAD_TIMESTAMP;
  let at = timeEnd < end && bytes[timeEnd] === COLON ? timeEnd + 1 : timeEnd;
  if (at < end && bytes[at] !== SPACE) return VERDICT_BAD_TIMESTAMP;
  at = skipSpaces(bytes, at, end);
  let wordEnd = findSpace(bytes, at, end);
  if (wordEnd > at && bytes[wordEnd - 1] !== COLON) {
    reader.hostStart = at;
    reader.hostEnd = wordEnd;
    at = skipSpaces(bytes, wordEnd, end);
    wordEnd = findSpace(bytes, at, end);
  }
  reader.messageStart = at;
  if (wordEnd === at || bytes[wordEnd - 1] !== COLON) return VERDICT_RECORD;
  reader.messageStart = wordEnd;
  reader.serviceStart = at;
  reader.serviceEnd = at;
  while (bytes[reader.serviceEnd] !== COLON && bytes[reader.serviceEnd] !== BRACKET_OPEN) reader.serviceEnd++;
  return VERDICT_RECORD;
}

/** The position behind the time that begins at `start`; -1 when none does. */
function readTime({ isoCache, syslogCache, referenceTimeMs }: SyslogReader, bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const clock = findSyslogClock(bytes, start, end);
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
  return reader.messageStart === -1 ? VERDICT_BAD_FIELD : VERDICT_RECORD;
}

/** The position behind the structured data: `-`, or elements in brackets, which quoted values may hold too. -1 when it is neither, `end` when it does not end. */
function findDataEnd(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] === MINUS) return start + 1 === end || bytes[start + 1] === SPACE ? start + 1 : -1;
  if (bytes[start] !== BRACKET_OPEN) return -1;
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

/** Take request and figures from a message that is an access line; nothing from any other. */
function readMessage({ parseMessage, messageStart }: SyslogReader, bytes: Uint8Array, end: number, fields: LineFields): void {
  const message = skipSpaces(bytes, messageStart, end);
  if (message === end || parseMessage(bytes, message, end, fields) !== VERDICT_RECORD) return resetLineFields(fields);
  fields.level.start = -1;
  fields.isErrorLevel = false;
  fields.host.start = -1;
}
