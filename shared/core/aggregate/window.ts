import { assert, failAssertion } from "../errors.ts";
import type { AggregateLimits } from "./aggregate-limits.ts";
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
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

/** A window whose tally is encoded. Most windows of a fold are in one child alone, and are passed on as they are. */
export interface PackedWindow {
  /** Epoch ms, a whole minute. */
  windowStartMs: number;
  /** At least one. */
  records: number;
  tally: Uint8Array;
}

const packer = new ByteWriter();

/** Encode the tally of a window. */
export function packWindow(window: Window): PackedWindow {
  packer.truncate(0);
  encodeTally(packer, window);
  return { windowStartMs: window.windowStartMs, records: window.records, tally: packer.toBytes() };
}

/** The pair of {@link packWindow}. @throws AssertionError unless the bytes are the encoding of a tally. */
export function unpackWindow({ windowStartMs, tally }: PackedWindow, limits: AggregateLimits): Window {
  const reader = new ByteReader(tally);
  const window = { windowStartMs, ...decodeTally(reader, limits) };
  reader.end();
  return window;
}

/** Encode as the minutes since `previousStartMs`, 0 when nothing is before it, the length of the tally, and the tally. */
export function encodeWindow(writer: ByteWriter, { windowStartMs, records, tally }: PackedWindow, previousStartMs: number): void {
  const minutes = (windowStartMs - previousStartMs) / WINDOW_MS;
  if (!(Number.isInteger(minutes) && minutes >= 1 && windowStartMs / WINDOW_MS < MINUTE_END)) failAssertion("WINDOW_START", { windowStartMs, previousStartMs });
  assert(records >= 1, "WINDOW_EMPTY");
  writer.integer(minutes);
  writer.integer(tally.length);
  writer.raw(tally);
}

/** The pair of {@link encodeWindow}; the tally, a part of the reader's bytes, is not looked at yet. @throws AssertionError unless the bytes are those of a window later than `previousStartMs`. */
export function decodeWindow(reader: ByteReader, previousStartMs: number): PackedWindow {
  const minute = previousStartMs / WINDOW_MS + reader.integer(MINUTE_END);
  const windowStartMs = minute * WINDOW_MS;
  if (!(windowStartMs > previousStartMs && minute < MINUTE_END)) failAssertion("WINDOW_START", { windowStartMs, previousStartMs });
  const tally = reader.view(reader.integer());
  const records = new ByteReader(tally).count();
  assert(records >= 1, "WINDOW_EMPTY");
  return { windowStartMs, records, tally };
}
