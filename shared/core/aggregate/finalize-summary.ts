import { KEY_BYTES_MAX, LEVEL_BYTES_MAX } from "../limits.ts";
import { REJECT_REASONS } from "../parse/verdict.ts";
import { finalizeNames, finalizeTally, type TallyDocument } from "./finalize-tally.ts";
import type { KeyTable } from "./key-table.ts";
import type { NameCounts } from "./name-counts.ts";
import { linesOf, rejectedOf, type Summary } from "./summary.ts";

/** The summary of a job. `lines = records + rejected + blankLines + commentLines`. */
export interface SummaryDocument extends TallyDocument {
  lines: number;
  rejected: number;
  blankLines: number;
  commentLines: number;
  /** Only the reasons that occurred. */
  rejectedByReason: Record<string, number>;
  /** Requests / seconds from first to last record, at least 1. */
  requestsPerSecond: number;
  methods: Record<string, number>;
  /** ISO time with ms; null without records. */
  firstRecordAt: string | null;
  lastRecordAt: string | null;
}

/** A limit that was hit, and how many records it dropped from the metric it names or counted under a cut name, or lines, bytes or windows' records. */
export interface LimitDocument {
  name: string;
  dropped: number;
}

/** The summary as people read it. */
export function finalizeSummary(summary: Summary): SummaryDocument {
  const { total, firstRecordMs, lastRecordMs } = summary;
  const { records, requests, errors, clientErrors, errorRate, bytes, status, levels, latencyMs } = finalizeTally(total);
  const seconds = Math.max(1, (lastRecordMs - firstRecordMs) / 1000);
  const reasons = REJECT_REASONS.map((reason, i) => [reason, summary.rejectedByReason[i]!] as const).filter(([, count]) => count > 0);
  return {
    lines: linesOf(summary),
    records,
    rejected: rejectedOf(summary),
    blankLines: summary.blankLines,
    commentLines: summary.commentLines,
    rejectedByReason: Object.fromEntries(reasons),
    requests,
    errors,
    clientErrors,
    errorRate,
    requestsPerSecond: requests / seconds,
    bytes,
    status,
    levels,
    methods: finalizeNames(summary.methods),
    latencyMs,
    firstRecordAt: records === 0 ? null : new Date(firstRecordMs).toISOString(),
    lastRecordAt: records === 0 ? null : new Date(lastRecordMs).toISOString(),
  };
}

/** Every limit that was hit, by name. Counters and histograms of the summary are exact in spite of them. */
export function finalizeLimits(summary: Summary): LimitDocument[] {
  const limits = [
    ...[...summary.limitsHit].map(([name, dropped]) => ({ name, dropped })),
    { name: "levels", dropped: summary.total.levels.other },
    { name: "methods", dropped: summary.methods.other },
    { name: "routes", dropped: untracked(summary.routes) },
    { name: "services", dropped: untracked(summary.services) },
    { name: "hosts", dropped: untracked(summary.hosts) },
    { name: "windows", dropped: summary.windowRecordsDropped },
    { name: "long-levels", dropped: recordsOfLongNames(summary.total.levels) },
    { name: "long-routes", dropped: recordsOfLongKeys(summary.routes) },
    { name: "long-services", dropped: recordsOfLongKeys(summary.services) },
    { name: "long-hosts", dropped: recordsOfLongKeys(summary.hosts) },
  ];
  return limits.filter(({ dropped }) => dropped > 0).sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** Records of keys that are as long as a key may be: all but a few of them were cut there, and those that begin alike are counted as one. */
function recordsOfLongKeys(table: KeyTable): number {
  return table.counts().reduce((sum, { text, records }) => (text.length === KEY_BYTES_MAX ? sum + records : sum), 0);
}

/** The same of levels. */
function recordsOfLongNames({ names, counts }: NameCounts): number {
  return names.reduce((sum, name, i) => (name.length === LEVEL_BYTES_MAX ? sum + counts[i]! : sum), 0);
}

/** Records of keys that a table does not track. */
function untracked(table: KeyTable): number {
  return table.counts().reduce((left, { records }) => left - records, table.records);
}
