import type { RerunAnswer } from "../../shared/contracts/api.ts";
import { jobIdOf } from "../../shared/contracts/identity.ts";
import { chooseSource } from "../../shared/protocol/describe-job.ts";
import type { ApiDeps } from "./api-deps.ts";
import { describeEntry } from "./list-jobs.ts";
import { answerProblem, problemError } from "./problem.ts";
import type { ApiAnswer } from "./respond.ts";

/**
 * Analyse the object of a job again under the present settings of its source. That is another job, which supersedes this one once it is done;
 * where neither the object nor the settings have changed it would be the same one, and nothing is done.
 */
export async function rerunJob(jobId: string, requestId: string, deps: ApiDeps): Promise<ApiAnswer> {
  const job = await deps.jobs.readJob(jobId);
  if (job === undefined) throw problemError("JOB_NOT_FOUND", "no job has this id, or it has expired");
  const { bucketName, objectKey } = job;
  const now = await deps.objects.readStart(bucketName, objectKey, 1);
  if (now === undefined) return answerProblem("OBJECT_GONE", "the bucket holds no object under the key of this job any more", requestId);
  const { settings } = chooseSource(objectKey, await deps.jobs.listSources());
  const comingId = jobIdOf({ bucketName, objectKey, eTag: now.eTag, objectBytes: now.objectBytes }, { ...settings, rangeBytes: settings.rangeBytes ?? deps.rangeBytesDefault });
  if (comingId === jobId && (job.state === "complete" || job.state === "queued" || job.state === "running"))
    return answerProblem("NOT_RERUNNABLE", "neither the object nor the settings of its source have changed: change a setting first", requestId);
  await deps.uploads.send([{ bucketName, objectKey, objectBytes: now.objectBytes, eTag: now.eTag }]);
  deps.log.info("object sent to be analysed again", { objectId: job.objectId, comingJobId: comingId });
  const body: RerunAnswer = { outcome: "splitting", job: describeEntry(job) };
  return { status: 202, body };
}
