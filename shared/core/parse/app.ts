import { createAccessParser } from "./access.ts";
import { readAccessMessage } from "./access-message.ts";
import { readOrigin } from "./app-origin.ts";
import { NO_APP_TIME, readAppTime } from "./app-time.ts";
import { isDigit, isLetter, isWhiteSpace } from "./ascii.ts";
import { NOT_A_DURATION, readDuration } from "./duration.ts";
import { readEnvoy } from "./envoy.ts";
import type { FormatParser } from "./format-parser.ts";
import { findLevel, findUpperCaseLevel, setLevel } from "./levels.ts";
import type { LineFields } from "./line-fields.ts";
import { createMinuteCache } from "./minute-cache.ts";
import type { MinuteCache } from "./minute-cache.ts";
import { isMethod, setTarget, setText } from "./request.ts";
import { NOT_A_STATUS, isAbsentMark, readStatus } from "./status.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_BAD_FIELD, VERDICT_BAD_TIMESTAMP, VERDICT_RECORD } from "./verdict.ts";
import { findByte, findWhiteSpace, skipWhiteSpace } from "./words.ts";

const TAB = 0x09;
const SPACE = 0x20;
const QUOTE = 0x22;
const PAREN_OPEN = 0x28;
const PAREN_CLOSE = 0x29;
const ASTERISK = 0x2a;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const SLASH = 0x2f;
const NINE = 0x39;
const COLON = 0x3a;
const SEMICOLON = 0x3b;
const EQUALS = 0x3d;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;
const PIPE = 0x7c;

/** A level stands among the first so many words behind the time. */
const LEVEL_WORDS_MAX = 4;

/** The parser of plain application lines: a time, then a request, or a level and a message, or anything. */
export function createAppParser(localOffset: LocalOffset): FormatParser {
  const cache = createMinuteCache(localOffset);
  const parseMessage = createAccessParser(localOffset);
  return (bytes, start, end, fields) => parseApp(cache, parseMessage, bytes, start, end, fields);
}

function parseApp(cache: MinuteCache, parseMessage: FormatParser, bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const timeEnd = readAppTime(cache, bytes, start, end, fields);
  if (timeEnd === NO_APP_TIME) return VERDICT_BAD_TIMESTAMP;
  const text = skipWhiteSpace(bytes, isSeparator(bytes, timeEnd, end) ? timeEnd + SEPARATOR_BYTES : timeEnd, end);
  const methodEnd = findWhiteSpace(bytes, text, end);
  const target = skipWhiteSpace(bytes, methodEnd, end);
  if (isMethod(bytes, text, methodEnd) && isTarget(bytes, target, end) && findUpperCaseLevel(bytes, text, methodEnd) === undefined) {
    setText(fields.method, bytes, text, methodEnd, methodEnd - text);
    setTarget(fields, bytes, target, findWhiteSpace(bytes, target, end));
    return readParts(bytes, findSeparator(bytes, target, end), end, fields);
  }
  if (!isDigit(bytes[start]!)) {
    const isEnvoy = text < end && bytes[text] === QUOTE && bytes[timeEnd - 1] === BRACKET_CLOSE && readEnvoy(bytes, text, end, fields);
    if (isEnvoy || readChannelLevel(bytes, text, end, fields)) return VERDICT_RECORD;
    if (bytes[timeEnd - 1] !== COLON || !readProcessLevel(bytes, text, end, fields)) readLevelAndDuration(bytes, text, end, fields);
    return VERDICT_RECORD;
  }
  const mark = bytes[timeEnd];
  if (text < end && (mark === PIPE || mark === COLON)) {
    readMarkedLevel(mark, bytes, timeEnd + 1, end, fields);
    return VERDICT_RECORD;
  }
  const level = bytes[timeEnd] === TAB && text === timeEnd + 1 && methodEnd < end && bytes[methodEnd] === TAB ? findLevel(bytes, text, methodEnd) : undefined;
  if (level !== undefined) {
    setLevel(fields, level);
    readFirstDuration(bytes, target, end, fields);
    return VERDICT_RECORD;
  }
  const message = readOrigin(bytes, start, timeEnd, text, end, fields);
  if (message === -1 || !readAccessMessage(parseMessage, bytes, message, end, fields)) readLevelAndDuration(bytes, text, end, fields);
  return VERDICT_RECORD;
}

/** `LEVEL` and the mark at `start`, with white space around the level. */
function readMarkedLevel(mark: number, bytes: Uint8Array, start: number, end: number, fields: LineFields): void {
  const markAt = findByte(bytes, start, end, mark);
  const name = skipWhiteSpace(bytes, start, markAt);
  const level = markAt === end ? undefined : findLevel(bytes, name, trimWhiteSpace(bytes, name, markAt));
  if (level === undefined) return;
  setLevel(fields, level);
  readFirstDuration(bytes, skipWhiteSpace(bytes, markAt + 1, end), end, fields);
}

/** `LEVEL/process]` at `start`, as Celery has it behind its time; false when there is none. */
function readProcessLevel(bytes: Uint8Array, start: number, end: number, fields: LineFields): boolean {
  const wordEnd = findWhiteSpace(bytes, start, end);
  const nameEnd = findByte(bytes, start, wordEnd, SLASH);
  const level = nameEnd === wordEnd || bytes[wordEnd - 1] !== BRACKET_CLOSE ? undefined : findUpperCaseLevel(bytes, start, nameEnd);
  if (level === undefined) return false;
  setLevel(fields, level);
  readFirstDuration(bytes, skipWhiteSpace(bytes, wordEnd, end), end, fields);
  return true;
}

/** `channel.LEVEL:` at `start`, as Monolog has it behind a time in brackets; false when there is none. */
function readChannelLevel(bytes: Uint8Array, start: number, end: number, fields: LineFields): boolean {
  const wordEnd = findWhiteSpace(bytes, start, end);
  if (wordEnd === start || bytes[wordEnd - 1] !== COLON) return false;
  let name = wordEnd - 1;
  while (name > start && bytes[name - 1] !== POINT) name--;
  const level = name === start ? undefined : findUpperCaseLevel(bytes, name, wordEnd - 1);
  if (level === undefined) return false;
  setLevel(fields, level);
  readFirstDuration(bytes, skipWhiteSpace(bytes, wordEnd, end), end, fields);
  return true;
}

/** Whether a target begins at `start`: with `/`, `*`, or letters and `://`. */
function isTarget(bytes: Uint8Array, start: number, end: number): boolean {
  if (start === end) return false;
  if (bytes[start] === SLASH || bytes[start] === ASTERISK) return true;
  let at = start;
  while (at < end && isLetter(bytes[at]!)) at++;
  return at > start && at + 2 < end && bytes[at] === COLON && bytes[at + 1] === SLASH && bytes[at + 2] === SLASH;
}

/** ` - ` */
const SEPARATOR_BYTES = 3;

function isSeparator(bytes: Uint8Array, at: number, end: number): boolean {
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

function trimWhiteSpace(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && isWhiteSpace(bytes[at - 1]!)) at--;
  return at;
}

/** The first level among the first words, and the first duration behind it. Without a level nothing is set. */
function readLevelAndDuration(bytes: Uint8Array, start: number, end: number, fields: LineFields): void {
  let at = start;
  for (let word = 0; word < LEVEL_WORDS_MAX && at < end; word++) {
    const wordEnd = findLevelWordEnd(bytes, at, end);
    const isFound = readLevelWord(bytes, at, wordEnd, end, fields);
    at = skipWhiteSpace(bytes, wordEnd, end);
    if (isFound) return readFirstDuration(bytes, at, end, fields);
  }
}

/** Brackets of which others follow directly are a word of their own. */
function findLevelWordEnd(bytes: Uint8Array, start: number, end: number): number {
  const wordEnd = findWhiteSpace(bytes, start, end);
  if (bytes[start] !== BRACKET_OPEN) return wordEnd;
  for (let at = start + 1; at < wordEnd; at++) if (bytes[at] === BRACKET_OPEN && bytes[at - 1] === BRACKET_CLOSE) return at;
  return wordEnd;
}

/** `LEVEL`, `[level]`, `[module:level]`, `level:`, `[level]:`, `[level ]`, and the halves of `[LEVEL ]`. */
function readLevelWord(bytes: Uint8Array, start: number, end: number, lineEnd: number, fields: LineFields): boolean {
  let nameEnd = end;
  const hasColon = nameEnd > start && bytes[nameEnd - 1] === COLON;
  if (hasColon) nameEnd--;
  const hasClose = nameEnd > start && bytes[nameEnd - 1] === BRACKET_CLOSE;
  if (hasClose) nameEnd--;
  const hasOpen = start < nameEnd && bytes[start] === BRACKET_OPEN;
  const nameStart = hasOpen ? (hasClose ? findModuleEnd(bytes, start + 1, nameEnd) : start + 1) : start;
  const isAnyCase = hasColon || (hasOpen && (hasClose || isClosed(bytes, end, lineEnd)));
  const level = isAnyCase ? findLevel(bytes, nameStart, nameEnd) : findUpperCaseLevel(bytes, nameStart, nameEnd);
  if (level === undefined) return false;
  setLevel(fields, level);
  return true;
}

/** The position behind the last `:`, or `start` when there is none. */
function findModuleEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && bytes[at - 1] !== COLON) at--;
  return at;
}

/** Whether white space and `]` stand at `wordEnd`. */
function isClosed(bytes: Uint8Array, wordEnd: number, end: number): boolean {
  const next = skipWhiteSpace(bytes, wordEnd, end);
  return next > wordEnd && next < end && bytes[next] === BRACKET_CLOSE;
}

/** The first word that is a number with a unit, one leading `(` and one trailing `.`, `,`, `;` or `)` ignored; not behind a `=`, where a setting stands. */
function readFirstDuration(bytes: Uint8Array, start: number, end: number, fields: LineFields): void {
  for (let at = start, wordEnd = start; at < end; at = skipWhiteSpace(bytes, wordEnd, end)) {
    const isSetting = at > start && bytes[wordEnd - 1] === EQUALS;
    wordEnd = findWhiteSpace(bytes, at, end);
    // `(`, `-` and the digits: most words begin with none of them.
    if (bytes[at]! <= NINE && !isSetting) {
      const duration = readDurationWord(bytes, at, wordEnd);
      if (duration !== NOT_A_DURATION) {
        fields.durationMicros = duration;
        return;
      }
    }
  }
}

function readDurationWord(bytes: Uint8Array, start: number, end: number): number {
  const last = bytes[end - 1]!;
  const hasMark = last === POINT || last === COMMA || last === SEMICOLON || last === PAREN_CLOSE;
  return readDuration(bytes, bytes[start] === PAREN_OPEN ? start + 1 : start, hasMark ? end - 1 : end);
}
