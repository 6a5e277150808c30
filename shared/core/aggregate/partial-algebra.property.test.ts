import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AGGREGATE_LIMITS, type AggregateLimits } from "./aggregate-limits.ts";
import { aggregateLines, cutLines, isRecord, mergeByPlan, partialText, START_MS, testLines, testPlans } from "./lines.test-support.ts";
import { mergePartials } from "./merge-partials.test-support.ts";
import { decodeSummary, encodeSummary } from "./summary-encoding.ts";
import { createPageWriter, readPackedWindows, readWindows } from "./window-pages.ts";

/** Windows are packed all the time, and pages hold a few windows. No limit of what is kept. */
const SPILLING: AggregateLimits = { ...AGGREGATE_LIMITS, liveWindowBytesMax: 3_000, pageBytesMax: 2_000 };
const SMALL_PAGES: AggregateLimits = { ...AGGREGATE_LIMITS, pageBytesMax: 2_000 };

describe("a partial below the limits", () => {
  it("is the same, byte for byte, for every plan as for a single pass", () => {
    fc.assert(
      fc.property(testLines(), testPlans, (lines, plan) => {
        const partials = cutLines(lines, plan).map((part) => aggregateLines(part));
        expect(partialText(mergeByPlan(partials, plan, (group) => mergePartials(group)))).toBe(partialText(aggregateLines(lines)));
      }),
    );
  });

  it("is the same in every order of its children", () => {
    fc.assert(
      fc.property(testLines(), testPlans, (lines, plan) => {
        const partials = cutLines(lines, plan).map((part) => aggregateLines(part));
        expect(partialText(mergePartials(partials.toReversed()))).toBe(partialText(mergePartials(partials)));
      }),
    );
  });

  it("merges associatively, with the partial of no lines as unit", () => {
    fc.assert(
      fc.property(testLines(), testLines(), testLines(), (a, b, c) => {
        const [left, middle, right] = [aggregateLines(a), aggregateLines(b), aggregateLines(c)];
        const grouped = partialText(mergePartials([mergePartials([left, middle]), right]));
        expect(partialText(mergePartials([left, mergePartials([middle, right])]))).toBe(grouped);
        expect(partialText(mergePartials([left, middle, right]))).toBe(grouped);
        expect(partialText(mergePartials([mergePartials([]), left, aggregateLines([])]))).toBe(partialText(left));
      }),
    );
  });

  it("decodes to what was encoded, and encodes to the same bytes", () => {
    fc.assert(
      fc.property(testLines(), (lines) => {
        const { summary, windowPages } = aggregateLines(lines, SMALL_PAGES);
        const decoded = decodeSummary(summary, SMALL_PAGES);
        expect(encodeSummary(decoded)).toEqual(summary);
        const pages: Uint8Array[] = [];
        const writer = createPageWriter((page) => pages.push(page), SMALL_PAGES);
        for (const window of readPackedWindows(windowPages)) writer.write(window);
        writer.finish();
        expect(pages).toEqual(windowPages);
      }),
    );
  });

  it("does not show whether windows had to be packed on the way", () => {
    fc.assert(
      fc.property(testLines({ minutes: 60, maxLength: 150 }), (lines) => {
        expect(partialText(aggregateLines(lines, SPILLING))).toBe(partialText(aggregateLines(lines, SMALL_PAGES)));
      }),
    );
  });

  it("is packed into many pages and merged again when each line has a minute of its own, in any order", () => {
    const [line] = fc.sample(
      testLines({ maxLength: 1 }).filter((lines) => lines[0] !== undefined && isRecord(lines[0])),
      { numRuns: 1, seed: 1 },
    );
    const lines = Array.from({ length: 500 }, (_, i) => ({ ...line![0]!, timestampMs: START_MS + ((i * 211) % 500) * 60_000, byteOffset: i }));
    const partial = aggregateLines(lines, SMALL_PAGES);
    expect(partial.windowPages.length).toBeGreaterThan(5);
    expect([...readWindows(partial.windowPages, SMALL_PAGES)].length).toBe(500);
    expect(partialText(aggregateLines(lines, SPILLING))).toBe(partialText(partial));
  });
});
