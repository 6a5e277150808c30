import { assert } from "../errors.ts";
import { REJECT_REASONS } from "../parse/verdict.ts";
import { AGGREGATE_LIMITS, type AggregateLimits } from "./aggregate-limits.ts";
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { decodeKeyTable, encodeKeyTable } from "./key-table-encoding.ts";
import { decodeNameCounts, encodeNameCounts, sumNameCounts } from "./name-counts.ts";
import { decodeSamples, encodeSamples } from "./samples.ts";
import type { Summary } from "./summary.ts";
import { decodeTally, encodeTally } from "./tally.ts";
import { compareGaps, decodeCode, decodeGap, encodeCode, encodeGap } from "./text-gap.ts";

/** The first byte of every encoded summary. */
export const SUMMARY_VERSION = 1;
/** Different limits that one partial names. */
const LIMIT_NAMES_MAX = 64;
/** A name of one byte behind its length, and a count; a gap has another number. */
const LIMIT_BYTES_MIN = 3;
const GAP_BYTES_MIN = 4;

/** The canonical bytes of a summary: equal summaries have equal bytes. */
export function encodeSummary(summary: Summary): Uint8Array {
  assertSummary(summary);
  const writer = new ByteWriter();
  writer.byte(SUMMARY_VERSION);
  for (const count of summary.rejectedByReason) writer.count(count);
  writer.count(summary.blankLines);
  writer.count(summary.commentLines);
  encodeTally(writer, summary.total);
  encodeNameCounts(writer, summary.methods);
  writer.integer(summary.firstRecordMs);
  writer.integer(summary.lastRecordMs - summary.firstRecordMs);
  encodeKeyTable(writer, summary.routes);
  encodeKeyTable(writer, summary.services);
  encodeKeyTable(writer, summary.hosts);
  encodeSamples(writer, summary.samples);
  writer.count(summary.windowRecordsDropped);
  if (summary.windowRecordsDropped > 0) writer.integer(summary.windowsEndMs);
  encodeLimits(writer, summary.limitsHit);
  writer.integer(summary.gaps.length);
  for (const gap of summary.gaps) encodeGap(writer, gap);
  return writer.toBytes();
}

/** The pair of {@link encodeSummary}. @throws AssertionError unless it made the bytes. */
export function decodeSummary(bytes: Uint8Array, limits: AggregateLimits = AGGREGATE_LIMITS): Summary {
  const reader = new ByteReader(bytes);
  assert(reader.byte() === SUMMARY_VERSION, "SUMMARY_VERSION");
  const rejectedByReason = REJECT_REASONS.map(() => reader.count());
  const [blankLines, commentLines] = [reader.count(), reader.count()];
  const total = decodeTally(reader, limits);
  const methods = decodeNameCounts(reader, limits.methodNamesMax);
  const firstRecordMs = reader.integer();
  const lastRecordMs = firstRecordMs + reader.integer();
  const [routes, services, hosts] = [decodeKeyTable(reader, limits), decodeKeyTable(reader, limits), decodeKeyTable(reader, limits)];
  const samples = decodeSamples(reader, limits);
  const windowRecordsDropped = reader.count();
  const windowsEndMs = windowRecordsDropped > 0 ? reader.integer() : Infinity;
  const limitsHit = decodeLimits(reader);
  const gaps = Array.from({ length: reader.size(Number.MAX_SAFE_INTEGER, GAP_BYTES_MIN) }, () => decodeGap(reader));
  reader.end();
  const summary = {
    limits,
    rejectedByReason,
    blankLines,
    commentLines,
    total,
    methods,
    firstRecordMs,
    lastRecordMs,
    routes,
    services,
    hosts,
    samples,
    windowsEndMs,
    windowRecordsDropped,
    limitsHit,
    gaps,
  };
  assertSummary(summary);
  return summary;
}

function encodeLimits(writer: ByteWriter, limitsHit: ReadonlyMap<string, number>): void {
  writer.integer(limitsHit.size);
  for (const [name, dropped] of [...limitsHit].sort(([left], [right]) => (left < right ? -1 : 1))) {
    encodeCode(writer, name);
    writer.count(dropped);
  }
}

function decodeLimits(reader: ByteReader): Map<string, number> {
  const limitsHit = new Map<string, number>();
  const size = reader.size(LIMIT_NAMES_MAX, LIMIT_BYTES_MIN);
  let previous = "";
  for (let i = 0; i < size; i++) {
    const name = decodeCode(reader);
    assert(name > previous, "LIMIT_ORDER");
    limitsHit.set(name, reader.count());
    previous = name;
  }
  return limitsHit;
}

/** Throw unless the parts of the summary agree with each other. */
function assertSummary(summary: Summary): void {
  const { total, methods, firstRecordMs, lastRecordMs, gaps, limitsHit } = summary;
  assert(summary.rejectedByReason.length === REJECT_REASONS.length, "SUMMARY_REASONS");
  assert(firstRecordMs <= lastRecordMs && (total.records > 0 || lastRecordMs === 0), "SUMMARY_TIMES", { firstRecordMs, lastRecordMs });
  assert(sumNameCounts(methods) <= total.records, "SUMMARY_METHODS");
  for (const table of [summary.routes, summary.services, summary.hosts]) assert(table.records <= total.records, "SUMMARY_KEYS");
  assert(summary.windowRecordsDropped <= total.records, "SUMMARY_WINDOWS", { dropped: summary.windowRecordsDropped });
  assert(summary.windowRecordsDropped > 0 === (summary.windowsEndMs !== Infinity), "SUMMARY_WINDOWS", { windowsEndMs: summary.windowsEndMs });
  assert(limitsHit.size <= LIMIT_NAMES_MAX && [...limitsHit.values()].every((dropped) => dropped > 0), "SUMMARY_LIMITS");
  for (let i = 1; i < gaps.length; i++) assert(compareGaps(gaps[i - 1]!, gaps[i]!) <= 0, "SUMMARY_GAPS");
}
