import { hasEnded, type FoldNode, type Job, type Published } from "../contracts/job.ts";
import { blockHourMs, encodeBlock } from "../core/aggregate/block.ts";
import { encodeSummary } from "../core/aggregate/summary-encoding.ts";
import { settleWindows, type Summary } from "../core/aggregate/summary.ts";
import type { PackedWindow } from "../core/aggregate/window.ts";
import type { Block } from "../ports/block-store.ts";
import type { JobOutcome } from "../ports/job-store.ts";
import { createPendingWrites, mapConcurrently } from "./concurrently.ts";
import type { FinishDeps } from "./deps.ts";
import { expiryOf } from "./expiry.ts";
import { noteReceipt, PROMISE, receiptsOf, REPORT_LOST, type Receipts } from "./receipts.ts";
import type { FoldChild } from "./fold-node.ts";
import { gapsOfFailed, mergeSummaries, mergeWindows, RANGE_GAP_REASON } from "./merge-children.ts";
import { endAndTell } from "./tell-end.ts";

/** Blocks written at once. */
const WRITE_CONCURRENCY = 16;

/**
 * The root's fold, in the order that the model checked: blocks and result, the source's blocks, the publication, the end of the job, and only
 * then the deletion of what the publication replaced. False when the job or its key moved on in between: start again.
 */
export async function finishJob(job: Job, root: FoldNode, children: readonly FoldChild[], deps: FinishDeps): Promise<boolean> {
  // What folding the root cost before is in a receipt that this one replaces.
  if (job.finishReceipt !== undefined) deps.meter.add(REPORT_LOST);
  const summary = await mergeSummaries(children, gapsOfFailed(job, root));
  const { merger, windows } = mergeWindows(children, summary.windowsEndMs);
  if (!(await writeBlocks(job, windows, deps))) return dropOlder(job, deps);
  settleWindows(summary, merger);
  if (!(await deps.blocks.putResult(job.jobId, job.generation, encodeSummary(summary), expiryOf(job, deps.clock.now())))) return dropOlder(job, deps);

  return publishJob(job, summary, receiptsOf(children), deps);
}

/**
 * Show readers of the source what the job's blocks and result hold already, and end the job: what the root's fold does once they are written.
 * `receipts` are those of what was folded. False when the job or its key moved on in between: start again.
 */
export async function publishJob(job: Job, summary: Summary, receipts: Receipts, deps: FinishDeps): Promise<boolean> {
  const current = await deps.jobs.readCurrent(job.objectId);
  if (current === undefined || current.jobId !== job.jobId) return (await endJob(job, { state: "superseded", endedAtMs: deps.clock.now() }, summary, receipts, deps)) !== "other";

  const published: Published = { jobId: job.jobId, version: current.version, generation: job.generation };
  if (!(await writeSourceBlocks(job, published, deps))) return false;
  const { isPublished, previous } = await deps.jobs.publish(job.objectId, published);
  if (!isPublished) return false;

  const replaced = isReplaced(previous, published) ? previous : undefined;
  if (replaced !== undefined) deps.meter.add(PROMISE);
  const end = await endJob(job, outcomeOf(summary, deps.clock.now()), summary, receipts, deps);
  if (end === "other") return false;
  if (replaced !== undefined) await deleteReplaced(job, replaced, deps);
  if (replaced !== undefined || end === "before") await noteReceipt(job, "replaceReceipt", deps);
  return true;
}

/** A job without gaps is complete; the gaps of text that could not be read stay, however often it is tried. */
function outcomeOf({ gaps }: Pick<Summary, "gaps">, endedAtMs: number): JobOutcome {
  if (gaps.length === 0) return { state: "complete", endedAtMs };
  return { state: "complete-with-gaps", endedAtMs, isRedrivable: gaps.some(({ reason }) => reason === RANGE_GAP_REASON) };
}

/** Whether the job has ended the way it should, by this write or by one before, perhaps one of this attempt whose answer was lost. */
async function endJob(job: Job, outcome: JobOutcome, summary: Summary, receipts: Receipts, deps: FinishDeps): Promise<"now" | "before" | "other"> {
  const receipt = deps.meter.claim([{ call: "tell-end" }, { call: "note-end-told", job: { ...job, ...outcome } }], receipts);
  if (await endAndTell(job, { generation: job.generation, version: job.version }, outcome, deps, { summary, ...(receipt && { receipt }) })) return "now";
  receipt?.withdraw();
  const now = await deps.jobs.readJob(job.jobId);
  const isEnded = now !== undefined && hasEnded(now) && now.state === outcome.state && now.generation === job.generation && now.version === job.version;
  return isEnded ? "before" : "other";
}

/** Write the job's blocks hour by hour; false when a newer generation's block was met. */
async function writeBlocks(job: Job, windows: AsyncIterable<readonly PackedWindow[]>, deps: FinishDeps): Promise<boolean> {
  const expiresAtMs = expiryOf(job, deps.clock.now());
  const writes = createPendingWrites(WRITE_CONCURRENCY);
  for await (const block of blocksOf(job, windows)) await writes.add(deps.blocks.putBlock(job.jobId, block, expiresAtMs));
  return writes.settle();
}

/** The blocks of ascending windows, hour by hour. */
export async function* blocksOf(job: Pick<Job, "generation">, batches: AsyncIterable<readonly PackedWindow[]>): AsyncGenerator<Block> {
  let hour: PackedWindow[] = [];
  let hourStartMs = 0;
  const encodeHour = (): Block[] => encodeBlock(hour).map((bytes, page) => ({ hourStartMs, page, generation: job.generation, bytes }));
  for await (const windows of batches)
    for (const window of windows) {
      const windowHourMs = blockHourMs(window.windowStartMs);
      if (windowHourMs !== hourStartMs) {
        yield* encodeHour();
        hour = [];
        hourStartMs = windowHourMs;
      }
      hour.push(window);
    }
  yield* encodeHour();
}

/** Copy the job's blocks to the source, read back piece by piece; false when a newer generation is writing them. */
async function writeSourceBlocks(job: Job, published: Published, deps: FinishDeps): Promise<boolean> {
  const expiresAtMs = expiryOf(job, deps.clock.now());
  const { jobId, objectId, source } = job;
  const { version, generation } = published;
  const writes = createPendingWrites(WRITE_CONCURRENCY);
  for await (const block of deps.blocks.readBlocks(job.jobId, 0, Number.MAX_SAFE_INTEGER)) {
    if (block.generation > job.generation) return writes.settle().then(() => false);
    if (block.generation === job.generation) await writes.add(deps.blocks.putSourceBlock(source, { ...block, objectId, jobId, version, generation }, expiresAtMs).then(() => true));
  }
  return writes.settle();
}

/** Whether something else was shown before. */
export function isReplaced(previous: Published | undefined, { version, generation }: Published): previous is Published {
  return previous !== undefined && (previous.version !== version || previous.generation !== generation);
}

/** Delete the source's blocks that nobody is shown any more. Whatever is missed here expires. */
export async function deleteReplaced(job: Job, previous: Published, deps: FinishDeps): Promise<void> {
  const previousJob = previous.jobId === job.jobId ? job : await deps.jobs.readJob(previous.jobId);
  if (previousJob === undefined) return;
  const hours = new Set<number>();
  for await (const block of deps.blocks.readBlocks(previous.jobId, 0, Number.MAX_SAFE_INTEGER)) hours.add(block.hourStartMs);
  await mapConcurrently([...hours], WRITE_CONCURRENCY, (hourStartMs) =>
    deps.blocks.deleteSourceBlocks(previousJob.source, job.objectId, previous.version, previous.generation, [hourStartMs]),
  );
}

function dropOlder(job: Job, deps: FinishDeps): boolean {
  deps.log.info("fold dropped: a newer generation wrote the result", { jobId: job.jobId, generation: job.generation });
  return true;
}
