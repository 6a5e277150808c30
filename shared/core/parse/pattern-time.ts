import { beginsWithYear } from "./app-time.ts";
import { isDigit } from "./ascii.ts";
import { readClfTime } from "./clf-time.ts";
import { NUMBER_BYTES_MAX, findNumberEnd } from "./decimal.ts";
import { isSign } from "./digits.ts";
import { readEpoch } from "./epoch.ts";
import { readIsoTime } from "./iso-time.ts";
import type { LineFields } from "./line-fields.ts";
import { createMinuteCache } from "./minute-cache.ts";
import type { PatternTimeForm } from "./pattern-language.ts";
import { findSyslogClock, readSyslogTime } from "./syslog-time.ts";
import type { LocalOffset } from "./time-zone.ts";

const SPACE = 0x20;
const COMMA = 0x2c;
const POINT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const CASE_BIT = 0x20;
const LOWER_Z = 0x7a;

const ISO_SECOND_BYTES = 19;
const CLF_SECOND_BYTES = 20;
const CLOCK_BYTES = 8;

/** What reads a time of a known form from exactly `bytes[start, end)`; false when it is none. */
export type PatternTimeReader = (form: PatternTimeForm, bytes: Uint8Array, start: number, end: number, fields: LineFields) => boolean;

/** The form of the time that begins at `start`: the named one, or what its first bytes look like. */
export function findTimeForm(form: PatternTimeForm, bytes: Uint8Array, start: number, end: number): PatternTimeForm {
  if (form !== "any") return form;
  if (beginsWithYear(bytes, start, end)) return "iso";
  if (start + 2 < end && bytes[start + 2] === SLASH) return "clf";
  return start < end && isDigit(bytes[start]!) ? "epoch" : "syslog";
}

/** The end of what has the looks of a time of this form at `start`, with its fraction and its zone; -1 when nothing has. */
export function findTimeEnd(form: PatternTimeForm, bytes: Uint8Array, start: number, end: number): number {
  if (form === "epoch") return skipEpoch(bytes, start, end);
  if (form === "syslog") {
    const clock = findSyslogClock(bytes, start, end);
    return clock === -1 ? -1 : skipFraction(bytes, clock + CLOCK_BYTES, end, false);
  }
  const secondsEnd = start + (form === "iso" ? ISO_SECOND_BYTES : CLF_SECOND_BYTES);
  // The last digits of the year, of the minute and of the second, and what parts those: the rest is judged when the time is read.
  const hasLooks = secondsEnd <= end && bytes[secondsEnd - 3] === COLON && bytes[secondsEnd - 6] === COLON && isDigit(bytes[secondsEnd - 1]!) && isDigit(bytes[start]!);
  if (!hasLooks) return -1;
  return skipZone(bytes, skipFraction(bytes, secondsEnd, end, form === "iso"), end);
}

function skipEpoch(bytes: Uint8Array, start: number, end: number): number {
  const numberEnd = findNumberEnd(bytes, start, end);
  return numberEnd > start && numberEnd - start <= NUMBER_BYTES_MAX && isDigit(bytes[start]!) ? numberEnd : -1;
}

function skipFraction(bytes: Uint8Array, from: number, end: number, takesComma: boolean): number {
  const isPoint = from + 1 < end && (bytes[from] === POINT || (takesComma && bytes[from] === COMMA)) && isDigit(bytes[from + 1]!);
  let at = isPoint ? from + 1 : from;
  while (isPoint && at < end && isDigit(bytes[at]!)) at++;
  return at;
}

/** `Z`, or a sign and two or four digits, a colon between them or not; behind one SP with four digits only. */
function skipZone(bytes: Uint8Array, from: number, end: number): number {
  if (from < end && (bytes[from]! | CASE_BIT) === LOWER_Z) return from + 1;
  const sign = from < end && bytes[from] === SPACE ? from + 1 : from;
  if (sign + 2 >= end || !isSign(bytes[sign]!) || !areTwoDigits(bytes, sign + 1, end)) return from;
  const minutes = bytes[sign + 3] === COLON ? sign + 4 : sign + 3;
  if (areTwoDigits(bytes, minutes, end)) return minutes + 2;
  return sign === from ? sign + 3 : from;
}

function areTwoDigits(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 2 <= end && isDigit(bytes[at]!) && isDigit(bytes[at + 1]!);
}

/** A reader of times of all forms. */
export function createPatternTimeReader(localOffset: LocalOffset, referenceTimeMs: number): PatternTimeReader {
  const [isoCache, clfCache, syslogCache] = [createMinuteCache(localOffset), createMinuteCache(localOffset), createMinuteCache(localOffset)];
  return (form, bytes, start, end, fields) => {
    if (form === "iso") return readIsoTime(isoCache, bytes, start, end, fields);
    if (form === "clf") return readClfTime(clfCache, bytes, start, end, fields);
    if (form === "epoch") return readEpoch(bytes, start, end, fields);
    return readSyslogTime(syslogCache, bytes, start, findSyslogClock(bytes, start, end), end, referenceTimeMs, fields) === end;
  };
}
