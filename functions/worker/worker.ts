import type { SQSEvent, SQSBatchResponse } from "aws-lambda";
import { hasEnded, type Job } from "../../shared/contracts/job.ts";
import { parseTask, type RangeTask } from "../../shared/contracts/messages.ts";
import { AssertionError, InputError, TransientError } from "../../shared/core/errors.ts";
import { isRoot, parentOfRange } from "../../shared/core/job/fold-plan.ts";
import type { JobOutcome } from "../../shared/ports/job-store.ts";
import type { EncodedPartial } from "../../shared/core/aggregate/encoded-partial.ts";
import { hashPartial } from "../../shared/protocol/content-hash.ts";
import { foldNode } from "../../shared/protocol/fold-node.ts";
import type { FoldDeps } from "../../shared/protocol/deps.ts";
import { REPORT_LOST } from "../../shared/protocol/receipts.ts";
import { settleBatch, type SettleDeps } from "../../shared/protocol/settle-batch.ts";
import { endAndTell } from "../../shared/protocol/tell-end.ts";
import { describeTask, foldTask, markChildDone, sendFoldIfFull } from "../../shared/protocol/tasks.ts";

/** What one attempt at a range needs. */
export interface RangeDeps extends FoldDeps {
  /** Read and parse one range of the job's object: see `parse-range.ts`. */
  parseRange(job: Job, rangeIndex: number): Promise<EncodedPartial>;
}

export interface WorkerDeps extends RangeDeps, SettleDeps {}

/** Times that one delivery starts again because the job changed under it. */
const RESTARTS_MAX = 8;

/** The worker and the stream worker: one delivery is one attempt at one range. */
export const createWorker =
  (deps: WorkerDeps) =>
  (event: SQSEvent): Promise<SQSBatchResponse> =>
    settleBatch(
      event.Records,
      (record, log) => {
        const task = parseRangeTask(record.body);
        log.note(describeTask(task));
        return processRange(task, { ...deps, log });
      },
      deps,
    );

/**
 * Parse a range, write its partial, mark its node, send the fold if the node is full: in this order, always.
 * A task of an ended job or of another generation is dropped.
 */
export async function processRange(task: RangeTask, deps: RangeDeps): Promise<void> {
  for (let attempt = 0; attempt < RESTARTS_MAX; attempt++) {
    if (attempt > 0) deps.meter.add(REPORT_LOST);
    const job = await deps.jobs.readJob(task.jobId);
    if (job === undefined || hasEnded(job) || job.generation !== task.generation) {
      deps.log.info("task dropped", { jobId: task.jobId, rangeIndex: task.rangeIndex, state: job?.state, generation: job?.generation });
      return;
    }
    const ended = await attemptRange(job, task.rangeIndex, deps);
    if (ended) return;
  }
  throw new TransientError("JOB_KEEPS_CHANGING", "the job was activated again and again while its range was read", { jobId: task.jobId });
}

/** False when the object is gone but the job was activated again meanwhile: start again. */
async function attemptRange(job: Job, rangeIndex: number, deps: RangeDeps): Promise<boolean> {
  let partial: EncodedPartial;
  try {
    partial = await deps.parseRange(job, rangeIndex);
  } catch (error) {
    const outcome = outcomeOfReadError(error, deps.clock.now());
    if (outcome === undefined) throw error;
    deps.log.warn("the object cannot be read any more: the job ends", { jobId: job.jobId, state: outcome.state });
    return await endAndTell(job, { generation: job.generation, version: job.version }, outcome, deps);
  }
  const key = { jobId: job.jobId, level: 0, child: rangeIndex };
  await deps.partials.put(key, job.generation, hashPartial(partial), partial.summary, partial.windowPages, deps.meter.claim([{ call: "mark-child" }]));
  const node = await markChildDone(job, { rangeIndex }, deps);
  if (node === undefined) return true;
  const isOnlyRange = job.rangeCount === 1 && isRoot(parentOfRange(rangeIndex), job.rangeCount);
  if (isOnlyRange) await foldNode(foldTask(job, node), deps);
  else await sendFoldIfFull(job, node, deps);
  return true;
}

/** An object that is gone, replaced or forbidden ends the whole job at once, not one gap per range. */
function outcomeOfReadError(error: unknown, endedAtMs: number): JobOutcome | undefined {
  if (!(error instanceof InputError)) return undefined;
  switch (error.code) {
    case "OBJECT_REPLACED":
      return { state: "superseded", endedAtMs };
    case "OBJECT_DELETED":
      return { state: "failed", endedAtMs, failure: { code: "OBJECT_DELETED", message: "The object was deleted while it was read. Upload it again to analyse it." } };
    case "OBJECT_FORBIDDEN":
      return {
        state: "failed",
        endedAtMs,
        failure: { code: "OBJECT_FORBIDDEN", message: "Reading the object was refused (403). Check the bucket policy and the encryption key, then redrive the job." },
      };
    default:
      return undefined;
  }
}

function parseRangeTask(body: string): RangeTask {
  const task = parseTask(body);
  if (task.kind !== "range") throw new AssertionError("FOLD_ON_RANGE_QUEUE", "a fold task arrived on a range queue", { jobId: task.jobId });
  return task;
}
