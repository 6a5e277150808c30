import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AssertionError } from "../errors.ts";
import { AGGREGATE_LIMITS, type AggregateLimits } from "./aggregate-limits.ts";
import { aggregateLines, testLines } from "./lines.test-support.ts";
import { mergeWindow, type Window } from "./window.ts";
import { createWindowMerger } from "./window-merger.ts";
import { createPageWriter, readWindows } from "./window-pages.ts";

const LIMITS: AggregateLimits = { ...AGGREGATE_LIMITS, pageBytesMax: 1_500 };
const windowLists = fc.array(testLines({ minutes: 20, maxLength: 30 }), { maxLength: 6 }).map((lists) => lists.map((lines) => aggregateLines(lines, LIMITS).windowPages));

/** Merge as a reducer does, which has one page of each child and fetches the next when it is wanted. */
function mergeByPages(children: readonly (readonly Uint8Array[])[], limits = LIMITS, windowsEndMs = Infinity): Window[] {
  const merger = createWindowMerger(children.length, windowsEndMs, limits);
  const fetched = children.map(() => 0);
  const merged: Window[] = [];
  while (!merger.isDone) {
    const child = merger.needsPage();
    if (child !== undefined) {
      expect(merger.next()).toBeUndefined();
      merger.feed(child, children[child]![fetched[child]!++]);
    } else {
      const window = merger.next();
      if (window !== undefined) merged.push(window);
    }
  }
  expect(merger.records).toBe(merged.reduce((sum, { records }) => sum + records, 0));
  return merged;
}

function sortAndMerge(children: readonly (readonly Uint8Array[])[]): Window[] {
  const byStart = new Map<number, Window>();
  for (const pages of children) {
    for (const window of readWindows(pages, LIMITS)) {
      const known = byStart.get(window.windowStartMs);
      if (known === undefined) byStart.set(window.windowStartMs, window);
      else mergeWindow(known, window, LIMITS);
    }
  }
  return [...byStart.values()].sort((left, right) => left.windowStartMs - right.windowStartMs);
}

describe("createWindowMerger", () => {
  it("gives the windows that sorting and merging all of them gives", () => {
    fc.assert(
      fc.property(windowLists, (children) => {
        expect(mergeByPages(children)).toEqual(sortAndMerge(children));
      }),
    );
  });

  it("ends where it is told to end, and behind the first windowsMax windows", () => {
    fc.assert(
      fc.property(windowLists, fc.nat({ max: 25 }), fc.nat({ max: 25 }), (children, windowsMax, end) => {
        const all = sortAndMerge(children);
        expect(mergeByPages(children, { ...LIMITS, windowsMax })).toEqual(all.slice(0, windowsMax));
        const windowsEndMs = all[end]?.windowStartMs ?? Infinity;
        expect(mergeByPages(children, LIMITS, windowsEndMs)).toEqual(all.slice(0, end));
      }),
    );
  });

  it("refuses a page that nobody asked for, and a child whose windows do not ascend", () => {
    const [first, second] = [0, 1].map((minute) => {
      const pages: Uint8Array[] = [];
      const writer = createPageWriter((page) => pages.push(page), LIMITS);
      const [window] = [...readWindows(aggregateLines(fc.sample(testLines({ minutes: 1, maxLength: 40 }), { numRuns: 1, seed: 7 })[0]!, LIMITS).windowPages)];
      writer.write({ ...window!, windowStartMs: window!.windowStartMs + minute * 60_000 });
      writer.finish();
      return pages[0]!;
    });
    const merger = createWindowMerger(1, Infinity, LIMITS);
    merger.feed(0, second);
    expect(() => merger.feed(0, first)).toThrow(AssertionError);
    expect(merger.next()).toBeDefined();
    expect(() => merger.feed(0, first)).toThrow(AssertionError);
  });
});
