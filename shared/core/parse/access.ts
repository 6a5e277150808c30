import { readOther } from "./access-proxy.ts";
import { readManaged } from "./access-managed.ts";
import { readRest } from "./access-rest.ts";
import { isDigit, isLetter } from "./ascii.ts";
import { readBracketedTime } from "./clf-time.ts";
import { isAllDigits } from "./decimal.ts";
import { DURATION_ABSENT, NOT_A_DURATION, readDuration, readTwoWordDuration } from "./duration.ts";
import { BYTES_ABSENT, NOT_A_BYTE_COUNT, readByteCount, skipWords } from "./fields.ts";
import type { FormatParser } from "./format-parser.ts";
import { findUpperCaseLevel, setLevel } from "./levels.ts";
import type { LineFields } from "./line-fields.ts";
import { createMinuteCache } from "./minute-cache.ts";
import type { MinuteCache } from "./minute-cache.ts";
import { isMethod, isProtocol, readRequest, setKey, setTarget, setText } from "./request.ts";
import { NOT_A_STATUS, STATUS_ABSENT, readStatus } from "./status.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_BAD_FIELD, VERDICT_BAD_TIMESTAMP, VERDICT_NO_FORMAT, VERDICT_RECORD } from "./verdict.ts";
import { findByte, findClosingQuote, findSpace, skipSpaces } from "./words.ts";

const SPACE = 0x20;
const QUOTE = 0x22;
const MINUS = 0x2d;
const POINT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const BRACKET_OPEN = 0x5b;
const UNDERSCORE = 0x5f;

/** Words of a site's own between time and request. */
const OWN_WORDS_MAX = 3;

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
  return bytes[request] === QUOTE ? readQuoted(bytes, request + 1, end, fields) : readUnquoted(bytes, request, end, fields, bracket === start);
}

/** The position of the bracket that opens the time; -1 when there is none. */
export function findAccessTime(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end - 3; at++) {
    if (bytes[at] !== BRACKET_OPEN || (at > start && bytes[at - 1] !== SPACE)) continue;
    if (bytes[at + 3] === SLASH && isDigit(bytes[at + 1]!) && isDigit(bytes[at + 2]!)) return at;
  }
  return -1;
}

/** A prefix of exactly four words whose first is `name:port`, or a name with a point before an address, names the host. */
export function readVirtualHost(bytes: Uint8Array, start: number, end: number, fields: LineFields): void {
  const first = skipSpaces(bytes, start, end);
  let nameEnd = first;
  while (nameEnd < end && bytes[nameEnd] !== COLON && bytes[nameEnd] !== SPACE) nameEnd++;
  if (nameEnd === end || !hasLetter(bytes, first, nameEnd)) return;
  const firstEnd = findSpace(bytes, nameEnd, end);
  const second = skipSpaces(bytes, firstEnd, end);
  const isHost =
    bytes[nameEnd] === COLON ? isAllDigits(bytes, nameEnd + 1, firstEnd) : isHostName(bytes, first, nameEnd) && isAddress(bytes, second, findSpace(bytes, second, end));
  if (!isHost) return;
  let words = 1;
  for (let at = second; at < end; at = skipSpaces(bytes, findSpace(bytes, at, end), end)) words++;
  if (words === 4) setKey(fields.host, bytes, first, nameEnd);
}

/** Whether `bytes[start, end)` is letters, digits, `-`, `_` and at least one point. */
function isHostName(bytes: Uint8Array, start: number, end: number): boolean {
  let hasPoint = false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === POINT) hasPoint = true;
    else if (!isLetter(byte) && !isDigit(byte) && byte !== MINUS && byte !== UNDERSCORE) return false;
  }
  return hasPoint;
}

/** Whether `bytes[start, end)` is a client's address and no name: it begins with a digit, or holds a colon. */
function isAddress(bytes: Uint8Array, start: number, end: number): boolean {
  if (start < end && isDigit(bytes[start]!)) return true;
  for (let at = start; at < end; at++) if (bytes[at] === COLON) return true;
  return false;
}

function hasLetter(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (isLetter(bytes[at]!)) return true;
  return false;
}

/** `"METHOD target HTTP/…" status bytes rest…`, from behind the opening quote. */
export function readQuoted(bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const close = findClosingQuote(bytes, start, end);
  if (close === -1 || close + 1 === end || bytes[close + 1] !== SPACE) return VERDICT_BAD_FIELD;
  readRequest(bytes, start, close, fields);
  return readStatusAndRest(bytes, skipSpaces(bytes, close + 1, end), end, fields, true);
}

/** `LEVEL message` or `METHOD target [HTTP/…] status [duration-or-bytes] rest…`, or what else may stand behind a time. */
function readUnquoted(bytes: Uint8Array, start: number, end: number, fields: LineFields, isTimeFirst: boolean): number {
  const firstEnd = findSpace(bytes, start, end);
  const level = findUpperCaseLevel(bytes, start, firstEnd);
  if (level !== undefined) {
    setLevel(fields, level);
    return VERDICT_RECORD;
  }
  if (isMethod(bytes, start, firstEnd) && readUnquotedRequest(bytes, start, firstEnd, end, fields) === VERDICT_RECORD) return VERDICT_RECORD;
  fields.method.start = -1;
  fields.path.start = -1;
  fields.status = STATUS_ABSENT;
  const verdict = readOther(bytes, start, end, fields, isTimeFirst);
  if (verdict !== VERDICT_BAD_FIELD) return verdict;
  fields.status = STATUS_ABSENT;
  fields.bytes = BYTES_ABSENT;
  fields.durationMicros = DURATION_ABSENT;
  return readBehindWords(bytes, start, end, fields);
}

/** A quoted request behind words of the site's own, or what Nginx Proxy Manager writes. */
function readBehindWords(bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const quote = findByte(bytes, start, end, QUOTE);
  if (quote === end || bytes[quote - 1] !== SPACE) return VERDICT_BAD_FIELD;
  const isRequest = skipWords(bytes, start, end, OWN_WORDS_MAX) >= quote && isMethod(bytes, quote + 1, findSpace(bytes, quote + 1, end));
  if (isRequest) return readQuoted(bytes, quote + 1, end, fields);
  return readManaged(bytes, start, quote, end, fields);
}

function readUnquotedRequest(bytes: Uint8Array, start: number, firstEnd: number, end: number, fields: LineFields): number {
  const target = skipSpaces(bytes, firstEnd, end);
  const targetEnd = findSpace(bytes, target, end);
  // nginx's lines of TCP and UDP have their status there.
  if (isAllDigits(bytes, target, targetEnd)) return VERDICT_BAD_FIELD;
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
  const unit = skipSpaces(bytes, sizeEnd, end);
  const spaced = unit === end ? NOT_A_DURATION : readTwoWordDuration(bytes, sizeStart, sizeEnd, unit, findSpace(bytes, unit, end));
  const size = readByteCount(bytes, sizeStart, sizeEnd);
  if (size !== NOT_A_BYTE_COUNT && spaced === NOT_A_DURATION) {
    fields.bytes = size;
    readRest(bytes, sizeEnd, end, fields);
    return VERDICT_RECORD;
  }
  const duration = spaced === NOT_A_DURATION ? readDuration(bytes, sizeStart, sizeEnd) : spaced;
  if (duration === NOT_A_DURATION) return VERDICT_BAD_FIELD;
  fields.durationMicros = duration;
  return VERDICT_RECORD;
}
