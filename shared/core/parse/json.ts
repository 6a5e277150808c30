import { BACKSLASH, BRACE_CLOSE, BRACE_OPEN, BRACKET_OPEN, COMMA, MINUS, QUOTE, isDigit } from "./ascii.ts";
import type { FormatParser } from "./format-parser.ts";
import { listJsonCandidates } from "./json-aliases.ts";
import { createJsonFields } from "./json-fields.ts";
import { NO_KEY, NO_SLOT, TOP, createJsonKeys } from "./json-keys.ts";
import { NOT_JSON, scanColon, scanLiteral, scanNumber, scanString, scanValue, skipJsonSpace, skipPlain } from "./json-scan.ts";
import { unescapeJson } from "./json-text.ts";
import { VALUE_ESCAPED, VALUE_NONE, VALUE_NUMBER, VALUE_OTHER, VALUE_STRING, createJsonValues } from "./json-values.ts";
import type { ParseSettings } from "./settings.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_BAD_JSON } from "./verdict.ts";
import { skipWhiteSpace } from "./words.ts";

const LOWER_N = 0x6e;

/** Whether the line is optional white space and then an opening brace. */
export function beginsWithBrace(bytes: Uint8Array, start: number, end: number): boolean {
  const at = skipWhiteSpace(bytes, start, end);
  return at < end && bytes[at] === BRACE_OPEN;
}

/** The parser of JSON lines: one pass validates the whole line and notes the values of wanted keys, then the fields are read from those. */
export function createJsonParser(settings: ParseSettings, localOffset: LocalOffset): FormatParser {
  const candidates = listJsonCandidates(settings);
  const keys = createJsonKeys(candidates);
  const values = createJsonValues(keys);
  const readFields = createJsonFields(candidates, keys, values, localOffset);

  /** The wanted key whose raw text is `bytes[start, end)`. */
  const findKey = (bytes: Uint8Array, start: number, end: number, isEscaped: boolean): number => {
    if (!isEscaped) return keys.find(bytes, start, end);
    const scratch = values.scratchFor(end - start);
    return keys.find(scratch, 0, unescapeJson(bytes, start, end, scratch, 0));
  };

  /** The position behind the object of a container that was opened just before `from`. */
  const scanMembers = (bytes: Uint8Array, from: number, end: number, container: number): number => {
    let at = skipJsonSpace(bytes, from, end);
    if (at < end && bytes[at] === BRACE_CLOSE) return at + 1;
    while (at < end) {
      if (bytes[at] !== QUOTE) return NOT_JSON;
      const keyStart = at + 1;
      let keyEnd = skipPlain(bytes, keyStart, end);
      const isEscaped = keyEnd < end && bytes[keyEnd] === BACKSLASH;
      if (isEscaped) keyEnd = scanString(bytes, keyEnd, end);
      if (keyEnd === NOT_JSON || keyEnd === end || bytes[keyEnd] !== QUOTE) return NOT_JSON;
      at = scanColon(bytes, keyEnd + 1, end);
      if (at === NOT_JSON) return NOT_JSON;
      at = scanMember(bytes, at, end, container, findKey(bytes, keyStart, keyEnd, isEscaped));
      if (at === NOT_JSON) return NOT_JSON;
      at = skipJsonSpace(bytes, at, end);
      if (at === end) return NOT_JSON;
      if (bytes[at] === BRACE_CLOSE) return at + 1;
      if (bytes[at] !== COMMA) return NOT_JSON;
      at = skipJsonSpace(bytes, at + 1, end);
    }
    return NOT_JSON;
  };

  /** The position behind the value that begins at `at`; it is noted when its key is wanted. */
  const scanMember = (bytes: Uint8Array, at: number, end: number, container: number, key: number): number => {
    const slot = key === NO_KEY ? NO_SLOT : keys.slotOf(container, key);
    const child = key === NO_KEY || container !== TOP ? TOP : keys.containerOf(key);
    if (child !== TOP) values.forget(child);
    const first = bytes[at]!;
    if (first === QUOTE) {
      let close = skipPlain(bytes, at + 1, end);
      const isEscaped = close < end && bytes[close] === BACKSLASH;
      if (isEscaped) close = scanString(bytes, close, end);
      if (close === NOT_JSON || close === end || bytes[close] !== QUOTE) return NOT_JSON;
      if (slot !== NO_SLOT) values.note(slot, isEscaped ? VALUE_ESCAPED : VALUE_STRING, at + 1, close);
      return close + 1;
    }
    let kind = VALUE_OTHER;
    let valueEnd: number;
    if (first === MINUS || isDigit(first)) {
      kind = VALUE_NUMBER;
      valueEnd = scanNumber(bytes, at, end);
    } else if (first === BRACE_OPEN && child !== TOP) valueEnd = scanMembers(bytes, at + 1, end, child);
    else if (first === BRACE_OPEN || first === BRACKET_OPEN) valueEnd = scanValue(bytes, at, end, container === TOP ? 1 : 2);
    else {
      if (first === LOWER_N) kind = VALUE_NONE;
      valueEnd = scanLiteral(bytes, at, end);
    }
    if (slot !== NO_SLOT && valueEnd !== NOT_JSON) values.note(slot, kind, at, valueEnd);
    return valueEnd;
  };

  return (bytes, start, end, fields) => {
    values.reset();
    const brace = skipWhiteSpace(bytes, start, end);
    const last = scanMembers(bytes, brace + 1, end, TOP);
    if (last === NOT_JSON || skipJsonSpace(bytes, last, end) !== end) return VERDICT_BAD_JSON;
    return readFields(bytes, fields);
  };
}
