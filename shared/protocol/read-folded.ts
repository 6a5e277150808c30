import type { FoldNode, Job } from "../contracts/job.ts";
import { emptySummary, mergeSummary, type Summary } from "../core/aggregate/summary.ts";
import { decodeSummary } from "../core/aggregate/summary-encoding.ts";
import { AGGREGATE_LIMITS } from "../core/aggregate/aggregate-limits.ts";
import { createWindowMerger } from "../core/aggregate/window-merger.ts";
import { unpackWindow, type Window } from "../core/aggregate/window.ts";
import { childIndex } from "../core/job/fold-plan.ts";
import type { PartialStore, StoredPartial } from "../ports/partial-store.ts";
import { mapConcurrently } from "./concurrently.ts";
import type { HeldWindows } from "./read-page.ts";

/** What is folded of a live job. */
export interface Folded {
  summary: Summary;
  windows: HeldWindows;
}

const MIB = 1024 * 1024;
/** Bytes that one look at a live job reads of all summaries, and of all windows. */
const FOLDED_BYTES_MAX = 32 * MIB;
/** Partials read at once. */
const READ_CONCURRENCY = 16;

/**
 * Merge what is folded already: the children that the root has in `done`, which are the ranges of a small job and the finished nodes of a large
 * one. Undefined when there are none. Each child has an equal share of the bytes that may be read; one that needs more is left out. So the
 * choice depends on the child alone, and what was shown once is never taken back while the generation lasts.
 */
export async function readFolded(job: Job, root: FoldNode, wantsWindows: boolean, deps: { partials: Pick<PartialStore, "open"> }): Promise<Folded | undefined> {
  const shareBytes = FOLDED_BYTES_MAX / Math.max(1, root.childCount);
  const done = [...root.done].toSorted((a, b) => a - b);
  const read = await mapConcurrently(done, READ_CONCURRENCY, async (child) => {
    const partial = await deps.partials.open({ jobId: job.jobId, level: root.level - 1, child: childIndex(root, child) });
    return partial === undefined ? undefined : await readShare(partial, wantsWindows, shareBytes);
  });
  const children = read.filter((child) => child !== undefined);
  if (children.length === 0) return undefined;
  const summary = emptySummary();
  for (const child of children) mergeSummary(summary, decodeSummary(child.summary));
  return {
    summary,
    windows: {
      windows: () =>
        mergeHeld(
          children.map((child) => child.pages),
          summary.windowsEndMs,
        ),
      endMs: Infinity,
    },
  };
}

/** The summary of a partial and its windows, as far as each fits into the share. */
async function readShare(partial: StoredPartial, wantsWindows: boolean, shareBytes: number): Promise<{ summary: Uint8Array; pages: Uint8Array[] } | undefined> {
  const summary = await partial.summary();
  if (summary.length > shareBytes) return undefined;
  return { summary, pages: wantsWindows ? await readPages(partial, shareBytes) : [] };
}

async function readPages(partial: StoredPartial, shareBytes: number): Promise<Uint8Array[]> {
  const pages: Uint8Array[] = [];
  let bytes = 0;
  for await (const page of partial.windowPages()) {
    bytes += page.length;
    if (bytes > shareBytes) return [];
    pages.push(page);
  }
  return pages;
}

function* mergeHeld(children: readonly Uint8Array[][], windowsEndMs: number): Generator<Window> {
  const merger = createWindowMerger(children.length, windowsEndMs);
  const nextPages = children.map(() => 0);
  while (!merger.isDone) {
    const child = merger.needsPage();
    if (child !== undefined) merger.feed(child, children[child]![nextPages[child]!++]);
    const window = merger.next();
    if (window !== undefined) yield unpackWindow(window, AGGREGATE_LIMITS);
  }
}
