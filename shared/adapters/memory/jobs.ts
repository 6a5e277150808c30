import { hasEnded } from "../../contracts/job.ts";
import type { Job } from "../../contracts/job.ts";
import { liveShardOf } from "../../contracts/table-keys.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JobOutcome } from "../../ports/job-store.ts";
import { jobExpiresAtMs } from "../job-expiry.ts";
import { SWEEP_AT_START, asSplitFailure, isFailable, isReplaceable, utcDayOf, withoutEnd, type Jobs } from "../job-rules.ts";
import { createExpiringMap } from "./expiring-map.ts";

/** The jobs of a memory store. */
export function createMemoryJobs(clock: Clock): Jobs {
  const jobs = createExpiringMap<Job>(clock);
  /** Change the job if there is one and the condition holds; whether it did. */
  const changeIf = (jobId: string, holds: (job: Job) => boolean, change: (job: Job) => Job) => jobs.update(jobId, (job) => (holds(job) ? change(job) : undefined)) !== undefined;
  const putIf = (job: Job, holds: (existing: Job) => boolean) => {
    const existing = jobs.get(job.jobId);
    if (existing !== undefined && !holds(existing)) return false;
    jobs.set(job.jobId, job, jobExpiresAtMs(job));
    return true;
  };

  return {
    readJob: async (jobId) => jobs.get(jobId),
    createJob: async (job, finishReceipt) => putIf(finishReceipt === undefined ? job : { ...job, finishReceipt: finishReceipt.sign({}) }, isReplaceable),
    failSplit: async (job) => putIf(asSplitFailure(job, clock.now()), isFailable),
    supersede: async (jobId, versionRead, nowMs) =>
      changeIf(
        jobId,
        (job) => job.version <= versionRead,
        (job) => ({ ...job, state: "superseded", version: versionRead + 1, endedAtMs: job.endedAtMs ?? nowMs, isEndUntold: true, nextCheckAtMs: nowMs }),
      ),
    async activate(jobId, version, nextCheckAtMs) {
      changeIf(
        jobId,
        (job) => job.version <= version,
        (job) => (job.state === "superseded" ? { ...withoutEnd(job), state: "running", version, sweep: SWEEP_AT_START, nextCheckAtMs } : { ...job, version }),
      );
      return jobs.get(jobId);
    },
    startRunning: async (jobId, splitReceipt) =>
      changeIf(
        jobId,
        (job) => job.state === "queued",
        (job) => ({ ...job, state: "running", ...(splitReceipt && { splitReceipt: splitReceipt.source.sign({}) }) }),
      ),
    endJob: async (jobId, expected, outcome, finishReceipt) =>
      changeIf(
        jobId,
        (job) => !hasEnded(job) && job.generation === expected.generation && (expected.version === undefined || job.version === expected.version),
        (job) => ({ ...withOutcome(job, outcome), ...(finishReceipt && { finishReceipt: finishReceipt.source.sign({}) }) }),
      ),
    async noteEndTold({ jobId, state, generation }) {
      changeIf(
        jobId,
        (job) => job.state === state && job.generation === generation && job.isEndUntold === true,
        ({ isEndUntold: _isEndUntold, ...rest }) => rest,
      );
    },
    async noteReceipt(jobId, name, { source }) {
      const receipt = source.sign({});
      changeIf(
        jobId,
        () => true,
        (job) => ({ ...job, [name]: receipt }),
      );
    },
    reopenJob: async (jobId, generationRead, nextCheckAtMs) =>
      changeIf(
        jobId,
        (job) => (job.state === "complete-with-gaps" || job.state === "failed") && job.generation === generationRead,
        (job) => ({ ...withoutEnd(job), state: "running", generation: generationRead + 1, sweep: SWEEP_AT_START, nextCheckAtMs }),
      ),
    updateSweep: async (jobId, sweep, nextCheckAtMs) =>
      changeIf(
        jobId,
        (job) => !hasEnded(job),
        (job) => ({ ...job, sweep, nextCheckAtMs }),
      ),
    // Its nodes and notes lie in maps of their own, see `job-store.ts`.
    deleteJob: async (jobId) => jobs.delete(jobId),
    async listJobs(source, day, limit, after) {
      const listed = jobs.values((job) => job.source === source && utcDayOf(job.createdAtMs) === day);
      const newestFirst = listed.toSorted((a, b) => -compareByCreation(a, b));
      return newestFirst.filter((job) => after === undefined || compareByCreation(job, after) < 0).slice(0, limit);
    },
    async *listLive(shard, nowMs) {
      const due = jobs.values((job) => (!hasEnded(job) || job.isEndUntold === true) && liveShardOf(job.jobId) === shard && job.nextCheckAtMs <= nowMs);
      for (const job of due.toSorted((a, b) => a.nextCheckAtMs - b.nextCheckAtMs || (a.jobId < b.jobId ? -1 : 1))) yield job.jobId;
    },
  };
}

function withOutcome(job: Job, outcome: JobOutcome): Job {
  return { ...withoutEnd(job), ...outcome, isEndUntold: true };
}

function compareByCreation(a: { createdAtMs: number; jobId: string }, b: { createdAtMs: number; jobId: string }): number {
  return a.createdAtMs - b.createdAtMs || (a.jobId < b.jobId ? -1 : a.jobId > b.jobId ? 1 : 0);
}
