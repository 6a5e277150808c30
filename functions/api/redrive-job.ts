import type { Problem, RedriveAnswer } from "../../shared/contracts/api.ts";
import type { Job } from "../../shared/contracts/job.ts";
import { redrive } from "../../shared/protocol/redrive.ts";
import type { ApiDeps } from "./api-deps.ts";
import { describeEntry } from "./list-jobs.ts";
import { answerProblem } from "./problem.ts";
import type { ApiAnswer } from "./respond.ts";

/** Set a job with gaps or a failed one to work again. One that could not be split is split again: it has nothing that a redrive could build on. */
export async function redriveJob(jobId: string, requestId: string, deps: ApiDeps): Promise<ApiAnswer> {
  const job = await deps.jobs.readJob(jobId);
  const now = deps.clock.now();
  // One that a splitter activated after all is redriven by the next splitter, as long as a redrive may be: behind that it would stay as it is.
  if (job?.state === "failed" && job.failure?.code === "SPLIT_FAILED" && (job.version === 0 || now < job.redrivableUntilMs)) return splitAgain(job, deps);
  const result = await redrive(jobId, now + deps.sweepPatienceSeconds * 1000, now, deps);
  if (result.outcome === "absent") return answerProblem("JOB_NOT_FOUND", "no job has this id, or it has expired", requestId);
  if (result.outcome === "started") return accept("started", result.job);
  if (result.outcome === "running") return answerProblem("JOB_RUNNING", "the job is being worked on: wait until it has ended", requestId);
  if (result.outcome === "not-redrivable") return answerProblem("NOT_REDRIVABLE", whyNotRedrivable(result.job), requestId);
  return answerProblem("REDRIVE_EXPIRED", whyExpired(result.job), requestId, { offer: offerOf(result.job) });
}

async function splitAgain(job: Job, deps: ApiDeps): Promise<ApiAnswer> {
  const { bucketName, objectKey, eTag, objectBytes } = job;
  // A job that was recorded without its object's ETag says none.
  await deps.uploads.send([{ bucketName, objectKey, objectBytes, ...(eTag === "" ? {} : { eTag }) }]);
  deps.log.info("upload sent to be split again", { objectId: job.objectId });
  return accept("splitting", job);
}

function accept(outcome: RedriveAnswer["outcome"], job: Job): ApiAnswer {
  const body: RedriveAnswer = { outcome, job: describeEntry(job) };
  return { status: 202, body, headers: { location: `/jobs/${job.jobId}` } };
}

function whyNotRedrivable(job: Job): string {
  if (job.state === "complete") return "the job is complete: nothing is missing";
  if (job.state === "superseded") return "the key holds another content now: its own job is the one to look at";
  return "what is missing cannot be read: trying again would end the same way";
}

function whyExpired(job: Job): string {
  return `the partials were kept until ${new Date(job.redrivableUntilMs).toISOString()}: analyse the content anew by uploading it under another key`;
}

/** The same content under another key is another job. */
function offerOf({ objectKey, objectBytes, jobId, generation }: Job): NonNullable<Problem["offer"]> {
  return { method: "POST", path: "/uploads", body: { objectKey: newKeyFor(objectKey, `${jobId.slice(0, 8)}-${generation + 1}`), contentLength: objectBytes } };
}

/** A key beside the old one, so that it belongs to the same source. */
function newKeyFor(objectKey: string, mark: string): string {
  const slash = objectKey.lastIndexOf("/") + 1;
  return `${objectKey.slice(0, slash)}again-${mark}-${objectKey.slice(slash)}`;
}
