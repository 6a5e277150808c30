import { hasEnded, type Job } from "../contracts/job.ts";
import { blockHourMs, decodeBlock } from "../core/aggregate/block.ts";
import type { WindowState } from "../core/aggregate/finalize-windows.ts";
import { decodeSummary } from "../core/aggregate/summary-encoding.ts";
import type { Summary } from "../core/aggregate/summary.ts";
import type { Window } from "../core/aggregate/window.ts";
import type { Block, BlockStore } from "../ports/block-store.ts";
import type { JobStore } from "../ports/job-store.ts";
import type { PartialStore } from "../ports/partial-store.ts";
import { DAY_MS } from "./expiry.ts";
import { readFolded } from "./read-folded.ts";
import type { HeldWindows } from "./read-page.ts";
import { readProgress, type Progress } from "./read-progress.ts";

export interface ReadViewDeps {
  jobs: Pick<JobStore, "readNodes" | "readGaps">;
  blocks: Pick<BlockStore, "readBlocks" | "readResult">;
  partials: Pick<PartialStore, "open">;
}

/** Which windows a view holds; undefined where none are wanted. */
export interface HeldQuery {
  fromMs: number;
  toMs: number;
  /** Reading stops at the end of the UTC day in which so many bytes are reached. */
  readBytesMax?: number;
}

/** What readers are shown of a job at one moment. */
export interface View {
  state: WindowState;
  /** Undefined when there is nothing to show. */
  summary?: Summary;
  windows: HeldWindows;
  progress: Progress;
}

const NO_WINDOWS: HeldWindows = { windows: () => [], endMs: Infinity };

/**
 * What belongs to the job as it was read. Undefined when something else is of a newer generation, or not there yet although it has to be:
 * the job has moved on, read it again.
 */
export async function readView(job: Job, query: HeldQuery | undefined, deps: ReadViewDeps): Promise<View | undefined> {
  const progress = await readProgress(job, deps);
  if (progress === undefined) return undefined;
  const isFinal = job.state === "complete" || job.state === "complete-with-gaps";
  if (!isFinal && hasEnded(job)) return { state: "partial", windows: NO_WINDOWS, progress };
  const result = await deps.blocks.readResult(job.jobId);
  if (isFinal ? result?.generation !== job.generation : (result?.generation ?? 0) > job.generation) return undefined;
  // The result is written behind all of its generation's blocks, so where it is the blocks are whole.
  if (result !== undefined) return readBlocks(job, isFinal, decodeSummary(result.summary), progress, query, deps);
  const folded = progress.root && (await readFolded(job, progress.root, query !== undefined, deps));
  return { state: "partial", windows: NO_WINDOWS, progress, ...folded };
}

/**
 * Windows from the job's blocks. While the job runs again, an earlier generation's are shown as partial, each until its successor replaces it.
 * Of a finished job, blocks of an earlier generation are left-overs.
 */
async function readBlocks(job: Job, isFinal: boolean, summary: Summary, progress: Progress, query: HeldQuery | undefined, deps: ReadViewDeps): Promise<View | undefined> {
  const view = { state: isFinal ? "final" : "partial", summary, windows: NO_WINDOWS, progress } as const;
  if (query === undefined) return view;
  const { fromMs, toMs, readBytesMax = Infinity } = query;
  const blocks: Block[] = [];
  let bytes = 0;
  let lastHourMs = 0;
  for await (const block of deps.blocks.readBlocks(job.jobId, blockHourMs(fromMs), toMs)) {
    if (block.generation > job.generation) return undefined;
    if (isFinal && block.generation < job.generation) continue;
    if (bytes >= readBytesMax && dayOf(block.hourStartMs) > dayOf(lastHourMs)) return { ...view, windows: hold(blocks, dayOf(block.hourStartMs) * DAY_MS) };
    blocks.push(block);
    bytes += block.bytes.length;
    lastHourMs = block.hourStartMs;
  }
  return { ...view, windows: hold(blocks, Infinity) };
}

function hold(blocks: readonly Block[], endMs: number): HeldWindows {
  return { windows: () => windowsOf(blocks), endMs };
}

/**
 * The windows of blocks in the order of the store. A page is read with the others of its hour: while a generation replaces an earlier one page
 * by page, a window may be in two of them, and the newer counts.
 */
function* windowsOf(blocks: readonly Block[]): Generator<Window> {
  for (let start = 0, end = 0; start < blocks.length; start = end) {
    const first = blocks[start]!;
    while (blocks[end]?.hourStartMs === first.hourStartMs) end++;
    const hour = blocks.slice(start, end);
    const isOneGeneration = hour.every((block) => block.generation === first.generation);
    const windows = hour.toSorted((a, b) => a.generation - b.generation || a.page - b.page).flatMap(({ bytes }) => decodeBlock(bytes));
    if (isOneGeneration) yield* windows;
    else yield* [...new Map(windows.map((window) => [window.windowStartMs, window])).values()].toSorted((a, b) => a.windowStartMs - b.windowStartMs);
  }
}

const dayOf = (epochMs: number): number => Math.floor(epochMs / DAY_MS);
