import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { hasEnded, type Current, type Job, type Published, type Source } from "../../shared/contracts/job.ts";
import { objectIdOf } from "../../shared/contracts/identity.ts";
import { parseUploadEvent, type Upload } from "../../shared/contracts/messages.ts";
import { TransientError } from "../../shared/core/errors.ts";
import { planNodes, rootOf } from "../../shared/core/job/fold-plan.ts";
import { DETECT_BYTES, SMALL_OBJECT_BYTES_MAX } from "../../shared/core/limits.ts";
import type { JobOutcome } from "../../shared/ports/job-store.ts";
import type { ObjectStore } from "../../shared/ports/object-store.ts";
import { describeJob, noteJobDay, type DescribeDeps } from "../../shared/protocol/describe-job.ts";
import type { Log } from "../../shared/ports/log.ts";
import type { RangeParser } from "../../shared/ports/range-parser.ts";
import type { FoldDeps } from "../../shared/protocol/deps.ts";
import { parseSmall, publishWritten, takeFinished, writeSmall } from "../../shared/protocol/finish-small.ts";
import { foldNode } from "../../shared/protocol/fold-node.ts";
import { redrive, resumeWork } from "../../shared/protocol/redrive.ts";
import { noteReceipt, REPORT_LOST } from "../../shared/protocol/receipts.ts";
import { settleBatch, type SettleDeps } from "../../shared/protocol/settle-batch.ts";
import { foldTask } from "../../shared/protocol/tasks.ts";
import { endAndTell, tellEnd } from "../../shared/protocol/tell-end.ts";
import { tellSaid } from "../../shared/protocol/tell-said.ts";
import { expiryOf } from "../../shared/protocol/expiry.ts";
import { supersedePrevious, takeKey } from "../../shared/protocol/take-key.ts";

/** What making a job of an upload needs. */
export interface SplitDeps extends FoldDeps, DescribeDeps {
  objects: ObjectStore;
  /** Finishes small objects at once; without it every object goes to the workers. */
  smallParser?: RangeParser;
  /** The sources as they were when the batch began, for a first look; without it the store is asked. */
  listSources?: () => Promise<Source[]>;
}

export interface SplitterDeps extends SplitDeps, SettleDeps {}

/** Times that one upload is looked at again because another splitter was faster. */
const RESTARTS_MAX = 10;
/** Uploads of a batch that are worked on together: all. Each holds 1 MiB of an object and a parser of a few. */
const RECORDS_AT_ONCE = 10;

/** The splitter: an upload becomes a job and the tasks of its ranges. */
export const createSplitter =
  (deps: SplitterDeps) =>
  (event: SQSEvent): Promise<SQSBatchResponse> =>
    settleBatch(event.Records, splitRecord(rememberSources(deps)), deps, RECORDS_AT_ONCE);

const splitRecord = (deps: SplitDeps) => async (record: SQSRecord, log: Log) => {
  for (const upload of parseUploadEvent(record.body)) await splitUpload(upload, { ...deps, log });
};

/** The sources as one look at them finds them, for all uploads of a batch: each was announced before. */
function rememberSources(deps: SplitDeps): SplitDeps {
  let sources: Promise<Source[]> | undefined;
  const look = async (): Promise<Source[]> => {
    try {
      return await deps.jobs.listSources();
    } catch (error) {
      sources = undefined;
      throw error;
    }
  };
  return { ...deps, listSources: () => (sources ??= look()) };
}

/**
 * Make the key's content, as it is now, the current one, and set its job to work. What the event said does not matter: events come twice,
 * late and in any order, S3 answers consistently. Nothing is done for an absent object and for the zero-byte `…/` keys of folders.
 */
export async function splitUpload(upload: Upload, deps: SplitDeps): Promise<void> {
  const objectId = objectIdOf(upload.bucketName, upload.objectKey);
  deps.log.note({ objectId, jobId: upload.jobId });
  for (let attempt = 0; attempt < RESTARTS_MAX; attempt++) {
    if (attempt > 0) deps.meter.add(REPORT_LOST);
    const current = await deps.jobs.readCurrent(objectId);
    const listSources = (attempt === 0 && deps.listSources) || deps.jobs.listSources;
    const startBytes = deps.smallParser === undefined ? DETECT_BYTES : SMALL_OBJECT_BYTES_MAX;
    const [start, sources] = await Promise.all([deps.objects.readStart(upload.bucketName, upload.objectKey, startBytes), listSources()]);
    if (start === undefined) {
      deps.log.info("nothing under the key any more");
      await tellSaid(upload, undefined, sources, deps);
      await endUnsplit(upload.jobId, outcomeOfDeleted(deps.clock.now()), deps);
      return;
    }
    if (upload.objectKey.endsWith("/") && start.objectBytes === 0) return;
    const job = await describeJob(upload, { ...start, bytes: start.bytes.subarray(0, DETECT_BYTES) }, sources, deps);
    deps.log.note({ jobId: job.jobId });
    if (attempt === 0 && upload.uploadedAtMs !== undefined) deps.meter.add({ "upload.waitMs": Math.max(0, job.createdAtMs - upload.uploadedAtMs) });
    const found: Found = { job, current, sources, isFirstLook: attempt === 0 };
    const outcome = (await finishAtOnce(found, start.bytes, deps)) ?? (await splitJob(found, deps));
    if (outcome === "again") continue;
    await tellSaid(upload, job, sources, deps);
    if (upload.jobId !== job.jobId) await endUnsplit(upload.jobId, { state: "superseded", endedAtMs: deps.clock.now() }, deps);
    return;
  }
  throw new TransientError("SPLIT_CONFLICT", "other splitters kept taking the key", { objectId });
}

/** A job that was never activated, and whose content is not what the key holds, waits for nothing any more: the sweeper asked for this look. */
async function endUnsplit(jobId: string | undefined, outcome: JobOutcome, deps: SplitDeps): Promise<void> {
  if (jobId === undefined) return;
  const job = await deps.jobs.readJob(jobId);
  // It may have failed this way before, and have been redriven.
  if (job?.version === 0) await endAndTell(job, { generation: job.generation, version: 0 }, outcome, deps);
}

function outcomeOfDeleted(endedAtMs: number): JobOutcome {
  return { state: "failed", endedAtMs, failure: { code: "OBJECT_DELETED", message: "The object was deleted before it could be split. Upload it again to analyse it." } };
}

/** What one look at the key and its object found. */
interface Found {
  job: Job;
  current: Current | undefined;
  sources: readonly Source[];
  isFirstLook: boolean;
}

/** Whether the upload is seen to, or another splitter was faster: look again. */
type Outcome = "done" | "again";

/** A new job of one range whose object is in `bytes` is parsed, written and published here. Undefined when the job is another one. */
async function finishAtOnce({ job, current, sources, isFirstLook }: Found, bytes: Uint8Array, deps: SplitDeps): Promise<Outcome | undefined> {
  if (deps.smallParser === undefined || bytes.length !== job.objectBytes || job.rangeCount > 1 || current?.jobId === job.jobId) return undefined;
  // A key without content has no job, unless a splitter died before it took the key: then the job cannot be written, and there is a second look.
  const existing = current === undefined && isFirstLook ? undefined : await deps.jobs.readJob(job.jobId);
  if (existing !== undefined && !isUnsplit(existing)) return undefined;
  const partial = job.rangeCount === 0 ? undefined : await parseSmall(job, bytes, { ...deps, parser: deps.smallParser });
  if (job.rangeCount > 0 && partial === undefined) return undefined;
  await noteJobDay(job, sources, deps);
  const written = await writeSmall(job, current, partial, deps);
  if (written === undefined) return "again";
  const isFree = current === undefined || (await supersedePrevious(current.jobId, current.version, deps));
  const isShown = isFree && (await takeFinished(job, written.blocks, current, deps));
  // It has ended all the same. Until this is done the message of the upload is not, so that the end needs no mark of its own, which would be dear.
  await tellEnd(written.ended, deps, written.summary);
  if (current !== undefined) await noteReceipt(written.ended, "replaceReceipt", deps);
  return isShown ? "done" : "again";
}

/** Nobody splits the job or can have sent its tasks: nothing of it is there, but perhaps a note that splitting it failed. */
function isUnsplit(job: Job): boolean {
  return job.state === "failed" && job.failure?.code === "SPLIT_FAILED" && job.version === 0;
}

/** Write the job and its nodes, take the key over and send the tasks. */
async function splitJob({ job, current, sources }: Found, deps: SplitDeps): Promise<Outcome> {
  await noteJobDay(job, sources, deps);
  await createJob(job, deps);
  const active = await takeKey(job, current, nextCheckAt(deps), deps);
  if (active === undefined) return "again";
  if (active.version > (current?.version ?? 0) + 1) return "done"; // A later splitter took over after this one.
  return setToWork(active, current?.published, deps);
}

async function createJob(job: Job, deps: SplitDeps): Promise<void> {
  const isNew = await deps.jobs.createJob(job);
  const nodes = planNodes(job.rangeCount).map((node) => ({ ...node, jobId: job.jobId, generation: job.generation }));
  await deps.jobs.createNodes(nodes, expiryOf(job, deps.clock.now()));
  if (isNew)
    deps.log.info("job created", {
      jobId: job.jobId,
      objectId: job.objectId,
      source: job.source,
      objectBytes: job.objectBytes,
      ranges: job.rangeCount,
      format: job.format,
      encoding: job.encoding,
    });
}

/** Send what the job lacks, or publish it where its result is there. A job that ended with gaps or failed gets another chance. */
async function setToWork(job: Job, published: Published | undefined, deps: SplitDeps): Promise<Outcome> {
  if (job.state === "complete" && published?.jobId === job.jobId) {
    // Perhaps the splitter that finished it died before it could tell. Who uploads the same again is told again.
    await tellEnd(job, deps);
    return "done";
  }
  if (job.state === "complete-with-gaps" || job.state === "failed") {
    await redrive(job.jobId, nextCheckAt(deps), deps.clock.now(), deps);
    return "done";
  }
  const isPublished = await publishWritten(job, deps);
  if (isPublished === false) return "again";
  if (isPublished === true) {
    if (hasEnded(job)) await tellEnd(job, deps);
    return "done";
  }
  if (hasEnded(job)) return "done";
  if (job.rangeCount === 0) await foldNode(foldTask(job, rootOf(job.rangeCount)), deps);
  else await resumeWork(job, deps);
  const source = deps.meter.claim([], [job.splitReceipt]);
  if (!(await deps.jobs.startRunning(job.jobId, source && { job, source }))) {
    // It was running already, or the work was so quick that it has ended: the receipt goes by itself.
    source?.withdraw();
    await noteReceipt(job, "splitReceipt", deps);
  }
  return "done";
}

function nextCheckAt(deps: SplitDeps): number {
  return deps.clock.now() + deps.sweepPatienceSeconds * 1000;
}
