import type { Job, JobFailure, JobState } from "./job.ts";

/** The version of the event's detail. It grows when a member that is there changes its meaning; new members do not change it. */
const JOB_ENDED_VERSION = 1;

/** How EventBridge knows the event. */
export const JOB_ENDED = { source: "fanfold", detailType: "Job Ended" } as const;

/** What was counted over the whole object, of a job that has a result. */
export interface JobCounters {
  lines: number;
  records: number;
  rejected: number;
  blankLines: number;
  commentLines: number;
  requests: number;
  errors: number;
  clientErrors: number;
  bytes: number | bigint;
}

/** The detail of the event that tells of the end of a job: `docs/api.md`. Times are ISO 8601. */
export interface JobEnded {
  version: typeof JOB_ENDED_VERSION;
  jobId: string;
  source: string;
  bucketName: string;
  objectKey: string;
  eTag: string;
  objectBytes: number;
  state: Exclude<JobState, "queued" | "running">;
  /** Grows by every redrive: with `jobId` and `state` it tells a repeated event from a new end. */
  generation: number;
  createdAt: string;
  endedAt: string;
  failure?: JobFailure;
  /** Of a job with gaps: whether a redrive could fill one. */
  isRedrivable?: boolean;
  /** Gaps of the result; 0 for a complete one. */
  gaps: number;
  /** Null without a result: `failed` and `superseded`. */
  counters: JobCounters | null;
}

/** The event of a job that has ended. `result`: what was counted, of a job that has a result. */
export function buildJobEnded(job: Job, result: { counters: JobCounters; gaps: number } | undefined): JobEnded {
  const { jobId, source, bucketName, objectKey, eTag, objectBytes, generation, failure, isRedrivable } = job;
  return {
    version: JOB_ENDED_VERSION,
    jobId,
    source,
    bucketName,
    objectKey,
    eTag,
    objectBytes,
    state: job.state as JobEnded["state"],
    generation,
    createdAt: new Date(job.createdAtMs).toISOString(),
    endedAt: new Date(job.endedAtMs ?? job.createdAtMs).toISOString(),
    ...(failure === undefined ? {} : { failure }),
    ...(isRedrivable === undefined ? {} : { isRedrivable }),
    gaps: result?.gaps ?? 0,
    counters: result?.counters ?? null,
  };
}
