import { isDigit, isLetter, isUpperCase } from "./ascii.ts";
import { readClfTime } from "./clf-time.ts";
import { readIsoTime } from "./iso-time.ts";
import { findLevel, findUpperCaseLevel } from "./levels.ts";
import type { KnownLevel } from "./levels.ts";
import type { LineFields } from "./line-fields.ts";
import type { MinuteCache } from "./minute-cache.ts";
import { findByte, findWhiteSpace, skipWhiteSpace, trimWhiteSpace } from "./words.ts";

const TAB = 0x09;
const SPACE = 0x20;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const UPPER_G = 0x47;
const UPPER_U = 0x55;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;
const PIPE = 0x7c;

/** What `readAppTime` returns for a line that has no time. */
export const NO_APP_TIME = -1;

/** `YYYY-MM-DD`, and that with `THH:MM:SS` behind. */
const DATE_BYTES = 10;
const HOUR_END = 13;
const TIME_BYTES = 19;
/** `dd-Mon-yyyy` */
const DAY_DATE_BYTES = 11;
/** How Ruby's logger begins a line, by the first letter of the level. */
const RUBY_LETTERS = "ADEFIW";
const RUBY_BYTES = 3;
/** The longest brackets with a level. */
const LEADING_LEVEL_BYTES_MAX = 16;

/** 1 for the letters of Ruby's logger. */
const IS_RUBY = new Uint8Array(256);
for (const letter of RUBY_LETTERS) IS_RUBY[letter.charCodeAt(0)] = 1;

/** The bytes that a line of applications may begin with: digits, a bracket, and the first letters of levels. */
export const APP_FIRST_CHARACTERS = `0123456789[ABCDEFGHIJKLMNOPQRSTUVWXYZ`;

/** Whether the line begins with four digits and `-`. */
export function beginsWithYear(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 5 && bytes[start + 4] === MINUS && isYear(bytes, start);
}

/** Whether the line begins with a date or with a level and a date. */
export function beginsAsApp(bytes: Uint8Array, start: number, end: number): boolean {
  return beginsWithDate(bytes, skipLeadingLevel(bytes, start, end), end);
}

/** Whether the line begins with a date, as `yyyy-`, `yyyy/`, `yyyy.` or `dd-Mon-yyyy ` begin one, perhaps in a bracket, before which a letter of Ruby's logger may stand. */
export function beginsWithDate(bytes: Uint8Array, start: number, end: number): boolean {
  if (start === end) return false;
  const year = findDate(bytes, start, end);
  if (year === -1 || end - year < 5) return false;
  if (!isYear(bytes, year)) return beginsWithDay(bytes, year, end);
  return bytes[year + 4] === MINUS || beginsWithMarkedDate(bytes, year, end);
}

/** Whether a year has `/` or `.` behind it and behind the month, SP behind the day, and with points a clock then. */
function beginsWithMarkedDate(bytes: Uint8Array, year: number, end: number): boolean {
  const mark = bytes[year + 4];
  if ((mark !== SLASH && mark !== POINT) || end - year <= HOUR_END || bytes[year + 7] !== mark || bytes[year + DATE_BYTES] !== SPACE) return false;
  return mark === SLASH || bytes[year + HOUR_END] === COLON;
}

/** Whether `dd-Mon-yyyy ` begins at `start`, as in the logs of Tomcat, PHP and BIND. */
function beginsWithDay(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start <= DAY_DATE_BYTES || !isDigit(bytes[start]!) || bytes[start + 2] !== MINUS || bytes[start + 6] !== MINUS) return false;
  return isYear(bytes, start + 7) && bytes[start + DAY_DATE_BYTES] === SPACE;
}

/**
 * Where the date, or the bracket before it, begins behind `LEVEL`, `LEVEL:`, `[level]` or `LEVEL [word]`, as Django, AWS Lambda for Python, Cassandra, Dropwizard,
 * CouchDB and Go's programs write lines; `start` when a line does not begin so.
 */
export function skipLeadingLevel(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start]!;
  if ((first !== BRACKET_OPEN && !isUpperCase(first)) || findLeadingLevel(bytes, start, end) === undefined) return start;
  const levelEnd = findLeadingEnd(bytes, start, end);
  const date = skipWhiteSpace(bytes, levelEnd, end);
  if (date === levelEnd) return start;
  if (beginsWithYearDate(bytes, date, end)) return date;
  const behind = date < end && bytes[date] === BRACKET_OPEN ? skipWhiteSpace(bytes, findWhiteSpace(bytes, date, end), end) : end;
  return beginsWithYearDate(bytes, behind, end) ? behind : start;
}

/** Whether perhaps a bracket, four digits, `-` or what else marks a date and enough for one follow. */
function beginsWithYearDate(bytes: Uint8Array, start: number, end: number): boolean {
  const date = start < end && bytes[start] === BRACKET_OPEN ? start + 1 : start;
  return end - date > DATE_BYTES && isYear(bytes, date) && (bytes[date + 4] === MINUS || beginsWithMarkedDate(bytes, date, end));
}

/** The position behind the word, or behind the brackets, that the line begins with. */
function findLeadingEnd(bytes: Uint8Array, start: number, end: number): number {
  const bracketsEnd = Math.min(end, start + LEADING_LEVEL_BYTES_MAX);
  return bytes[start] === BRACKET_OPEN ? Math.min(findByte(bytes, start, bracketsEnd, BRACKET_CLOSE) + 1, bracketsEnd) : findWhiteSpace(bytes, start, end);
}

/** The level that the line begins with: in upper case, perhaps with a colon, or in brackets and any case, perhaps between spaces. */
export function findLeadingLevel(bytes: Uint8Array, start: number, end: number): KnownLevel | undefined {
  const wordEnd = findLeadingEnd(bytes, start, end);
  if (bytes[start] !== BRACKET_OPEN) return findUpperCaseLevel(bytes, start, bytes[wordEnd - 1] === COLON ? wordEnd - 1 : wordEnd);
  if (bytes[wordEnd - 1] !== BRACKET_CLOSE) return undefined;
  const name = skipWhiteSpace(bytes, start + 1, wordEnd - 1);
  return findLevel(bytes, name, trimWhiteSpace(bytes, name, wordEnd - 1));
}

/** Where the date of the line has to begin: at its start or behind its bracket; -1 when it begins otherwise. */
function findDate(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start]!;
  if (isDigit(first)) return start;
  if (first === BRACKET_OPEN) return start + 1;
  const isRuby = IS_RUBY[first] === 1 && end - start > RUBY_BYTES && bytes[start + 1] === COMMA && bytes[start + 2] === SPACE && bytes[start + RUBY_BYTES] === BRACKET_OPEN;
  return isRuby ? start + RUBY_BYTES + 1 : -1;
}

function isYear(bytes: Uint8Array, start: number): boolean {
  return isDigit(bytes[start]!) && isDigit(bytes[start + 1]!) && isDigit(bytes[start + 2]!) && isDigit(bytes[start + 3]!);
}

/** What the times of these lines are read with. */
export interface AppTimeCaches {
  /** Of those that begin with a year, and those that begin with a day. */
  readonly year: MinuteCache;
  readonly day: MinuteCache;
}

/**
 * Sets `timestampMs` from the time of a line that {@link beginsAsApp}, and returns the position behind it and the `]` that closes its bracket: there white space
 * stands, or the end of the line, or anything behind a bracket, or `|`, `:` or `,`. {@link NO_APP_TIME} when the line has no such time.
 */
export function readAppTime(caches: AppTimeCaches, bytes: Uint8Array, start: number, end: number, fields: LineFields): number {
  const from = findDate(bytes, start, end);
  const isBracketed = from > start;
  if (!isYear(bytes, from)) return readDayTime(caches.day, bytes, from, end, isBracketed, fields);
  const cache = caches.year;
  // The byte behind the date may be a space that belongs to the time, and a second one the hour's first digit.
  const isPadded = bytes[from + DATE_BYTES] === SPACE && bytes[from + DATE_BYTES + 1] === SPACE;
  const behindDate = Math.min(end, from + DATE_BYTES + (isPadded ? 2 : 1));
  const timeEnd = isBracketed ? findBracketedEnd(bytes, behindDate, end) : findWhiteSpace(bytes, behindDate, end);
  if (!readIsoTime(cache, bytes, from, timeEnd, fields)) {
    if (!isBracketed) return readTimeBeforeMark(cache, bytes, from, timeEnd, fields);
    // Celery's lines have a colon there.
    const isBeforeColon = timeEnd < end && bytes[timeEnd] !== BRACKET_CLOSE && bytes[timeEnd - 1] === COLON && readIsoTime(cache, bytes, from, timeEnd - 1, fields);
    return isBeforeColon ? timeEnd : NO_APP_TIME;
  }
  const zoneEnd = timeEnd < end && bytes[timeEnd] === SPACE ? readZoneWord(cache, bytes, from, timeEnd, end, isBracketed, fields) : timeEnd;
  return isBracketed && zoneEnd < end && bytes[zoneEnd] === BRACKET_CLOSE ? zoneEnd + 1 : zoneEnd;
}

/** The first white space or `]`, or `end`. */
function findBracketedEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== SPACE && bytes[at] !== TAB && bytes[at] !== BRACKET_CLOSE) at++;
  return at;
}

/** The same of a time that begins with a day. */
function readDayTime(cache: MinuteCache, bytes: Uint8Array, from: number, end: number, isBracketed: boolean, fields: LineFields): number {
  const behindDate = from + DAY_DATE_BYTES + 1;
  const timeEnd = isBracketed ? findByte(bytes, behindDate, end, BRACKET_CLOSE) : findWhiteSpace(bytes, behindDate, end);
  if ((isBracketed && timeEnd === end) || !readClfTime(cache, bytes, from, timeEnd, fields)) return NO_APP_TIME;
  return isBracketed ? timeEnd + 1 : timeEnd;
}

/** The same of a time behind which `|` stands before `end`, or `:` or `,` at the end, or `,` and a letter, or `:`, a known level and `:`. A colon at the end belongs to the time. */
function readTimeBeforeMark(cache: MinuteCache, bytes: Uint8Array, from: number, end: number, fields: LineFields): number {
  if (bytes[end - 1] === COLON && readIsoTime(cache, bytes, from, end - 1, fields)) return end;
  for (let comma = findByte(bytes, from + TIME_BYTES, end, COMMA); comma < end; comma = findByte(bytes, comma + 1, end, COMMA)) {
    if ((comma + 1 === end || isLetter(bytes[comma + 1]!)) && readIsoTime(cache, bytes, from, comma, fields)) return comma;
  }
  const pipe = findByte(bytes, from + TIME_BYTES, end, PIPE);
  if (pipe < end && readIsoTime(cache, bytes, from, pipe, fields)) return pipe;
  // A zone may have a colon of its own.
  let colon = findByte(bytes, from + TIME_BYTES, end, COLON);
  for (let nameEnd = colon; colon < end; colon = nameEnd) {
    nameEnd = findByte(bytes, colon + 1, end, COLON);
    if (nameEnd < end && findLevel(bytes, colon + 1, nameEnd) !== undefined) return readIsoTime(cache, bytes, from, colon, fields) ? colon : NO_APP_TIME;
  }
  return NO_APP_TIME;
}

/** If the word behind the time at `from` is its zone, set `timestampMs` to that, and return the word's end; else `timeEnd`. */
function readZoneWord(cache: MinuteCache, bytes: Uint8Array, from: number, timeEnd: number, end: number, isBracketed: boolean, fields: LineFields): number {
  const word = timeEnd + 1;
  const first = bytes[word];
  if (first !== PLUS && first !== MINUS && first !== UPPER_U && first !== UPPER_G) return timeEnd;
  const wordEnd = isBracketed ? findBracketedEnd(bytes, word, end) : findWhiteSpace(bytes, word, end);
  // `-12` is no zone here: too many words begin so.
  if (wordEnd - word === 3 && (first === PLUS || first === MINUS)) return timeEnd;
  const { timestampMs } = fields;
  if (readIsoTime(cache, bytes, from, wordEnd, fields)) return wordEnd;
  fields.timestampMs = timestampMs;
  return timeEnd;
}
