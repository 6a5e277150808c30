import { findAccessTime } from "./access.ts";
import { readText } from "./app-message.ts";
import { asciiBytes, beginsWith, isDigit } from "./ascii.ts";
import { minuteOf } from "./calendar.ts";
import { createColourRemover, isColoured } from "./colours.ts";
import type { TextReaders } from "./contained.ts";
import { findNumberEnd, isAllDigits } from "./decimal.ts";
import { readFourDigits, readTwoDigits } from "./digits.ts";
import { readEpoch } from "./epoch.ts";
import type { FormatParser } from "./format-parser.ts";
import { findLevel, setLevel } from "./levels.ts";
import type { LineFields } from "./line-fields.ts";
import { createMinuteCache } from "./minute-cache.ts";
import { latestMinute } from "./syslog-time.ts";
import { readTimeOf } from "./time-form.ts";
import type { TimeForm } from "./time-form.ts";
import type { LocalOffset } from "./time-zone.ts";
import { VERDICT_BAD_TIMESTAMP, VERDICT_RECORD } from "./verdict.ts";
import { findWhiteSpace, skipWhiteSpace } from "./words.ts";

const SPACE = 0x20;
const COLON = 0x3a;
const BRACKET_CLOSE = 0x5d;

/** By the letter of the level that the line begins with. */
const LEVELS = new Map(["INFO", "WARN", "ERROR", "FATAL"].map((name) => [name.charCodeAt(0), findLevel(asciiBytes(name), 0, name.length)!]));
/** The letters that these lines begin with. */
export const KLOG_FIRST_CHARACTERS = String.fromCharCode(...LEVELS.keys());

/** `mmdd`, and `yyyymmdd`, as glog writes it since 0.6. */
const DAY_BYTES = 4;
const DATE_BYTES = 8;
/** What Abseil writes for a date while it does not know its zone; seconds since 1970 follow. */
const NO_DATE = asciiBytes("0000 00:00:");
/** ` HH:MM` */
const MINUTE_BYTES = 6;

/** Whether the line begins with the letter of a level, a day, SP and an hour, and is not one that holds an access line. */
export function beginsAsKlog(bytes: Uint8Array, start: number, end: number): boolean {
  const dateEnd = findDateEnd(bytes, start, end);
  const hour = dateEnd + 1;
  if (!LEVELS.has(bytes[start]!) || dateEnd === start || end - hour < 3) return false;
  return bytes[hour - 1] === SPACE && isDigit(bytes[hour]!) && isDigit(bytes[hour + 1]!) && bytes[hour + 2] === COLON && findAccessTime(bytes, start, end) === -1;
}

/** The position behind the digits of the day, with the year or without; `start` when there are others. */
function findDateEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start + 1;
  while (at < end && at - start <= DATE_BYTES + 1 && isDigit(bytes[at]!)) at++;
  const digits = at - start - 1;
  return digits === DAY_BYTES || digits === DATE_BYTES ? at : start;
}

/**
 * The parser of `Lmmdd HH:MM:SS.micros thread file:line] message`, as programs of Kubernetes write it, and of the same with a year, as C++ programs do.
 * Source: `formatHeader`, k8s.io/klog; `LogMessage::Init`, google/glog; `FormatLogPrefix`, abseil-cpp.
 */
export function createKlogParser(localOffset: LocalOffset, referenceTimeMs: number, { readMessage }: TextReaders): FormatParser {
  const cache = createMinuteCache(localOffset);
  const colours = createColourRemover();
  const minuteAt = (bytes: Uint8Array, day: number, year: number): number =>
    minuteOf(year, readTwoDigits(bytes, day), readTwoDigits(bytes, day + 2), readTwoDigits(bytes, day + 5), readTwoDigits(bytes, day + 8));
  const yearless = createForm(DAY_BYTES, (bytes, start) => latestMinute(localOffset, referenceTimeMs, (year) => minuteAt(bytes, start, year)));
  const dated = createForm(DATE_BYTES, (bytes, start) => minuteAt(bytes, start + DATE_BYTES - DAY_BYTES, readFourDigits(bytes, start)));
  const readTime = (bytes: Uint8Array, start: number, timeEnd: number, isDated: boolean, fields: LineFields): boolean => {
    if (!beginsWith(bytes, start, timeEnd, NO_DATE)) return readTimeOf(isDated ? dated : yearless, cache, bytes, start, timeEnd, fields);
    const seconds = start + NO_DATE.length;
    return seconds < timeEnd && findNumberEnd(bytes, seconds, timeEnd) === timeEnd && readEpoch(bytes, seconds, timeEnd, fields);
  };
  const parsePlain: FormatParser = (bytes, start, end, fields) => {
    const dateEnd = findDateEnd(bytes, start, end);
    const timeEnd = findWhiteSpace(bytes, dateEnd + 1, end);
    if (!readTime(bytes, start + 1, timeEnd, dateEnd - start > DATE_BYTES, fields)) return VERDICT_BAD_TIMESTAMP;
    setLevel(fields, LEVELS.get(bytes[start]!)!);
    readText(readMessage, bytes, skipHeader(bytes, skipWhiteSpace(bytes, timeEnd, end), end), end, fields);
    return VERDICT_RECORD;
  };
  return (bytes, start, end, fields) => {
    if (!isColoured(bytes, start, end)) return parsePlain(bytes, start, end, fields);
    const length = colours.remove(bytes, start, end);
    return parsePlain(colours.text, 0, length, fields);
  };
}

function createForm(dateBytes: number, readMinute: TimeForm["readMinute"]): TimeForm {
  return { minuteBytes: dateBytes + MINUTE_BYTES, takesComma: false, readMinute, readZone: () => NaN };
}

/** The position behind the thread's number and the word that ends in `]`; `start` when something else stands there. */
function skipHeader(bytes: Uint8Array, start: number, end: number): number {
  const threadEnd = findWhiteSpace(bytes, start, end);
  const file = skipWhiteSpace(bytes, threadEnd, end);
  const fileEnd = findWhiteSpace(bytes, file, end);
  const isHeader = isAllDigits(bytes, start, threadEnd) && fileEnd > file && bytes[fileEnd - 1] === BRACKET_CLOSE;
  return isHeader ? skipWhiteSpace(bytes, fileEnd, end) : start;
}
