import { isDigit, isLetter, isUpperCase } from "./ascii.ts";
import { findLevel, findUpperCaseLevel, setLevel } from "./levels.ts";
import type { KnownLevel } from "./levels.ts";
import type { LineFields } from "./line-fields.ts";
import { findByte, findWhiteSpace, skipWhiteSpace, trimWhiteSpace } from "./words.ts";

const TAB = 0x09;
const COMMA = 0x2c;
const POINT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const EQUALS = 0x3d;
const UPPER_D = 0x44;
const UPPER_E = 0x45;
const UPPER_S = 0x53;
const UPPER_T = 0x54;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;
const PIPE = 0x7c;

/** A level stands among the first so many words behind the time. */
const LEVEL_WORDS_MAX = 4;
/** So many more words may be such that do not count. */
const FREE_WORDS_MAX = 8;
const ZONE_LETTERS_MIN = 3;
const ZONE_LETTERS_MAX = 4;
/** Or in one of so many columns. */
const LEVEL_COLUMNS_MAX = 3;

/** What the readers of levels return where there is none; else the level is set, and they return where the text behind it begins. */
export const NO_TEXT = -1;

/** The level of a line whose time ends at `timeEnd` with a mark: `|`, `:` or `,`. */
export function readMarkedLevel(bytes: Uint8Array, timeEnd: number, end: number, fields: LineFields): number {
  const mark = bytes[timeEnd]!;
  if (mark === COMMA) return readLevelBehindComma(bytes, skipWhiteSpace(bytes, timeEnd + 1, end), end, fields);
  let start = timeEnd + 1;
  for (let column = 0; column < (mark === PIPE ? LEVEL_COLUMNS_MAX : 1); column++) {
    const markAt = findByte(bytes, start, end, mark);
    if (markAt === end) return NO_TEXT;
    const name = skipWhiteSpace(bytes, start, markAt);
    const nameEnd = trimWhiteSpace(bytes, name, markAt);
    const level = column === 0 ? findLevel(bytes, name, nameEnd) : findUpperCaseLevel(bytes, name, nameEnd);
    if (level !== undefined) return takeLevel(level, bytes, markAt + 1, end, fields);
    start = markAt + 1;
  }
  return NO_TEXT;
}

/** `level,` or `level` and white space at `start`, else a level among the first words. */
function readLevelBehindComma(bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const nameEnd = findByte(bytes, start, findWhiteSpace(bytes, start, end), COMMA);
  const level = findLevel(bytes, start, nameEnd);
  return level === undefined ? readWordLevel(bytes, start, end, fields) : takeLevel(level, bytes, Math.min(nameEnd + 1, end), end, fields);
}

/** The level behind a time in brackets, which ends at `timeEnd`. */
export function readLevelBehindBracket(bytes: Uint8Array, timeEnd: number, text: number, end: number, fields: LineFields): number {
  const wordEnd = findWhiteSpace(bytes, text, end);
  const level = findChannelLevel(bytes, text, wordEnd) ?? (bytes[timeEnd - 1] === COLON ? findProcessLevel(bytes, text, wordEnd) : undefined);
  return level === undefined ? readWordLevel(bytes, text, end, fields) : takeLevel(level, bytes, wordEnd, end, fields);
}

/** `LEVEL/process]`, as Celery has it. */
function findProcessLevel(bytes: Uint8Array, start: number, wordEnd: number): KnownLevel | undefined {
  const nameEnd = findByte(bytes, start, wordEnd, SLASH);
  return nameEnd === wordEnd || bytes[wordEnd - 1] !== BRACKET_CLOSE ? undefined : findUpperCaseLevel(bytes, start, nameEnd);
}

/** `channel.LEVEL:` of Monolog, or `level/Facility:` of Icinga. */
function findChannelLevel(bytes: Uint8Array, start: number, wordEnd: number): KnownLevel | undefined {
  if (wordEnd === start || bytes[wordEnd - 1] !== COLON) return undefined;
  let name = wordEnd - 1;
  while (name > start && bytes[name - 1] !== POINT) name--;
  const slash = findByte(bytes, start, wordEnd, SLASH);
  return (
    (name === start ? undefined : findUpperCaseLevel(bytes, name, wordEnd - 1)) ?? (slash < wordEnd && isUpperCase(bytes[slash + 1]!) ? findLevel(bytes, start, slash) : undefined)
  );
}

/** The level in any case between two tabs, the first of which stands at `timeEnd`. */
export function readTabbedLevel(bytes: Uint8Array, timeEnd: number, end: number, fields: LineFields): number {
  const start = timeEnd + 1;
  const nameEnd = findWhiteSpace(bytes, start, end);
  if (timeEnd === end || bytes[timeEnd] !== TAB || nameEnd === end || bytes[nameEnd] !== TAB) return NO_TEXT;
  const level = findLevel(bytes, start, nameEnd);
  return level === undefined ? NO_TEXT : takeLevel(level, bytes, nameEnd, end, fields);
}

/**
 * The first level among the first words. Words that stand within brackets do not count, nor do those with a `=`, and a first one that may be the zone of the time,
 * as long as they are few. What stands within brackets behind the first words is no level.
 */
export function readWordLevel(bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  let left = LEVEL_WORDS_MAX;
  let freeLeft = FREE_WORDS_MAX;
  let isWithin = false;
  for (let at = start, word = 0; left > 0 && at < end; word++) {
    const wordEnd = findLevelWordEnd(bytes, at, end);
    const level = isWithin && word >= LEVEL_WORDS_MAX ? undefined : findLevelOfWord(bytes, at, wordEnd, end);
    if (level !== undefined) return takeLevel(level, bytes, wordEnd, end, fields);
    const isFree = isWithin || findByte(bytes, at, wordEnd, EQUALS) < wordEnd || (at === start && isZoneName(bytes, at, wordEnd));
    if (freeLeft > 0 && isFree) freeLeft--;
    else left--;
    isWithin = staysWithin(isWithin, bytes, at, wordEnd);
    at = skipWhiteSpace(bytes, wordEnd, end);
  }
  return NO_TEXT;
}

/** The same of a text without a time, where prose is likelier: up to the first word that begins with a letter, has no `=` and stands not within brackets. */
export function readUndatedLevel(bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  let isWithin = false;
  for (let at = start, word = 0; word <= FREE_WORDS_MAX && at < end; word++) {
    const wordEnd = findLevelWordEnd(bytes, at, end);
    const level = isWithin && word >= LEVEL_WORDS_MAX ? undefined : findLevelOfWord(bytes, at, wordEnd, end);
    if (level !== undefined) return takeLevel(level, bytes, wordEnd, end, fields);
    if (!isWithin && isLetter(bytes[at]!) && findByte(bytes, at, wordEnd, EQUALS) === wordEnd) return NO_TEXT;
    isWithin = staysWithin(isWithin, bytes, at, wordEnd);
    at = skipWhiteSpace(bytes, wordEnd, end);
  }
  return NO_TEXT;
}

/** Whether behind the word `[start, end)` the brackets are open that it begins with, or that it stands within. */
function staysWithin(isWithin: boolean, bytes: Uint8Array, start: number, end: number): boolean {
  return (isWithin || bytes[start] === BRACKET_OPEN) && findByte(bytes, start, end, BRACKET_CLOSE) === end;
}

/** Whether the word is three or four letters in upper case of which the last two are as in `EST`, `PDT` or `CET`. */
function isZoneName(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isUpperCase(bytes[at]!)) return false;
  const before = bytes[end - 2];
  return end - start >= ZONE_LETTERS_MIN && end - start <= ZONE_LETTERS_MAX && bytes[end - 1] === UPPER_T && (before === UPPER_S || before === UPPER_D || before === UPPER_E);
}

function takeLevel(level: KnownLevel, bytes: Uint8Array, behind: number, end: number, fields: LineFields): number {
  setLevel(fields, level);
  return skipWhiteSpace(bytes, behind, end);
}

/** Brackets of which others follow directly are a word of their own. */
function findLevelWordEnd(bytes: Uint8Array, start: number, end: number): number {
  const wordEnd = findWhiteSpace(bytes, start, end);
  if (bytes[start] !== BRACKET_OPEN) return wordEnd;
  for (let at = start + 1; at < wordEnd; at++) if (bytes[at] === BRACKET_OPEN && bytes[at - 1] === BRACKET_CLOSE) return at;
  return wordEnd;
}

/** `LEVEL`, `[level]`, `[module:level]`, `level:`, `[level]:`, `[level ]`, the halves of `[LEVEL ]`, `LEVEL[process]`, and `LEVEL:logger…`. */
function findLevelOfWord(bytes: Uint8Array, start: number, end: number, lineEnd: number): KnownLevel | undefined {
  let nameEnd = end;
  const hasColon = nameEnd > start && bytes[nameEnd - 1] === COLON;
  if (hasColon) nameEnd--;
  const hasClose = nameEnd > start && bytes[nameEnd - 1] === BRACKET_CLOSE;
  if (hasClose) nameEnd--;
  const hasOpen = start < nameEnd && bytes[start] === BRACKET_OPEN;
  const nameStart = hasOpen ? (hasClose ? findModuleEnd(bytes, start + 1, nameEnd) : start + 1) : start;
  const isAnyCase = hasColon || (hasOpen && (hasClose || isClosed(bytes, end, lineEnd)));
  return (isAnyCase ? findLevel(bytes, nameStart, nameEnd) : findUpperCaseLevel(bytes, nameStart, nameEnd)) ?? findLevelBefore(bytes, start, end);
}

/** The level in front of `:` and a letter, or of a bracket and a digit, as Asterisk has it in front of a process. */
export function findLevelBefore(bytes: Uint8Array, start: number, end: number): KnownLevel | undefined {
  let at = start;
  while (at < end && bytes[at] !== COLON && bytes[at] !== BRACKET_OPEN) at++;
  if (at + 1 >= end || !(bytes[at] === COLON ? isLetter(bytes[at + 1]!) : isDigit(bytes[at + 1]!))) return undefined;
  return findUpperCaseLevel(bytes, start, at);
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
