import { isDigit } from "./ascii.ts";
import { readBracketedTime } from "./clf-time.ts";
import { MILLIS_TO_MICROS, NOT_A_DURATION } from "./duration.ts";
import { NOT_A_BYTE_COUNT, readBareDuration, readByteCount, setHostField, skipWords } from "./fields.ts";
import type { FormatParser } from "./format-parser.ts";
import type { LineFields } from "./line-fields.ts";
import { createMinuteCache } from "./minute-cache.ts";
import type { MinuteCache } from "./minute-cache.ts";
import { readRequest } from "./request.ts";
import { NOT_A_STATUS, readStatus } from "./status.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_BAD_FIELD, VERDICT_BAD_TIMESTAMP, VERDICT_RECORD } from "./verdict.ts";
import { findClosingQuote, findSpace, skipSpaces } from "./words.ts";

const SPACE = 0x20;
const QUOTE = 0x22;
const MINUS = 0x2d;
const POINT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;

/** Words between the time and the request: remote address, requester, request id, operation, key. */
const WORDS_TO_REQUEST = 5;
/** Words from the status to the bytes that were sent: the error code is between them. */
const WORDS_TO_BYTES = 2;
/** Words from those to the total time: the object's size is between them. */
const WORDS_TO_TOTAL_TIME = 2;
/** Fields from the total time to the host header: turn-around, referer, user agent, version, host id, signature, cipher and authentication are between them. */
const FIELDS_TO_HOST = 9;

/** Whether the line is owner, bucket, a time in brackets, and then an address or `-`, where relatives of the Common Log Format have a request. */
export function beginsAsS3(bytes: Uint8Array, start: number, end: number): boolean {
  const bracket = findTime(bytes, start, end);
  if (bracket === -1) return false;
  let close = bracket;
  while (close < end && bytes[close] !== BRACKET_CLOSE) close++;
  if (close + 1 >= end || bytes[close + 1] !== SPACE) return false;
  const address = skipSpaces(bytes, close + 1, end);
  const addressEnd = findSpace(bytes, address, end);
  if (address === end || bytes[address] === QUOTE) return false;
  if (addressEnd - address === 1 && bytes[address] === MINUS) return true;
  for (let at = address; at < addressEnd; at++) if (bytes[at] === POINT || bytes[at] === COLON) return true;
  return false;
}

/** The position of the bracket that opens the time behind exactly two words, of which none begins with a bracket itself; -1 when there is none. */
function findTime(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] === BRACKET_OPEN) return -1;
  const bucket = skipWords(bytes, start, end, 1);
  if (bucket === end || bytes[bucket] === BRACKET_OPEN) return -1;
  const at = skipWords(bytes, bucket, end, 1);
  const isTime = at + 3 < end && bytes[at] === BRACKET_OPEN && bytes[at + 3] === SLASH && isDigit(bytes[at + 1]!) && isDigit(bytes[at + 2]!);
  return isTime ? at : -1;
}

/**
 * The parser of server access logs of Amazon S3. Entries behind the host header may be missing, or be more.
 * Source: "Amazon S3 server access log format", Amazon S3 User Guide.
 */
export function createS3Parser(localOffset: LocalOffset): FormatParser {
  const cache = createMinuteCache(localOffset);
  return (bytes, start, end, fields) => parseEntry(cache, bytes, start, end, fields);
}

function parseEntry(cache: MinuteCache, bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const close = readBracketedTime(cache, bytes, findTime(bytes, start, end), end, fields);
  if (close === -1) return VERDICT_BAD_TIMESTAMP;
  const request = skipWords(bytes, skipSpaces(bytes, close + 1, end), end, WORDS_TO_REQUEST);
  const requestEnd = readRequestField(bytes, request, end, fields);
  if (requestEnd === -1) return VERDICT_BAD_FIELD;
  const status = skipSpaces(bytes, requestEnd, end);
  fields.status = readStatus(bytes, status, findSpace(bytes, status, end));
  if (fields.status === NOT_A_STATUS) return VERDICT_BAD_FIELD;
  const sent = skipWords(bytes, status, end, WORDS_TO_BYTES);
  fields.bytes = readByteCount(bytes, sent, findSpace(bytes, sent, end));
  if (fields.bytes === NOT_A_BYTE_COUNT) return VERDICT_BAD_FIELD;
  const time = skipWords(bytes, sent, end, WORDS_TO_TOTAL_TIME);
  fields.durationMicros = readBareDuration(bytes, time, findSpace(bytes, time, end), MILLIS_TO_MICROS);
  if (fields.durationMicros === NOT_A_DURATION) return VERDICT_BAD_FIELD;
  let host = time;
  for (let left = FIELDS_TO_HOST; left > 0 && host < end; left--) host = skipSpaces(bytes, findEntryEnd(bytes, host, end), end);
  setHostField(fields, bytes, host, end);
  return VERDICT_RECORD;
}

/** The end of the entry that begins at `start`. S3 writes quotes of a referer as they are: one that closes has SP behind it, or the end of the line. */
function findEntryEnd(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== QUOTE) return findSpace(bytes, start, end);
  for (let at = start + 1; at < end; at++) if (bytes[at] === QUOTE && (at + 1 === end || bytes[at + 1] === SPACE)) return at + 1;
  return end;
}

/** The position behind the quoted request, or behind a bare `-`, which S3 writes for what nobody requested; -1 when there is neither. */
function readRequestField(bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  if (start === end) return -1;
  if (bytes[start] !== QUOTE) {
    const wordEnd = findSpace(bytes, start, end);
    return wordEnd - start === 1 && bytes[start] === MINUS ? wordEnd : -1;
  }
  const close = findClosingQuote(bytes, start + 1, end);
  if (close === -1) return -1;
  readRequest(bytes, start + 1, close, fields);
  return close + 1;
}
