import { hasEnded, isFull, type FoldNode, type Job } from "../contracts/job.ts";
import type { FoldTask } from "../contracts/messages.ts";
import { TransientError } from "../core/errors.ts";
import { encodeSummary } from "../core/aggregate/summary-encoding.ts";
import { childIndex, isRoot } from "../core/job/fold-plan.ts";
import type { StoredPartial } from "../ports/partial-store.ts";
import { mapConcurrently } from "./concurrently.ts";
import { hashFold } from "./content-hash.ts";
import type { FoldDeps } from "./deps.ts";
import { receiptsOf } from "./receipts.ts";
import { gapsOfFailed, mayExceedWindows, mergeSummaries, mergeWindowPages, settleMerged } from "./merge-children.ts";
import { finishJob } from "./finish-job.ts";
import { describeTask, foldTask, markChildDone, nodeKey, rangeQueueOf, sendFoldIfFull } from "./tasks.ts";

/** A child of the node and its stored partial. */
export interface FoldChild {
  child: number;
  partial: StoredPartial;
}

/** Times that one fold starts again because the job or its key moved on. */
const RESTARTS_MAX = 8;
/** Partials opened at once. */
const OPEN_CONCURRENCY = 32;

/**
 * Fold a full node: merge its children's partials in child order and write what comes of it; below the root a partial and a mark, at the root
 * the blocks, the result, the publication and the end of the job. A fold of another generation, of an ended job or of a node that is not full
 * is dropped; nothing is written unless every child's partial is there, and a missing one is made again.
 */
export async function foldNode(task: FoldTask, deps: FoldDeps): Promise<void> {
  for (let attempt = 0; attempt < RESTARTS_MAX; attempt++) {
    const job = await deps.jobs.readJob(task.jobId);
    if (job === undefined || hasEnded(job) || job.generation !== task.generation) return drop(task, "job ended or of another generation", deps);
    const node = await deps.jobs.readNode(nodeKey(task.jobId, task));
    if (node === undefined || node.generation !== task.generation || !isFull(node)) return drop(task, "node not full or of another generation", deps);
    const children = await openChildren(job, node, deps);
    if (children === undefined) return;
    if (!isRoot(node, job.rangeCount)) return foldInner(job, node, children, deps);
    if (await finishJob(job, node, children, deps)) return;
  }
  throw new TransientError("JOB_KEEPS_CHANGING", "the job or its key moved on again and again while it was folded", { jobId: task.jobId });
}

async function foldInner(job: Job, node: FoldNode, children: readonly FoldChild[], deps: FoldDeps): Promise<void> {
  const failed = [...node.failed].toSorted((a, b) => a - b);
  const contentHash = hashFold(
    children.map(({ child, partial }) => ({ child, contentHash: partial.contentHash })),
    failed,
  );
  const summary = await mergeSummaries(children, gapsOfFailed(job, node));
  if (mayExceedWindows(summary)) await settleMerged(summary, children);
  const key = { jobId: job.jobId, level: node.level, child: node.index };
  const pages = mergeWindowPages(children, summary.windowsEndMs);
  const receipt = deps.meter.claim([{ call: "mark-child" }], receiptsOf(children));
  const isStored = await deps.partials.put(key, job.generation, contentHash, encodeSummary(summary), pages, receipt);
  if (!isStored) return deps.log.info("fold dropped: a newer generation wrote the node's partial", { ...describeTask(foldTask(job, node)) });
  const parent = await markChildDone(job, node, deps);
  if (parent !== undefined) await sendFoldIfFull(job, parent, deps);
}

/** The partials of `done`, by exact key and in child order; undefined when some are missing, and their tasks are sent again. */
async function openChildren(job: Job, node: FoldNode, deps: FoldDeps): Promise<FoldChild[] | undefined> {
  const done = [...node.done].toSorted((a, b) => a - b);
  const opened = await mapConcurrently(done, OPEN_CONCURRENCY, async (child) => ({
    child,
    partial: await deps.partials.open({ jobId: job.jobId, level: node.level - 1, child: childIndex(node, child) }),
  }));
  const missing = opened.filter(({ partial }) => partial === undefined).map(({ child }) => childIndex(node, child));
  if (missing.length === 0) return opened as FoldChild[];
  deps.log.warn("partials are missing: their tasks are sent again", { jobId: job.jobId, foldLevel: node.level - 1, missing: missing.length });
  const { jobId, generation } = job;
  if (node.level === 1) await rangeQueueOf(job, deps).send(missing.map((rangeIndex) => ({ kind: "range", jobId, generation, rangeIndex })));
  else await sendFoldsAgain(job, node.level - 1, missing, deps);
  return undefined;
}

/** A redrive leaves a node without gaps at its generation, at which a fold of the job's would be dropped: the node gets that first, and keeps its children. */
async function sendFoldsAgain({ jobId, generation }: Job, level: number, indexes: readonly number[], deps: FoldDeps): Promise<void> {
  const tasks = indexes.map((index): FoldTask => ({ kind: "fold", jobId, generation, level, index }));
  await mapConcurrently(tasks, OPEN_CONCURRENCY, (task) => deps.jobs.reopenNode(nodeKey(jobId, task), generation, []));
  await deps.folds.send(tasks);
}

function drop(task: FoldTask, reason: string, deps: FoldDeps): void {
  deps.log.info("fold dropped", { ...describeTask(task), reason });
}
