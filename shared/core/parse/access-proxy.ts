import { readBracketedLevel } from "./apache-error.ts";
import { isDigit } from "./ascii.ts";
import { DURATION_ABSENT, MILLIS_TO_MICROS } from "./duration.ts";
import { BYTES_ABSENT, NOT_A_BYTE_COUNT, readBareDuration, readByteCount, skipWords } from "./fields.ts";
import type { LineFields } from "./line-fields.ts";
import { readRequest } from "./request.ts";
import { NOT_A_STATUS, STATUS_ABSENT, readStatus } from "./status.ts";
import { VERDICT_BAD_FIELD, VERDICT_RECORD } from "./verdict.ts";
import { findClosingQuote, findSpace, skipSpaces } from "./words.ts";

const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const MINUS = 0x2d;
const SLASH = 0x2f;
const BRACKET_OPEN = 0x5b;

/** Words between the time and the request in the log of requests that mod_ssl's configuration has: client, protocol, cipher. */
const TLS_WORDS = 3;
/** The times of a session of TCP and of a request of HTTP in HAProxy's logs. */
const TCP_TIMERS = 3;
const HTTP_TIMERS = 5;
/** How a session ended, in HAProxy's log of TCP. */
const TCP_STATE_BYTES = 2;

/**
 * What stands behind the time of an access line, from `start` on, and is neither a quoted request nor an unquoted one: a level in brackets, the words of
 * mod_ssl's log of requests where nothing stands before the time (`isTimeFirst`), or those of HAProxy.
 */
export function readOther(bytes: Uint8Array, start: number, end: number, fields: LineFields, isTimeFirst: boolean): number {
  if (bytes[start] === BRACKET_OPEN) return readBracketedLevel(bytes, start, end, fields) ? VERDICT_RECORD : VERDICT_BAD_FIELD;
  const request = isTimeFirst ? skipWords(bytes, start, end, TLS_WORDS) : end;
  if (request < end && bytes[request] === QUOTE) return readTlsRequest(bytes, request + 1, end, fields);
  return readProxied(bytes, start, end, fields);
}

/** `METHOD target HTTP/…" bytes` up to the end of the line. Source: `ssl_request_log` in the `ssl.conf` of Red Hat's package of mod_ssl. */
function readTlsRequest(bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const close = findClosingQuote(bytes, start, end);
  if (close === -1 || bytes[close + 1] !== SPACE) return VERDICT_BAD_FIELD;
  const size = skipSpaces(bytes, close + 1, end);
  const sizeEnd = findSpace(bytes, size, end);
  fields.bytes = readByteCount(bytes, size, sizeEnd);
  if (fields.bytes === NOT_A_BYTE_COUNT || skipSpaces(bytes, sizeEnd, end) !== end) return VERDICT_BAD_FIELD;
  readRequest(bytes, start, close, fields);
  return VERDICT_RECORD;
}

/**
 * `frontend backend/server times status bytes rest… "request"`, or without status and request for sessions of TCP; a word of the site's own may stand before the
 * times. Source: "Log formats", HAProxy Configuration Manual, 8.2.
 */
function readProxied(bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const backend = skipWords(bytes, start, end, 1);
  const backendEnd = findSpace(bytes, backend, end);
  if (bytes[backend] === SLASH || !holdsSlash(bytes, backend, backendEnd)) return VERDICT_BAD_FIELD;
  let times = skipSpaces(bytes, backendEnd, end);
  if (countTimes(bytes, times, findSpace(bytes, times, end)) === 0) times = skipWords(bytes, times, end, 1);
  const timesEnd = findSpace(bytes, times, end);
  const count = countTimes(bytes, times, timesEnd);
  if (count === 0) return VERDICT_BAD_FIELD;
  const isHttp = count === HTTP_TIMERS;
  const status = skipSpaces(bytes, timesEnd, end);
  const statusEnd = isHttp ? findSpace(bytes, status, end) : status;
  fields.status = isHttp ? readStatus(bytes, status, statusEnd) : STATUS_ABSENT;
  const size = skipSpaces(bytes, statusEnd, end);
  const sizeEnd = findSpace(bytes, size, end);
  fields.bytes = readCountSoFar(bytes, size, sizeEnd);
  if (fields.status === NOT_A_STATUS || fields.bytes === NOT_A_BYTE_COUNT) return VERDICT_BAD_FIELD;
  const behind = skipSpaces(bytes, sizeEnd, end);
  if (!isHttp && findSpace(bytes, behind, end) - behind !== TCP_STATE_BYTES) return VERDICT_BAD_FIELD;
  fields.durationMicros = readTotalTime(bytes, times, timesEnd);
  if (isHttp) readQuotedRequest(bytes, behind, end, fields);
  return VERDICT_RECORD;
}

function holdsSlash(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === SLASH) return true;
  return false;
}

/** How many times `bytes[start, end)` is, whole numbers between slashes, with a sign or without; 0 when it is something else, or as many as no log has. */
function countTimes(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) {
    if (bytes[at] === MINUS || bytes[at] === PLUS) at++;
    const digits = at;
    while (at < end && isDigit(bytes[at]!)) at++;
    if (at === digits || (at < end && bytes[at] !== SLASH) || at + 1 === end) return 0;
    count++;
  }
  return count === TCP_TIMERS || count === HTTP_TIMERS ? count : 0;
}

/** The last of the times, in ms; absent when it is negative, or with a plus sign: then the request was not over. */
function readTotalTime(bytes: Uint8Array, start: number, end: number): number {
  let total = end;
  while (total > start && bytes[total - 1] !== SLASH) total--;
  return bytes[total] === PLUS ? DURATION_ABSENT : Math.max(readBareDuration(bytes, total, end, MILLIS_TO_MICROS), DURATION_ABSENT);
}

/** A count of bytes; absent with a plus sign: then there were more. */
function readCountSoFar(bytes: Uint8Array, start: number, end: number): number {
  if (start < end && bytes[start] === PLUS) return readByteCount(bytes, start + 1, end) === NOT_A_BYTE_COUNT ? NOT_A_BYTE_COUNT : BYTES_ABSENT;
  return readByteCount(bytes, start, end);
}

/** The request in the first quotes that a word begins with: HAProxy cuts long lines, so that they need not be closed. */
function readQuotedRequest(bytes: Uint8Array, start: number, end: number, fields: LineFields): void {
  let at = start;
  while (at < end && bytes[at] !== QUOTE) at = skipWords(bytes, at, end, 1);
  if (at === end) return;
  const close = findClosingQuote(bytes, at + 1, end);
  readRequest(bytes, at + 1, close === -1 ? end : close, fields);
}
