import type { Job, ReceiptName } from "../contracts/job.ts";
import type { Receipt } from "../core/receipt/receipt.ts";
import type { FinishDeps } from "./deps.ts";
import type { FoldChild } from "./fold-node.ts";

/** Encoded receipts; undefined ones were not measured. */
export type Receipts = readonly (Uint8Array | undefined)[];

/** Said where a report is lost: of work that starts again, or of an earlier end of the same job. */
export const REPORT_LOST: Receipt = { "attempts.faults": 1 };
/** A report is to come of what is done behind the end of the job. */
export const PROMISE: Receipt = { "attempts.promises": 1 };
/** One message that a worker or reducer sent behind its receipt: whom it reaches pays for it. */
export const ONE_MESSAGE: Receipt = { "sqs.SendMessageBatch": 1, "sqs.chunks": 1 };
/** The receipts of a node's children. */
export const receiptsOf = (children: readonly FoldChild[]): Receipts => children.map(({ partial }) => partial.receipt);

/** Write what the work under way has cost since its last receipt, and what that part of the receipt said before, where anything is measured. */
export async function noteReceipt(job: Job, name: ReceiptName, { jobs, meter }: Pick<FinishDeps, "jobs" | "meter">): Promise<void> {
  const source = meter.claim([], [job[name]]);
  if (source !== undefined) await jobs.noteReceipt(job.jobId, name, { job, source });
}
