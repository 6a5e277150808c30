import type { JobState } from "./job.ts";
import type { LimitDocument, SummaryDocument } from "../core/aggregate/finalize-summary.ts";
import type { KeysDocument } from "../core/aggregate/finalize-keys.ts";
import type { SamplesDocument } from "../core/aggregate/finalize-samples.ts";
import type { ReceiptDocument } from "../core/receipt/finalize-receipt.ts";
import type { WindowDocument } from "../core/aggregate/finalize-windows.ts";

export type { KeysDocument } from "../core/aggregate/finalize-keys.ts";
export type { SampleDocument, SamplesDocument } from "../core/aggregate/finalize-samples.ts";
export type { LimitDocument, SummaryDocument } from "../core/aggregate/finalize-summary.ts";
export type { LatencyDocument } from "../core/aggregate/finalize-tally.ts";
export type { ReceiptDocument } from "../core/receipt/finalize-receipt.ts";
export type { WindowDocument } from "../core/aggregate/finalize-windows.ts";

/** Bytes of the object that are not in the result. */
export interface GapDocument {
  startByte: number;
  /** Null when nobody knows where it ends. */
  endByte: number | null;
  reason: string;
  attempts?: number;
}

/** What a document says of the job itself. Times are ISO with ms. */
export interface JobPartDocument {
  jobId: string;
  source: string;
  bucketName: string;
  objectKey: string;
  objectBytes: number;
  format: string;
  encoding: string;
  state: JobState;
  generation: number;
  ranges: { total: number; done: number; failed: number };
  gaps: GapDocument[];
  limits: LimitDocument[];
  createdAt?: string;
  endedAt?: string;
  /** The code of the failure of a failed job. */
  failure?: string;
  /** What it cost, once the job has ended; an analysis on one's own machine has none. */
  receipt?: ReceiptDocument;
}

/** The document of a job, the same from the command line and from the results API, which pages the windows. */
export interface JobDocument {
  job: JobPartDocument;
  summary: SummaryDocument;
  windows: WindowDocument[];
  routes: KeysDocument;
  services: KeysDocument;
  hosts: KeysDocument;
  samples: SamplesDocument;
}

/** Source: ECMAScript proposal JSON.parse source text access, in V8 since 11.4. */
const json = JSON as typeof JSON & { rawJSON(text: string): unknown };

/** A document, or any part of one, as JSON text. Sums are printed with all their digits, also past 2^53. */
export function stringifyDocument(value: unknown, indent?: number): string {
  try {
    // Asking for each member would take several times as long, and few documents have a sum that is no number.
    return JSON.stringify(value, null, indent);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return JSON.stringify(value, (_key, member: unknown) => (typeof member === "bigint" ? json.rawJSON(member.toString()) : member), indent);
  }
}
