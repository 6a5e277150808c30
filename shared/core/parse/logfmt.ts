import { findAccessTime } from "./access.ts";
import { isDigit, isLetter } from "./ascii.ts";
import type { FormatParser } from "./format-parser.ts";
import { readJsonFields } from "./json-fields.ts";
import { NO_KEY, NO_SLOT, TOP, findKey } from "./json-keys.ts";
import { createJsonReader } from "./json-reader.ts";
import type { JsonReader } from "./json-reader.ts";
import { isHex } from "./json-scan.ts";
import { VALUE_ESCAPED, VALUE_NONE, VALUE_STRING, noteValue, resetValues } from "./json-values.ts";
import type { ParseSettings } from "./settings.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_BAD_FIELD } from "./verdict.ts";

const SPACE = 0x20;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const ZERO = 0x30;
const EQUALS = 0x3d;
const QUESTION = 0x3f;
const UPPER_U = 0x55;
const BACKSLASH = 0x5c;
const LOWER_U = 0x75;
const LOWER_X = 0x78;

const NOT_LOGFMT = -1;

/** 1 for bytes that a key or a value without quotes may hold. */
const PLAIN = new Uint8Array(256).fill(1, SPACE + 1);
PLAIN[QUOTE] = 0;
PLAIN[EQUALS] = 0;

/** Of the key that makes a line logfmt: 2 for bytes that it may begin with, 1 for further ones that it may hold. */
const NAME = new Uint8Array(256);
for (let byte = 0; byte < 128; byte++) NAME[byte] = isLetter(byte) ? 2 : isDigit(byte) ? 1 : 0;
for (const mark of "_@") NAME[mark.charCodeAt(0)] = 2;
for (const mark of "-./") NAME[mark.charCodeAt(0)] = 1;

/** 1 for bytes that may stand behind a backslash; `u` has its own rule. */
const ESCAPES = new Uint8Array(256);
for (const mark of "\"'\\/abfnrtv") ESCAPES[mark.charCodeAt(0)] = 1;

/** Whether the line begins with a name and `=`, and no time of an access line stands before its first quote. */
export function beginsAsLogfmt(bytes: Uint8Array, start: number, end: number): boolean {
  if (NAME[bytes[start]!] !== 2) return false;
  let at = start + 1;
  while (at < end && NAME[bytes[at]!] !== 0) at++;
  if (at === end || bytes[at] !== EQUALS) return false;
  while (at < end && bytes[at] !== QUOTE) at++;
  return findAccessTime(bytes, start, at) === -1;
}

/**
 * The parser of logfmt: keys and values are looked up by the aliases of JSON lines, at the top level, and read as JSON strings are.
 * Source: package documentation of github.com/go-logfmt/logfmt, whose strictness this has but for queries and the ends of base64 without quotes, and for escapes that
 * Go's `strconv.Quote` writes.
 */
export function createLogfmtParser(settings: ParseSettings, localOffset: LocalOffset): FormatParser {
  const reader = createJsonReader(settings, localOffset);
  return (bytes, start, end, fields) => (scanLogfmt(reader, bytes, start, end) ? readJsonFields(reader, bytes, fields) : VERDICT_BAD_FIELD);
}

/** From here on no value of the line in hand ends in an apostrophe: where one has looked in vain, none need look again. */
let looseEndsAt = 0;

/** Note the values of the pairs that `bytes[start, end)` is; false when it is no logfmt. A word without `=` is a key without a value, but not where there are only pairs. */
export function scanLogfmt(reader: JsonReader, bytes: Uint8Array, start: number, end: number, hasOnlyPairs = false): boolean {
  resetValues(reader.values);
  looseEndsAt = end;
  for (let at = start; at < end;) {
    if (bytes[at]! <= SPACE) at++;
    else {
      at = readPair(reader, bytes, at, end, hasOnlyPairs);
      if (at === NOT_LOGFMT) return false;
    }
  }
  return true;
}

/** The position behind the pair that begins at `start`; {@link NOT_LOGFMT} when it is none. */
function readPair({ keys, values }: JsonReader, bytes: Uint8Array, start: number, end: number, needsEquals: boolean): number {
  const keyEnd = skipPlain(bytes, start, end);
  if (keyEnd === start || holdsReplacement(bytes, start, keyEnd)) return NOT_LOGFMT;
  if (needsEquals && (keyEnd === end || bytes[keyEnd] !== EQUALS)) return NOT_LOGFMT;
  const key = findKey(keys, bytes, start, keyEnd);
  const slot = key === NO_KEY ? NO_SLOT : keys.slots[TOP * keys.keyCount + key]!;
  let valueStart = keyEnd;
  let valueEnd = keyEnd;
  let next = keyEnd;
  let kind = VALUE_NONE;
  let isQuoted = false;
  if (keyEnd < end && bytes[keyEnd] === EQUALS) {
    valueStart = keyEnd + 1;
    isQuoted = valueStart < end && bytes[valueStart] === QUOTE;
    const apostrophe = needsEquals && valueStart < end && bytes[valueStart] === APOSTROPHE ? findLooseEnd(bytes, valueStart + 1, end) : NOT_LOGFMT;
    if (apostrophe !== NOT_LOGFMT) {
      valueEnd = next = apostrophe;
      kind = VALUE_STRING;
    } else if (isQuoted) {
      valueStart++;
      valueEnd = findQuotedEnd(bytes, valueStart, end);
      if (valueEnd < 0) return NOT_LOGFMT;
      kind = holdsBackslash(bytes, valueStart, valueEnd) ? VALUE_ESCAPED : VALUE_STRING;
      next = valueEnd + 1;
    } else {
      valueEnd = skipPlain(bytes, valueStart, end);
      if (valueEnd < end && valueEnd > valueStart && bytes[valueEnd] === EQUALS) valueEnd = findEndBehindEquals(bytes, valueStart, valueEnd, end);
      next = valueEnd;
      kind = VALUE_STRING;
    }
  }
  // Directly behind a quoted value the next pair may begin, behind another one only what parts pairs.
  if (next < end && bytes[next]! > SPACE && !isQuoted) return NOT_LOGFMT;
  if (slot !== NO_SLOT) noteValue(values, slot, valueEnd === valueStart ? VALUE_NONE : kind, valueStart, valueEnd);
  return next;
}

/**
 * The position behind the apostrophe that ends a value: the first one behind which a key and `=` stand, or the line ends. Nothing in the value is escaped, and no pair
 * is in it: Rails' lograge writes errors so. {@link NOT_LOGFMT} when there is none. Source: lograge's `lib/lograge/formatters/key_value.rb`.
 */
function findLooseEnd(bytes: Uint8Array, from: number, end: number): number {
  if (from >= looseEndsAt) return NOT_LOGFMT;
  for (let at = from; at < end; at++) {
    if (bytes[at] !== APOSTROPHE) continue;
    if (at + 1 === end) return end;
    const keyEnd = bytes[at + 1] === SPACE ? skipPlain(bytes, at + 2, end) : at + 2;
    if (keyEnd > at + 2 && keyEnd < end && bytes[keyEnd] === EQUALS) return at + 1;
  }
  looseEndsAt = from;
  return NOT_LOGFMT;
}

/**
 * The end of the value without quotes that begins at `start` and has its first `=` at `equals`: behind a `?` there may be any, and at the end one or two,
 * as queries and base64 have them. `equals` when it should not stand there.
 */
function findEndBehindEquals(bytes: Uint8Array, start: number, equals: number, end: number): number {
  let at = equals;
  while (at < end && (bytes[at] === EQUALS || PLAIN[bytes[at]!] === 1)) at++;
  if (at - equals === 1 || (at - equals === 2 && bytes[equals + 1] === EQUALS)) return at;
  const question = bytes.subarray(start, equals).indexOf(QUESTION);
  return question === -1 ? equals : at;
}

function skipPlain(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && PLAIN[bytes[at]!] === 1) at++;
  return at;
}

/** Whether the text holds U+FFFD: what wrote it had lost a byte of the key. */
function holdsReplacement(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at + 2 < end; at++) if (bytes[at] === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd) return true;
  return false;
}

function holdsBackslash(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === BACKSLASH) return true;
  return false;
}

/** Whether eight hexadecimal digits are at most 10FFFF. */
function isCodePoint(bytes: Uint8Array, start: number): boolean {
  if (bytes[start] !== ZERO || bytes[start + 1] !== ZERO) return false;
  return bytes[start + 2] === ZERO || (bytes[start + 2] === ZERO + 1 && bytes[start + 3] === ZERO);
}

/** The position of the quote that closes the string whose text begins at `from`; {@link NOT_LOGFMT} when none does, or an escape is none. */
function findQuotedEnd(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) return at;
    if (byte !== BACKSLASH) continue;
    at++;
    if (at === end) return NOT_LOGFMT;
    const letter = bytes[at]!;
    if (ESCAPES[letter] === 1) continue;
    const digits = letter === LOWER_U ? 4 : letter === LOWER_X ? 2 : letter === UPPER_U ? 8 : 0;
    if (digits === 0 || !isHex(bytes, at + 1, end, digits) || (digits === 8 && !isCodePoint(bytes, at + 1))) return NOT_LOGFMT;
    at += digits;
  }
  return NOT_LOGFMT;
}
