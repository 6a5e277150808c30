import { describe, expect, it } from "vitest";
import { AssertionError } from "../errors.ts";
import { LEVEL_BYTES_MAX, LEVEL_NAMES_MAX, PAGE_BYTES_MAX } from "../limits.ts";
import { AGGREGATE_LIMITS } from "./aggregate-limits.ts";
import { BUCKET_COUNT } from "./latency-buckets.ts";
import { START_MS } from "./lines.test-support.ts";
import { emptyTally } from "./tally.ts";
import { packWindow, unpackWindow, type Window } from "./window.ts";
import { createPageWriter, createWindowReader, readWindows } from "./window-pages.ts";

const windowAt = (minute: number): Window => ({ ...emptyTally(), windowStartMs: START_MS + minute * 60_000, records: 1 });

function pagesOf(windows: readonly Window[], pageBytesMax = PAGE_BYTES_MAX): Uint8Array[] {
  const pages: Uint8Array[] = [];
  const writer = createPageWriter((page) => pages.push(page), { ...AGGREGATE_LIMITS, pageBytesMax });
  for (const window of windows) writer.write(packWindow(window));
  writer.finish();
  return pages;
}

describe("createPageWriter", () => {
  it("fills each page as far as whole windows fit, and reads back what it wrote", () => {
    const windows = Array.from({ length: 100 }, (_, minute) => windowAt(minute));
    const pages = pagesOf(windows, 50);
    expect(pages.length).toBeGreaterThan(10);
    expect(pages.slice(0, -1).every((page) => page.length > 40 && page.length <= 50)).toBe(true);
    expect([...readWindows(pages)]).toEqual(windows);
  });

  it("has room in one page for a window that has everything, each count as large as it can be", () => {
    const share = 2 ** 40;
    const sparse = (start: number, end: number): Window["status"] => ({
      indices: Array.from({ length: end - start }, (_, i) => start + i),
      counts: Array<number>(end - start).fill(share),
    });
    const buckets = sparse(0, BUCKET_COUNT);
    const records = BUCKET_COUNT * share;
    const names = Array.from({ length: LEVEL_NAMES_MAX }, (_, i) => String(i).padStart(LEVEL_BYTES_MAX, "x")).sort();
    const latency = { count: records, sumMicros: 2n ** 100n, minMicros: 0, maxMicros: Number.MAX_SAFE_INTEGER, buckets };
    const largest: Window = {
      windowStartMs: START_MS,
      records,
      requests: records,
      errors: records,
      bytes: BigInt(records) * BigInt(Number.MAX_SAFE_INTEGER),
      status: sparse(100, 1000),
      levels: { names, counts: names.map(() => share), other: share },
      latency,
    };
    const pages = pagesOf([largest]);
    expect(pages.length).toBe(1);
    expect([...readWindows(pages)]).toEqual([largest]);
    expect(() => pagesOf([largest], 1000)).toThrow(AssertionError);
  });

  it("refuses windows that do not ascend, are empty, or start within a minute", () => {
    expect(() => pagesOf([windowAt(1), windowAt(1)])).toThrow(AssertionError);
    expect(() => pagesOf([windowAt(1), windowAt(0)])).toThrow(AssertionError);
    expect(() => pagesOf([{ ...windowAt(1), records: 0 }])).toThrow(AssertionError);
    expect(() => pagesOf([{ ...windowAt(1), windowStartMs: START_MS + 1 }])).toThrow(AssertionError);
  });

  it("refuses tallies whose counts contradict each other", () => {
    const window = { ...windowAt(0), records: 2, requests: 1, status: { indices: [200], counts: [1] } };
    expect(pagesOf([window]).length).toBe(1);
    const broken: Partial<Window>[] = [{ requests: 3 }, { requests: 2 }, { requests: 0 }, { errors: 3 }, { bytes: -1n }, { bytes: 2n ** 60n }];
    broken.push({ status: { indices: [500], counts: [1] } }, { status: { indices: [99], counts: [1] } }, { status: { indices: [200], counts: [0] } });
    broken.push({ levels: { names: ["INFO"], counts: [3], other: 0 } }, { levels: { names: ["INFO", "ERROR"], counts: [1, 1], other: 0 } });
    broken.push({ latency: { ...window.latency, count: 1 } }, { latency: { ...window.latency, sumMicros: 1n } });
    for (const part of broken) expect(() => pagesOf([{ ...window, ...part }])).toThrow(AssertionError);
  });
});

describe("createWindowReader", () => {
  it("gives undefined behind the last window", () => {
    const reader = createWindowReader(pagesOf([windowAt(0)])[0]!);
    expect(unpackWindow(reader.next()!, AGGREGATE_LIMITS)).toEqual(windowAt(0));
    expect([reader.next(), reader.next()]).toEqual([undefined, undefined]);
  });
});
