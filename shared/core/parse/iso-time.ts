import { MS_PER_MINUTE, MS_PER_SECOND, isLogTime, minuteOf } from "./calendar.ts";
import { findFractionEnd, isSign, offsetMinutes, readFourDigits, readFractionMs, readTwoDigits } from "./digits.ts";
import type { LineFields } from "./line-fields.ts";
import type { LocalOffset } from "./time-zone.ts";

const SPACE = 0x20;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const COLON = 0x3a;

/** Sets `timestampMs` from the time that is exactly `bytes[start, end)`; false when it is none or out of range. */
export type TimeReader = (bytes: Uint8Array, start: number, end: number, fields: LineFields) => boolean;

const LOWER_T = 0x74;
const UPPER_T = 0x54;
/** `YYYY-MM-DDTHH:MM` */
const MINUTE_BYTES = 16;
/** `YYYY-MM-DDTHH:MM:SS` */
const SECOND_BYTES = 19;

/** A reader of ISO times. It remembers the minute of the time before: most lines share it. */
export function createIsoTime(localOffset: LocalOffset): TimeReader {
  const minute = new Uint8Array(MINUTE_BYTES);
  let minuteMs = NaN;
  let localOffsetMs = 0;

  const isSameMinute = (bytes: Uint8Array, start: number): boolean => {
    for (let i = MINUTE_BYTES - 1; i >= 0; i--) if (bytes[start + i] !== minute[i]) return false;
    return true;
  };
  const readMinute = (bytes: Uint8Array, start: number): boolean => {
    const between = bytes[start + 10]!;
    if (bytes[start + 4] !== MINUS || bytes[start + 7] !== MINUS || bytes[start + 13] !== COLON) return false;
    if (between !== UPPER_T && between !== LOWER_T && between !== SPACE) return false;
    const year = readFourDigits(bytes, start);
    if (year > 9_999) return false;
    const ms = minuteOf(year, readTwoDigits(bytes, start + 5), readTwoDigits(bytes, start + 8), readTwoDigits(bytes, start + 11), readTwoDigits(bytes, start + 14));
    if (Number.isNaN(ms)) return false;
    minuteMs = ms;
    localOffsetMs = localOffset(ms);
    for (let i = 0; i < MINUTE_BYTES; i++) minute[i] = bytes[start + i]!;
    return true;
  };

  return (bytes, start, end, fields) => {
    if (end - start < SECOND_BYTES || bytes[start + 16] !== COLON) return false;
    const seconds = readTwoDigits(bytes, start + 17);
    if (seconds > 60) return false;
    if (!isSameMinute(bytes, start) && !readMinute(bytes, start)) return false;
    let ms = minuteMs + Math.min(seconds, 59) * MS_PER_SECOND;
    let at = start + SECOND_BYTES;
    if (at < end && (bytes[at] === POINT || bytes[at] === COMMA)) {
      const fractionEnd = findFractionEnd(bytes, at + 1, end);
      if (fractionEnd === -1) return false;
      ms += readFractionMs(bytes, at + 1, fractionEnd);
      at = fractionEnd;
    }
    ms -= at === end ? localOffsetMs : readZone(bytes, at, end) * MS_PER_MINUTE;
    fields.timestampMs = ms;
    return isLogTime(ms);
  };
}

const UPPER_Z = 0x5a;
const LOWER_Z = 0x7a;

/** Minutes east of UTC of the zone that is exactly `bytes[start, end)`, one SP before it allowed; NaN when it is none. */
function readZone(bytes: Uint8Array, start: number, end: number): number {
  const at = bytes[start] === SPACE ? start + 1 : start;
  const length = end - at;
  if (length === 1) return bytes[at] === UPPER_Z || bytes[at] === LOWER_Z ? 0 : NaN;
  if (length < 3 || !isSign(bytes[at]!)) return NaN;
  const hours = readTwoDigits(bytes, at + 1);
  if (length === 3) return offsetMinutes(bytes, at, hours, 0);
  if (length === 5) return offsetMinutes(bytes, at, hours, readTwoDigits(bytes, at + 3));
  return length === 6 && bytes[at + 3] === COLON ? offsetMinutes(bytes, at, hours, readTwoDigits(bytes, at + 4)) : NaN;
}
