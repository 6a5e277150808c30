import { jobIdOf } from "../contracts/identity.ts";
import type { Job, Source } from "../contracts/job.ts";
import type { Upload } from "../contracts/messages.ts";
import { chooseSource, type DescribeDeps } from "./describe-job.ts";
import { tellEnd, type TellDeps } from "./tell-end.ts";

/**
 * Tell of the end of a small job whose splitter died before it could, where its key holds something else by now: only the message of its upload
 * knows of it. `found` is the job of what the key holds, if it holds anything: that one is seen to already.
 */
export async function tellSaid(upload: Upload, found: Job | undefined, sources: readonly Source[], deps: TellDeps & Pick<DescribeDeps, "rangeBytesDefault">): Promise<void> {
  const { bucketName, objectKey, eTag, objectBytes } = upload;
  if (eTag === undefined || objectBytes === undefined) return;
  const { settings } = chooseSource(objectKey, sources);
  const jobId = jobIdOf({ bucketName, objectKey, eTag, objectBytes }, { ...settings, rangeBytes: settings.rangeBytes ?? deps.rangeBytesDefault });
  if (jobId === found?.jobId) return;
  const said = await deps.jobs.readJob(jobId);
  if (said?.state === "complete") await tellEnd(said, deps);
}
