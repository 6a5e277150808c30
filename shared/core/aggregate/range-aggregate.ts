import { assert } from "../errors.ts";
import { LEVEL_BYTES_MAX, METHOD_BYTES_MAX } from "../limits.ts";
import type { LineFields, TextField } from "../parse/line-fields.ts";
import { REJECT_REASONS } from "../parse/verdict.ts";
import { AGGREGATE_LIMITS, type AggregateLimits } from "./aggregate-limits.ts";
import type { CountedLines, CountedRecords, SamplesWanted } from "./counted-elsewhere.ts";
import type { EncodedPartial } from "./encoded-partial.ts";
import { bucketOf } from "./latency-buckets.ts";
import { NO_KEY } from "./key-index.ts";
import type { KeyTable } from "./key-table.ts";
import { LiveWindows } from "./live-windows.ts";
import { NameTable, NO_SLOT } from "./name-table.ts";
import { RouteIds } from "./route-ids.ts";
import { compareOffsets, compareSlowest, keepSample, type Sample } from "./samples.ts";
import { addLimitHit, emptySummary, settleWindows, type Summary } from "./summary.ts";
import { encodeSummary } from "./summary-encoding.ts";
import { NO_LEVEL } from "./tally-rows.ts";
import { compareGaps, type TextGap } from "./text-gap.ts";
import { minuteOf } from "./window.ts";

/** What becomes of the lines of one range: told each line's verdict in order, it ends as a partial. */
export interface RangeAggregate extends SamplesWanted {
  /** A record. The line is `lineBytes[lineStart, lineStart + byteLength)` and stands at `byteOffset` of the object. */
  record(fields: LineFields, byteOffset: number, byteLength: number, lineBytes: Uint8Array, lineStart: number): void;
  /** A rejected line; `verdict` as in `parse/verdict.ts`, above 0. `lineBytes` may hold less than the line. */
  rejected(verdict: number, byteOffset: number, byteLength: number, lineBytes: Uint8Array, lineStart: number): void;
  blank(): void;
  comment(): void;
  /** Keep a record that is counted elsewhere as a sample, if it is one. In the order of lines. */
  sample(timestampMs: number, durationMicros: number, isError: boolean, byteOffset: number, byteLength: number, lineBytes: Uint8Array, lineStart: number): void;
  /** Add records, but for their samples, that were counted elsewhere. */
  add(counted: CountedRecords): void;
  /** Add lines without records that were counted elsewhere, and of which no sample was wanted. */
  addLines(counted: CountedLines): void;
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

const isPresent = (field: TextField): boolean => field.start >= 0 && field.end > field.start;

/** An aggregate of no lines. */
export function createRangeAggregate(options: RangeAggregateOptions, limits: AggregateLimits = AGGREGATE_LIMITS): RangeAggregate {
  return new RowAggregate(options, limits);
}

/** A class and no closures: a loop that was compiled for the methods of one range runs as it is for the next. */
class RowAggregate implements RangeAggregate {
  private readonly limits: AggregateLimits;
  private readonly keepsSampleText: boolean;
  private readonly summary: Summary;
  private readonly levels: NameTable;
  private readonly methods: NameTable;
  private readonly windows: LiveWindows;
  private readonly routeIds: RouteIds;
  private readonly routes: KeyTable;
  private readonly services: KeyTable;
  private readonly hosts: KeyTable;
  private firstRecordMs = Infinity;
  private lastRecordMs = 0;
  slowestMicros = -1;
  errorSamplesWanted: number;
  rejectedSamplesWanted: number;

  constructor(options: RangeAggregateOptions, limits: AggregateLimits) {
    this.limits = limits;
    this.keepsSampleText = options.keepsSampleText;
    this.summary = emptySummary(limits);
    this.levels = new NameTable(limits.levelNamesMax, LEVEL_BYTES_MAX);
    this.methods = new NameTable(limits.methodNamesMax, METHOD_BYTES_MAX);
    this.windows = new LiveWindows(this.levels, limits);
    this.routes = this.summary.routes;
    this.routeIds = new RouteIds(this.routes);
    this.services = this.summary.services;
    this.hosts = this.summary.hosts;
    this.errorSamplesWanted = limits.errorSamplesMax;
    this.rejectedSamplesWanted = limits.rejectedSamplesMax > 0 ? ~0 : 0;
  }

  record(fields: LineFields, byteOffset: number, byteLength: number, lineBytes: Uint8Array, lineStart: number): void {
    const { timestampMs, status, bytes, durationMicros: micros, level, method, path, service, host } = fields;
    const isError = fields.isErrorLevel || status >= 500;
    const bucket = micros < 0 ? -1 : bucketOf(micros);
    const levelSlot = isPresent(level) ? this.recordLevel(level) : NO_LEVEL;
    this.windows.record(minuteOf(timestampMs), status, levelSlot, isError, bytes, micros, bucket);
    if (isPresent(method)) this.addMethod(method, 1);
    if (isPresent(path)) {
      const route = this.routeIds.idOf(path.bytes, path.start, path.end);
      if (route !== NO_KEY) this.routes.record(route, isError, micros, bucket);
    }
    if (isPresent(service)) this.services.record(this.services.idOf(service.bytes, service.start, service.end), isError, micros, bucket);
    if (isPresent(host)) this.hosts.record(this.hosts.idOf(host.bytes, host.start, host.end), isError, micros, bucket);
    if (timestampMs < this.firstRecordMs) this.firstRecordMs = timestampMs;
    if (timestampMs > this.lastRecordMs) this.lastRecordMs = timestampMs;
    if (micros > this.slowestMicros || (isError && this.errorSamplesWanted > 0)) this.sample(timestampMs, micros, isError, byteOffset, byteLength, lineBytes, lineStart);
  }

  sample(timestampMs: number, micros: number, isError: boolean, byteOffset: number, byteLength: number, lineBytes: Uint8Array, lineStart: number): void {
    const sample = this.sampleOf(timestampMs, micros, byteOffset, byteLength, lineBytes, lineStart);
    if (micros > this.slowestMicros) this.sampleSlowest(sample);
    if (isError && this.errorSamplesWanted > 0) this.sampleError(sample);
  }

  add(counted: CountedRecords): void {
    this.firstRecordMs = Math.min(this.firstRecordMs, counted.firstRecordMs);
    this.lastRecordMs = Math.max(this.lastRecordMs, counted.lastRecordMs);
    // First, for which names a window keeps hangs on all of them.
    for (const { name, records } of counted.levels) this.levels.record(this.levelSlotOf({ bytes: name, start: 0, end: name.length }), records);
    this.windows.add(counted.windows, counted.total);
    for (const { name, records } of counted.methods) this.addMethod({ bytes: name, start: 0, end: name.length }, records);
    for (const { key, records, errors, latency } of counted.routes) this.routes.add(key, records, errors, latency);
    for (const { key, records, errors, latency } of counted.services) this.services.add(key, records, errors, latency);
    for (const { key, records, errors, latency } of counted.hosts) this.hosts.add(key, records, errors, latency);
  }

  rejected(verdict: number, byteOffset: number, byteLength: number, lineBytes: Uint8Array, lineStart: number): void {
    const reason = verdict - 1;
    assert(reason >= 0 && reason < REJECT_REASONS.length, "VERDICT", { verdict });
    this.summary.rejectedByReason[reason]!++;
    const samples = this.summary.samples.rejected[reason]!;
    const { rejectedSamplesMax } = this.limits;
    if (samples.length >= rejectedSamplesMax) return;
    keepSample(samples, this.sampleOf(0, -1, byteOffset, byteLength, lineBytes, lineStart), compareOffsets, rejectedSamplesMax);
    if (samples.length === rejectedSamplesMax) this.rejectedSamplesWanted &= ~(1 << verdict);
  }

  addLines({ blank, comment, rejectedByReason }: CountedLines): void {
    this.summary.blankLines += blank;
    this.summary.commentLines += comment;
    for (const [reason, lines] of rejectedByReason.entries()) this.summary.rejectedByReason[reason]! += lines;
  }

  blank(): void {
    this.summary.blankLines++;
  }

  comment(): void {
    this.summary.commentLines++;
  }

  gap(gap: TextGap): void {
    this.summary.gaps.push({ startByte: gap.startByte, endByte: gap.endByte, reason: gap.reason });
  }

  limit(name: string, dropped: number): void {
    addLimitHit(this.summary, name, dropped);
  }

  finish(): EncodedPartial {
    const { summary, windows } = this;
    const packed = windows.finish();
    summary.total = { ...packed.total, levels: this.levels.nameCounts() };
    summary.methods = this.methods.nameCounts();
    if (summary.total.records > 0) [summary.firstRecordMs, summary.lastRecordMs] = [this.firstRecordMs, this.lastRecordMs];
    for (const table of [this.routes, this.services, this.hosts]) table.cut();
    summary.gaps.sort(compareGaps);
    settleWindows(summary, { records: packed.records, windowsEndMs: windows.windowsEndMs });
    return { summary: encodeSummary(summary), windowPages: packed.pages };
  }

  private recordLevel(level: TextField): number {
    const slot = this.levelSlotOf(level);
    this.levels.record(slot);
    return slot;
  }

  private levelSlotOf(level: TextField): number {
    const slot = this.levels.slotOf(level.bytes, level.start, level.end);
    if (slot !== NO_SLOT) return slot;
    this.windows.pack();
    this.levels.compact();
    return this.levels.slotOf(level.bytes, level.start, level.end);
  }

  private addMethod(method: TextField, records: number): void {
    let slot = this.methods.slotOf(method.bytes, method.start, method.end);
    if (slot === NO_SLOT) {
      this.methods.compact();
      slot = this.methods.slotOf(method.bytes, method.start, method.end);
    }
    this.methods.record(slot, records);
  }

  private sampleOf(timestampMs: number, durationMicros: number, byteOffset: number, byteLength: number, lineBytes: Uint8Array, lineStart: number): Sample {
    const textEnd = Math.min(lineStart + Math.min(byteLength, this.limits.sampleTextBytesMax), lineBytes.length);
    return { byteOffset, byteLength, timestampMs, durationMicros, text: this.keepsSampleText ? lineBytes.slice(lineStart, textEnd) : undefined };
  }

  private sampleSlowest(sample: Sample): void {
    const { slowest } = this.summary.samples;
    keepSample(slowest, sample, compareSlowest, this.limits.slowestSamplesMax);
    if (slowest.length === this.limits.slowestSamplesMax) this.slowestMicros = slowest.at(-1)!.durationMicros;
  }

  private sampleError(sample: Sample): void {
    keepSample(this.summary.samples.errors, sample, compareOffsets, this.limits.errorSamplesMax);
    this.errorSamplesWanted--;
  }
}
