import type { JobPart } from "../contracts/api.ts";
import type { GapDocument } from "../contracts/document.ts";
import type { Job } from "../contracts/job.ts";
import { finalizeLimits, type LimitDocument } from "../core/aggregate/finalize-summary.ts";
import type { ReceiptTerms } from "../core/receipt/finalize-receipt.ts";
import { linesOf, type Summary } from "../core/aggregate/summary.ts";
import { RANGE_GAP_REASON } from "./merge-children.ts";
import type { Progress } from "./read-progress.ts";
import { describeReceipt } from "./read-receipt.ts";

/** Gaps that a document lists; the bytes of further ones are summed up as a limit that was hit. */
const GAPS_SHOWN_MAX = 1_000;
/** The name of that limit. */
const GAPS_LIMIT = "gaps";

/** What a document says of the job itself. The gaps are those of failed ranges, as the fold nodes say, and of text that could not be read. */
export function describeJobPart(job: Job, view: { summary?: Summary; progress: Progress }, receiptTerms: ReceiptTerms | undefined): JobPart {
  const textGaps = (view.summary?.gaps ?? [])
    .filter(({ reason }) => reason !== RANGE_GAP_REASON)
    .map((gap) => ({ ...gap, endByte: gap.endByte === Infinity ? null : gap.endByte }));
  const gaps: GapDocument[] = [...view.progress.gaps, ...textGaps].toSorted((a, b) => a.startByte - b.startByte);
  const limits = view.summary === undefined ? [] : finalizeLimits(view.summary);
  const receipt = receiptTerms && describeReceipt(job, { lines: view.summary && linesOf(view.summary), gaps: gaps.length }, receiptTerms);
  return {
    ...describeObject(job),
    ranges: view.progress.ranges,
    gaps: gaps.slice(0, GAPS_SHOWN_MAX),
    limits: [...limits, ...limitOfGaps(job, gaps.slice(GAPS_SHOWN_MAX))],
    ...describeTimes(job),
    ...(receipt && { receipt }),
  };
}

/** What a job is of, and how it stands. */
export function describeObject(job: Job): Pick<JobPart, "jobId" | "source" | "bucketName" | "objectKey" | "objectBytes" | "format" | "encoding" | "state" | "generation"> {
  const { jobId, source, bucketName, objectKey, objectBytes, format, encoding, state, generation } = job;
  return { jobId, source, bucketName, objectKey, objectBytes, format, encoding, state, generation };
}

/** When a job began and ended, and what is to be said of one that did not end well. */
export function describeTimes(job: Job): Pick<JobPart, "createdAt" | "endedAt" | "failure" | "failureMessage" | "redrivableUntil"> {
  const isRedrivable = job.state === "failed" || (job.state === "complete-with-gaps" && job.isRedrivable !== false);
  return {
    createdAt: new Date(job.createdAtMs).toISOString(),
    ...(job.endedAtMs === undefined ? {} : { endedAt: new Date(job.endedAtMs).toISOString() }),
    ...(job.failure === undefined ? {} : { failure: job.failure.code, failureMessage: job.failure.message }),
    ...(isRedrivable ? { redrivableUntil: new Date(job.redrivableUntilMs).toISOString() } : {}),
  };
}

function limitOfGaps(job: Job, gaps: readonly GapDocument[]): LimitDocument[] {
  if (gaps.length === 0) return [];
  return [{ name: GAPS_LIMIT, dropped: gaps.reduce((sum, gap) => sum + (gap.endByte ?? job.objectBytes) - gap.startByte, 0) }];
}
