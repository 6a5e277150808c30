import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AssertionError } from "../errors.ts";
import { AGGREGATE_LIMITS, type AggregateLimits } from "./aggregate-limits.ts";
import { START_MS } from "./lines.test-support.ts";
import { emptyTally } from "./tally.ts";
import { mergeWindow, packWindow, unpackWindow, type Window } from "./window.ts";
import { createWindowMerger } from "./window-merger.ts";
import { createPageWriter, readWindows } from "./window-pages.ts";

/** Pages of a few windows each. */
const LIMITS: AggregateLimits = { ...AGGREGATE_LIMITS, pageBytesMax: 60 };

const windowAt = (minute: number, records: number): Window => ({ ...emptyTally(), windowStartMs: START_MS + minute * 60_000, records, bytes: BigInt(records) });
const windowsOfChild = fc
  .uniqueArray(fc.nat({ max: 40 }), { maxLength: 40, size: "max" })
  .map((minutes) => minutes.toSorted((left, right) => left - right).map((minute) => windowAt(minute, 1 + (minute % 300))));
const windowLists = fc.array(windowsOfChild.map(pagesOf), { maxLength: 6 });

function pagesOf(windows: readonly Window[]): Uint8Array[] {
  const pages: Uint8Array[] = [];
  const writer = createPageWriter((page) => pages.push(page), LIMITS);
  for (const window of windows) writer.write(packWindow(window));
  writer.finish();
  return pages;
}

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
      if (window !== undefined) merged.push(unpackWindow(window, limits));
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

  it("asks each child for its next page when the one before is read, and not before", () => {
    const pages = pagesOf([0, 1, 2, 3, 4, 5, 6, 7].map((minute) => windowAt(minute, 1)));
    expect(pages.length).toBeGreaterThan(1);
    const merger = createWindowMerger(2, Infinity, LIMITS);
    expect([merger.needsPage(), merger.isDone]).toEqual([0, false]);
    merger.feed(0, pages[0]);
    expect(merger.needsPage()).toBe(1);
    merger.feed(1, undefined);
    for (const _ of readWindows([pages[0]!], LIMITS)) {
      expect(merger.needsPage()).toBeUndefined();
      expect(merger.next()).toBeDefined();
    }
    expect(merger.needsPage()).toBe(0);
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
    const [first, second] = [pagesOf([windowAt(0, 1)])[0], pagesOf([windowAt(1, 1)])[0]];
    const merger = createWindowMerger(1, Infinity, LIMITS);
    merger.feed(0, second);
    expect(() => merger.feed(0, first)).toThrow(AssertionError);
    expect(merger.next()).toBeDefined();
    expect(() => merger.feed(0, first)).toThrow(AssertionError);
  });
});
