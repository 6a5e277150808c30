import { assert } from "../errors.ts";
import { REJECT_REASONS } from "../parse/verdict.ts";
import type { AggregateLimits } from "./aggregate-limits.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

/** One line of the object, kept as an example. */
export interface Sample {
  byteOffset: number;
  byteLength: number;
  /** Epoch ms; 0 for a rejected line, which has none. */
  timestampMs: number;
  /** Whole µs, -1 when absent. */
  durationMicros: number;
  /** The line's first bytes, only kept for compressed objects. */
  text: Uint8Array | undefined;
}

/** The best lines in a fixed order, so that the same are kept for every plan. */
export interface Samples {
  /** By duration descending, then offset ascending. */
  slowest: Sample[];
  /** By offset. */
  errors: Sample[];
  /** By reason, in the order of `REJECT_REASONS`; by offset. */
  rejected: Sample[][];
}

/** The parts of an encoded sample that may be missing. */
const HAS_DURATION = 1;
const HAS_TEXT = 2;
/** Offset, length, timestamp and parts. */
const SAMPLE_BYTES_MIN = 4;

/** No samples. */
export function emptySamples(): Samples {
  return { slowest: [], errors: [], rejected: REJECT_REASONS.map(() => []) };
}

/** The order of slowest requests; of equal durations the first in the object. */
export function compareSlowest(left: Sample, right: Sample): number {
  return right.durationMicros - left.durationMicros || compareOffsets(left, right);
}

/** The order of errors and rejected lines. */
export function compareOffsets(left: Sample, right: Sample): number {
  return left.byteOffset - right.byteOffset || left.byteLength - right.byteLength;
}

/** Put `sample` where it belongs among the best `samplesMax`; nothing happens if it is not one of them. */
export function keepSample(samples: Sample[], sample: Sample, compare: (left: Sample, right: Sample) => number, samplesMax: number): void {
  let position = samples.length;
  while (position > 0 && compare(sample, samples[position - 1]!) < 0) position--;
  if (position >= samplesMax) return;
  samples.splice(position, 0, sample);
  if (samples.length > samplesMax) samples.pop();
}

/** Add the samples of another partial. */
export function mergeSamples(into: Samples, from: Samples, limits: AggregateLimits): void {
  for (const sample of from.slowest) keepSample(into.slowest, sample, compareSlowest, limits.slowestSamplesMax);
  for (const sample of from.errors) keepSample(into.errors, sample, compareOffsets, limits.errorSamplesMax);
  from.rejected.forEach((samples, reason) => {
    for (const sample of samples) keepSample(into.rejected[reason]!, sample, compareOffsets, limits.rejectedSamplesMax);
  });
}

/** Encode the three kinds, each as a number of samples and the samples. */
export function encodeSamples(writer: ByteWriter, samples: Samples): void {
  assert(samples.rejected.length === REJECT_REASONS.length, "SAMPLE_REASONS");
  encodeList(writer, samples.slowest, compareSlowest);
  encodeList(writer, samples.errors, compareOffsets);
  for (const rejected of samples.rejected) encodeList(writer, rejected, compareOffsets);
}

/** @throws AssertionError unless the bytes are the encoding of samples within the limits. */
export function decodeSamples(reader: ByteReader, limits: AggregateLimits): Samples {
  return {
    slowest: decodeList(reader, limits.slowestSamplesMax, compareSlowest, limits),
    errors: decodeList(reader, limits.errorSamplesMax, compareOffsets, limits),
    rejected: REJECT_REASONS.map(() => decodeList(reader, limits.rejectedSamplesMax, compareOffsets, limits)),
  };
}

function encodeList(writer: ByteWriter, samples: readonly Sample[], compare: (left: Sample, right: Sample) => number): void {
  assertOrder(samples, compare);
  writer.integer(samples.length);
  for (const { byteOffset, byteLength, timestampMs, durationMicros, text } of samples) {
    writer.integer(byteOffset);
    writer.integer(byteLength);
    writer.integer(timestampMs);
    writer.byte((durationMicros >= 0 ? HAS_DURATION : 0) | (text === undefined ? 0 : HAS_TEXT));
    if (durationMicros >= 0) writer.integer(durationMicros);
    if (text === undefined) continue;
    writer.integer(text.length);
    writer.raw(text);
  }
}

function decodeList(reader: ByteReader, samplesMax: number, compare: (left: Sample, right: Sample) => number, limits: AggregateLimits): Sample[] {
  const samples: Sample[] = [];
  const size = reader.size(samplesMax, SAMPLE_BYTES_MIN);
  for (let i = 0; i < size; i++) {
    const [byteOffset, byteLength, timestampMs, has] = [reader.integer(), reader.integer(), reader.integer(), reader.byte()];
    assert(has <= (HAS_DURATION | HAS_TEXT), "SAMPLE_PARTS", { has });
    const durationMicros = (has & HAS_DURATION) === 0 ? -1 : reader.integer();
    const text = (has & HAS_TEXT) === 0 ? undefined : reader.raw(reader.integer(limits.sampleTextBytesMax));
    samples.push({ byteOffset, byteLength, timestampMs, durationMicros, text });
  }
  assertOrder(samples, compare);
  return samples;
}

function assertOrder(samples: readonly Sample[], compare: (left: Sample, right: Sample) => number): void {
  for (let i = 1; i < samples.length; i++) assert(compare(samples[i - 1]!, samples[i]!) <= 0, "SAMPLE_ORDER");
}
