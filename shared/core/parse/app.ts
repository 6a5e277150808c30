import { readLevelBehindBracket, readMarkedLevel, readTabbedLevel, readWordLevel, NO_TEXT } from "./app-level.ts";
import { readText } from "./app-message.ts";
import { readOrigin, skipStream } from "./app-origin.ts";
import { SEPARATOR_BYTES, isSeparator, readAppRequest } from "./app-request.ts";
import { NO_APP_TIME, findLeadingLevel, readAppTime, skipLeadingLevel } from "./app-time.ts";
import type { AppTimeCaches } from "./app-time.ts";
import { isDigit } from "./ascii.ts";
import { readEnvoy } from "./envoy.ts";
import type { FormatParser } from "./format-parser.ts";
import { setLevel } from "./levels.ts";
import type { LineFields } from "./line-fields.ts";
import { beginsWithFields, createMessageReader } from "./message.ts";
import type { MessageReader } from "./message.ts";
import { createMinuteCache } from "./minute-cache.ts";
import type { ParseSettings } from "./settings.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_BAD_TIMESTAMP, VERDICT_NO_FORMAT, VERDICT_RECORD } from "./verdict.ts";
import { skipWhiteSpace } from "./words.ts";

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BRACKET_CLOSE = 0x5d;
const PIPE = 0x7c;

/** The parser of plain application lines: a time, then a request, or a level and a message, or anything; a level may stand before the time. */
export function createAppParser(settings: ParseSettings, localOffset: LocalOffset): FormatParser {
  const caches = { year: createMinuteCache(localOffset), day: createMinuteCache(localOffset) };
  const readMessage = createMessageReader(settings, localOffset);
  return (bytes, start, end, fields) => parseApp(caches, readMessage, bytes, skipLeadingLevel(bytes, start, end), start, end, fields);
}

/** The line begins at `lineStart`, its time or the bracket before it at `start`. */
function parseApp(caches: AppTimeCaches, readMessage: MessageReader, bytes: Uint8Array, start: number, lineStart: number, end: number, fields: LineFields): number {
  const timeEnd = readAppTime(caches, bytes, start, end, fields);
  if (timeEnd === NO_APP_TIME) return VERDICT_BAD_TIMESTAMP;
  const text = skipWhiteSpace(bytes, isSeparator(bytes, timeEnd, end) ? timeEnd + SEPARATOR_BYTES : timeEnd, end);
  if (start > lineStart) {
    setLevel(fields, findLeadingLevel(bytes, lineStart, start)!);
    readText(readMessage, bytes, text, end, fields);
    return VERDICT_RECORD;
  }
  const verdict = readAppRequest(bytes, text, end, fields);
  if (verdict !== VERDICT_NO_FORMAT) return verdict;
  readBehindTime(readMessage, bytes, start, timeEnd, text, end, fields);
  return VERDICT_RECORD;
}

/** What stands behind the time `bytes[start, timeEnd)` and is no request, from `text` on. */
function readBehindTime(readMessage: MessageReader, bytes: Uint8Array, start: number, timeEnd: number, text: number, end: number, fields: LineFields): void {
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
  const stream = isBracketed ? -1 : skipStream(bytes, start, text, end);
  const message = isBracketed || stream !== -1 ? stream : readOrigin(bytes, start, timeEnd, text, end, fields);
  if (message !== -1 && readMessage(bytes, message, end, fields)) return;
  const from = stream === -1 ? text : stream;
  const behind = isBracketed ? readLevelBehindBracket(bytes, timeEnd, from, end, fields) : readWordLevel(bytes, from, end, fields);
  readText(readMessage, bytes, behind === NO_TEXT ? from : behind, end, fields);
}
