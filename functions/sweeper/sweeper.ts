import { hasEnded, type FoldNode, type Job } from "../../shared/contracts/job.ts";
import type { Upload } from "../../shared/contracts/messages.ts";
import { childNumber, parentOfRange } from "../../shared/core/job/fold-plan.ts";
import { LIVE_SHARDS, SWEEP_TASKS_MAX, SWEEPS_MAX } from "../../shared/core/limits.ts";
import type { BlockStore } from "../../shared/ports/block-store.ts";
import type { Clock } from "../../shared/ports/clock.ts";
import type { JobEvents } from "../../shared/ports/job-events.ts";
import { isEmptyDepth, type TaskQueue } from "../../shared/ports/task-queue.ts";
import type { TaskDeps } from "../../shared/protocol/deps.ts";
import { expiryOf } from "../../shared/protocol/expiry.ts";
import { isRedriveUnfinished, reopenNodes } from "../../shared/protocol/redrive.ts";
import { endAndTell, tellUntold } from "../../shared/protocol/tell-end.ts";
import { nodeKey, openWorkOf, rangeQueueOf, readTree, sendFoldIfFull, sendWork, type OpenWork } from "../../shared/protocol/tasks.ts";

export interface SweeperDeps extends TaskDeps {
  blocks: Pick<BlockStore, "readResult">;
  events: JobEvents;
  uploads: TaskQueue<Upload>;
  deadLetters: Pick<TaskQueue<never>, "depth">;
  clock: Clock;
  /** The first patience; it doubles once a job was swept. */
  patienceSeconds: number;
}

/** Checks in a row that must find the queue empty: its numbers are approximate, and a message may be between two hands. */
const EMPTY_CHECKS_MIN = 2;

/** One pass over the live jobs. */
interface PassDeps extends SweeperDeps {
  /** Patience counts from here: the next pass but so many begins that much later, however long this one took to come to a job. */
  passStartedAtMs: number;
  /** Whether the queue was empty when this pass first looked: what it sends for one job since then does not make the next one wait. */
  wasEmpty(queue: Pick<TaskQueue<never>, "depth">): Promise<boolean>;
}

/** The sweeper: re-enqueues what a live job lost. One job's trouble does not keep it from the next. */
export const createSweeper = (sweeperDeps: SweeperDeps) => async (): Promise<void> => {
  const deps: PassDeps = { ...sweeperDeps, passStartedAtMs: sweeperDeps.clock.now(), wasEmpty: createGlance() };
  for (let shard = 0; shard < LIVE_SHARDS; shard++) {
    for await (const jobId of deps.jobs.listLive(shard, deps.clock.now())) {
      const log = deps.log.with({ jobId });
      try {
        await sweepJob(jobId, { ...deps, log });
      } catch (error) {
        log.error("sweep of a job failed", {}, error);
      }
    }
  }
};

/** A look at each queue that is asked about. One that failed is taken again. */
function createGlance(): PassDeps["wasEmpty"] {
  const seen = new Map<unknown, boolean>();
  return async (queue) => {
    const isEmpty = seen.get(queue) ?? isEmptyDepth(await queue.depth());
    seen.set(queue, isEmpty);
    return isEmpty;
  };
}

/** Look at one live job: finish a redrive that stopped half-way, else send again what is missing once the queues had their chance. */
async function sweepJob(jobId: string, deps: PassDeps): Promise<void> {
  const job = await deps.jobs.readJob(jobId);
  if (job === undefined || hasEnded(job)) return tellUntold(job, deps);
  if (job.version === 0) return sweepUnsplit(job, deps);
  const nodes = await readTree(job, deps);
  if (isRedriveUnfinished(job, nodes)) {
    await reopenNodes(job, deps);
    await deps.jobs.updateSweep(jobId, { emptyChecks: EMPTY_CHECKS_MIN - 1, sweeps: 0, settledChildren: 0 }, deps.clock.now());
    return;
  }
  const work = openWorkOf(job, nodes);
  if (work.settledChildren !== job.sweep.settledChildren) return wait(job, { emptyChecks: 0, sweeps: 0, settledChildren: work.settledChildren }, deps);
  if (!(await areQueuesEmpty(job, work, deps))) return wait(job, { ...job.sweep, emptyChecks: 0 }, deps);
  if (job.sweep.emptyChecks + 1 < EMPTY_CHECKS_MIN) return wait(job, { ...job.sweep, emptyChecks: job.sweep.emptyChecks + 1 }, deps);
  if (job.sweep.sweeps >= SWEEPS_MAX) return giveUp(job, work, deps);
  await wait(job, { ...job.sweep, emptyChecks: 0, sweeps: job.sweep.sweeps + 1 }, deps);
  const folds = work.folds.slice(0, SWEEP_TASKS_MAX);
  const ranges = work.ranges.slice(0, SWEEP_TASKS_MAX - folds.length);
  deps.log.warn("sending lost tasks again", { ranges: ranges.length, folds: folds.length, sweep: job.sweep.sweeps + 1 });
  await sendWork(job, { ranges, folds }, deps);
}

/** A job whose splitter died before it activated it. Its upload is looked at again; a job that is not the key's current one ends. */
async function sweepUnsplit(job: Job, deps: PassDeps): Promise<void> {
  if (!(await deps.wasEmpty(deps.uploads)) || !(await deps.wasEmpty(deps.deadLetters))) return wait(job, { ...job.sweep, emptyChecks: 0 }, deps);
  if (job.sweep.emptyChecks + 1 < EMPTY_CHECKS_MIN) return wait(job, { ...job.sweep, emptyChecks: job.sweep.emptyChecks + 1 }, deps);
  const current = await deps.jobs.readCurrent(job.objectId);
  if ((current !== undefined && current.jobId !== job.jobId) || job.sweep.sweeps >= SWEEPS_MAX) {
    await endAndTell(job, { generation: job.generation, version: job.version }, { state: "superseded", endedAtMs: deps.clock.now() }, deps);
    return;
  }
  await wait(job, { ...job.sweep, emptyChecks: 0, sweeps: job.sweep.sweeps + 1 }, deps);
  const { bucketName, objectKey, eTag, objectBytes, jobId } = job;
  await deps.uploads.send([{ bucketName, objectKey, eTag, objectBytes, jobId }]);
}

/** What is missing after `SWEEPS_MAX` sweeps without progress becomes a gap; a fold that never comes through fails the job. */
async function giveUp(job: Job, work: OpenWork, deps: PassDeps): Promise<void> {
  deps.log.error("giving up on lost tasks", { ranges: work.ranges.length, folds: work.folds.length });
  if (work.ranges.length === 0) {
    const failure = { code: "FOLD_FAILED" as const, message: "The partials were not merged although it was tried again and again. Redrive the job." };
    await endAndTell(job, { generation: job.generation }, { state: "failed", endedAtMs: deps.clock.now(), failure }, deps);
    return;
  }
  const nodes = new Map<number, FoldNode>();
  for (const { rangeIndex } of work.ranges) {
    const place = parentOfRange(rangeIndex);
    const node = await deps.jobs.markFailed(nodeKey(job.jobId, place), childNumber(rangeIndex), job.generation);
    if (node === undefined) continue;
    nodes.set(place.index, node);
    await deps.jobs.noteGap({ jobId: job.jobId, rangeIndex, reason: "lost", attempts: 0 }, expiryOf(job, deps.clock.now()));
  }
  for (const node of nodes.values()) await sendFoldIfFull(job, node, deps);
  await wait(job, { emptyChecks: 0, sweeps: 0, settledChildren: 0 }, deps);
}

async function areQueuesEmpty(job: Job, work: OpenWork, deps: PassDeps): Promise<boolean> {
  const queues = [deps.deadLetters, ...(work.ranges.length > 0 ? [rangeQueueOf(job, deps)] : []), deps.folds];
  for (const queue of queues) if (!(await deps.wasEmpty(queue))) return false;
  return true;
}

async function wait(job: Job, sweep: Job["sweep"], deps: PassDeps): Promise<void> {
  await deps.jobs.updateSweep(job.jobId, sweep, deps.passStartedAtMs + deps.patienceSeconds * 1000 * (sweep.sweeps === 0 ? 1 : 2));
}
