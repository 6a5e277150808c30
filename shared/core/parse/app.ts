import { readLevelBehindBracket, readMarkedLevel, readTabbedLevel, readWordLevel, NO_TEXT } from "./app-level.ts";
import { readText } from "./app-message.ts";
import { readOrigin, skipStream } from "./app-origin.ts";
import { SEPARATOR_BYTES, isSeparator, readAppRequest } from "./app-request.ts";
import { NO_APP_TIME, findLeadingLevel, readAppTime, skipLeadingLevel } from "./app-time.ts";
import type { AppTimeCaches } from "./app-time.ts";
import { isDigit } from "./ascii.ts";
import { createColourRemover, isColoured } from "./colours.ts";
import { readContained, readMessageLine, readUndated } from "./contained.ts";
import type { TextReaders } from "./contained.ts";
import { readEnvoy } from "./envoy.ts";
import type { FormatParser } from "./format-parser.ts";
import { setLevel } from "./levels.ts";
import type { LineFields } from "./line-fields.ts";
import { beginsWithFields } from "./message.ts";
import { createMinuteCache } from "./minute-cache.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_BAD_TIMESTAMP, VERDICT_NO_FORMAT, VERDICT_RECORD } from "./verdict.ts";
import { skipWhiteSpace } from "./words.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BRACKET_CLOSE = 0x5d;
const UNDERSCORE = 0x5f;
const PIPE = 0x7c;
/** `YYYY-MM-DD` */
const DATE_BYTES = 10;

/** The parser of plain application lines: a time, then a request, or a level and a message, or anything; a level may stand before the time. */
export function createAppParser(localOffset: LocalOffset, readers: TextReaders): FormatParser {
  const caches = { year: createMinuteCache(localOffset), day: createMinuteCache(localOffset) };
  const colours = createColourRemover();
  return (bytes, start, end, fields) => {
    if (!isColoured(bytes, start, end)) return parseApp(caches, readers, bytes, skipLeadingLevel(bytes, start, end), start, end, fields);
    const length = colours.remove(bytes, start, end);
    return parseApp(caches, readers, colours.text, skipLeadingLevel(colours.text, 0, length), 0, length, fields);
  };
}

/** The line begins at `lineStart`, its time or the bracket before it at `start`. */
function parseApp(caches: AppTimeCaches, readers: TextReaders, bytes: Uint8Array, start: number, lineStart: number, end: number, fields: LineFields): number {
  const timeEnd = readAppTime(caches, bytes, start, end, fields);
  if (timeEnd === NO_APP_TIME) return VERDICT_BAD_TIMESTAMP;
  const text = skipWhiteSpace(bytes, isSeparator(bytes, timeEnd, end) ? timeEnd + SEPARATOR_BYTES : timeEnd, end);
  if (start > lineStart) {
    setLevel(fields, findLeadingLevel(bytes, lineStart, start)!);
    readText(readers.readMessage, bytes, text, end, fields);
    return VERDICT_RECORD;
  }
  // As svlogd writes it before what it takes.
  if (bytes[start + DATE_BYTES] === UNDERSCORE) {
    readContained(readers, bytes, text, end, fields);
    return VERDICT_RECORD;
  }
  const verdict = readAppRequest(bytes, text, end, fields);
  if (verdict !== VERDICT_NO_FORMAT) return verdict;
  readBehindTime(readers, bytes, start, timeEnd, text, end, fields);
  return VERDICT_RECORD;
}

/** What stands behind the time `bytes[start, timeEnd)` and is no request, from `text` on. */
function readBehindTime(readers: TextReaders, bytes: Uint8Array, start: number, timeEnd: number, text: number, end: number, fields: LineFields): void {
  const { readMessage } = readers;
  const isBracketed = !isDigit(bytes[start]!);
  const mark = bytes[timeEnd];
  if (isBracketed && text < end && bytes[text] === QUOTE && bytes[timeEnd - 1] === BRACKET_CLOSE && readEnvoy(bytes, text, end, fields)) return;
  if (!isBracketed && timeEnd < end && (mark === PIPE || mark === COLON || mark === COMMA)) {
    const behind = readMarkedLevel(bytes, timeEnd, end, fields);
    if (behind !== NO_TEXT) readText(readMessage, bytes, behind, end, fields);
    return;
  }
  if (beginsWithFields(bytes, text, end) && readMessage(bytes, text, end, fields)) return;
  const tabbed = isBracketed ? NO_TEXT : readTabbedLevel(bytes, timeEnd, end, fields);
  if (tabbed !== NO_TEXT) return readText(readMessage, bytes, tabbed, end, fields);
  const stream = isBracketed ? -1 : skipStream(bytes, start, timeEnd, text, end);
  if (stream !== -1) return readContained(readers, bytes, stream, end, fields);
  const message = isBracketed ? -1 : readOrigin(bytes, start, timeEnd, text, end, fields);
  if (message !== -1) {
    if (!readMessageLine(readers, bytes, message, end, fields)) readUndated(readers, bytes, message, end, fields);
    return;
  }
  const behind = isBracketed ? readLevelBehindBracket(bytes, timeEnd, text, end, fields) : readWordLevel(bytes, text, end, fields);
  readText(readMessage, bytes, behind === NO_TEXT ? text : behind, end, fields);
}
