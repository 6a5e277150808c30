import { REJECT_REASONS, type RejectReason } from "../parse/verdict.ts";
import { readableText } from "./byte-text.ts";
import type { Sample, Samples } from "./samples.ts";

/** A line of the object kept as an example: where its bytes are; of a compressed object also how it begins. */
export interface SampleDocument {
  byteOffset: number;
  byteLength: number;
  text?: string;
}

/** A sampled record. */
export interface RecordSampleDocument extends SampleDocument {
  /** ISO time with ms. */
  timestamp: string;
}

/** A sampled request with its duration. */
export interface SlowSampleDocument extends RecordSampleDocument {
  durationMs: number;
}

/** The slowest requests, the first errors, and the first rejected lines by reason; only the reasons that occurred. */
export interface SamplesDocument {
  slowest: SlowSampleDocument[];
  errors: RecordSampleDocument[];
  rejected: Partial<Record<RejectReason, SampleDocument[]>>;
}

/** The samples as people read them. */
export function finalizeSamples(samples: Samples): SamplesDocument {
  const reasons = REJECT_REASONS.map((reason, i) => [reason, samples.rejected[i]!.map(finalizeSample)] as const);
  return {
    slowest: samples.slowest.map((sample) => ({ ...finalizeRecord(sample), durationMs: sample.durationMicros / 1000 })),
    errors: samples.errors.map(finalizeRecord),
    rejected: Object.fromEntries(reasons.filter(([, rejected]) => rejected.length > 0)),
  };
}

function finalizeSample({ byteOffset, byteLength, text }: Sample): SampleDocument {
  return { byteOffset, byteLength, ...(text === undefined ? {} : { text: readableText(text) }) };
}

function finalizeRecord(sample: Sample): RecordSampleDocument {
  return { ...finalizeSample(sample), timestamp: new Date(sample.timestampMs).toISOString() };
}
