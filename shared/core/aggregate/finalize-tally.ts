import { readableText, textToBytes } from "./byte-text.ts";
import { type Latency, percentilesMicros } from "./latency.ts";
import type { NameCounts } from "./name-counts.ts";
import { knownNameRank } from "./name-order.ts";
import { clientErrorsOf, type Tally } from "./tally.ts";

const MICROS_PER_MS = 1000;
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** Durations as a document shows them, in ms. */
export interface LatencyDocument {
  count: number;
  min: number;
  mean: number;
  max: number;
  p50: number;
  p90: number;
  p95: number;
  p99: number;
  p999: number;
}

/** What summary and windows show alike. */
export interface TallyDocument {
  records: number;
  requests: number;
  errors: number;
  clientErrors: number;
  /** Errors / records; 0 without records. */
  errorRate: number;
  /** Exact, whatever its size: a bigint from 2^53 on. */
  bytes: number | bigint;
  /** Records by status code. */
  status: Record<string, number>;
  /** Records by level name; `OTHER` are those of names beyond the limit. */
  levels: Record<string, number>;
  /** Null when no record has a duration. */
  latencyMs: LatencyDocument | null;
}

/** The counts of a tally as people read them. */
export function finalizeTally(tally: Tally): TallyDocument {
  const { records, requests, errors, bytes } = tally;
  return {
    records,
    requests,
    errors,
    clientErrors: clientErrorsOf(tally),
    errorRate: records === 0 ? 0 : errors / records,
    bytes: bytes <= MAX_SAFE ? Number(bytes) : bytes,
    status: finalizeStatus(tally.status),
    levels: finalizeNames(tally.levels),
    latencyMs: finalizeLatency(tally.latency),
  };
}

/** An index that no status code is: V8 keeps an object that had it as a table, not as an array with hundreds of holes. */
const FAR_INDEX = 1_000_000;

/** Records by status code. */
function finalizeStatus({ indices, counts }: Tally["status"]): Record<string, number> {
  const status: Record<number, number> = { [FAR_INDEX]: 0 };
  delete status[FAR_INDEX];
  for (let i = 0; i < indices.length; i++) status[indices[i]!] = counts[i]!;
  return status;
}

const PER_MILLES = [500, 900, 950, 990, 999];

/** Percentiles and exact extremes and mean, in ms; null without durations. */
export function finalizeLatency(latency: Latency): LatencyDocument | null {
  if (latency.count === 0) return null;
  const [p50, p90, p95, p99, p999] = percentilesMicros(latency, PER_MILLES) as [number, number, number, number, number];
  return {
    count: latency.count,
    min: latency.minMicros / MICROS_PER_MS,
    mean: quotient(latency.sumMicros, latency.count * MICROS_PER_MS),
    max: latency.maxMicros / MICROS_PER_MS,
    p50: p50 / MICROS_PER_MS,
    p90: p90 / MICROS_PER_MS,
    p95: p95 / MICROS_PER_MS,
    p99: p99 / MICROS_PER_MS,
    p999: p999 / MICROS_PER_MS,
  };
}

/** Names by descending count, of equals by name, and `OTHER` last. */
export function finalizeNames(names: NameCounts): Record<string, number> {
  if (names.names.length === 0 && names.other === 0) return {};
  const counts = new Map<string, number>();
  const ranked = names.names.map((name, i) => ({ name, count: names.counts[i]! })).sort((left, right) => right.count - left.count || (left.name < right.name ? -1 : 1));
  for (const { name, count } of ranked) {
    // Names that everybody uses are what they look like, and every window has some.
    const text = knownNameRank(name) === undefined ? readableText(textToBytes(name)) : name;
    counts.set(text, (counts.get(text) ?? 0) + count);
  }
  if (names.other > 0) {
    const other = names.other + (counts.get("OTHER") ?? 0);
    counts.delete("OTHER");
    counts.set("OTHER", other);
  }
  return Object.fromEntries(counts);
}

/** `dividend / divisor` as the nearest number, or next to it when the dividend is over 2^53. */
function quotient(dividend: bigint, divisor: number): number {
  if (dividend <= MAX_SAFE) return Number(dividend) / divisor;
  const whole = BigInt(divisor);
  return Number(dividend / whole) + Number(dividend % whole) / divisor;
}
