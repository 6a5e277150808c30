import { NUMBER_BYTES_MAX, findNumberEnd, isAllDigits } from "./decimal.ts";
import { MICROS_TO_MICROS, NOT_A_DURATION, SECONDS_TO_MICROS, readDuration, readMicros, readTwoWordDuration } from "./duration.ts";
import { findFieldEnd } from "./fields.ts";
import type { LineFields } from "./line-fields.ts";
import { findByte, findClosingQuote, findSpace, skipSpaces } from "./words.ts";

const SPACE = 0x20;
const QUOTE = 0x22;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const BRACKET_OPEN = 0x5b;
const LOWER_H = 0x68;
const LOWER_S = 0x73;
/** Seconds since 1970 have so many digits; no request takes as long. */
const TIME_DIGITS = 10;

/** What stands behind the bytes of an access line: words and quoted strings, of which the first word that is a number is mostly the duration. */
export function readRest(bytes: Uint8Array, start: number, end: number, fields: LineFields): void {
  for (let at = skipSpaces(bytes, start, end); at < end; at = skipSpaces(bytes, at, end)) {
    if (bytes[at] === QUOTE) {
      const close = findClosingQuote(bytes, at + 1, end);
      if (close === -1) return;
      at = close + 1;
      continue;
    }
    const wordEnd = findSpace(bytes, at, end);
    const duration = readRestDuration(bytes, at, wordEnd);
    if (duration !== NOT_A_DURATION) {
      fields.durationMicros = wordEnd === end ? duration : readWithNext(bytes, at, wordEnd, end, duration);
      return;
    }
    at = wordEnd;
  }
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
