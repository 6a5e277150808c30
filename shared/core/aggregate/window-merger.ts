import { assert, failAssertion } from "../errors.ts";
import { AGGREGATE_LIMITS, type AggregateLimits } from "./aggregate-limits.ts";
import { mergeWindow, type PackedWindow, packWindow, unpackWindow } from "./window.ts";
import { createWindowReader, type WindowReader } from "./window-pages.ts";

/** Merges the windows of several children, each read page by page, so that one page of each is in memory. */
export interface WindowMerger {
  /** The first child whose next page is wanted; undefined when {@link next} can be asked. */
  needsPage(): number | undefined;
  /** The next page of a child; undefined when it has no more. */
  feed(child: number, page: Uint8Array | undefined): void;
  /** The next window in ascending order, merged over all children. Undefined once nothing is left, and while a page is wanted. */
  next(): PackedWindow | undefined;
  /** Nothing is left. */
  readonly isDone: boolean;
  /** Records of the windows handed out so far. */
  readonly records: number;
  /** Windows from here on, epoch ms, were left out; Infinity when none was. */
  readonly windowsEndMs: number;
}

/** What one child has to offer: its next window, or the need of a page, or nothing any more. */
interface Child {
  reader: WindowReader | undefined;
  head: PackedWindow | undefined;
  isEnded: boolean;
  lastStartMs: number;
}

/**
 * Merge the windows of `childCount` children. Windows from `windowsEndMs` on are left out, and so is everything behind the first `windowsMax` windows:
 * the earliest are the same for every plan, and a window that is kept has all its records.
 */
export function createWindowMerger(childCount: number, windowsEndMs = Infinity, limits: AggregateLimits = AGGREGATE_LIMITS): WindowMerger {
  const children = Array.from({ length: childCount }, (): Child => ({ reader: undefined, head: undefined, isEnded: false, lastStartMs: 0 }));
  let endMs = windowsEndMs;
  let windows = 0;
  let records = 0;
  let isDone = childCount === 0;
  /** The first child that may still want a page: the ones before it have a head or have ended. */
  let unknown = 0;

  const needsPage = (): number | undefined => {
    if (isDone) return undefined;
    while (unknown < childCount && (children[unknown]!.head !== undefined || children[unknown]!.isEnded)) unknown++;
    return unknown < childCount ? unknown : undefined;
  };
  const earliestStartMs = (): number => {
    let earliest = Infinity;
    for (const child of children) if (child.head !== undefined && child.head.windowStartMs < earliest) earliest = child.head.windowStartMs;
    return earliest;
  };

  return {
    needsPage,
    feed(index, page) {
      const child = children[index];
      assert(child !== undefined && child.head === undefined && !child.isEnded, "WINDOW_FEED", { child: index });
      if (page === undefined) child.isEnded = true;
      else {
        child.reader = createWindowReader(page);
        advance(child);
      }
    },
    next() {
      if (needsPage() !== undefined || isDone) return undefined;
      const startMs = earliestStartMs();
      if (windows === limits.windowsMax) endMs = Math.min(endMs, startMs);
      if (startMs >= endMs || startMs === Infinity) {
        isDone = true;
        children.length = 0;
        return undefined;
      }
      const found: PackedWindow[] = [];
      for (const [index, child] of children.entries()) {
        if (child.head?.windowStartMs !== startMs) continue;
        found.push(child.head);
        advance(child);
        if (child.head === undefined) unknown = Math.min(unknown, index);
      }
      const merged = mergePacked(found, limits);
      windows++;
      records += merged.records;
      return merged;
    },
    get isDone() {
      return isDone;
    },
    get records() {
      return records;
    },
    get windowsEndMs() {
      return endMs;
    },
  };
}

/** The windows of both, each ascending, ascending and merged by minute. */
export function mergeAscending(left: readonly PackedWindow[], right: readonly PackedWindow[], limits: AggregateLimits): PackedWindow[] {
  const merged: PackedWindow[] = [];
  let at = 0;
  for (const window of right) {
    while (at < left.length && left[at]!.windowStartMs < window.windowStartMs) merged.push(left[at++]!);
    const isInBoth = left[at]?.windowStartMs === window.windowStartMs;
    merged.push(isInBoth ? mergePacked([left[at++]!, window], limits) : window);
  }
  for (; at < left.length; at++) merged.push(left[at]!);
  return merged;
}

/** One window of several of the same minute, at least one. */
function mergePacked([first, ...others]: readonly PackedWindow[], limits: AggregateLimits): PackedWindow {
  assert(first !== undefined, "WINDOW_MERGE");
  if (others.length === 0) return first;
  const merged = unpackWindow(first, limits);
  for (const other of others) mergeWindow(merged, unpackWindow(other, limits), limits);
  return packWindow(merged);
}

/** Let a child offer its next window, which must be later than the one before; or nothing, when its page is read. */
function advance(child: Child): void {
  child.head = child.reader?.next();
  if (child.head === undefined) {
    child.reader = undefined;
    return;
  }
  const { windowStartMs } = child.head;
  if (!(windowStartMs > child.lastStartMs)) failAssertion("WINDOW_ORDER", { windowStartMs, lastStartMs: child.lastStartMs });
  child.lastStartMs = windowStartMs;
}
