import { asciiBytes, beginsWith, isDigit } from "./ascii.ts";
import { createColourRemover, isColoured } from "./colours.ts";
import { NOT_A_DURATION, readDuration } from "./duration.ts";
import type { FormatParser } from "./format-parser.ts";
import { readIsoTime } from "./iso-time.ts";
import type { LineFields } from "./line-fields.ts";
import { createMinuteCache } from "./minute-cache.ts";
import type { MinuteCache } from "./minute-cache.ts";
import { isMethod, setTarget, setText } from "./request.ts";
import { NOT_A_STATUS, isAbsentMark, readStatus } from "./status.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_BAD_FIELD, VERDICT_BAD_TIMESTAMP, VERDICT_NO_FORMAT, VERDICT_RECORD } from "./verdict.ts";
import { findByte, findClosingQuote, findWhiteSpace, skipWhiteSpace, trimWhiteSpace } from "./words.ts";

const SPACE = 0x20;
const QUOTE = 0x22;
const SLASH = 0x2f;
const PIPE = 0x7c;

const PREFIX = asciiBytes("[GIN] ");
/** Between the date and the clock. */
const MARK = asciiBytes(" - ");
/** `YYYY/MM/DD` */
const DATE_BYTES = 10;
/** A clock with a fraction and a zone is no longer. */
const CLOCK_BYTES_MAX = 32;

/** Whether the line begins as those do in which gin writes requests. */
export function beginsAsGin(bytes: Uint8Array, start: number, end: number): boolean {
  const date = start + PREFIX.length;
  if (!beginsWith(bytes, start, end, PREFIX) || !beginsWith(bytes, date + DATE_BYTES, end, MARK)) return false;
  for (let at = date; at < date + 4; at++) if (!isDigit(bytes[at]!)) return false;
  return bytes[date + 4] === SLASH && bytes[date + 7] === SLASH;
}

/**
 * The parser of `[GIN] YYYY/MM/DD - HH:MM:SS | status | duration | client | METHOD "target"`, perhaps in colours, as gin writes requests. `VERDICT_NO_FORMAT`
 * when a line does not begin so. Source: `defaultLogFormatter`, gin-gonic/gin.
 */
export function createGinParser(localOffset: LocalOffset): FormatParser {
  const cache = createMinuteCache(localOffset);
  const colours = createColourRemover();
  return (bytes, start, end, fields) => {
    if (!beginsAsGin(bytes, start, end)) return VERDICT_NO_FORMAT;
    if (!isColoured(bytes, start, end)) return parseGin(cache, bytes, start, end, fields);
    const length = colours.remove(bytes, start, end);
    return parseGin(cache, colours.text, 0, length, fields);
  };
}

function parseGin(cache: MinuteCache, bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const date = start + PREFIX.length;
  const clock = date + DATE_BYTES + MARK.length;
  const statusMark = findByte(bytes, clock, end, PIPE);
  if (!readTime(cache, bytes, date, clock, trimWhiteSpace(bytes, clock, statusMark), fields)) return VERDICT_BAD_TIMESTAMP;
  const durationMark = findByte(bytes, statusMark + 1, end, PIPE);
  const clientMark = findByte(bytes, durationMark + 1, end, PIPE);
  const requestMark = findByte(bytes, clientMark + 1, end, PIPE);
  if (requestMark >= end) return VERDICT_BAD_FIELD;
  const status = skipWhiteSpace(bytes, statusMark + 1, durationMark);
  fields.status = readStatus(bytes, status, trimWhiteSpace(bytes, status, durationMark));
  const duration = skipWhiteSpace(bytes, durationMark + 1, clientMark);
  const durationEnd = trimWhiteSpace(bytes, duration, clientMark);
  const micros = readDuration(bytes, duration, durationEnd);
  if (fields.status === NOT_A_STATUS || (micros === NOT_A_DURATION && !isAbsentMark(bytes, duration, durationEnd))) return VERDICT_BAD_FIELD;
  if (micros !== NOT_A_DURATION) fields.durationMicros = micros;
  return readTarget(bytes, skipWhiteSpace(bytes, requestMark + 1, end), end, fields);
}

const joined = new Uint8Array(DATE_BYTES + 1 + CLOCK_BYTES_MAX);

/** Sets `timestampMs` from a date, and a clock that stands elsewhere. */
function readTime(cache: MinuteCache, bytes: Uint8Array, date: number, clock: number, clockEnd: number, fields: LineFields): boolean {
  if (clockEnd - clock > CLOCK_BYTES_MAX) return false;
  joined.set(bytes.subarray(date, date + DATE_BYTES));
  joined[DATE_BYTES] = SPACE;
  joined.set(bytes.subarray(clock, clockEnd), DATE_BYTES + 1);
  return readIsoTime(cache, joined, 0, DATE_BYTES + 1 + clockEnd - clock, fields);
}

/** `METHOD "target"`, or without quotes, as versions before 1.4 have it; anything else leaves both absent. */
function readTarget(bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const methodEnd = findWhiteSpace(bytes, start, end);
  const target = skipWhiteSpace(bytes, methodEnd, end);
  if (!isMethod(bytes, start, methodEnd) || target === end) return VERDICT_RECORD;
  const isQuoted = bytes[target] === QUOTE;
  const targetEnd = isQuoted ? findClosingQuote(bytes, target + 1, end) : findWhiteSpace(bytes, target, end);
  if (targetEnd === -1) return VERDICT_BAD_FIELD;
  setText(fields.method, bytes, start, methodEnd, methodEnd - start);
  setTarget(fields, bytes, isQuoted ? target + 1 : target, targetEnd);
  return VERDICT_RECORD;
}
