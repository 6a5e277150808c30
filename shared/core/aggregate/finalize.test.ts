import { describe, expect, it } from "vitest";
import { AssertionError } from "../errors.ts";
import { AGGREGATE_LIMITS } from "./aggregate-limits.ts";
import { finalizeKeys } from "./finalize-keys.ts";
import { finalizeLatency, finalizeNames, finalizeTally } from "./finalize-tally.ts";
import { finalizeWindow, isStep, mergeWindowsToStep } from "./finalize-windows.ts";
import { textToBytes } from "./byte-text.ts";
import { KeyTable } from "./key-table.ts";
import { emptyLatency } from "./latency.ts";
import { nameCountsOf } from "./name-counts.ts";
import { emptyTally } from "./tally.ts";
import type { Window } from "./window.ts";

const DAY_MS = Date.UTC(2026, 10, 21);
const windowAt = (minute: number, records = 1): Window => ({
  ...emptyTally(),
  windowStartMs: DAY_MS + minute * 60_000,
  records,
  requests: records,
  bytes: 5n,
  status: { indices: [200], counts: [records] },
});

function tableOf(counts: Record<string, number>): KeyTable {
  const table = new KeyTable(AGGREGATE_LIMITS);
  for (const [key, count] of Object.entries(counts)) {
    for (let i = 0; i < count; i++) table.record(table.idOf(textToBytes(key), 0, key.length), false, -1, -1);
  }
  return table;
}

describe("finalizeKeys", () => {
  it("shows the keys with most records, of equals those whose bytes come first, and adds up the rest", () => {
    const { entries, otherRecords, isExact } = finalizeKeys(tableOf({ "/b": 2, "/a": 2, "/é": 3, "/\x7f": 2, "/c": 1 }), 3);
    expect(entries.map(({ key, records }) => [key, records])).toEqual([
      ["/\uFFFD", 3],
      ["/a", 2],
      ["/b", 2],
    ]);
    expect([otherRecords, isExact]).toEqual([3, true]);
  });

  it("shows 50 keys", () => {
    const { entries, otherRecords } = finalizeKeys(tableOf(Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`/${i}`, 1]))));
    expect([entries.length, otherRecords]).toEqual([50, 10]);
  });
});

describe("finalizeNames", () => {
  it("shows names by count, then by name, with those beyond the limit as OTHER behind them", () => {
    const names = nameCountsOf(
      [
        ["B", 2],
        ["A", 2],
        ["OTHER", 9],
        ["INFO", 1],
        ["dropped", 4],
      ],
      4,
    );
    expect(Object.entries(finalizeNames(names))).toEqual([
      ["A", 2],
      ["B", 2],
      ["INFO", 1],
      ["OTHER", 13],
    ]);
  });
});

describe("finalizeTally", () => {
  it("keeps a sum of bytes past 2^53 to the last digit", () => {
    const shown = [2n ** 80n + 1n, 2n ** 53n, 2n ** 53n - 1n].map((bytes) => finalizeTally({ ...emptyTally(), bytes }).bytes);
    expect(shown).toEqual([2n ** 80n + 1n, 2n ** 53n, Number.MAX_SAFE_INTEGER]);
  });

  it("has the mean of sums past 2^53", () => {
    const latency = { ...emptyLatency(), count: 3, sumMicros: 3n * 2n ** 60n + 3000n, minMicros: 0, maxMicros: Number.MAX_SAFE_INTEGER, buckets: { indices: [2001], counts: [3] } };
    expect(finalizeLatency(latency)!.mean).toBeCloseTo((2 ** 60 + 1000) / 1000, 0);
    expect(finalizeLatency(emptyLatency())).toBeNull();
  });
});

describe("mergeWindowsToStep", () => {
  it("merges windows into steps that start at whole multiples in the UTC day, and leaves empty steps out", () => {
    const steps = [...mergeWindowsToStep([windowAt(0), windowAt(4, 2), windowAt(5), windowAt(14), windowAt(15), windowAt(1440)], 300)];
    expect(
      steps
        .map((step) => finalizeWindow(step, 300, "final"))
        .map(({ windowStart, records, bytes, status, requestsPerSecond }) => [windowStart, records, bytes, status, requestsPerSecond]),
    ).toEqual([
      ["2026-11-21T00:00:00Z", 3, 10, { 200: 3 }, 3 / 300],
      ["2026-11-21T00:05:00Z", 1, 5, { 200: 1 }, 1 / 300],
      ["2026-11-21T00:10:00Z", 1, 5, { 200: 1 }, 1 / 300],
      ["2026-11-21T00:15:00Z", 1, 5, { 200: 1 }, 1 / 300],
      ["2026-11-22T00:00:00Z", 1, 5, { 200: 1 }, 1 / 300],
    ]);
  });

  it("leaves the windows it was given as they were", () => {
    const windows = [windowAt(0), windowAt(1)];
    expect([...mergeWindowsToStep(windows, 86_400)].map(({ records }) => records)).toEqual([2]);
    expect(windows).toEqual([windowAt(0), windowAt(1)]);
  });

  it("takes only multiples of a minute that divide a day, and windows in order", () => {
    expect([60, 300, 3600, 86_400].every(isStep)).toBe(true);
    expect([0, -60, 30, 90, 420, 172_800, 61, Number.NaN].some(isStep)).toBe(false);
    expect(() => [...mergeWindowsToStep([], 90)]).toThrow(AssertionError);
    expect(() => [...mergeWindowsToStep([windowAt(5), windowAt(4)], 60)]).toThrow(AssertionError);
  });
});
