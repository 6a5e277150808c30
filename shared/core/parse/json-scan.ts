import { JSON_DEPTH_MAX } from "../limits.ts";
import { asciiBytes, beginsWith, isDigit } from "./ascii.ts";

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const CASE_BIT = 0x20;
const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const BRACKET_OPEN = 0x5b;
const BACKSLASH = 0x5c;
const BRACKET_CLOSE = 0x5d;
const BRACE_OPEN = 0x7b;
const BRACE_CLOSE = 0x7d;

/** What scans return instead of a position when the text is not JSON. */
export const NOT_JSON = -1;

const TRUE = asciiBytes("true");
const FALSE = asciiBytes("false");
const NULL = asciiBytes("null");
const LOWER_E = 0x65;
const LOWER_U = 0x75;

/** 1 for bytes that a string may hold as they are. */
const PLAIN = new Uint8Array(256).fill(1, SPACE);
PLAIN[QUOTE] = 0;
PLAIN[BACKSLASH] = 0;

/** 1 for bytes that may stand behind a backslash; `u` has its own rule. */
const ESCAPES = new Uint8Array(256);
for (const byte of asciiBytes('"\\/bfnrt')) ESCAPES[byte] = 1;

/** The first position from `from` on that is no JSON white space; `end` when there is none. */
export function skipJsonSpace(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end) {
    const byte = bytes[at]!;
    if (byte > SPACE || (byte !== SPACE && byte !== TAB && byte !== CARRIAGE_RETURN && byte !== LINE_FEED)) break;
    at++;
  }
  return at;
}

/** The first position from `from` on that a string does not hold as it is; `end` when there is none. */
export function skipPlain(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && PLAIN[bytes[at]!] === 1) at++;
  return at;
}

/** The position of the quote that closes the string whose text begins at `from`; {@link NOT_JSON} when it is no JSON string. */
export function scanString(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; ;) {
    at = skipPlain(bytes, at, end);
    if (at === end) return NOT_JSON;
    if (bytes[at] === QUOTE) return at;
    if (bytes[at] !== BACKSLASH || at + 1 === end) return NOT_JSON;
    if (bytes[at + 1] === LOWER_U) {
      if (!isHex(bytes, at + 2, end, 4)) return NOT_JSON;
      at += 6;
    } else if (ESCAPES[bytes[at + 1]!] === 1) at += 2;
    else return NOT_JSON;
  }
}

/** Whether so many hexadecimal digits stand at `start`. */
export function isHex(bytes: Uint8Array, start: number, end: number, digits: number): boolean {
  if (start + digits > end) return false;
  for (let at = start; at < start + digits; at++) {
    const byte = bytes[at]!;
    const lower = byte | CASE_BIT;
    if (!isDigit(byte) && (lower < 0x61 || lower > 0x66)) return false;
  }
  return true;
}

/** The position behind the number that begins at `start`; {@link NOT_JSON} when none does. */
function scanNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = bytes[start] === MINUS ? start + 1 : start;
  if (at < end && bytes[at] === ZERO) at++;
  else {
    at = skipDigits(bytes, at, end);
    if (at === NOT_JSON) return NOT_JSON;
  }
  if (at < end && bytes[at] === POINT) {
    at = skipDigits(bytes, at + 1, end);
    if (at === NOT_JSON) return NOT_JSON;
  }
  if (at < end && (bytes[at]! | CASE_BIT) === LOWER_E) {
    at++;
    if (at < end && (bytes[at] === PLUS || bytes[at] === MINUS)) at++;
    at = skipDigits(bytes, at, end);
  }
  return at;
}

/** The position behind one digit or more; {@link NOT_JSON} when there is none. */
function skipDigits(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isDigit(bytes[at]!)) at++;
  return at === from ? NOT_JSON : at;
}

/** The position behind `true`, `false` or `null`; {@link NOT_JSON} for anything else. */
function scanLiteral(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start]!;
  const literal = first === TRUE[0] ? TRUE : first === FALSE[0] ? FALSE : NULL;
  return beginsWith(bytes, start, end, literal) ? start + literal.length : NOT_JSON;
}

/** The position behind the value of any kind that begins at `start < end`; {@link NOT_JSON} when none does. It stands `depth` levels deep. */
export function scanValue(bytes: Uint8Array, start: number, end: number, depth: number): number {
  const first = bytes[start]!;
  if (first === QUOTE) {
    const close = scanString(bytes, start + 1, end);
    return close === NOT_JSON ? NOT_JSON : close + 1;
  }
  if (first === BRACE_OPEN) return scanContainer(bytes, start + 1, end, depth + 1, true);
  if (first === BRACKET_OPEN) return scanContainer(bytes, start + 1, end, depth + 1, false);
  return first === MINUS || isDigit(first) ? scanNumber(bytes, start, end) : scanLiteral(bytes, start, end);
}

/** The position behind the object or array that was opened just before `from`. */
function scanContainer(bytes: Uint8Array, from: number, end: number, depth: number, isObject: boolean): number {
  if (depth > JSON_DEPTH_MAX) return NOT_JSON;
  const closing = isObject ? BRACE_CLOSE : BRACKET_CLOSE;
  let at = skipJsonSpace(bytes, from, end);
  if (at < end && bytes[at] === closing) return at + 1;
  while (at < end) {
    if (isObject) {
      at = scanKey(bytes, at, end);
      if (at === NOT_JSON) return NOT_JSON;
    }
    at = scanValue(bytes, at, end, depth);
    if (at === NOT_JSON) return NOT_JSON;
    at = skipJsonSpace(bytes, at, end);
    if (at === end) return NOT_JSON;
    if (bytes[at] === closing) return at + 1;
    if (bytes[at] !== COMMA) return NOT_JSON;
    at = skipJsonSpace(bytes, at + 1, end);
  }
  return NOT_JSON;
}

/** The position of the value behind a key and its colon; {@link NOT_JSON} when there is none. */
function scanKey(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== QUOTE) return NOT_JSON;
  const close = scanString(bytes, start + 1, end);
  return close === NOT_JSON ? NOT_JSON : scanColon(bytes, close + 1, end);
}

/** The position of the value behind a colon with white space around it; {@link NOT_JSON} when there is none. */
export function scanColon(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  if (at < end && bytes[at]! <= SPACE) at = skipJsonSpace(bytes, at, end);
  if (at === end || bytes[at] !== COLON) return NOT_JSON;
  at++;
  if (at < end && bytes[at]! <= SPACE) at = skipJsonSpace(bytes, at, end);
  return at === end ? NOT_JSON : at;
}
