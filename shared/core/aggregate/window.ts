import { assert } from "../errors.ts";
import type { AggregateLimits } from "./aggregate-limits.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { decodeTally, encodeTally, mergeTally, type Tally } from "./tally.ts";

/** Milliseconds of a window. */
export const WINDOW_MS = 60_000;
/** No window starts this late or later, in minutes since 1970: 2100-01-01 is minute 68,374,080. */
const MINUTE_END = 2 ** 27;

/** The number of the minute that an epoch ms is in, counted from 1970. */
export function minuteOf(timestampMs: number): number {
  return Math.floor(timestampMs / WINDOW_MS) | 0;
}

/** The records of one UTC minute; at least one. */
export interface Window extends Tally {
  /** Epoch ms, a whole minute. */
  windowStartMs: number;
}

/** Add the records of `from`, a window of the same minute, to `into`. */
export function mergeWindow(into: Window, from: Window, limits: AggregateLimits): void {
  assert(into.windowStartMs === from.windowStartMs, "WINDOW_MINUTE", { into: into.windowStartMs, from: from.windowStartMs });
  mergeTally(into, from, limits);
}

/** Encode as the minutes since `previousStartMs`, 0 when nothing is before it, and the tally. */
export function encodeWindow(writer: ByteWriter, window: Window, previousStartMs: number): void {
  const minutes = (window.windowStartMs - previousStartMs) / WINDOW_MS;
  assert(Number.isInteger(minutes) && minutes >= 1 && window.windowStartMs / WINDOW_MS < MINUTE_END, "WINDOW_START", { windowStartMs: window.windowStartMs, previousStartMs });
  assert(window.records >= 1, "WINDOW_EMPTY");
  writer.integer(minutes);
  encodeTally(writer, window);
}

/** The pair of {@link encodeWindow}. @throws AssertionError unless the bytes are the encoding of a window later than `previousStartMs`. */
export function decodeWindow(reader: ByteReader, previousStartMs: number, limits: AggregateLimits): Window {
  const minute = previousStartMs / WINDOW_MS + reader.integer(MINUTE_END);
  const windowStartMs = minute * WINDOW_MS;
  assert(windowStartMs > previousStartMs && minute < MINUTE_END, "WINDOW_START", { windowStartMs, previousStartMs });
  const window = { windowStartMs, ...decodeTally(reader, limits) };
  assert(window.records >= 1, "WINDOW_EMPTY");
  return window;
}
