import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalizeRoute } from "../parse/route.ts";
import { AGGREGATE_LIMITS, type AggregateLimits } from "./aggregate-limits.ts";
import { bytesToText, textToBytes } from "./byte-text.ts";
import { finalizeKeys } from "./finalize-keys.ts";
import { finalizeLimits } from "./finalize-summary.ts";
import type { KeyTable } from "./key-table.ts";
import { aggregateLines, cutLines, isRecord, mergeByPlan, partialText, testLines, type TestPlan, testPlans, type TestLine } from "./lines.test-support.ts";
import { mergePartials } from "./merge-partials.test-support.ts";
import { nameCountsOf, sumNameCounts } from "./name-counts.ts";
import type { Summary } from "./summary.ts";
import { decodeSummary } from "./summary-encoding.ts";
import type { Window } from "./window.ts";
import { readWindows } from "./window-pages.ts";

const LIMITS: AggregateLimits = {
  ...AGGREGATE_LIMITS,
  trackedKeysMax: 3,
  levelNamesMax: 3,
  methodNamesMax: 2,
  slowestSamplesMax: 3,
  errorSamplesMax: 2,
  rejectedSamplesMax: 1,
  windowsMax: 5,
  pageBytesMax: 4_000,
  liveWindowBytesMax: 5_000,
};
const manyOfAll = testLines({ minutes: 12, names: 12, maxLength: 80 });

/** What becomes of the lines under a plan whose ranges and merges all hit the limits. */
function foldUnderLimits(lines: readonly TestLine[], plan: TestPlan): { summary: Summary; windows: Window[] } {
  const partials = cutLines(lines, plan).map((part) => aggregateLines(part, LIMITS));
  const folded = mergeByPlan(partials, plan, (group) => mergePartials(group, LIMITS));
  return { summary: decodeSummary(folded.summary, LIMITS), windows: [...readWindows(folded.windowPages, LIMITS)] };
}

/** What becomes of them when nothing is dropped. */
function foldExactly(lines: readonly TestLine[]): { summary: Summary; windows: Window[] } {
  const partial = aggregateLines(lines);
  return { summary: decodeSummary(partial.summary), windows: [...readWindows(partial.windowPages)] };
}

function countBy(texts: readonly (string | undefined)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) if (text !== undefined && text !== "") counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

function routeOf(path: string | undefined): string | undefined {
  const route = new Uint8Array(256);
  return path === undefined ? undefined : bytesToText(route, 0, normalizeRoute(textToBytes(path), 0, path.length, route));
}

function expectTrueBounds(table: KeyTable, exact: Map<string, number>): void {
  const total = [...exact.values()].reduce((sum, count) => sum + count, 0);
  expect(table.records).toBe(total);
  const tracked = new Map([...table.entries()].map((entry) => [bytesToText(entry.key), entry]));
  expect(tracked.size).toBeLessThanOrEqual(LIMITS.trackedKeysMax);
  for (const [key, count] of exact) {
    const entry = tracked.get(key);
    if (entry === undefined) expect(count).toBeLessThanOrEqual(table.untrackedMax);
    else {
      expect(entry.records).toBeLessThanOrEqual(count);
      expect(entry.records + entry.countErrorMax).toBeGreaterThanOrEqual(count);
    }
  }
  const { entries, otherRecords, isExact } = finalizeKeys(table);
  expect(entries.reduce((sum, { records }) => sum + records, otherRecords)).toBe(total);
  expect(isExact).toBe(exact.size <= LIMITS.trackedKeysMax || table.untrackedMax === 0);
  for (const { key, records, countErrorMax } of entries) expect(records + countErrorMax).toBeGreaterThanOrEqual(exact.get(key) ?? 0);
}

const withoutLevels = (window: Window): unknown => ({ ...window, levels: 0 });
const trackedRecords = (table: KeyTable): number => [...table.entries()].reduce((sum, { records }) => sum + records, 0);

describe("a partial over its limits, under every plan", () => {
  it("is not changed by merging it into nothing", () => {
    fc.assert(
      fc.property(manyOfAll, testPlans, (lines, plan) => {
        const partials = cutLines(lines, plan).map((part) => aggregateLines(part, LIMITS));
        for (const partial of partials) expect(partialText(mergePartials([partial], LIMITS))).toBe(partialText(partial));
        const folded = mergePartials(partials, LIMITS);
        expect(partialText(mergePartials([folded], LIMITS))).toBe(partialText(folded));
      }),
    );
  });

  it("bounds the records of every tracked and every untracked key truly", () => {
    fc.assert(
      fc.property(manyOfAll, testPlans, (lines, plan) => {
        const records = lines.filter(isRecord);
        const { summary } = foldUnderLimits(lines, plan);
        expectTrueBounds(summary.routes, countBy(records.map(({ path }) => routeOf(path))));
        expectTrueBounds(summary.services, countBy(records.map(({ service }) => service)));
        expectTrueBounds(summary.hosts, countBy(records.map(({ host }) => host)));
      }),
    );
  });

  it("keeps the totals and their histogram exact", () => {
    fc.assert(
      fc.property(manyOfAll, testPlans, (lines, plan) => {
        const { summary } = foldUnderLimits(lines, plan);
        const exact = foldExactly(lines).summary;
        expect({ ...summary.total, levels: 0 }).toEqual({ ...exact.total, levels: 0 });
        expect(summary.rejectedByReason).toEqual(exact.rejectedByReason);
        expect([summary.blankLines, summary.commentLines, summary.firstRecordMs, summary.lastRecordMs]).toEqual([
          exact.blankLines,
          exact.commentLines,
          exact.firstRecordMs,
          exact.lastRecordMs,
        ]);
      }),
    );
  });

  it("counts the levels and methods it shows exactly, and the rest together", () => {
    fc.assert(
      fc.property(manyOfAll, testPlans, (lines, plan) => {
        const records = lines.filter(isRecord);
        const { summary } = foldUnderLimits(lines, plan);
        expect(summary.total.levels).toEqual(nameCountsOf(countBy(records.map(({ level }) => level)), LIMITS.levelNamesMax));
        expect(summary.methods).toEqual(nameCountsOf(countBy(records.map(({ method }) => method)), LIMITS.methodNamesMax));
      }),
    );
  });

  it("keeps the earliest windows, each with all its records, and counts the records of the others", () => {
    fc.assert(
      fc.property(manyOfAll, testPlans, (lines, plan) => {
        const { summary, windows } = foldUnderLimits(lines, plan);
        const exact = foldExactly(lines).windows;
        expect(windows.map(withoutLevels)).toEqual(exact.slice(0, LIMITS.windowsMax).map(withoutLevels));
        expect(summary.windowRecordsDropped).toBe(exact.slice(LIMITS.windowsMax).reduce((sum, { records }) => sum + records, 0));
        expect(summary.windowsEndMs).toBe(exact[LIMITS.windowsMax]?.windowStartMs ?? Infinity);
      }),
    );
  });

  it("keeps the same samples as a single pass with larger limits would have first", () => {
    fc.assert(
      fc.property(manyOfAll, testPlans, (lines, plan) => {
        const { slowest, errors, rejected } = foldUnderLimits(lines, plan).summary.samples;
        const exact = foldExactly(lines).summary.samples;
        expect(slowest).toEqual(exact.slowest.slice(0, LIMITS.slowestSamplesMax));
        expect(errors).toEqual(exact.errors.slice(0, LIMITS.errorSamplesMax));
        expect(rejected).toEqual(exact.rejected.map((samples) => samples.slice(0, LIMITS.rejectedSamplesMax)));
      }),
    );
  });

  it("names each limit that was hit with the records it dropped, and no other", () => {
    fc.assert(
      fc.property(manyOfAll, testPlans, (lines, plan) => {
        const { summary, windows } = foldUnderLimits(lines, plan);
        const expected = new Map([
          ["hosts", summary.hosts.records - trackedRecords(summary.hosts)],
          ["levels", summary.total.levels.other],
          ["methods", summary.methods.other],
          ["routes", summary.routes.records - trackedRecords(summary.routes)],
          ["services", summary.services.records - trackedRecords(summary.services)],
          ["windows", summary.total.records - windows.reduce((sum, { records }) => sum + records, 0)],
        ]);
        expect(finalizeLimits(summary)).toEqual([...expected].filter(([, dropped]) => dropped > 0).map(([name, dropped]) => ({ name, dropped })));
      }),
    );
  });

  it("counts in a window's levels no more than there are, and all of them", () => {
    fc.assert(
      fc.property(manyOfAll, testPlans, (lines, plan) => {
        const exact = new Map(foldExactly(lines).windows.map((window) => [window.windowStartMs, window.levels]));
        for (const { windowStartMs, levels } of foldUnderLimits(lines, plan).windows) {
          const known = exact.get(windowStartMs)!;
          expect(sumNameCounts(levels)).toBe(sumNameCounts(known));
          levels.names.forEach((name, i) => expect(levels.counts[i]!).toBeLessThanOrEqual(known.counts[known.names.indexOf(name)]!));
        }
      }),
    );
  });
});

describe("a partial whose windows are too many bytes", () => {
  it("keeps the earliest, each with all its records, and at least half of what fits", () => {
    const limits: AggregateLimits = { ...AGGREGATE_LIMITS, pageBytesMax: 2_000, liveWindowBytesMax: 3_000, packedWindowBytesMax: 8_000 };
    const lines = fc.sample(testLines({ minutes: 5_000, maxLength: 1_500 }), { numRuns: 20, seed: 1 });
    for (const part of lines) {
      const partial = aggregateLines(part, limits);
      const summary = decodeSummary(partial.summary, limits);
      const exact = foldExactly(part).windows;
      expect([...readWindows(partial.windowPages, limits)]).toEqual(exact.filter(({ windowStartMs }) => windowStartMs < summary.windowsEndMs));
      const byteLength = partial.windowPages.reduce((sum, page) => sum + page.length, 0);
      expect(byteLength).toBeLessThanOrEqual(limits.packedWindowBytesMax);
      if (summary.windowRecordsDropped > 0) expect(byteLength).toBeGreaterThanOrEqual(limits.packedWindowBytesMax / 2 - limits.pageBytesMax);
    }
    expect(lines.some((part) => decodeSummary(aggregateLines(part, limits).summary, limits).windowRecordsDropped > 0)).toBe(true);
  });
});
