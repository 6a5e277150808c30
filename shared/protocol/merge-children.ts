import type { FoldNode, Job } from "../contracts/job.ts";
import { AGGREGATE_LIMITS } from "../core/aggregate/aggregate-limits.ts";
import { decodeSummary } from "../core/aggregate/summary-encoding.ts";
import { emptySummary, mergeSummary, settleWindows, type Summary } from "../core/aggregate/summary.ts";
import type { TextGap } from "../core/aggregate/text-gap.ts";
import { createWindowMerger, type WindowMerger } from "../core/aggregate/window-merger.ts";
import { createPageWriter } from "../core/aggregate/window-pages.ts";
import { minuteOf, type PackedWindow } from "../core/aggregate/window.ts";
import { childIndex } from "../core/job/fold-plan.ts";
import { FAN_IN } from "../core/limits.ts";
import { rangeAt } from "../core/ranges/plan-ranges.ts";
import { mapConcurrently, readAhead } from "./concurrently.ts";
import type { FoldChild } from "./fold-node.ts";

/** The reason of a gap that stands for a range, in contrast to text that could not be read. */
export const RANGE_GAP_REASON = "range-failed";

/** First pages of windows that are on their way at once: the last fold of a job should not wait for each of 256 answers in turn. */
const FIRST_PAGES_CONCURRENCY = 32;
/** Merged windows that are handed out together. */
const WINDOWS_AT_ONCE = 2_000;
/** Summaries that are on their way while one is merged. */
const SUMMARIES_AHEAD = 8;

/** Merge the children's summaries in child order, a few encoded ones in memory at a time, and add the gaps of children that failed. */
export async function mergeSummaries(children: readonly FoldChild[], gaps: readonly TextGap[]): Promise<Summary> {
  let merged: Summary | undefined;
  for await (const bytes of readAhead(children, SUMMARIES_AHEAD, ({ partial }) => partial.summary())) {
    const summary = decodeSummary(bytes);
    if (merged === undefined) merged = summary;
    else mergeSummary(merged, summary);
  }
  merged ??= emptySummary();
  if (gaps.length > 0) mergeSummary(merged, { ...emptySummary(), gaps: [...gaps] });
  return merged;
}

/** The bytes of a node's failed children: ranges, or all ranges of the nodes below. A compressed object's one range is the whole object. */
export function gapsOfFailed(job: Job, node: FoldNode): TextGap[] {
  const rangesPerChild = FAN_IN ** (node.level - 1);
  return [...node.failed]
    .toSorted((a, b) => a - b)
    .map((child) => {
      const firstRange = childIndex(node, child) * rangesPerChild;
      const lastRange = Math.min(firstRange + rangesPerChild, job.rangeCount) - 1;
      const { startByte } = rangeAt(job.objectBytes, job.rangeBytes, firstRange);
      return { startByte, endByte: rangeAt(job.objectBytes, job.rangeBytes, lastRange).endByte, reason: RANGE_GAP_REASON };
    });
}

/** Whether the merged windows may be more than one partial holds: only a log over years has so many minutes. */
export function mayExceedWindows({ firstRecordMs, lastRecordMs }: Summary): boolean {
  return minuteOf(lastRecordMs) - minuteOf(firstRecordMs) >= AGGREGATE_LIMITS.windowsMax;
}

/** Go through the windows once to know where they end. A partial says so in its summary, which is stored in front of them. */
export async function settleMerged(summary: Summary, children: readonly FoldChild[]): Promise<void> {
  const { merger, windows } = mergeWindows(children, summary.windowsEndMs);
  while ((await windows.next()).done !== true);
  settleWindows(summary, merger);
}

/** The merger of the children's windows, and the iteration over what it merges, some at a time: one page of each child is in memory. */
export function mergeWindows(children: readonly FoldChild[], windowsEndMs: number): { merger: WindowMerger; windows: AsyncGenerator<PackedWindow[]> } {
  const merger = createWindowMerger(children.length, windowsEndMs);
  return { merger, windows: iterate(merger, children) };
}

/** The merged windows as pages of a node's partial. */
export async function* mergeWindowPages(children: readonly FoldChild[], windowsEndMs: number): AsyncGenerator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const writer = createPageWriter((page) => ready.push(page));
  for await (const windows of mergeWindows(children, windowsEndMs).windows) {
    for (const window of windows) writer.write(window);
    yield* ready;
    ready = [];
  }
  writer.finish();
  yield* ready;
}

async function* iterate(merger: WindowMerger, children: readonly FoldChild[]): AsyncGenerator<PackedWindow[]> {
  const pages = children.map(({ partial }) => partial.windowPages()[Symbol.asyncIterator]());
  // A page of each child has to be there before the first window can be merged.
  const firsts: (IteratorResult<Uint8Array> | undefined)[] = await mapConcurrently(pages, FIRST_PAGES_CONCURRENCY, (page) => page.next());
  while (!merger.isDone) {
    for (let child = merger.needsPage(); child !== undefined; child = merger.needsPage()) {
      const page = firsts[child] ?? (await pages[child]!.next());
      firsts[child] = undefined;
      merger.feed(child, page.done === true ? undefined : page.value);
    }
    const windows: PackedWindow[] = [];
    for (let window = merger.next(); window !== undefined; window = merger.next()) if (windows.push(window) === WINDOWS_AT_ONCE) break;
    yield windows;
  }
}
