import { assert, failAssertion } from "../errors.ts";
import { AGGREGATE_LIMITS, type AggregateLimits } from "./aggregate-limits.ts";
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { decodeWindow, encodeWindow, type PackedWindow, unpackWindow, type Window } from "./window.ts";

/** The first byte of every page of windows. */
export const WINDOW_PAGE_VERSION = 1;

/** Takes windows in ascending order and cuts them into pages. */
export interface PageWriter {
  write(window: PackedWindow): void;
  /** Hand out the last page, if a window is waiting for it. */
  finish(): void;
}

/**
 * Pack windows into pages of whole windows, each as full as `pageBytesMax` allows, and hand each to `onPage` when it is full.
 * The pages depend on the windows alone: the same windows are always cut at the same places.
 */
export function createPageWriter(onPage: (page: Uint8Array) => void, limits: AggregateLimits = AGGREGATE_LIMITS): PageWriter {
  const writer = new ByteWriter();
  let previousStartMs = 0;
  const finish = (): void => {
    if (writer.length === 0) return;
    onPage(writer.toBytes());
    writer.truncate(0);
  };
  return {
    write(window) {
      if (!(window.windowStartMs > previousStartMs)) failAssertion("WINDOW_ORDER", { windowStartMs: window.windowStartMs, previousStartMs });
      const lengthBefore = writer.length;
      if (lengthBefore > 0) {
        encodeWindow(writer, window, previousStartMs);
        if (writer.length > limits.pageBytesMax) {
          writer.truncate(lengthBefore);
          finish();
        }
      }
      if (writer.length === 0) {
        writer.byte(WINDOW_PAGE_VERSION);
        encodeWindow(writer, window, 0);
        if (writer.length > limits.pageBytesMax) failAssertion("WINDOW_BYTES", { byteLength: writer.length });
      }
      previousStartMs = window.windowStartMs;
    },
    finish,
  };
}

/** Reads the windows of one page in order; `next` is undefined behind the last. */
export interface WindowReader {
  next(): PackedWindow | undefined;
}

/** @throws AssertionError, here or from `next`, unless the page is one that {@link createPageWriter} made. */
export function createWindowReader(page: Uint8Array): WindowReader {
  const reader = new ByteReader(page);
  assert(reader.byte() === WINDOW_PAGE_VERSION, "WINDOW_PAGE_VERSION");
  assert(reader.remaining > 0, "WINDOW_PAGE_EMPTY");
  let previousStartMs = 0;
  return {
    next() {
      if (reader.remaining === 0) return undefined;
      const window = decodeWindow(reader, previousStartMs);
      previousStartMs = window.windowStartMs;
      return window;
    },
  };
}

/** All windows of `pages`, in order, as they are encoded. */
export function* readPackedWindows(pages: Iterable<Uint8Array>): Generator<PackedWindow> {
  for (const page of pages) {
    const reader = createWindowReader(page);
    for (let window = reader.next(); window !== undefined; window = reader.next()) yield window;
  }
}

/** All windows of `pages`, in order. */
export function* readWindows(pages: Iterable<Uint8Array>, limits: AggregateLimits = AGGREGATE_LIMITS): Generator<Window> {
  for (const window of readPackedWindows(pages)) yield unpackWindow(window, limits);
}
