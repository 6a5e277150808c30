import { buildJobEnded, type JobCounters } from "../contracts/job-ended.ts";
import { hasEnded, type Job } from "../contracts/job.ts";
import { finalizeSummary } from "../core/aggregate/finalize-summary.ts";
import { decodeSummary } from "../core/aggregate/summary-encoding.ts";
import type { Summary } from "../core/aggregate/summary.ts";
import { TransientError } from "../core/errors.ts";
import type { BlockStore } from "../ports/block-store.ts";
import type { JobEvents } from "../ports/job-events.ts";
import type { JobExpectation, JobOutcome, JobStore } from "../ports/job-store.ts";
import type { ReceiptSource } from "../ports/meter.ts";
import type { Log } from "../ports/log.ts";

export interface TellDeps {
  jobs: Pick<JobStore, "readJob" | "endJob" | "noteEndTold">;
  blocks: Pick<BlockStore, "readResult">;
  events: JobEvents;
  log: Log;
}

/**
 * End the job if it is as expected, and tell of it; `summary` is its result and `receipt` what it cost, where the caller has them. Who dies in between leaves a job whose end is untold, which the sweeper tells; so does an event
 * that could not be sent. False when the job is not as expected any more, or the answer was lost: the sweeper tells of the end then too.
 */
export async function endAndTell(
  job: Job,
  expected: JobExpectation,
  outcome: JobOutcome,
  deps: TellDeps,
  { summary, receipt }: { summary?: Summary; receipt?: ReceiptSource } = {},
): Promise<boolean> {
  if (!(await deps.jobs.endJob(job.jobId, expected, outcome, receipt && { job, source: receipt }))) return false;
  deps.log.info("job ended", {
    jobId: job.jobId,
    objectId: job.objectId,
    source: job.source,
    state: outcome.state,
    generation: job.generation,
    seconds: (outcome.endedAtMs - job.createdAtMs) / 1000,
  });
  await tellUntold({ ...job, ...outcome, isEndUntold: true }, deps, summary);
  return true;
}

/** Tell of an end that is untold; nothing where it is told already. Not being able to is no failure of what the caller does: the sweeper comes back to it. */
export async function tellUntold(job: Job | undefined, deps: Omit<TellDeps, "jobs"> & { jobs: Pick<JobStore, "noteEndTold"> }, summary?: Summary): Promise<void> {
  if (job === undefined || !hasEnded(job) || job.isEndUntold !== true) return;
  try {
    await tellEnd(job, deps, summary);
    await deps.jobs.noteEndTold(job);
  } catch (error) {
    if (!(error instanceof TransientError)) throw error;
    deps.log.warn("the end of the job is to be told later", { jobId: job.jobId, state: job.state, code: error.code });
  }
}

/**
 * Send the event of a job that has ended. `summary` is its result, where the caller has it.
 * @throws TransientError when it is not sure that the event was taken.
 */
export async function tellEnd(job: Job, deps: Pick<TellDeps, "blocks" | "events">, summary?: Summary): Promise<void> {
  const result = job.state === "complete" || job.state === "complete-with-gaps" ? (summary ?? (await readSummary(job, deps))) : undefined;
  await deps.events.publish(buildJobEnded(job, result && { counters: countersOf(result), gaps: result.gaps.length }));
}

async function readSummary(job: Job, { blocks }: Pick<TellDeps, "blocks">): Promise<Summary | undefined> {
  const result = await blocks.readResult(job.jobId);
  return result?.generation === job.generation ? decodeSummary(result.summary) : undefined;
}

function countersOf(summary: Summary): JobCounters {
  const { lines, records, rejected, blankLines, commentLines, requests, errors, clientErrors, bytes } = finalizeSummary(summary);
  return { lines, records, rejected, blankLines, commentLines, requests, errors, clientErrors, bytes };
}
