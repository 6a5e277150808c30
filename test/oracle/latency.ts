/** Latency figures of a list of durations, all in ms. */
export type OracleLatency = {
  count: number;
  min: number;
  mean: number;
  max: number;
  p50: number;
  p90: number;
  p95: number;
  p99: number;
  p999: number;
};

const US_PER_MS = 1000;
const SUB_BUCKETS = 64;
const EXACT_BELOW_US = 2 * SUB_BUCKETS;
const OVERFLOW_ABOVE_US = 24 * 60 * 60 * 1_000_000;

/** The middle of the bucket that holds a duration: each octave has 64 buckets of whole µs, both bounds included. */
function bucketMiddleUs(durationUs: number): number {
  if (durationUs < EXACT_BELOW_US) return durationUs;
  let width = 1;
  while (durationUs / width >= EXACT_BELOW_US) width *= 2;
  const lowest = Math.floor(durationUs / width) * width;
  const highest = lowest + width - 1;
  return (lowest + highest) / 2;
}

/** The double that is nearest to `dividend / divisor`, both of any size. */
function divideExactly(dividend: bigint, divisor: bigint): number {
  const fraction = (((dividend % divisor) * 10n ** 40n) / divisor).toString().padStart(40, "0");
  return Number(`${dividend / divisor}.${fraction}`);
}

/** Latency of all `durationsUs`, whole µs in any order; null when there are none. */
export function latencyOf(durationsUs: readonly number[]): OracleLatency | null {
  const sorted = [...durationsUs].sort((a, b) => a - b);
  const count = sorted.length;
  const min = sorted[0];
  const max = sorted[count - 1];
  if (min === undefined || max === undefined) return null;
  const sum = sorted.reduce((total, durationUs) => total + BigInt(durationUs), 0n);
  const percentile = (perMille: number): number => {
    const rank = Math.max(1, Math.ceil((count * perMille) / 1000));
    const durationUs = sorted[rank - 1] ?? max;
    const shownUs = durationUs > OVERFLOW_ABOVE_US ? max : Math.min(Math.max(bucketMiddleUs(durationUs), min), max);
    return shownUs / US_PER_MS;
  };
  return {
    count,
    min: min / US_PER_MS,
    mean: divideExactly(sum, BigInt(count * US_PER_MS)),
    max: max / US_PER_MS,
    p50: percentile(500),
    p90: percentile(900),
    p95: percentile(950),
    p99: percentile(990),
    p999: percentile(999),
  };
}
