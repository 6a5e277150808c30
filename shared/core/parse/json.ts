import { isDigit } from "./ascii.ts";
import { readContained } from "./contained.ts";
import type { TextReaders } from "./contained.ts";
import { DURATION_ABSENT } from "./duration.ts";
import type { FormatParser } from "./format-parser.ts";
import { loadContainedLine, readJsonFields } from "./json-fields.ts";
import { NO_KEY, NO_SLOT, TOP, findKey } from "./json-keys.ts";
import { createJsonReader } from "./json-reader.ts";
import type { JsonReader } from "./json-reader.ts";
import { NOT_JSON, scanColon, scanString, scanValue, skipJsonSpace, skipPlain } from "./json-scan.ts";
import { unescapeJson } from "./json-text.ts";
import { VALUE_ESCAPED, VALUE_NONE, VALUE_NUMBER, VALUE_OTHER, VALUE_STRING, forgetContainer, noteValue, reserveScratch, resetValues } from "./json-values.ts";
import type { ParseSettings } from "./settings.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_BAD_JSON, VERDICT_RECORD } from "./verdict.ts";
import { skipWhiteSpace } from "./words.ts";

const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const BRACE_OPEN = 0x7b;
const BRACE_CLOSE = 0x7d;

const LOWER_N = 0x6e;

/** The kind of a value that is no string, by its first byte. */
function kindOf(first: number): number {
  if (first === MINUS || isDigit(first)) return VALUE_NUMBER;
  return first === LOWER_N ? VALUE_NONE : VALUE_OTHER;
}

/** Whether the line is optional white space and then an opening brace. */
export function beginsWithBrace(bytes: Uint8Array, start: number, end: number): boolean {
  const at = skipWhiteSpace(bytes, start, end);
  return at < end && bytes[at] === BRACE_OPEN;
}

/** The parser of JSON lines: one pass validates the whole line and notes the values of wanted keys, then the fields are read from those, and the line that the object contains. */
export function createJsonParser(settings: ParseSettings, localOffset: LocalOffset, readers: TextReaders): FormatParser {
  const reader = createJsonReader(settings, localOffset);
  const { text } = reader;
  return (bytes, start, end, fields) => {
    if (!scanJson(reader, bytes, start, end)) return VERDICT_BAD_JSON;
    const verdict = readJsonFields(reader, bytes, fields);
    if (verdict === VERDICT_RECORD && fields.durationMicros === DURATION_ABSENT && loadContainedLine(reader, bytes))
      readContained(readers, text.bytes, text.start, text.end, fields);
    return verdict;
  };
}

/** Note the values of the object that `bytes[start, end)` is, its brace behind optional white space; false when it is no JSON. */
export function scanJson(reader: JsonReader, bytes: Uint8Array, start: number, end: number): boolean {
  resetValues(reader.values);
  const brace = skipWhiteSpace(bytes, start, end);
  const last = scanMembers(reader, bytes, brace + 1, end, TOP);
  return last >= 0 && skipJsonSpace(bytes, last, end) === end;
}

/** The position behind the object of a container that was opened just before `from`; negative when it is no JSON. */
function scanMembers(reader: JsonReader, bytes: Uint8Array, from: number, end: number, container: number): number {
  let at = skipJsonSpace(bytes, from, end);
  if (at < end && bytes[at] === BRACE_CLOSE) return at + 1;
  while (at < end && bytes[at] === QUOTE) {
    const keyStart = at + 1;
    at = skipPlain(bytes, keyStart, end);
    if (at === end) return NOT_JSON;
    let key: number;
    if (bytes[at] === QUOTE) key = findKey(reader.keys, bytes, keyStart, at);
    else {
      at = scanString(bytes, at, end);
      if (at < 0) return NOT_JSON;
      key = findEscapedKey(reader, bytes, keyStart, at);
    }
    at = scanColon(bytes, at + 1, end);
    if (at < 0) return NOT_JSON;
    at = key === NO_KEY ? scanValue(bytes, at, end, reader.keys.depths[container]!) : scanWanted(reader, bytes, at, end, container, key);
    if (at < 0) return NOT_JSON;
    if (at < end && bytes[at]! <= SPACE) at = skipJsonSpace(bytes, at, end);
    if (at === end) return NOT_JSON;
    if (bytes[at] !== COMMA) return bytes[at] === BRACE_CLOSE ? at + 1 : NOT_JSON;
    at++;
    if (at < end && bytes[at]! <= SPACE) at = skipJsonSpace(bytes, at, end);
  }
  return NOT_JSON;
}

function findEscapedKey({ keys, values }: JsonReader, bytes: Uint8Array, start: number, end: number): number {
  const scratch = reserveScratch(values, end - start);
  return findKey(keys, scratch, 0, unescapeJson(bytes, start, end, scratch, 0));
}

/** The position behind the value of a wanted key that begins at `at`; the value is noted where it is wanted. */
function scanWanted(reader: JsonReader, bytes: Uint8Array, at: number, end: number, container: number, key: number): number {
  const { keys, values } = reader;
  const slot = keys.slots[container * keys.keyCount + key]!;
  const child = keys.containers[container * keys.keyCount + key]!;
  if (child !== TOP) forgetContainer(values, keys, child);
  const first = bytes[at]!;
  if (first === QUOTE) {
    let close = skipPlain(bytes, at + 1, end);
    if (close === end) return NOT_JSON;
    const isEscaped = bytes[close] !== QUOTE;
    if (isEscaped) {
      close = scanString(bytes, close, end);
      if (close < 0) return NOT_JSON;
    }
    if (slot !== NO_SLOT) noteValue(values, slot, isEscaped ? VALUE_ESCAPED : VALUE_STRING, at + 1, close);
    return close + 1;
  }
  const isParent = first === BRACE_OPEN && child !== TOP;
  const valueEnd = isParent ? scanMembers(reader, bytes, at + 1, end, child) : scanValue(bytes, at, end, keys.depths[container]!);
  if (slot !== NO_SLOT && valueEnd >= 0) noteValue(values, slot, kindOf(first), at, valueEnd);
  return valueEnd;
}
