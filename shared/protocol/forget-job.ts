import { hasEnded, type Job, type Published } from "../contracts/job.ts";
import { TransientError } from "../core/errors.ts";
import { planNodes } from "../core/job/fold-plan.ts";
import type { BlockStore } from "../ports/block-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { JobEvents } from "../ports/job-events.ts";
import type { JobStore } from "../ports/job-store.ts";
import type { Log } from "../ports/log.ts";
import { mapConcurrently } from "./concurrently.ts";
import { nodeKey } from "./tasks.ts";
import { endAndTell, tellUntold } from "./tell-end.ts";

/** What came of asking for a job to be forgotten. */
export type ForgetResult = { outcome: "forgotten"; job: Job } | { outcome: "running"; job: Job } | { outcome: "absent" };

export interface ForgetDeps {
  jobs: JobStore;
  blocks: BlockStore;
  events: JobEvents;
  log: Log;
  clock: Pick<Clock, "now">;
}

/** Times that the key is looked at again because somebody else changed it. */
const ROUNDS_MAX = 8;
/** Hours of the source deleted at once. */
const DELETE_CONCURRENCY = 16;

/**
 * Forget a job: first nobody works on it, then nobody is shown it, then its metrics go, and the job itself at last, so that whoever dies half-way
 * leaves a job that can be forgotten again. A live one is only forgotten when `isForced`. Its partials have no names any more and expire; the
 * object stays where it is.
 * @throws TransientError `FORGET_CONFLICT` when the job or its key kept changing.
 */
export async function forgetJob(jobId: string, isForced: boolean, deps: ForgetDeps): Promise<ForgetResult> {
  const job = await endForGood(jobId, isForced, deps);
  if (job === undefined) return { outcome: "absent" };
  if (!hasEnded(job)) return { outcome: "running", job };
  await tellUntold(job, deps);
  const published = await letGo(job, deps);
  if (published !== undefined) await deleteSourceMetrics(job, published, deps);
  await deps.blocks.deleteBlocks(jobId);
  await deps.jobs.deleteJob(
    jobId,
    planNodes(job.rangeCount).map((place) => nodeKey(jobId, place)),
  );
  return { outcome: "forgotten", job };
}

/** The job, ended if it had not and that is wanted: from then on every task of it is dropped. */
async function endForGood(jobId: string, isForced: boolean, deps: ForgetDeps): Promise<Job | undefined> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const job = await deps.jobs.readJob(jobId);
    if (job === undefined || hasEnded(job) || !isForced) return job;
    await endAndTell(job, { generation: job.generation }, { state: "superseded", endedAtMs: deps.clock.now() }, deps);
  }
  throw conflict(jobId);
}

/** Show the job to nobody; what was published of it. */
async function letGo(job: Job, deps: ForgetDeps): Promise<Published | undefined> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const current = await deps.jobs.readCurrent(job.objectId);
    if (current === undefined) return undefined;
    if (await deps.jobs.forgetCurrent(current, job.jobId)) return current.published?.jobId === job.jobId ? current.published : undefined;
  }
  throw conflict(job.jobId);
}

async function deleteSourceMetrics({ jobId, source, objectId }: Job, { version, generation }: Published, deps: ForgetDeps): Promise<void> {
  const hours = new Set<number>();
  for await (const { hourStartMs } of deps.blocks.readBlocks(jobId, 0, Number.MAX_SAFE_INTEGER)) hours.add(hourStartMs);
  await mapConcurrently([...hours], DELETE_CONCURRENCY, (hourStartMs) => deps.blocks.deleteSourceBlocks(source, objectId, version, generation, [hourStartMs]));
}

function conflict(jobId: string): TransientError {
  return new TransientError("FORGET_CONFLICT", "the job or its key changed at every try", { jobId });
}
