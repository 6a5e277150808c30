import { hasEnded, type Job } from "../contracts/job.ts";
import { finalizeReceipt, type ReceiptDocument, type ReceiptTerms } from "../core/receipt/finalize-receipt.ts";
import { addReceipts, decodeReceipt } from "../core/receipt/receipt.ts";

/**
 * The receipt of a job, from the parts that its functions left; undefined while it is worked on, and where nothing was measured. It is whole if the
 * job was finished at the first go without gaps, its splitter has reported, and so has whoever took something else's place with it.
 */
export function describeReceipt(job: Job, seen: { lines: number | undefined; gaps: number }, terms: ReceiptTerms): ReceiptDocument | undefined {
  const { splitReceipt, finishReceipt, replaceReceipt } = job;
  const parts = [splitReceipt, finishReceipt, replaceReceipt].filter((part) => part !== undefined);
  if (parts.length === 0 || !hasEnded(job)) return undefined;
  const counted = addReceipts(parts.map(decodeReceipt));
  const hasSplitter = (counted["splitter.megabyteMs"] ?? 0) > 0;
  const isPromiseKept = counted["attempts.promises"] === undefined || replaceReceipt !== undefined;
  const facts = {
    storedBytes: job.objectBytes,
    isCompressed: job.encoding !== "plain",
    lines: seen.lines,
    ranges: job.rangeCount,
    gaps: seen.gaps,
    createdAtMs: job.createdAtMs,
    resultAtMs: finishReceipt === undefined ? undefined : job.endedAtMs,
    isWhole: finishReceipt !== undefined && hasSplitter && isPromiseKept && seen.gaps === 0 && job.generation === 0,
  };
  return finalizeReceipt(counted, facts, terms);
}
