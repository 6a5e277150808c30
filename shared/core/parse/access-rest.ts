import { asciiBytes, beginsWith, isDigit } from "./ascii.ts";
import { NUMBER_BYTES_MAX, findNumberEnd, isAllDigits, scaleDecimal } from "./decimal.ts";
import { MICROS_TO_MICROS, MILLIS_TO_MICROS, NOT_A_DURATION, SECONDS_TO_MICROS, readDuration, readMicros, readTwoWordDuration } from "./duration.ts";
import { findFieldEnd, readBareDuration, skipFields, skipWords } from "./fields.ts";
import type { LineFields } from "./line-fields.ts";
import { findByte, findClosingQuote, findSpace, skipSpaces } from "./words.ts";

const SPACE = 0x20;
const QUOTE = 0x22;
const ASTERISK = 0x2a;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const SLASH = 0x2f;
const ZERO = 0x30;
const EQUALS = 0x3d;
const BRACKET_OPEN = 0x5b;
const LOWER_H = 0x68;
const LOWER_S = 0x73;
const DURATION_NAMES = ["rt=", "request_time="].map(asciiBytes);
const DECIMALS = 3;
/** Referer and user agent. */
const AGENT_FIELDS = 2;
/** Seconds since 1970 have so many digits; no request takes as long. */
const TIME_DIGITS = 10;
const MS_PER_DAY = 86_400_000;
/** Referer and user agent as HAProxy writes them. */
const NO_AGENT = asciiBytes('"" "" ');
const PROXY_NAMES = 3;
const PROXY_TIMES = 5;

/** What stands behind the bytes of an access line: words and quoted strings, of which the first word that is a number is mostly the duration. */
export function readRest(bytes: Uint8Array, start: number, end: number, fields: LineFields): void {
  const first = skipSpaces(bytes, start, end);
  if (beginsWith(bytes, first, end, NO_AGENT) && readProxyTimes(bytes, first + NO_AGENT.length, end, fields)) return;
  let isListed = false;
  let quotedMicros = NOT_A_DURATION;
  let quotedLeft = AGENT_FIELDS;
  for (let at = first; at < end; at = skipSpaces(bytes, at, end)) {
    if (bytes[at] === QUOTE) {
      isListed = false;
      const close = findClosingQuote(bytes, at + 1, end);
      if (close === -1) break;
      // The time of the request is no less than those of its parts.
      if (quotedLeft-- <= 0) quotedMicros = Math.max(quotedMicros, readLongSeconds(bytes, at + 1, close));
      at = close + 1;
      continue;
    }
    const wordEnd = findSpace(bytes, at, end);
    const named = readNamedDuration(bytes, at, wordEnd);
    if (named !== NOT_A_DURATION) {
      fields.durationMicros = named;
      return;
    }
    const isSkipped = isListed || isOwnTime(bytes, at, wordEnd, fields.timestampMs);
    // Of `urt=0.000, 0.001` the second number is no duration either.
    isListed = bytes[wordEnd - 1] === COMMA && (isListed || readLongSeconds(bytes, findByte(bytes, at, wordEnd, EQUALS) + 1, wordEnd - 1) !== NOT_A_DURATION);
    const duration = isSkipped ? NOT_A_DURATION : readRestDuration(bytes, at, wordEnd);
    if (duration !== NOT_A_DURATION) {
      fields.durationMicros = wordEnd === end ? duration : readWithNext(bytes, at, wordEnd, end, duration);
      return;
    }
    at = wordEnd;
  }
  if (quotedMicros !== NOT_A_DURATION) fields.durationMicros = quotedMicros;
}

/** Seconds with three decimals, as nginx writes them, also in quotes; more digits before the point are a time. */
function readLongSeconds(bytes: Uint8Array, start: number, end: number): number {
  const point = end - 1 - DECIMALS;
  const isLong = point > start && point - start < TIME_DIGITS && bytes[point] === POINT && isAllDigits(bytes, start, point) && isAllDigits(bytes, point + 1, end);
  return isLong ? readMicros(bytes, start, end, SECONDS_TO_MICROS) : NOT_A_DURATION;
}

/**
 * The duration of `rt=seconds` and `request_time=seconds`, and of `seconds/micros` that say the same, perhaps between asterisks. Source: "Using NGINX Logging for Application Performance
 * Monitoring", NGINX blog; `**%T/%D**` is an idiom of Apache's httpd.
 */
function readNamedDuration(bytes: Uint8Array, start: number, end: number): number {
  const name = DURATION_NAMES.find((word) => beginsWith(bytes, start, end, word));
  if (name !== undefined) return readLongSeconds(bytes, start + name.length, end);
  let [from, to] = [start, end];
  while (from < to && bytes[from] === ASTERISK) from++;
  while (to > from && bytes[to - 1] === ASTERISK) to--;
  const slash = findByte(bytes, from, to, SLASH);
  const isPair = to - from <= NUMBER_BYTES_MAX && slash + 1 < to && slash > from && isAllDigits(bytes, from, slash) && isAllDigits(bytes, slash + 1, to);
  if (!isPair) return NOT_A_DURATION;
  const micros = readMicros(bytes, slash + 1, to, MICROS_TO_MICROS);
  return Math.floor(micros / 1e6) === scaleDecimal(bytes, from, slash, 0, false) ? micros : NOT_A_DURATION;
}

/**
 * The times of HAProxy's `option httplog` with `clf`, behind referer and user agent that are empty: the client's port, ms of the time, three names, five times in ms of
 * which the last is the request's. False when something else stands there. Source: `default_clf_http_log_format`, HAProxy's `src/log.c`.
 */
function readProxyTimes(bytes: Uint8Array, start: number, end: number, fields: LineFields): boolean {
  const name = skipWords(bytes, start, end, 2);
  if (name === end || bytes[name] !== QUOTE) return false;
  for (let at = start; at < name; at++) if (bytes[at] !== SPACE && !isDigit(bytes[at]!)) return false;
  const total = skipWords(bytes, skipFields(bytes, name, end, PROXY_NAMES), end, PROXY_TIMES - 1);
  const duration = readBareDuration(bytes, total, findSpace(bytes, total, end), MILLIS_TO_MICROS);
  if (duration === NOT_A_DURATION) return false;
  fields.durationMicros = duration;
  return true;
}

/** Whether the word is the time of its line once more, in whole s, ms or µs since 1970: a day more or less, for a request may last. */
function isOwnTime(bytes: Uint8Array, start: number, end: number, timestampMs: number): boolean {
  const fractionDigits = end - start - TIME_DIGITS;
  if ((fractionDigits !== 0 && fractionDigits !== 3 && fractionDigits !== 6) || !isAllDigits(bytes, start, end)) return false;
  const timeMs = scaleDecimal(bytes, start, end, 0, false) / 10 ** (fractionDigits - 3);
  return Math.abs(timeMs - timestampMs) <= MS_PER_DAY;
}

/** The duration of the word `bytes[start, wordEnd)`, which is `duration` alone, when what stands behind it is looked at too. */
function readWithNext(bytes: Uint8Array, start: number, wordEnd: number, end: number, duration: number): number {
  const next = skipSpaces(bytes, wordEnd, end);
  const spaced = readTwoWordDuration(bytes, start, wordEnd, next, findSpace(bytes, next, end));
  if (spaced !== NOT_A_DURATION) return spaced;
  const later = isAllDigits(bytes, start, wordEnd) ? readLaterDuration(bytes, next, end) : NOT_A_DURATION;
  return later === NOT_A_DURATION ? duration : later;
}

/** A bare number is in seconds when it has a point, else in µs. Seconds of ten digits are a time (nginx's `$msec`). */
function readRestDuration(bytes: Uint8Array, start: number, end: number): number {
  const numberEnd = findNumberEnd(bytes, start, end);
  if (numberEnd === start) return NOT_A_DURATION;
  if (numberEnd < end) return readDuration(bytes, start, end);
  if (end - start > NUMBER_BYTES_MAX) return NOT_A_DURATION;
  const point = findByte(bytes, start, end, POINT);
  if (point === end) return readMicros(bytes, start, end, MICROS_TO_MICROS);
  let first = start;
  while (bytes[first] === MINUS || bytes[first] === ZERO) first++;
  return point - first < TIME_DIGITS ? readMicros(bytes, start, end, SECONDS_TO_MICROS) : NOT_A_DURATION;
}

/**
 * The duration that a program writes behind a whole number which is something else, from behind that number on; `NOT_A_DURATION` when there is none.
 * The controller of nginx in Kubernetes has the request's length, its seconds, and a name in brackets; Traefik a count of requests, two names, and a number of ms at the line's end.
 * Source: "Log format", Ingress NGINX Controller documentation; "Access Logs", Traefik documentation.
 */
function readLaterDuration(bytes: Uint8Array, start: number, end: number): number {
  const wordEnd = findSpace(bytes, start, end);
  const behind = skipSpaces(bytes, wordEnd, end);
  const isNumber = wordEnd - start <= NUMBER_BYTES_MAX && findNumberEnd(bytes, start, wordEnd) === wordEnd && findByte(bytes, start, wordEnd, POINT) < wordEnd;
  if (isNumber && behind < end && bytes[behind] === BRACKET_OPEN) return readMicros(bytes, start, wordEnd, SECONDS_TO_MICROS);
  return readLastDuration(bytes, start, end);
}

/** The line's last field, if it is a number with a unit. */
function readLastDuration(bytes: Uint8Array, start: number, lineEnd: number): number {
  let end = lineEnd;
  while (end > start && bytes[end - 1] === SPACE) end--;
  // All units end in `h`, `m` or `s`.
  if (start === end || bytes[end - 1]! < LOWER_H || bytes[end - 1]! > LOWER_S) return NOT_A_DURATION;
  let last = start;
  for (let at = start; at < end; at = skipSpaces(bytes, findFieldEnd(bytes, at, end), end)) last = at;
  return readDuration(bytes, last, end);
}
