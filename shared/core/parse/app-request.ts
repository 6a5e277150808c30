import { asciiBytes, beginsWith, isLetter } from "./ascii.ts";
import { DURATION_ABSENT, NOT_A_DURATION, readDuration, readDurationWord, readTwoWordDuration } from "./duration.ts";
import { BYTES_ABSENT, NOT_A_BYTE_COUNT, readByteCount } from "./fields.ts";
import { findUpperCaseLevel } from "./levels.ts";
import type { LineFields } from "./line-fields.ts";
import { isHttpMethod, isMethod, isProtocol, setTarget, setText } from "./request.ts";
import { NOT_A_STATUS, STATUS_MIN, isAbsentMark, readStatus, readThreeDigits } from "./status.ts";
import { VERDICT_BAD_FIELD, VERDICT_NO_FORMAT, VERDICT_RECORD } from "./verdict.ts";
import { findWhiteSpace, skipWhiteSpace, trimWhiteSpace } from "./words.ts";

const SPACE = 0x20;
const ASTERISK = 0x2a;
const MINUS = 0x2d;
const SLASH = 0x2f;
const COLON = 0x3a;
/** ` - ` */
export const SEPARATOR_BYTES = 3;
/** Above the statuses that servers send. */
const SERVER_ERRORS_END = 600;
/** Words that may stand between a target and its status. Directly behind a time a dash parts what {@link readAppRequest} has a grammar for. */
const ARROWS = ["->", "=>"].map(asciiBytes);
const MARKS = [...ARROWS, asciiBytes("-")];
/** Words that stand between a status and a duration. */
const SMALL_WORDS = ["OK", "in", "took"].map(asciiBytes);

/** `METHOD target - status - duration` or `METHOD target status …` in `bytes[start, end)`; `VERDICT_NO_FORMAT`, and nothing is set, when no request begins there. */
export function readAppRequest(bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const methodEnd = findWhiteSpace(bytes, start, end);
  const target = skipWhiteSpace(bytes, methodEnd, end);
  if (!isAppRequest(bytes, start, methodEnd, target, end)) return VERDICT_NO_FORMAT;
  const targetEnd = findWhiteSpace(bytes, target, end);
  setText(fields.method, bytes, start, methodEnd, methodEnd - start);
  setTarget(fields, bytes, target, targetEnd);
  const hasStatus = isHttpMethod(bytes, start, methodEnd) && readStatusBehindTarget(bytes, targetEnd, end, ARROWS, fields);
  return hasStatus ? VERDICT_RECORD : readParts(bytes, findSeparator(bytes, target, end), end, fields);
}

/** The same of a text behind a level, where it is a request only with a status behind its target, perhaps with a mark between; false, and nothing is set, when there is none. */
export function readRequestWithStatus(bytes: Uint8Array, start: number, end: number, fields: LineFields): boolean {
  const methodEnd = findWhiteSpace(bytes, start, end);
  const target = skipWhiteSpace(bytes, methodEnd, end);
  if (!isHttpMethod(bytes, start, methodEnd) || !isTarget(bytes, target, end)) return false;
  const targetEnd = findWhiteSpace(bytes, target, end);
  if (!readStatusBehindTarget(bytes, targetEnd, end, MARKS, fields)) return false;
  setText(fields.method, bytes, start, methodEnd, methodEnd - start);
  setTarget(fields, bytes, target, targetEnd);
  return true;
}

/** The same of a text in which a request may stand behind other words: the first method before a target that begins with `/`. A duration that was set before stays unless the request has one. */
export function readRequestBehindWords(bytes: Uint8Array, start: number, end: number, fields: LineFields): boolean {
  for (let at = start; at < end;) {
    const wordEnd = findWhiteSpace(bytes, at, end);
    const next = skipWhiteSpace(bytes, wordEnd, end);
    if (next < end && bytes[next] === SLASH && isHttpMethod(bytes, at, wordEnd)) {
      const { durationMicros } = fields;
      const isRequest = readRequestWithStatus(bytes, at, end, fields);
      if (fields.durationMicros === DURATION_ABSENT) fields.durationMicros = durationMicros;
      return isRequest;
    }
    at = next;
  }
  return false;
}

/** Whether the word `bytes[start, methodEnd)` is a method and no level, and a target begins at `target`. */
function isAppRequest(bytes: Uint8Array, start: number, methodEnd: number, target: number, end: number): boolean {
  return isMethod(bytes, start, methodEnd) && isTarget(bytes, target, end) && findUpperCaseLevel(bytes, start, methodEnd) === undefined;
}

/** Whether a target begins at `start`: with `/`, `*`, or letters and `://`. */
function isTarget(bytes: Uint8Array, start: number, end: number): boolean {
  if (start === end) return false;
  if (bytes[start] === SLASH || bytes[start] === ASTERISK) return true;
  let at = start;
  while (at < end && isLetter(bytes[at]!)) at++;
  return at > start && at + 2 < end && bytes[at] === COLON && bytes[at + 1] === SLASH && bytes[at + 2] === SLASH;
}

/**
 * A status below 600 and figures behind it up to the end, behind a target that ends at `targetEnd`, perhaps with a protocol and one of the marks between; false, and nothing is set,
 * when something else stands there. Source: `:method :url :status :response-time ms - :res[content-length]` and the like, morgan's documentation.
 */
function readStatusBehindTarget(bytes: Uint8Array, targetEnd: number, end: number, marks: readonly Uint8Array[], fields: LineFields): boolean {
  let start = skipWhiteSpace(bytes, targetEnd, end);
  if (isProtocol(bytes, start, end)) start = skipWhiteSpace(bytes, findWhiteSpace(bytes, start, end), end);
  const markEnd = findWhiteSpace(bytes, start, end);
  if (isOneOf(marks, bytes, start, markEnd)) start = skipWhiteSpace(bytes, markEnd, end);
  const statusEnd = findWhiteSpace(bytes, start, end);
  const status = readThreeDigits(bytes, start, statusEnd);
  if (status < STATUS_MIN || status >= SERVER_ERRORS_END || !readFigures(bytes, skipWhiteSpace(bytes, statusEnd, end), end, fields)) return false;
  fields.status = status;
  return true;
}

/** Words up to the end: numbers with a unit, which may be the next word, the first being the duration; whole numbers, the first being the bytes; `-`, and the small words. False, and nothing is set, when there is another. */
function readFigures(bytes: Uint8Array, start: number, end: number, fields: LineFields): boolean {
  let micros = DURATION_ABSENT;
  let size = BYTES_ABSENT;
  for (let at = start; at < end;) {
    const wordEnd = findWhiteSpace(bytes, at, end);
    const next = skipWhiteSpace(bytes, wordEnd, end);
    const nextEnd = findWhiteSpace(bytes, next, end);
    const spaced = readTwoWordDuration(bytes, at, wordEnd, next, nextEnd);
    const duration = spaced === NOT_A_DURATION ? readDurationWord(bytes, at, wordEnd) : spaced;
    if (duration !== NOT_A_DURATION) micros = micros === DURATION_ABSENT ? duration : micros;
    else {
      const count = readByteCount(bytes, at, wordEnd);
      if (count === NOT_A_BYTE_COUNT && !isOneOf(SMALL_WORDS, bytes, at, wordEnd)) return false;
      if (size === BYTES_ABSENT) size = Math.max(count, BYTES_ABSENT);
    }
    at = spaced === NOT_A_DURATION ? next : skipWhiteSpace(bytes, nextEnd, end);
  }
  fields.durationMicros = micros;
  fields.bytes = size;
  return true;
}

/** Whether `bytes[start, end)` is one of the words. */
function isOneOf(words: readonly Uint8Array[], bytes: Uint8Array, start: number, end: number): boolean {
  return words.some((word) => end - start === word.length && beginsWith(bytes, start, end, word));
}

/** Whether ` - ` stands at `at`. */
export function isSeparator(bytes: Uint8Array, at: number, end: number): boolean {
  return at + SEPARATOR_BYTES <= end && bytes[at] === SPACE && bytes[at + 1] === MINUS && bytes[at + 2] === SPACE;
}

function findSeparator(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && !isSeparator(bytes, at, end)) at++;
  return at;
}

/** ` - status - duration`, from the first separator on; both may be missing. */
function readParts(bytes: Uint8Array, separator: number, end: number, fields: LineFields): number {
  if (separator === end) return VERDICT_RECORD;
  const statusEnd = findSeparator(bytes, separator + SEPARATOR_BYTES, end);
  const statusStart = skipWhiteSpace(bytes, separator + SEPARATOR_BYTES, statusEnd);
  const status = trimWhiteSpace(bytes, statusStart, statusEnd);
  if (status > statusStart) {
    fields.status = readStatus(bytes, statusStart, status);
    if (fields.status === NOT_A_STATUS) return VERDICT_BAD_FIELD;
  }
  if (statusEnd === end) return VERDICT_RECORD;
  const partEnd = findSeparator(bytes, statusEnd + SEPARATOR_BYTES, end);
  const durationStart = skipWhiteSpace(bytes, statusEnd + SEPARATOR_BYTES, partEnd);
  const durationEnd = trimWhiteSpace(bytes, durationStart, partEnd);
  if (durationEnd === durationStart || isAbsentMark(bytes, durationStart, durationEnd)) return VERDICT_RECORD;
  const duration = readDuration(bytes, durationStart, durationEnd);
  if (duration === NOT_A_DURATION) return VERDICT_BAD_FIELD;
  fields.durationMicros = duration;
  return VERDICT_RECORD;
}
