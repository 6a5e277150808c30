import { readQuoted, readVirtualHost } from "./access.ts";
import { asciiBytes, beginsWith } from "./ascii.ts";
import { isAllDigits } from "./decimal.ts";
import type { FormatParser } from "./format-parser.ts";
import { readIsoTime } from "./iso-time.ts";
import type { LineFields } from "./line-fields.ts";
import { createMinuteCache } from "./minute-cache.ts";
import type { MinuteCache } from "./minute-cache.ts";
import { NOT_A_STATUS, readStatus } from "./status.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_BAD_TIMESTAMP, VERDICT_NO_FORMAT } from "./verdict.ts";
import { findClosingQuote, findSpace, skipSpaces } from "./words.ts";

const SPACE = 0x20;
const QUOTE = 0x22;
const MINUS = 0x2d;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;

const YEAR_BYTES = 4;
/** More than any ISO time has. */
const TIME_BYTES_MAX = 40;
/** What Ambassador writes before the time of a line of Envoy: what stands behind the status means something else there. */
const ENVOY_MARK = asciiBytes("ACCESS [");

/** The parser of access lines whose time in brackets is an ISO time; `VERDICT_NO_FORMAT` for a line that has none before a request. */
export function createIsoAccessParser(localOffset: LocalOffset): FormatParser {
  const cache = createMinuteCache(localOffset);
  return (bytes, start, end, fields) => parseIsoAccess(cache, bytes, start, end, fields);
}

function parseIsoAccess(cache: MinuteCache, bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const bracket = beginsWith(bytes, start, end, ENVOY_MARK) ? -1 : findYearInBracket(bytes, start, end);
  // A line that begins with such a time is one of an application.
  const request = bracket === -1 || bracket === start ? -1 : findRequest(bytes, bracket, end);
  if (request === -1) return VERDICT_NO_FORMAT;
  let close = bracket + 1;
  while (bytes[close] !== BRACKET_CLOSE) close++;
  if (!readIsoTime(cache, bytes, bracket + 1, close, fields)) return VERDICT_BAD_TIMESTAMP;
  readVirtualHost(bytes, start, bracket, fields);
  return readQuoted(bytes, request + 1, end, fields);
}

/** The first bracket, at the start or behind SP, that four digits and `-` follow; -1 when there is none. */
function findYearInBracket(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) if (bytes[at] === BRACKET_OPEN && (at === start || bytes[at - 1] === SPACE) && holdsYear(bytes, at, end)) return at;
  return -1;
}

function holdsYear(bytes: Uint8Array, bracket: number, end: number): boolean {
  const yearEnd = bracket + 1 + YEAR_BYTES;
  return yearEnd < end && bytes[yearEnd] === MINUS && isAllDigits(bytes, bracket + 1, yearEnd);
}

/** The quote that opens the request behind the brackets at `bracket`, which hold a year, if there are a request and a status; -1 when there are not. */
function findRequest(bytes: Uint8Array, bracket: number, end: number): number {
  const closeMax = Math.min(end, bracket + 2 + TIME_BYTES_MAX);
  let close = bracket + 1;
  while (close < closeMax && bytes[close] !== BRACKET_CLOSE) close++;
  if (close >= closeMax || bytes[close + 1] !== SPACE) return -1;
  const request = skipSpaces(bytes, close + 1, end);
  const requestEnd = request < end && bytes[request] === QUOTE ? findClosingQuote(bytes, request + 1, end) : -1;
  if (requestEnd === -1 || requestEnd + 1 >= end || bytes[requestEnd + 1] !== SPACE) return -1;
  const status = skipSpaces(bytes, requestEnd + 1, end);
  return readStatus(bytes, status, findSpace(bytes, status, end)) === NOT_A_STATUS ? -1 : request;
}
