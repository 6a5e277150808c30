import { assert } from "../../core/errors.ts";
import { JOB_STATES, hasEnded } from "../../contracts/job.ts";
import type { Job } from "../../contracts/job.ts";
import { TABLE } from "../../contracts/names.ts";
import { SORT_KEY, buildCreationSk, buildJobPk, buildJobsOfDayPk, buildLivePk, buildNextCheckSk, liveShardOf } from "../../contracts/table-keys.ts";
import { jobExpiresAtMs, toExpirySeconds } from "../job-expiry.ts";
import { utcDayOf } from "../job-rules.ts";
import type { Item, Plain } from "./attributes.ts";
import type { ItemKey } from "./item-table.ts";

const { jobsIndex, liveIndex } = TABLE;
const KEY_ATTRIBUTES: ReadonlySet<string> = new Set([
  TABLE.partitionKey,
  TABLE.sortKey,
  TABLE.ttl,
  jobsIndex.partitionKey,
  jobsIndex.sortKey,
  liveIndex.partitionKey,
  liveIndex.sortKey,
]);

export const jobKey = (jobId: string): ItemKey => ({ pk: buildJobPk(jobId), sk: SORT_KEY.job });

/** The job's item: its own members, and what the indexes sort by. */
export function buildJobItem(job: Job): Item & ItemKey {
  return {
    ...(job as unknown as Item),
    ...jobKey(job.jobId),
    [TABLE.ttl]: toExpirySeconds(jobExpiresAtMs(job)),
    [jobsIndex.partitionKey]: buildJobsOfDayPk(job.source, utcDayOf(job.createdAtMs)),
    [jobsIndex.sortKey]: buildCreationSk(job.createdAtMs, job.jobId),
    ...(hasEnded(job) && job.isEndUntold !== true ? {} : buildLiveKeys(job.jobId, job.nextCheckAtMs)),
  };
}

/** The job of an item. */
export function parseJobItem(item: Item): Job {
  const job = Object.fromEntries(Object.entries(item).filter(([name]) => !KEY_ATTRIBUTES.has(name))) as unknown as Job;
  assert(JOB_STATES.includes(job.state) && Number.isSafeInteger(job.version) && Number.isSafeInteger(job.generation), "BAD_JOB_ITEM", { jobId: job.jobId });
  return job;
}

/** What puts a job into the index of live jobs. */
export function buildLiveKeys(jobId: string, nextCheckAtMs: number): Record<string, Plain> {
  return { [liveIndex.partitionKey]: buildLivePk(liveShardOf(jobId)), [liveIndex.sortKey]: buildNextCheckSk(nextCheckAtMs, jobId) };
}
