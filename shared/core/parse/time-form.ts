import { asciiBytes, beginsWith } from "./ascii.ts";
import { MS_PER_MINUTE, MS_PER_SECOND, isLogTime } from "./calendar.ts";
import { findFractionEnd, readFractionMs, readTwoDigits } from "./digits.ts";
import type { LineFields } from "./line-fields.ts";
import { holdsMinute, keepMinute } from "./minute-cache.ts";
import type { MinuteCache } from "./minute-cache.ts";

const COMMA = 0x2c;
const POINT = 0x2e;
const COLON = 0x3a;

/** How a kind of time is written: a minute of so many bytes, `:SS`, perhaps a fraction, perhaps a zone. */
export interface TimeForm {
  readonly minuteBytes: number;
  /** Whether a fraction may stand behind a comma too. */
  readonly takesComma: boolean;
  /** Ms to the minute as if it were UTC; NaN when there is no such minute. */
  readMinute(bytes: Uint8Array, start: number): number;
  /** Minutes east of UTC of the zone that is exactly `bytes[start, end)`; NaN when it is none. */
  readZone(bytes: Uint8Array, start: number, end: number): number;
}

const UTC = asciiBytes("UTC");
const GMT = asciiBytes("GMT");

/** Whether `bytes[start, end)` is `UTC` or `GMT`. */
export function isUtcWord(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === UTC.length && (beginsWith(bytes, start, end, UTC) || beginsWith(bytes, start, end, GMT));
}

/** Sets `timestampMs` from the time of this form that is exactly `bytes[start, end)`; false when it is none or out of range. */
export function readTimeOf(form: TimeForm, cache: MinuteCache, bytes: Uint8Array, start: number, end: number, fields: LineFields): boolean {
  const { minuteBytes } = form;
  const secondsEnd = start + minuteBytes + 3;
  if (end < secondsEnd || bytes[start + minuteBytes] !== COLON) return false;
  const seconds = readTwoDigits(bytes, secondsEnd - 2);
  if (seconds > 60) return false;
  if (!holdsMinute(cache, bytes, start, minuteBytes) && !keepMinute(cache, bytes, start, minuteBytes, form.readMinute(bytes, start))) return false;
  let ms = cache.minuteMs + Math.min(seconds, 59) * MS_PER_SECOND;
  let at = secondsEnd;
  if (at < end && (bytes[at] === POINT || (bytes[at] === COMMA && form.takesComma))) {
    const fractionEnd = findFractionEnd(bytes, at + 1, end);
    if (fractionEnd === -1) return false;
    ms += readFractionMs(bytes, at + 1, fractionEnd);
    at = fractionEnd;
  }
  ms -= at === end ? cache.localOffsetMs : form.readZone(bytes, at, end) * MS_PER_MINUTE;
  fields.timestampMs = ms;
  return isLogTime(ms);
}
