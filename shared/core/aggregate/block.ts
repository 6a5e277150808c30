import { assert } from "../errors.ts";
import { WINDOWS_PER_BLOCK_MAX } from "../limits.ts";
import { AGGREGATE_LIMITS, type AggregateLimits } from "./aggregate-limits.ts";
import { unpackWindow, type PackedWindow, type Window } from "./window.ts";
import { createPageWriter, createWindowReader } from "./window-pages.ts";

const HOUR_MS = 3_600_000;

/** The hour, epoch ms, whose block holds a window. */
export function blockHourMs(windowStartMs: number): number {
  return Math.floor(windowStartMs / HOUR_MS) * HOUR_MS;
}

/**
 * Encode the windows of one hour, ascending, as the pages of a block: one page unless they hold more than `PAGE_BYTES_MAX` bytes. No windows, no pages.
 * @throws AssertionError when the windows are of different hours.
 */
export function encodeBlock(windows: readonly PackedWindow[], limits: AggregateLimits = AGGREGATE_LIMITS): Uint8Array[] {
  const pages: Uint8Array[] = [];
  assertBlock(windows);
  const writer = createPageWriter((page) => pages.push(page), limits);
  for (const window of windows) writer.write(window);
  writer.finish();
  return pages;
}

/** The windows of one page of a block. @throws AssertionError unless {@link encodeBlock} made it. */
export function decodeBlock(page: Uint8Array, limits: AggregateLimits = AGGREGATE_LIMITS): Window[] {
  const windows: Window[] = [];
  const reader = createWindowReader(page);
  for (let window = reader.next(); window !== undefined; window = reader.next()) windows.push(unpackWindow(window, limits));
  assertBlock(windows);
  return windows;
}

function assertBlock(windows: readonly Pick<Window, "windowStartMs">[]): void {
  assert(windows.length <= WINDOWS_PER_BLOCK_MAX, "BLOCK_WINDOWS", { windows: windows.length });
  const first = windows[0];
  const last = windows.at(-1);
  if (first === undefined || last === undefined) return;
  assert(blockHourMs(first.windowStartMs) === blockHourMs(last.windowStartMs), "BLOCK_HOUR", { first: first.windowStartMs, last: last.windowStartMs });
}
