import { failAssertion } from "../errors.ts";

/** Sub-buckets of one octave, so that a bucket is at most 1/64 of its lower bound wide and its midpoint at most 0.8 % off. */
const SUB_BUCKET_BITS = 6;
const SUB_BUCKETS = 1 << SUB_BUCKET_BITS;

/** One day in µs. Longer durations share one overflow bucket. */
export const LATENCY_MICROS_MAX = 86_400_000_000;

/** Durations over {@link LATENCY_MICROS_MAX}. */
export const OVERFLOW_BUCKET = bucketOf(LATENCY_MICROS_MAX) + 1;
/** Buckets of a histogram, the overflow bucket being the last. */
export const BUCKET_COUNT = OVERFLOW_BUCKET + 1;

/**
 * The bucket of a duration in whole µs: the value itself up to 127, then 64 buckets an octave.
 * With `shift` = ⌊log2 v⌋ - 6 it is 64 · shift + (v >> shift), so bucket numbers ascend with durations and need no floating point.
 */
export function bucketOf(micros: number): number {
  if (micros >= 2 ** 31) {
    if (micros > LATENCY_MICROS_MAX) return OVERFLOW_BUCKET;
    return bucketOf(Math.floor(micros / SUB_BUCKETS)) + SUB_BUCKET_BITS * SUB_BUCKETS;
  }
  if (micros < SUB_BUCKETS) return micros;
  const shift = 31 - SUB_BUCKET_BITS - Math.clz32(micros);
  return (shift << SUB_BUCKET_BITS) + (micros >>> shift);
}

/** The smallest and the largest whole µs of a bucket. The overflow bucket has none. */
export function bucketBounds(bucket: number): { lowMicros: number; highMicros: number } {
  if (!(bucket >= 0 && bucket < OVERFLOW_BUCKET)) failAssertion("BUCKET_BOUNDS", { bucket });
  if (bucket < 2 * SUB_BUCKETS) return { lowMicros: bucket, highMicros: bucket };
  const shift = (bucket >>> SUB_BUCKET_BITS) - 1;
  const lowMicros = (bucket - (shift << SUB_BUCKET_BITS)) * 2 ** shift;
  return { lowMicros, highMicros: lowMicros + 2 ** shift - 1 };
}
