import { assert } from "../errors.ts";
import { LEVEL_BYTES_MAX, METHOD_BYTES_MAX } from "../limits.ts";
import type { LineFields, TextField } from "../parse/line-fields.ts";
import { REJECT_REASONS } from "../parse/verdict.ts";
import { AGGREGATE_LIMITS, type AggregateLimits } from "./aggregate-limits.ts";
import type { EncodedPartial } from "./encoded-partial.ts";
import { bucketOf } from "./latency-buckets.ts";
import { NO_KEY } from "./key-index.ts";
import { LiveWindows } from "./live-windows.ts";
import { NameTable, NO_SLOT } from "./name-table.ts";
import { RouteIds } from "./route-ids.ts";
import { compareOffsets, compareSlowest, keepSample, type Sample } from "./samples.ts";
import { addLimitHit, emptySummary, settleWindows } from "./summary.ts";
import { encodeSummary } from "./summary-encoding.ts";
import { TallyRows } from "./tally-rows.ts";
import { compareGaps, type TextGap } from "./text-gap.ts";

/** What becomes of the lines of one range: told each line's verdict in order, it ends as a partial. */
export interface RangeAggregate {
  /** A record. The line is `lineBytes[lineStart, lineStart + byteLength)` and stands at `byteOffset` of the object. */
  record(fields: LineFields, byteOffset: number, byteLength: number, lineBytes: Uint8Array, lineStart: number): void;
  /** A rejected line; `verdict` as in `parse/verdict.ts`, above 0. `lineBytes` may hold less than the line. */
  rejected(verdict: number, byteOffset: number, byteLength: number, lineBytes: Uint8Array, lineStart: number): void;
  blank(): void;
  comment(): void;
  /** Bytes that could not be read. */
  gap(gap: TextGap): void;
  /** A limit outside of the aggregate was hit and dropped so much. */
  limit(name: string, dropped: number): void;
  /** The partial. The aggregate is not used afterwards. */
  finish(): EncodedPartial;
}

export interface RangeAggregateOptions {
  /** Samples keep the line's first bytes: of a compressed object nobody can fetch them later. */
  keepsSampleText: boolean;
}

/** The only row of the totals. */
const TOTAL = 0;
/** No level, and no slot for it. */
const NO_LEVEL = -1;

const isPresent = (field: TextField): boolean => field.start >= 0 && field.end > field.start;

/** An aggregate of no lines. */
export function createRangeAggregate(options: RangeAggregateOptions, limits: AggregateLimits = AGGREGATE_LIMITS): RangeAggregate {
  const summary = emptySummary(limits);
  const { routes, services, hosts, samples, rejectedByReason } = summary;
  const totals = new TallyRows("window", 1);
  totals.open(TOTAL);
  const levels = new NameTable(limits.levelNamesMax, LEVEL_BYTES_MAX);
  const methods = new NameTable(limits.methodNamesMax, METHOD_BYTES_MAX);
  const windows = new LiveWindows(levels, limits);
  const routeIds = new RouteIds(routes);
  /** A duration that is not longer is not among the slowest. */
  let slowestMicros = -1;

  const levelSlotOf = (level: TextField): number => {
    let slot = levels.slotOf(level.bytes, level.start, level.end);
    if (slot === NO_SLOT) {
      windows.pack();
      levels.compact();
      slot = levels.slotOf(level.bytes, level.start, level.end);
    }
    levels.record(slot);
    return slot;
  };
  const recordMethod = (method: TextField): void => {
    let slot = methods.slotOf(method.bytes, method.start, method.end);
    if (slot === NO_SLOT) {
      methods.compact();
      slot = methods.slotOf(method.bytes, method.start, method.end);
    }
    methods.record(slot);
  };
  const sampleOf = (timestampMs: number, durationMicros: number, byteOffset: number, byteLength: number, lineBytes: Uint8Array, lineStart: number): Sample => {
    const textEnd = Math.min(lineStart + Math.min(byteLength, limits.sampleTextBytesMax), lineBytes.length);
    return { byteOffset, byteLength, timestampMs, durationMicros, text: options.keepsSampleText ? lineBytes.slice(lineStart, textEnd) : undefined };
  };

  return {
    record(fields, byteOffset, byteLength, lineBytes, lineStart) {
      const { timestampMs, status, durationMicros: micros, path, service, host } = fields;
      const isError = fields.isErrorLevel || status >= 500;
      const bucket = micros < 0 ? -1 : bucketOf(micros);
      const levelSlot = isPresent(fields.level) ? levelSlotOf(fields.level) : NO_LEVEL;
      totals.record(TOTAL, status, NO_LEVEL, isError, fields.bytes, micros, bucket);
      windows.record(timestampMs, status, levelSlot, isError, fields.bytes, micros, bucket);
      if (isPresent(fields.method)) recordMethod(fields.method);
      if (isPresent(path)) {
        const route = routeIds.idOf(path.bytes, path.start, path.end);
        if (route !== NO_KEY) routes.record(route, isError, micros, bucket);
      }
      if (isPresent(service)) services.record(services.idOf(service.bytes, service.start, service.end), isError, micros, bucket);
      if (isPresent(host)) hosts.record(hosts.idOf(host.bytes, host.start, host.end), isError, micros, bucket);
      if (summary.firstRecordMs === 0 || timestampMs < summary.firstRecordMs) summary.firstRecordMs = timestampMs;
      if (timestampMs > summary.lastRecordMs) summary.lastRecordMs = timestampMs;
      if (micros > slowestMicros) {
        keepSample(samples.slowest, sampleOf(timestampMs, micros, byteOffset, byteLength, lineBytes, lineStart), compareSlowest, limits.slowestSamplesMax);
        if (samples.slowest.length === limits.slowestSamplesMax) slowestMicros = samples.slowest.at(-1)!.durationMicros;
      }
      if (isError && samples.errors.length < limits.errorSamplesMax) {
        keepSample(samples.errors, sampleOf(timestampMs, micros, byteOffset, byteLength, lineBytes, lineStart), compareOffsets, limits.errorSamplesMax);
      }
    },
    rejected(verdict, byteOffset, byteLength, lineBytes, lineStart) {
      const reason = verdict - 1;
      assert(reason >= 0 && reason < REJECT_REASONS.length, "VERDICT", { verdict });
      rejectedByReason[reason]!++;
      const kept = samples.rejected[reason]!;
      if (kept.length < limits.rejectedSamplesMax) keepSample(kept, sampleOf(0, -1, byteOffset, byteLength, lineBytes, lineStart), compareOffsets, limits.rejectedSamplesMax);
    },
    blank() {
      summary.blankLines++;
    },
    comment() {
      summary.commentLines++;
    },
    gap(gap) {
      summary.gaps.push({ startByte: gap.startByte, endByte: gap.endByte, reason: gap.reason });
    },
    limit(name, dropped) {
      addLimitHit(summary, name, dropped);
    },
    finish() {
      const packed = windows.finish();
      summary.total = {
        records: totals.records(TOTAL),
        requests: totals.requests(TOTAL),
        errors: totals.errors(TOTAL),
        bytes: totals.bytes(TOTAL),
        status: totals.status(TOTAL),
        levels: levels.nameCounts(),
        latency: totals.latency(TOTAL),
      };
      summary.methods = methods.nameCounts();
      for (const table of [routes, services, hosts]) table.cut();
      summary.gaps.sort(compareGaps);
      settleWindows(summary, { records: packed.records, windowsEndMs: windows.windowsEndMs });
      return { summary: encodeSummary(summary), windowPages: packed.pages };
    },
  };
}
