import type { JobPart } from "../../shared/contracts/api.ts";
import type { ReceiptDocument, SummaryDocument } from "../../shared/contracts/document.ts";
import type { Paint } from "../terminal.ts";
import { renderLabelled, wrapWords } from "./labelled-lines.ts";
import { describeBasis } from "./receipt-table.ts";
import { formatBytes, formatCount, formatDollars, formatInstant, formatMs, formatPercent, formatRate, formatSpan } from "./units.ts";
import { visibleText } from "./visible-text.ts";

const LABEL_WIDTH = 12;
const NAMES_SHOWN_MAX = 16;

/** What was read: object, state, lines by verdict and the time they span. The summary is null while there is no result. */
export function renderHeader(job: JobPart, summary: SummaryDocument | null, width: number, paint: Paint): string {
  const title = `${paint("bold", visibleText(job.objectKey))}  ${formatBytes(job.objectBytes)}, ${describeFormat(job.format, job.encoding)}`;
  return `${title}\n${renderLabelled(
    [["state", `${paintState(job.state, paint)}${describeRanges(job)}`], ...(summary === null ? [] : lineCounts(summary, width)), ["cost", describeCost(job.receipt)]].map(
      padLabel,
    ),
    paint,
  )}`;
}

/** What a job cost in a few words, in case that it has a receipt. */
function describeCost(receipt: ReceiptDocument | undefined): string | undefined {
  if (receipt === undefined) return undefined;
  return `${formatDollars(receipt.dollars.total)} (${describeBasis(receipt)}); a scan by Athena ${formatDollars(receipt.athena.dollars)}`;
}

function lineCounts(summary: SummaryDocument, width: number): [string, string | undefined][] {
  const { lines, records, rejected, blankLines, commentLines } = summary;
  const others = [
    [rejected, "rejected"],
    [blankLines, "blank"],
    [commentLines, "comments"],
  ] as const;
  const parts = [`${formatCount(records)} records`, ...others.filter(([count]) => count > 0).map(([count, name]) => `${formatCount(count)} ${name}`)];
  return [
    ["lines", `${formatCount(lines)} = ${parts.join(" + ")}`],
    ["rejected", rejected === 0 ? undefined : wrapWords(nameCounts(summary.rejectedByReason), width, LABEL_WIDTH)],
    ["time (UTC)", describeTimes(summary.firstRecordAt, summary.lastRecordAt)],
  ];
}

function describeRanges({ ranges, generation, state }: JobPart): string {
  const isLive = state === "queued" || state === "running";
  const counted = ranges.total > 1 || isLive ? `, ${isLive ? `${formatCount(ranges.done)} of ` : ""}${formatCount(ranges.total)} ranges` : "";
  return `${counted}${generation > 0 ? `, redriven ${generation === 1 ? "once" : `${generation} times`}` : ""}`;
}

/** The figures of the whole log. */
export function renderSummary(summary: SummaryDocument, width: number, paint: Paint): string {
  const { latencyMs } = summary;
  const percentiles =
    latencyMs === null ? undefined : (["p50", "p90", "p95", "p99", "max"] as const).map((name) => `${paint("dim", name)} ${formatMs(latencyMs[name])}`).join("   ");
  return renderLabelled(
    [
      ["requests", `${formatCount(summary.requests)}${summary.requests > 0 ? `   ${formatRate(summary.requestsPerSecond)} a second` : ""}`],
      ["errors", `${formatCount(summary.errors)}${summary.clientErrors > 0 ? `   client errors ${formatCount(summary.clientErrors)}` : ""}`],
      ["error rate", summary.errors > 0 ? paint("red", formatPercent(summary.errorRate)) : formatPercent(summary.errorRate)],
      ["latency", percentiles],
      ["bytes", Number(summary.bytes) > 0 ? formatBytes(summary.bytes) : undefined],
      ["status", wrapWords(nameCounts(summary.status), width, LABEL_WIDTH)],
      ["levels", wrapWords(nameCounts(summary.levels), width, LABEL_WIDTH)],
      ["methods", wrapWords(nameCounts(summary.methods), width, LABEL_WIDTH)],
    ].map(padLabel),
    paint,
  );
}

/** `complete` in green, gaps in yellow, failure in red. */
export function paintState(state: string, paint: Paint): string {
  if (state === "complete") return paint("green", state);
  return state === "failed" ? paint("red", state) : state === "running" || state === "queued" ? paint("cyan", state) : paint("yellow", state);
}

/** Names with their counts, the most frequent first, cut to what somebody reads. */
function nameCounts(counts: Readonly<Record<string, number>>): string[] {
  const entries = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  const shown = entries.slice(0, NAMES_SHOWN_MAX).map(([name, count]) => `${visibleText(name)} ${formatCount(count)}`);
  return entries.length > shown.length ? [...shown, `and ${entries.length - shown.length} more`] : shown;
}

function describeFormat(format: string, encoding: string): string {
  return encoding === "plain" ? `format ${format}` : `format ${format}, ${encoding}`;
}

function describeTimes(first: string | null, last: string | null): string | undefined {
  if (first === null || last === null) return undefined;
  const [firstMs, lastMs] = [Date.parse(first), Date.parse(last)];
  return `${formatInstant(firstMs, true)} to ${formatInstant(lastMs, true)}, ${formatSpan((lastMs - firstMs) / 1000)}`;
}

function padLabel([label, value]: (string | undefined)[]): readonly [string, string | undefined] {
  return [(label ?? "").padEnd(LABEL_WIDTH - 2), value];
}
