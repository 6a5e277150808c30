import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { hasEnded, type Job } from "../../shared/contracts/job.ts";
import { objectIdOf } from "../../shared/contracts/identity.ts";
import { parseUploadEvent, type Upload } from "../../shared/contracts/messages.ts";
import { TransientError } from "../../shared/core/errors.ts";
import { planNodes, rootOf } from "../../shared/core/job/fold-plan.ts";
import { DETECT_BYTES } from "../../shared/core/limits.ts";
import type { ObjectStore } from "../../shared/ports/object-store.ts";
import { describeJob, type DescribeDeps } from "../../shared/protocol/describe-job.ts";
import type { FoldDeps } from "../../shared/protocol/deps.ts";
import { foldNode } from "../../shared/protocol/fold-node.ts";
import { redrive } from "../../shared/protocol/redrive.ts";
import { settleBatch, type SettleDeps } from "../../shared/protocol/settle-batch.ts";
import { foldTask, sendOpenWork } from "../../shared/protocol/tasks.ts";
import { expiryOf } from "../../shared/protocol/expiry.ts";

/** What making a job of an upload needs. */
export interface SplitDeps extends FoldDeps, DescribeDeps {
  objects: ObjectStore;
}

export interface SplitterDeps extends SplitDeps, SettleDeps {}

/** Times that one upload is looked at again because another splitter was faster. */
const RESTARTS_MAX = 10;

/** The splitter: an upload becomes a job and the tasks of its ranges. */
export const createSplitter =
  (deps: SplitterDeps) =>
  (event: SQSEvent): Promise<SQSBatchResponse> =>
    settleBatch(
      event.Records,
      async (record) => {
        for (const upload of parseUploadEvent(record.body)) await splitUpload(upload, deps);
      },
      deps,
    );

/**
 * Make the key's content, as it is now, the current one, and set its job to work. What the event said does not matter: events come twice,
 * late and in any order, S3 answers consistently. Nothing is done for an absent object and for the zero-byte `…/` keys of folders.
 */
export async function splitUpload(upload: Upload, deps: SplitDeps): Promise<void> {
  const objectId = objectIdOf(upload.bucketName, upload.objectKey);
  for (let attempt = 0; attempt < RESTARTS_MAX; attempt++) {
    const current = await deps.jobs.readCurrent(objectId);
    const start = await deps.objects.readStart(upload.bucketName, upload.objectKey, DETECT_BYTES);
    if (start === undefined) {
      deps.log.info("nothing under the key any more", { objectKey: upload.objectKey });
      return;
    }
    if (upload.objectKey.endsWith("/") && start.objectBytes === 0) return;
    const job = await describeJob(upload, start, deps);
    await createJob(job, deps);
    const versionRead = current?.version ?? 0;
    if (current !== undefined && current.jobId !== job.jobId && !(await supersedePrevious(current.jobId, versionRead, deps))) continue;
    if (!(await deps.jobs.takeCurrent(objectId, job.jobId, versionRead, expiryOf(job, deps.clock.now())))) continue;
    const active = await deps.jobs.activate(job.jobId, versionRead + 1, nextCheckAt(deps));
    if (active === undefined) continue;
    if (active.version > versionRead + 1) return; // A later splitter took over after this one.
    await setToWork(active, deps);
    return;
  }
  throw new TransientError("SPLIT_CONFLICT", "other splitters kept taking the key", { objectKey: upload.objectKey });
}

async function createJob(job: Job, deps: SplitDeps): Promise<void> {
  await deps.jobs.noteJobDay(job.source, new Date(job.createdAtMs).toISOString().slice(0, 10));
  const isNew = await deps.jobs.createJob(job);
  const nodes = planNodes(job.rangeCount).map((node) => ({ ...node, jobId: job.jobId, generation: job.generation }));
  await deps.jobs.createNodes(nodes, expiryOf(job, deps.clock.now()));
  if (isNew)
    deps.log.info("job created", { jobId: job.jobId, source: job.source, objectBytes: job.objectBytes, ranges: job.rangeCount, format: job.format, encoding: job.encoding });
}

/** False when the previous job became current again after CURRENT was read: look again. */
async function supersedePrevious(jobId: string, versionRead: number, deps: SplitDeps): Promise<boolean> {
  if (await deps.jobs.supersede(jobId, versionRead, deps.clock.now())) return true;
  const previous = await deps.jobs.readJob(jobId);
  return previous === undefined || previous.state === "superseded";
}

/** Send what the job lacks. A job that ended with gaps or failed gets another chance; a complete one needs nothing. */
async function setToWork(job: Job, deps: SplitDeps): Promise<void> {
  if (hasEnded(job)) {
    if (job.state !== "complete") await redrive(job.jobId, nextCheckAt(deps), deps.clock.now(), deps);
    return;
  }
  if (job.rangeCount === 0) await foldNode(foldTask(job, rootOf(job.rangeCount)), deps);
  else await sendOpenWork(job, deps);
  await deps.jobs.startRunning(job.jobId);
}

function nextCheckAt(deps: SplitDeps): number {
  return deps.clock.now() + deps.sweepPatienceSeconds * 1000;
}
