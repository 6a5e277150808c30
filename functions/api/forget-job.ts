import type { ForgetAnswer } from "../../shared/contracts/api.ts";
import { forgetJob } from "../../shared/protocol/forget-job.ts";
import type { ApiDeps } from "./api-deps.ts";
import { describeEntry } from "./list-jobs.ts";
import { answerProblem } from "./problem.ts";
import type { ApiAnswer } from "./respond.ts";

/** Remove a job and its metrics. The object stays: stored again, or backfilled, it is analysed anew. */
export async function answerForget(jobId: string, isForced: boolean, requestId: string, deps: ApiDeps): Promise<ApiAnswer> {
  const result = await forgetJob(jobId, isForced, deps);
  if (result.outcome === "absent") return answerProblem("JOB_NOT_FOUND", "no job has this id, or it has expired", requestId);
  if (result.outcome === "running") return answerProblem("JOB_RUNNING", "the job is being worked on: wait until it has ended, or force it", requestId);
  deps.log.info("job forgotten", { objectId: result.job.objectId, source: result.job.source });
  const body: ForgetAnswer = { outcome: "forgotten", job: describeEntry(result.job) };
  return { status: 200, body };
}
