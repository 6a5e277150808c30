import type { LocalOffset } from "./time-zone.ts";

/** The minute of the last time that was read, as it was written and what it means: most lines share it with the line before. */
export interface MinuteCache {
  readonly localOffset: LocalOffset;
  readonly text: Uint8Array;
  /** Ms from the epoch to the minute as if it were UTC; NaN before the first one. */
  minuteMs: number;
  /** Ms from UTC to the minute where no zone is named. */
  localOffsetMs: number;
}

/** The longest text of a minute, `dd/Mon/yyyy:HH:MM`. */
const MINUTE_BYTES_MAX = 17;

/** A cache that holds no minute. */
export function createMinuteCache(localOffset: LocalOffset): MinuteCache {
  return { localOffset, text: new Uint8Array(MINUTE_BYTES_MAX), minuteMs: NaN, localOffsetMs: 0 };
}

/** Whether the minute in the first `byteLength` bytes from `start` on is the one in the cache. An empty cache means no time at all: NaN. */
export function holdsMinute(cache: MinuteCache, bytes: Uint8Array, start: number, byteLength: number): boolean {
  const { text } = cache;
  for (let i = byteLength - 1; i >= 0; i--) if (bytes[start + i] !== text[i]) return false;
  return true;
}

/** Put a minute into the cache; false, and nothing is changed, when `minuteMs` is NaN. */
export function keepMinute(cache: MinuteCache, bytes: Uint8Array, start: number, byteLength: number, minuteMs: number): boolean {
  if (Number.isNaN(minuteMs)) return false;
  cache.minuteMs = minuteMs;
  cache.localOffsetMs = cache.localOffset(minuteMs);
  for (let i = 0; i < byteLength; i++) cache.text[i] = bytes[start + i]!;
  return true;
}
