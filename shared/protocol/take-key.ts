import type { Current, Job } from "../contracts/job.ts";
import type { FinishDeps } from "./deps.ts";
import { expiryOf } from "./expiry.ts";
import { tellUntold } from "./tell-end.ts";

type TakeDeps = FinishDeps;

/**
 * Make the job, which is there, its key's current one and activate it; `current` was read before the object was. The job afterwards, under a
 * newer version than the next one when a later splitter came first. Undefined when another was faster, or the job is gone: look again.
 */
export async function takeKey(job: Job, current: Current | undefined, nextCheckAtMs: number, deps: TakeDeps): Promise<Job | undefined> {
  const versionRead = current?.version ?? 0;
  if (current !== undefined && current.jobId !== job.jobId && !(await supersedePrevious(current.jobId, versionRead, deps))) return undefined;
  if (!(await deps.jobs.takeCurrent(job.objectId, job.jobId, versionRead, expiryOf(job, deps.clock.now())))) return undefined;
  return deps.jobs.activate(job.jobId, versionRead + 1, nextCheckAtMs);
}

/** False when the previous job became current again after CURRENT was read: look again. */
export async function supersedePrevious(jobId: string, versionRead: number, deps: TakeDeps): Promise<boolean> {
  const isSuperseded = await deps.jobs.supersede(jobId, versionRead, deps.clock.now());
  const previous = await deps.jobs.readJob(jobId);
  await tellUntold(previous, deps);
  return isSuperseded || previous === undefined || previous.state === "superseded";
}
