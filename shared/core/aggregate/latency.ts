import { assert, failAssertion } from "../errors.ts";
import type { ByteReader } from "./byte-reader.ts";
import { type ByteWriter, COUNT_MAX } from "./byte-writer.ts";
import { BUCKET_COUNT, bucketBounds, bucketOf, OVERFLOW_BUCKET } from "./latency-buckets.ts";
import { decodeSparseCounts, emptySparseCounts, encodeSparseCounts, mergeSparseCounts, type SparseCounts, sumSparseCounts } from "./sparse-counts.ts";

/** Durations in whole µs: count, sum, smallest and largest exact, and how many fell into each bucket. Without any, all are 0. */
export interface Latency {
  readonly count: number;
  readonly sumMicros: bigint;
  readonly minMicros: number;
  readonly maxMicros: number;
  readonly buckets: SparseCounts;
}

/** No durations. */
export function emptyLatency(): Latency {
  return { count: 0, sumMicros: 0n, minMicros: 0, maxMicros: 0, buckets: emptySparseCounts() };
}

/** The durations of both. */
export function mergeLatency(left: Latency, right: Latency): Latency {
  if (right.count === 0) return left;
  if (left.count === 0) return right;
  return {
    count: left.count + right.count,
    sumMicros: left.sumMicros + right.sumMicros,
    minMicros: Math.min(left.minMicros, right.minMicros),
    maxMicros: Math.max(left.maxMicros, right.maxMicros),
    buckets: mergeSparseCounts(left.buckets, right.buckets),
  };
}

/**
 * The durations, in µs, at the ranks max(1, ⌈n · perMille / 1000⌉) of ascending `perMilles`: each the midpoint of its bucket, clamped to the smallest and
 * largest duration; the largest duration for the overflow bucket. Ranks are computed in whole numbers, so that 95 % of 20 is 19.
 */
export function percentilesMicros({ count, minMicros, maxMicros, buckets }: Latency, perMilles: readonly number[]): number[] {
  assert(count > 0, "PERCENTILE_OF_NOTHING");
  let reached = 0;
  let position = -1;
  return perMilles.map((perMille) => {
    const rank = Math.max(1, Math.ceil((count * perMille) / 1000));
    while (reached < rank) reached += buckets.counts[++position]!;
    const bucket = buckets.indices[position]!;
    if (bucket === OVERFLOW_BUCKET) return maxMicros;
    const { lowMicros, highMicros } = bucketBounds(bucket);
    return Math.min(maxMicros, Math.max(minMicros, (lowMicros + highMicros) / 2));
  });
}

/** Throw unless the parts of the latency, whose buckets are right in themselves and have this sum, agree with each other. */
function assertLatency(latency: Latency, sumOfBuckets: number): void {
  const { count, sumMicros, minMicros, maxMicros, buckets } = latency;
  if (!(sumOfBuckets === count && count <= COUNT_MAX)) failAssertion("LATENCY_COUNT", { count });
  if (count === 0) {
    assert(sumMicros === 0n && minMicros === 0 && maxMicros === 0, "LATENCY_EMPTY");
    return;
  }
  const areOrdered = Number.isSafeInteger(minMicros) && minMicros >= 0 && Number.isSafeInteger(maxMicros) && minMicros <= maxMicros;
  if (!(areOrdered && bucketOf(minMicros) === buckets.indices[0] && bucketOf(maxMicros) === buckets.indices.at(-1))) failAssertion("LATENCY_EXTREMES", { minMicros, maxMicros });
  assert(isSumWithin(sumMicros, minMicros, maxMicros, count), "LATENCY_SUM");
}

function isSumWithin(sumMicros: bigint, minMicros: number, maxMicros: number, count: number): boolean {
  const most = maxMicros * count;
  // Nearly always the numbers are small enough to do without big ones, which are slow.
  if (most <= Number.MAX_SAFE_INTEGER) return sumMicros >= minMicros * count && sumMicros <= most;
  return sumMicros >= BigInt(minMicros) * BigInt(count) && sumMicros <= BigInt(maxMicros) * BigInt(count);
}

/** Encode: the buckets, whose sum is the count; then, if there are any, smallest, largest less smallest, sum. */
export function encodeLatency(writer: ByteWriter, latency: Latency): void {
  assertLatency(latency, sumSparseCounts(latency.buckets));
  encodeSparseCounts(writer, latency.buckets, BUCKET_COUNT);
  if (latency.count === 0) return;
  writer.integer(latency.minMicros);
  writer.integer(latency.maxMicros - latency.minMicros);
  writer.sum(latency.sumMicros);
}

/** @throws AssertionError unless the bytes are the encoding of a latency. */
export function decodeLatency(reader: ByteReader): Latency {
  const buckets = decodeSparseCounts(reader, BUCKET_COUNT);
  const count = sumSparseCounts(buckets);
  if (count === 0) return emptyLatency();
  const minMicros = reader.integer();
  const maxMicros = minMicros + reader.integer();
  const latency = { count, sumMicros: reader.sum(), minMicros, maxMicros, buckets };
  assertLatency(latency, count);
  return latency;
}
