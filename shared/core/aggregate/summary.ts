import { assert } from "../errors.ts";
import { REJECT_REASONS } from "../parse/verdict.ts";
import { AGGREGATE_LIMITS, type AggregateLimits } from "./aggregate-limits.ts";
import { KeyTable } from "./key-table.ts";
import { emptyNameCounts, mergeNameCounts, type NameCounts } from "./name-counts.ts";
import { emptySamples, mergeSamples, type Samples } from "./samples.ts";
import { emptyTally, mergeTally, type Tally } from "./tally.ts";
import { compareGaps, type TextGap } from "./text-gap.ts";

/** Everything a partial knows besides its windows. Totals are counted on their own, not derived from windows, and are exact whatever limit was hit. */
export interface Summary {
  readonly limits: AggregateLimits;
  /** In the order of `REJECT_REASONS`. */
  rejectedByReason: number[];
  blankLines: number;
  commentLines: number;
  /** All records. */
  total: Tally;
  methods: NameCounts;
  /** Smallest and largest timestamp, epoch ms; 0 without records. */
  firstRecordMs: number;
  lastRecordMs: number;
  routes: KeyTable;
  services: KeyTable;
  hosts: KeyTable;
  samples: Samples;
  /** Windows from here on, epoch ms, were dropped; Infinity when none was. */
  windowsEndMs: number;
  /** Records that are in no window. */
  windowRecordsDropped: number;
  /** Further limits that were hit, and how much each dropped. Names, levels, keys and windows speak for themselves. */
  limitsHit: Map<string, number>;
  /** Ascending. */
  gaps: TextGap[];
}

/** The unit of {@link mergeSummary}. */
export function emptySummary(limits: AggregateLimits = AGGREGATE_LIMITS): Summary {
  return {
    limits,
    rejectedByReason: REJECT_REASONS.map(() => 0),
    blankLines: 0,
    commentLines: 0,
    total: emptyTally(),
    methods: emptyNameCounts(),
    firstRecordMs: 0,
    lastRecordMs: 0,
    routes: new KeyTable(limits),
    services: new KeyTable(limits),
    hosts: new KeyTable(limits),
    samples: emptySamples(),
    windowsEndMs: Infinity,
    windowRecordsDropped: 0,
    limitsHit: new Map(),
    gaps: [],
  };
}

/** Add `from` to `into`. Below the limits the order and the grouping of merges change nothing. */
export function mergeSummary(into: Summary, from: Summary): void {
  assert(into !== from, "MERGE_WITH_ITSELF");
  if (from.total.records > 0) {
    const isFirst = into.total.records === 0;
    into.firstRecordMs = isFirst ? from.firstRecordMs : Math.min(into.firstRecordMs, from.firstRecordMs);
    into.lastRecordMs = isFirst ? from.lastRecordMs : Math.max(into.lastRecordMs, from.lastRecordMs);
  }
  into.rejectedByReason = into.rejectedByReason.map((count, reason) => count + from.rejectedByReason[reason]!);
  into.blankLines += from.blankLines;
  into.commentLines += from.commentLines;
  mergeTally(into.total, from.total, into.limits);
  into.methods = mergeNameCounts(into.methods, from.methods, into.limits.methodNamesMax);
  into.routes.merge(from.routes);
  into.services.merge(from.services);
  into.hosts.merge(from.hosts);
  mergeSamples(into.samples, from.samples, into.limits);
  into.windowsEndMs = Math.min(into.windowsEndMs, from.windowsEndMs);
  into.windowRecordsDropped += from.windowRecordsDropped;
  for (const [name, dropped] of from.limitsHit) addLimitHit(into, name, dropped);
  into.gaps = [...into.gaps, ...from.gaps].sort(compareGaps);
}

/** Note that a limit was hit and dropped so much more. */
export function addLimitHit(summary: Summary, name: string, dropped: number): void {
  if (dropped > 0) summary.limitsHit.set(name, (summary.limitsHit.get(name) ?? 0) + dropped);
}

/**
 * Take over how the windows beside the summary came out, once they are all merged: how many records they hold and where they end.
 * Only now it is known whether the merged windows were too many.
 */
export function settleWindows(summary: Summary, windows: { records: number; windowsEndMs: number }): void {
  assert(windows.records <= summary.total.records, "WINDOW_RECORDS", { records: windows.records });
  summary.windowsEndMs = windows.windowsEndMs;
  summary.windowRecordsDropped = summary.total.records - windows.records;
}

/** Rejected lines. */
export function rejectedOf(summary: Summary): number {
  return summary.rejectedByReason.reduce((sum, count) => sum + count, 0);
}

/** All lines: every line is a record, rejected, blank or a comment. */
export function linesOf(summary: Summary): number {
  return summary.total.records + rejectedOf(summary) + summary.blankLines + summary.commentLines;
}
