import { isDigit, isLetter } from "./ascii.ts";
import { readBracketedTime } from "./clf-time.ts";
import { NUMBER_BYTES_MAX, findNumberEnd, isAllDigits } from "./decimal.ts";
import { MICROS_TO_MICROS, NOT_A_DURATION, SECONDS_TO_MICROS, readDuration, readMicros } from "./duration.ts";
import { NOT_A_BYTE_COUNT, readByteCount } from "./fields.ts";
import type { FormatParser } from "./format-parser.ts";
import { findUpperCaseLevel, setLevel } from "./levels.ts";
import type { LineFields } from "./line-fields.ts";
import { createMinuteCache } from "./minute-cache.ts";
import type { MinuteCache } from "./minute-cache.ts";
import { isMethod, isProtocol, readRequest, setKey, setTarget, setText } from "./request.ts";
import { NOT_A_STATUS, readStatus } from "./status.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_BAD_FIELD, VERDICT_BAD_TIMESTAMP, VERDICT_NO_FORMAT, VERDICT_RECORD } from "./verdict.ts";
import { findClosingQuote, findSpace, skipSpaces } from "./words.ts";

const SPACE = 0x20;
const QUOTE = 0x22;
const POINT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const BRACKET_OPEN = 0x5b;

/** The parser of Common, Combined and their relatives: `prefix [time] "request" status bytes rest…`. */
export function createAccessParser(localOffset: LocalOffset): FormatParser {
  const cache = createMinuteCache(localOffset);
  return (bytes, start, end, fields) => parseAccess(cache, bytes, start, end, fields);
}

function parseAccess(cache: MinuteCache, bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const bracket = findAccessTime(bytes, start, end);
  if (bracket === -1) return VERDICT_NO_FORMAT;
  const timeEnd = readBracketedTime(cache, bytes, bracket, end, fields);
  if (timeEnd === -1) return VERDICT_BAD_TIMESTAMP;
  readVirtualHost(bytes, start, bracket, fields);
  if (bytes[timeEnd + 1] !== SPACE) return VERDICT_BAD_FIELD;
  const request = skipSpaces(bytes, timeEnd + 1, end);
  if (request === end) return VERDICT_BAD_FIELD;
  return bytes[request] === QUOTE ? readQuoted(bytes, request + 1, end, fields) : readUnquoted(bytes, request, end, fields);
}

/** The position of the bracket that opens the time; -1 when there is none. */
export function findAccessTime(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end - 3; at++) {
    if (bytes[at] !== BRACKET_OPEN || (at > start && bytes[at - 1] !== SPACE)) continue;
    if (bytes[at + 3] === SLASH && isDigit(bytes[at + 1]!) && isDigit(bytes[at + 2]!)) return at;
  }
  return -1;
}

/** A prefix of exactly four words whose first is `name:port` names the host. */
function readVirtualHost(bytes: Uint8Array, start: number, end: number, fields: LineFields): void {
  const first = skipSpaces(bytes, start, end);
  let colon = first;
  while (colon < end && bytes[colon] !== COLON && bytes[colon] !== SPACE) colon++;
  if (colon === end || bytes[colon] === SPACE) return;
  const firstEnd = findSpace(bytes, colon, end);
  if (!isAllDigits(bytes, colon + 1, firstEnd) || !hasLetter(bytes, first, colon)) return;
  let words = 1;
  for (let at = skipSpaces(bytes, firstEnd, end); at < end; at = skipSpaces(bytes, findSpace(bytes, at, end), end)) words++;
  if (words === 4) setKey(fields.host, bytes, first, colon);
}

function hasLetter(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (isLetter(bytes[at]!)) return true;
  return false;
}

/** `"METHOD target HTTP/…" status bytes rest…`, from behind the opening quote. */
function readQuoted(bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const close = findClosingQuote(bytes, start, end);
  if (close === -1 || close + 1 === end || bytes[close + 1] !== SPACE) return VERDICT_BAD_FIELD;
  readRequest(bytes, start, close, fields);
  return readStatusAndRest(bytes, skipSpaces(bytes, close + 1, end), end, fields, true);
}

/** `LEVEL message` or `METHOD target [HTTP/…] status [duration-or-bytes] rest…`. */
function readUnquoted(bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const firstEnd = findSpace(bytes, start, end);
  const level = findUpperCaseLevel(bytes, start, firstEnd);
  if (level !== undefined) {
    setLevel(fields, level);
    return VERDICT_RECORD;
  }
  if (!isMethod(bytes, start, firstEnd)) return VERDICT_BAD_FIELD;
  const target = skipSpaces(bytes, firstEnd, end);
  const targetEnd = findSpace(bytes, target, end);
  setText(fields.method, bytes, start, firstEnd, firstEnd - start);
  setTarget(fields, bytes, target, targetEnd);
  let status = skipSpaces(bytes, targetEnd, end);
  if (isProtocol(bytes, status, end)) status = skipSpaces(bytes, findSpace(bytes, status, end), end);
  return readStatusAndRest(bytes, status, end, fields, false);
}

function readStatusAndRest(bytes: Uint8Array, start: number, end: number, fields: LineFields, needsBytes: boolean): number {
  const statusEnd = findSpace(bytes, start, end);
  const status = readStatus(bytes, start, statusEnd);
  if (status === NOT_A_STATUS) return VERDICT_BAD_FIELD;
  fields.status = status;
  const sizeStart = skipSpaces(bytes, statusEnd, end);
  if (sizeStart === end) return needsBytes ? VERDICT_BAD_FIELD : VERDICT_RECORD;
  const sizeEnd = findSpace(bytes, sizeStart, end);
  const size = readByteCount(bytes, sizeStart, sizeEnd);
  if (size !== NOT_A_BYTE_COUNT) {
    fields.bytes = size;
    return readRest(bytes, sizeEnd, end, fields);
  }
  const duration = readDuration(bytes, sizeStart, sizeEnd);
  if (duration === NOT_A_DURATION) return VERDICT_BAD_FIELD;
  fields.durationMicros = duration;
  return VERDICT_RECORD;
}

/** Words and quoted strings; the first word that is a number is the duration. */
function readRest(bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  for (let at = skipSpaces(bytes, start, end); at < end; at = skipSpaces(bytes, at, end)) {
    if (bytes[at] === QUOTE) {
      const close = findClosingQuote(bytes, at + 1, end);
      if (close === -1) return VERDICT_RECORD;
      at = close + 1;
      continue;
    }
    const wordEnd = findSpace(bytes, at, end);
    const duration = readRestDuration(bytes, at, wordEnd);
    if (duration !== NOT_A_DURATION) {
      fields.durationMicros = duration;
      return VERDICT_RECORD;
    }
    at = wordEnd;
  }
  return VERDICT_RECORD;
}

/** A bare number is in seconds when it has a point, else in µs. */
function readRestDuration(bytes: Uint8Array, start: number, end: number): number {
  const numberEnd = findNumberEnd(bytes, start, end);
  if (numberEnd === start) return NOT_A_DURATION;
  if (numberEnd < end) return readDuration(bytes, start, end);
  if (end - start > NUMBER_BYTES_MAX) return NOT_A_DURATION;
  let shift = MICROS_TO_MICROS;
  for (let at = start; at < end; at++) if (bytes[at] === POINT) shift = SECONDS_TO_MICROS;
  return readMicros(bytes, start, end, shift);
}
