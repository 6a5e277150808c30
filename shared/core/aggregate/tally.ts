import { failAssertion } from "../errors.ts";
import type { AggregateLimits } from "./aggregate-limits.ts";
import type { ByteReader } from "./byte-reader.ts";
import { type ByteWriter, COUNT_MAX } from "./byte-writer.ts";
import { decodeLatency, emptyLatency, encodeLatency, type Latency, mergeLatency } from "./latency.ts";
import { decodeNameCounts, emptyNameCounts, encodeNameCounts, mergeNameCounts, type NameCounts, sumNameCounts } from "./name-counts.ts";
import { decodeSparseCounts, emptySparseCounts, encodeSparseCounts, mergeSparseCounts, type SparseCounts, sumSparseCounts, sumSparseCountsOf } from "./sparse-counts.ts";

/** Status codes are below this. */
export const STATUS_END = 1000;

/** What is counted of the records of one window, and of all records of a partial. */
export interface Tally {
  records: number;
  /** Records with a status or a duration. */
  requests: number;
  /** Records with an error level or a status of 500 or more. */
  errors: number;
  bytes: bigint;
  /** Records by status code. */
  status: SparseCounts;
  levels: NameCounts;
  latency: Latency;
}

/** No records. */
export function emptyTally(): Tally {
  return { records: 0, requests: 0, errors: 0, bytes: 0n, status: emptySparseCounts(), levels: emptyNameCounts(), latency: emptyLatency() };
}

/** Add `from` to `into`. */
export function mergeTally(into: Tally, from: Tally, limits: AggregateLimits): void {
  into.records += from.records;
  into.requests += from.requests;
  into.errors += from.errors;
  into.bytes += from.bytes;
  into.status = mergeSparseCounts(into.status, from.status);
  into.levels = mergeNameCounts(into.levels, from.levels, limits.levelNamesMax);
  into.latency = mergeLatency(into.latency, from.latency);
}

/** Records with a status of 400–499. */
export function clientErrorsOf(tally: Tally): number {
  return sumSparseCountsOf(tally.status, 400, 500);
}

/** Throw unless the counts of the tally agree with each other. */
function assertTally(tally: Tally): void {
  const { records, requests, errors, bytes, status, levels, latency } = tally;
  const withStatus = sumSparseCounts(status);
  if (!(records <= COUNT_MAX && requests <= records && errors <= records)) failAssertion("TALLY_RECORDS", { records, requests, errors });
  if (!(withStatus <= requests && latency.count <= requests && withStatus + latency.count >= requests)) failAssertion("TALLY_REQUESTS", { requests, withStatus });
  if (!((status.indices[0] ?? 100) >= 100 && errors >= sumSparseCountsOf(status, 500))) failAssertion("TALLY_STATUS", { errors });
  if (!(sumNameCounts(levels) <= records)) failAssertion("TALLY_LEVELS", { records });
  // Numbers first: nearly every sum is below what a single record may have.
  if (!(records > 0 && bytes <= Number.MAX_SAFE_INTEGER) && bytes > BigInt(records) * BigInt(Number.MAX_SAFE_INTEGER)) failAssertion("TALLY_BYTES", { records });
}

/** Encode in a fixed order. Requests and errors are written as their distance from `records` and from the statuses: mostly 0. */
export function encodeTally(writer: ByteWriter, tally: Tally): void {
  assertTally(tally);
  writer.count(tally.records);
  writer.count(tally.records - tally.requests);
  encodeSparseCounts(writer, tally.status, STATUS_END);
  writer.count(tally.errors - sumSparseCountsOf(tally.status, 500));
  encodeNameCounts(writer, tally.levels);
  writer.sum(tally.bytes);
  encodeLatency(writer, tally.latency);
}

/** @throws AssertionError unless the bytes are the encoding of a tally. */
export function decodeTally(reader: ByteReader, limits: AggregateLimits): Tally {
  const records = reader.count();
  const requests = records - reader.count();
  const status = decodeSparseCounts(reader, STATUS_END);
  const errors = reader.count() + sumSparseCountsOf(status, 500);
  const levels = decodeNameCounts(reader, limits.levelNamesMax);
  const tally = { records, requests, errors, bytes: reader.sum(), status, levels, latency: decodeLatency(reader) };
  assertTally(tally);
  return tally;
}
