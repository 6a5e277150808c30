import type { Job, Published, SweepState } from "../contracts/job.ts";
import { assert } from "../core/errors.ts";
import type { JobStore } from "../ports/job-store.ts";

/** The part of a job store that is about jobs themselves. */
export type Jobs = Pick<
  JobStore,
  | "readJob"
  | "createJob"
  | "supersede"
  | "activate"
  | "startRunning"
  | "endJob"
  | "noteEndTold"
  | "noteReceipt"
  | "failSplit"
  | "reopenJob"
  | "updateSweep"
  | "deleteJob"
  | "listJobs"
  | "listLive"
>;

/** What the sweeper remembers of a job that has just been set to work. */
export const SWEEP_AT_START: SweepState = { emptyChecks: 0, sweeps: 0, settledChildren: 0 };

/** Whether a new job may take this one's place: splitting it failed and no splitter ever activated it. */
export function isReplaceable(job: Job): boolean {
  return job.state === "failed" && job.failure?.code === "SPLIT_FAILED" && job.version === 0;
}

/** Whether a failed split may take the job's place: it waits for its splitter, and nobody activated it. */
export function isFailable(job: Job): boolean {
  return job.state === "queued" && job.version === 0;
}

/** The job as a failed split leaves it. */
export function asSplitFailure(job: Job, nowMs: number): Job {
  return {
    ...job,
    state: "failed",
    version: 0,
    endedAtMs: job.endedAtMs ?? nowMs,
    isEndUntold: true,
    failure: job.failure ?? { code: "SPLIT_FAILED", message: "the object could not be split into ranges" },
  };
}

/** The job without what is said of ended jobs only. */
export function withoutEnd(job: Job): Job {
  const { endedAtMs: _endedAtMs, failure: _failure, isRedrivable: _isRedrivable, isEndUntold: _isEndUntold, ...rest } = job;
  return rest;
}

/** Only a key that had no current content may be taken and shown at once: elsewhere a newer publication might lie in between. */
export function assertFree(versionRead: number, published: Published | undefined): void {
  assert(published === undefined || (versionRead === 0 && published.version === 1), "TAKEN_AND_SHOWN", { versionRead });
}

/** The UTC day of an instant, `2026-11-21`. */
export function utcDayOf(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}
