import { isDigit, isLetter } from "./ascii.ts";
import { readClfTime } from "./clf-time.ts";
import { findFractionEnd } from "./digits.ts";
import type { FormatParser } from "./format-parser.ts";
import { findLevel, setLevel } from "./levels.ts";
import type { LineFields } from "./line-fields.ts";
import { createMinuteCache } from "./minute-cache.ts";
import { readMonth } from "./months.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_BAD_TIMESTAMP, VERDICT_RECORD } from "./verdict.ts";
import { skipSpaces } from "./words.ts";

const CASE_BIT = 0x20;
const SPACE = 0x20;
const POINT = 0x2e;
const SLASH = 0x2f;
const ZERO = 0x30;
const COLON = 0x3a;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;
const LOWER_T = 0x74;

/** Where the parts of `[Www Mmm dd HH:MM:SS` stand. */
const MONTH = 5;
const DAY = 9;
const CLOCK = 12;
const CLOCK_BYTES = 8;
const CLOCK_END = CLOCK + CLOCK_BYTES;
const TRACE_BYTES = 5;

/** Whether the line begins with `[`, three letters, a month and a day, separated by SP. */
export function beginsAsApacheError(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== BRACKET_OPEN || end - start <= CLOCK_END) return false;
  if (!isLetter(bytes[start + 1]!) || !isLetter(bytes[start + 2]!) || !isLetter(bytes[start + 3]!) || bytes[start + MONTH - 1] !== SPACE) return false;
  if (readMonth(bytes, start + MONTH) === 0 || bytes[start + DAY - 1] !== SPACE || bytes[start + CLOCK - 1] !== SPACE) return false;
  return (isDigit(bytes[start + DAY]!) || bytes[start + DAY] === SPACE) && isDigit(bytes[start + DAY + 1]!);
}

/**
 * The parser of error logs of Apache's httpd: time, and the level, which module names may precede.
 * Source: "Log Files" and "ErrorLogFormat Directive", Apache HTTP Server documentation, versions 2.2 and 2.4.
 */
export function createApacheErrorParser(localOffset: LocalOffset): FormatParser {
  const readTime = createErrorTimeReader(localOffset);
  return (bytes, start, end, fields) => {
    const timeEnd = readTime(bytes, start, end, fields);
    if (timeEnd === -1) return VERDICT_BAD_TIMESTAMP;
    readBracketedLevel(bytes, skipSpaces(bytes, timeEnd, end), end, fields);
    return VERDICT_RECORD;
  };
}

/** Sets `timestampMs` from the time in brackets at `start`, where a line {@link beginsAsApacheError}, and returns the position behind them; -1 when that is no time. */
export type ErrorTimeReader = (bytes: Uint8Array, start: number, end: number, fields: LineFields) => number;

/** A reader of `[Www Mmm dd HH:MM:SS.ffffff yyyy]`. */
export function createErrorTimeReader(localOffset: LocalOffset): ErrorTimeReader {
  const cache = createMinuteCache(localOffset);
  // `dd/Mon/yyyy:HH:MM:SS.fffffffff`
  const clfTime = new Uint8Array(CLOCK + CLOCK_BYTES + 10);
  return (bytes, start, end, fields) => {
    let at = start + CLOCK_END;
    if (bytes[at] === POINT) at = findFractionEnd(bytes, at + 1, end);
    // SP, the year and `]`
    if (at === -1 || at + 5 >= end || bytes[at] !== SPACE || bytes[at + 5] !== BRACKET_CLOSE) return -1;
    return readClfTime(cache, clfTime, 0, copyTime(clfTime, bytes, start, at), fields) ? at + 6 : -1;
  };
}

/** Write the time as the Common Log Format has it, and return its length; the clock and its fraction end at `clockEnd`. */
function copyTime(clfTime: Uint8Array, bytes: Uint8Array, start: number, clockEnd: number): number {
  const tens = bytes[start + DAY]!;
  clfTime[0] = tens === SPACE ? ZERO : tens;
  clfTime[1] = bytes[start + DAY + 1]!;
  clfTime[2] = clfTime[6] = SLASH;
  for (let i = 0; i < 3; i++) clfTime[3 + i] = bytes[start + MONTH + i]!;
  for (let i = 0; i < 4; i++) clfTime[7 + i] = bytes[clockEnd + 1 + i]!;
  clfTime[11] = COLON;
  const clockBytes = clockEnd - start - CLOCK;
  for (let i = 0; i < clockBytes; i++) clfTime[12 + i] = bytes[start + CLOCK + i]!;
  return 12 + clockBytes;
}

/** Sets the level to what stands in the brackets at `start`, behind the last `:` if there is one; false, and nothing is set, when that is no known one. */
export function readBracketedLevel(bytes: Uint8Array, start: number, end: number, fields: LineFields): boolean {
  if (start === end || bytes[start] !== BRACKET_OPEN) return false;
  let nameStart = start + 1;
  let nameEnd = nameStart;
  for (; nameEnd < end && bytes[nameEnd] !== BRACKET_CLOSE; nameEnd++) if (bytes[nameEnd] === COLON) nameStart = nameEnd + 1;
  if (nameEnd === end) return false;
  // `trace1` to `trace8` are levels of httpd's own.
  const isTrace = nameEnd - nameStart === TRACE_BYTES + 1 && (bytes[nameStart]! | CASE_BIT) === LOWER_T && bytes[nameEnd - 1]! > ZERO && bytes[nameEnd - 1]! <= ZERO + 8;
  const level = findLevel(bytes, nameStart, isTrace ? nameEnd - 1 : nameEnd);
  if (level !== undefined) setLevel(fields, level);
  return level !== undefined;
}
