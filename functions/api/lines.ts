import type { SampleLine, TextUnavailable } from "../../shared/contracts/api.ts";
import type { SampleDocument } from "../../shared/contracts/document.ts";
import type { Job } from "../../shared/contracts/job.ts";
import { InputError, TransientError } from "../../shared/core/errors.ts";
import { SAMPLE_TEXT_BYTES_MAX } from "../../shared/core/limits.ts";
import type { JobStore } from "../../shared/ports/job-store.ts";
import type { ObjectStore } from "../../shared/ports/object-store.ts";
import { mapConcurrently } from "../../shared/protocol/concurrently.ts";
import { problemError } from "./problem.ts";

/** A sample with what its kind adds. */
export type Sampled = SampleDocument & Pick<SampleLine, "timestamp" | "durationMs" | "reason">;

/** Bytes of text that are fetched of one line. */
const TEXT_BYTES_MAX = 4_096;
const FETCH_CONCURRENCY = 8;
const UTF8 = new TextDecoder("utf-8");

/** Why a text is missing, by the code of the error that fetching it threw. */
const UNAVAILABLE: Readonly<Record<string, TextUnavailable>> = {
  OBJECT_DELETED: "object-deleted",
  OBJECT_REPLACED: "object-replaced",
  OBJECT_FORBIDDEN: "object-forbidden",
};

/** The job whose object the lines are of. @throws InputError `JOB_NOT_FOUND` when it expired just now. */
export async function readJobForLines(jobId: string, deps: { jobs: Pick<JobStore, "readJob"> }): Promise<Job> {
  const job = await deps.jobs.readJob(jobId);
  if (job === undefined) throw problemError("JOB_NOT_FOUND", "no job has this id, or it has expired");
  return job;
}

/** The samples with the text of their lines: from the object's bytes, or what was kept where the object is compressed. */
export function readLines(job: Job, sampled: readonly Sampled[], deps: { objects: Pick<ObjectStore, "readRange"> }): Promise<SampleLine[]> {
  return mapConcurrently(sampled, FETCH_CONCURRENCY, async (sample) => ({ ...sample, ...(await readText(job, sample, deps)) }));
}

async function readText(job: Job, sample: Sampled, deps: { objects: Pick<ObjectStore, "readRange"> }): Promise<Pick<SampleLine, "text" | "isTruncated" | "unavailable">> {
  if (job.encoding !== "plain") {
    if (sample.text === undefined) return { text: null, unavailable: "not-kept" };
    return { text: withoutLineEnd(sample.text), isTruncated: sample.byteLength > SAMPLE_TEXT_BYTES_MAX };
  }
  try {
    return { text: await fetchText(job, sample, deps), isTruncated: sample.byteLength > TEXT_BYTES_MAX };
  } catch (error) {
    return { text: null, unavailable: whyUnavailable(error) };
  }
}

/** The line as people read it: without its CR, and with U+FFFD for what is no UTF-8, also for a character that the bound cuts. */
async function fetchText(job: Job, { byteOffset, byteLength }: SampleDocument, deps: { objects: Pick<ObjectStore, "readRange"> }): Promise<string> {
  const endByte = Math.min(byteOffset + Math.min(byteLength, TEXT_BYTES_MAX), job.objectBytes);
  const pieces: Uint8Array[] = [];
  if (endByte > byteOffset) for await (const piece of deps.objects.readRange(job, byteOffset, endByte)) pieces.push(piece.slice());
  return withoutLineEnd(UTF8.decode(Buffer.concat(pieces)));
}

/** A line counts its CR as its own. */
function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n?$/, "");
}

/** @throws whatever is no trouble with the object. */
function whyUnavailable(error: unknown): TextUnavailable {
  if (error instanceof TransientError) return "store-unavailable";
  const why = error instanceof InputError ? UNAVAILABLE[error.code] : undefined;
  if (why === undefined) throw error;
  return why;
}
