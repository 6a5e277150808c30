import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { hasEnded, isFull, type Current, type Job, type JobFailure, type Source } from "../../shared/contracts/job.ts";
import { objectIdOf } from "../../shared/contracts/identity.ts";
import { parseTask, parseUploadEvent, type FoldTask, type RangeTask, type Task, type Upload } from "../../shared/contracts/messages.ts";
import { InputError, TransientError } from "../../shared/core/errors.ts";
import { childNumber, parentOfNode, parentOfRange } from "../../shared/core/job/fold-plan.ts";
import { DETECT_BYTES, RECEIVES_MAX } from "../../shared/core/limits.ts";
import type { LogFields } from "../../shared/ports/log.ts";
import type { ObjectStore } from "../../shared/ports/object-store.ts";
import { describeJob, noteJobDay, type DescribeDeps } from "../../shared/protocol/describe-job.ts";
import { DAY_MS, expiryOf } from "../../shared/protocol/expiry.ts";
import type { FinishDeps, TaskDeps } from "../../shared/protocol/deps.ts";
import { publishWritten } from "../../shared/protocol/finish-small.ts";
import { endAndTell, tellEnd, tellUntold } from "../../shared/protocol/tell-end.ts";
import { tellSaid } from "../../shared/protocol/tell-said.ts";
import { takeKey } from "../../shared/protocol/take-key.ts";
import { describeTask, nodeKey, sendFoldIfFull } from "../../shared/protocol/tasks.ts";

export interface DeadLetterDeps extends TaskDeps, FinishDeps, DescribeDeps {
  objects: ObjectStore;
}

/** How long a dead letter that belongs to no job is kept. */
const ORPHAN_DAYS = 14;

/**
 * The dead-letter function: what failed every time becomes a gap or a failure on its job, so that nothing waits for ever.
 * An error lets the letter come back; nothing is thrown away before it is settled.
 */
export const createDeadLetter =
  (deps: DeadLetterDeps) =>
  async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const batchItemFailures: SQSBatchResponse["batchItemFailures"] = [];
    for (const record of event.Records) {
      const log = deps.log.with({ messageId: record.messageId });
      try {
        await settleLetter(record, { ...deps, log });
      } catch (error) {
        log.error("dead letter not settled yet", {}, error);
        batchItemFailures.push({ itemIdentifier: record.messageId });
      }
    }
    return { batchItemFailures };
  };

async function settleLetter(record: SQSRecord, deps: DeadLetterDeps): Promise<void> {
  const letter = readLetter(record.body);
  const jobId = letter !== undefined && "task" in letter ? letter.task.jobId : undefined;
  if (letter !== undefined) deps.log.note("task" in letter ? describeTask(letter.task) : describeUploads(letter.uploads));
  deps.log.error("dead letter", { kind: letter === undefined ? "unknown" : "task" in letter ? letter.task.kind : "upload" });
  const now = deps.clock.now();
  await deps.jobs.archiveDeadLetter({ ...(jobId === undefined ? {} : { jobId }), messageId: record.messageId, body: record.body, receivedAtMs: now }, now + ORPHAN_DAYS * DAY_MS);
  if (letter === undefined) return;
  if ("uploads" in letter) {
    for (const upload of letter.uploads) {
      deps.log.note(describeUploads([upload]));
      await failUpload(upload, deps);
    }
  } else if (letter.task.kind === "range") {
    await failRange(letter.task, deps);
  } else {
    await failFold(letter.task, deps);
  }
}

function describeUploads([upload]: readonly Upload[]): LogFields {
  return upload === undefined ? {} : { objectId: objectIdOf(upload.bucketName, upload.objectKey), jobId: upload.jobId };
}

/** Undefined for what nobody can read: it is archived and counted, more cannot be done. */
function readLetter(body: string): { task: Task } | { uploads: Upload[] } | undefined {
  try {
    return { task: parseTask(body) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
  try {
    return { uploads: parseUploadEvent(body) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return undefined;
  }
}

/** A range that is done already: finish what its worker had left. Else it is a gap, the reason noted. */
async function failRange(task: RangeTask, deps: DeadLetterDeps): Promise<void> {
  const job = await deps.jobs.readJob(task.jobId);
  if (job === undefined) return;
  const key = nodeKey(task.jobId, parentOfRange(task.rangeIndex));
  const node = await deps.jobs.readNode(key);
  if (node === undefined || node.generation !== task.generation) return;
  const child = childNumber(task.rangeIndex);
  const ofTask = { ...job, generation: task.generation };
  if (node.done.has(child)) return sendFoldIfFull(ofTask, node, deps);
  if (await isShownAsWritten(job, task, deps)) return;
  const marked = await deps.jobs.markFailed(key, child, task.generation);
  if (marked === undefined) {
    // Somebody marked it done in between, or reopened the node: judge again from what is there.
    const again = await deps.jobs.readNode(key);
    if (again !== undefined && again.generation === task.generation) await sendFoldIfFull(ofTask, again, deps);
    return;
  }
  await deps.jobs.noteGap({ jobId: task.jobId, rangeIndex: task.rangeIndex, reason: "attempts-used-up", attempts: RECEIVES_MAX }, expiryOf(job, deps.clock.now()));
  await sendFoldIfFull(ofTask, marked, deps);
}

/**
 * Whether nothing is missing although the range died: a small job whose content came back has its result from before, which its splitter died before
 * it could show. A gap would be folded over that, in the same generation.
 */
async function isShownAsWritten(job: Job, task: RangeTask, deps: DeadLetterDeps): Promise<boolean> {
  if (hasEnded(job) || job.generation !== task.generation) return false;
  const isPublished = await publishWritten(job, deps);
  if (isPublished === false) throw tookKey(job.jobId);
  return isPublished === true;
}

/** A fold whose parent has it in `done` already: finish what was left. Else the job cannot be finished. */
async function failFold(task: FoldTask, deps: DeadLetterDeps): Promise<void> {
  const job = await deps.jobs.readJob(task.jobId);
  if (job === undefined || hasEnded(job) || job.generation !== task.generation) return;
  const parent = parentOfNode(task, job.rangeCount);
  if (parent !== undefined) {
    const node = await deps.jobs.readNode(nodeKey(task.jobId, parent));
    if (node?.done.has(childNumber(task.index))) {
      if (isFull(node)) await sendFoldIfFull(job, node, deps);
      return;
    }
  }
  const failure = { code: "FOLD_FAILED" as const, message: "Merging the partials failed every time. The dead letter is kept with the job; redrive it once the cause is fixed." };
  await endAndTell(job, { generation: task.generation }, { state: "failed", endedAtMs: deps.clock.now(), failure }, deps);
}

/**
 * An upload that could not be split: the job says so, if there is none or it still waits to be activated. One whose splitter finished it and died
 * before it could show it is shown; any other was set to work all the same.
 */
async function failUpload(upload: Upload, deps: DeadLetterDeps): Promise<void> {
  // CURRENT before the object, as a splitter reads them: who takes the key after that saw the content that it holds.
  const current = await deps.jobs.readCurrent(objectIdOf(upload.bucketName, upload.objectKey));
  const sources = await deps.jobs.listSources();
  const found = await describeUpload(upload, sources, deps);
  await tellSaid(upload, found?.job, sources, deps);
  if (found === undefined) return;
  deps.log.note({ jobId: found.job.jobId });
  await noteJobDay(found.job, sources, deps);
  const failure = { code: "SPLIT_FAILED" as const, message: "The object could not be split into tasks. The dead letter is kept; redrive the job once the cause is fixed." };
  const failed: Job = { ...found.job, state: "failed", endedAtMs: deps.clock.now(), failure };
  const isFailed = found.isRead ? await deps.jobs.failSplit(failed) : await failUnread(failed, failure, deps);
  if (isFailed) await tellUntold({ ...failed, isEndUntold: true }, deps);
  if (!found.isRead) await showCurrent(current, deps);
  else if (!isFailed) await showWritten(found.job.jobId, current, deps);
}

/**
 * What could not be read is described without its bytes: that never takes the place of a splitter's description, by which the content would be
 * analysed when it comes back. True when the job was put as it is and its end is to be told.
 */
async function failUnread(failed: Job, failure: JobFailure, deps: DeadLetterDeps): Promise<boolean> {
  const known = await deps.jobs.readJob(failed.jobId);
  if (known === undefined) return deps.jobs.createJob({ ...failed, isEndUntold: true });
  if (known.version === 0) await endAndTell(known, { generation: known.generation, version: 0 }, { state: "failed", endedAtMs: deps.clock.now(), failure }, deps);
  return false;
}

/** Show the small job that took its key before its splitter died. What the key holds need not be read for that: the job is current already. */
async function showCurrent(current: Current | undefined, deps: DeadLetterDeps): Promise<void> {
  if (current === undefined || current.published?.jobId === current.jobId) return;
  const job = await deps.jobs.readJob(current.jobId);
  if (job?.state !== "complete") return;
  await publish(job, deps);
  await tellEnd(job, deps);
}

/** Show the small job that is complete and that nobody is shown yet, as its splitter would have. */
async function showWritten(jobId: string, current: Current | undefined, deps: DeadLetterDeps): Promise<void> {
  const job = await deps.jobs.readJob(jobId);
  if (job?.state !== "complete") return;
  // Only its upload's message knows of its end: nobody else would tell.
  await tellEnd(job, deps);
  if (current?.published?.jobId === jobId) return;
  const active = await takeKey(job, current, deps.clock.now() + deps.sweepPatienceSeconds * 1000, deps);
  if (active !== undefined && active.version > (current?.version ?? 0) + 1) return; // A later splitter took over after this one.
  if (active === undefined) throw tookKey(jobId);
  await publish(active, deps);
}

async function publish(job: Job, deps: DeadLetterDeps): Promise<void> {
  if ((await publishWritten(job, deps)) === false) throw tookKey(job.jobId);
}

function tookKey(jobId: string): TransientError {
  return new TransientError("SPLIT_CONFLICT", "a splitter took the key in between", { jobId });
}

/** The job as far as it can be told: the object may be unreadable, which is perhaps why it is here. `isRead`: the key holds this content. */
async function describeUpload(upload: Upload, sources: readonly Source[], deps: DeadLetterDeps): Promise<{ job: Job; isRead: boolean } | undefined> {
  let start;
  try {
    start = await deps.objects.readStart(upload.bucketName, upload.objectKey, DETECT_BYTES);
  } catch (error) {
    deps.log.warn("the object of a dead upload cannot be read", { error: String(error) });
    const facts = { objectBytes: upload.objectBytes ?? 0, eTag: upload.eTag ?? "", lastModifiedMs: deps.clock.now(), bytes: new Uint8Array(0) };
    return { job: await describeJob(upload, facts, sources, deps), isRead: false };
  }
  return start && { job: await describeJob(upload, start, sources, deps), isRead: true };
}
