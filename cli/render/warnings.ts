import type { JobPart } from "../../shared/contracts/api.ts";
import type { SamplesDocument, SummaryDocument } from "../../shared/contracts/document.ts";
import type { RejectReason } from "../../shared/core/parse/verdict.ts";
import { formatBytes, formatCount, formatPercent } from "./units.ts";
import { visibleText } from "./visible-text.ts";

const OFFSETS_SHOWN = 3;
const GAPS_SHOWN = 5;

/** Whether lines were rejected, and none is a record. */
export function isNothingUnderstood(summary: SummaryDocument | null): boolean {
  return summary !== null && summary.records === 0 && summary.rejected > 0;
}

/** What somebody has to know before believing the figures, one sentence each; none for a clean log. Without samples nothing says where a line was rejected. */
export function documentWarnings(job: JobPart, summary: SummaryDocument | null, samples: SamplesDocument | undefined): string[] {
  return [
    ...(job.state === "failed" && job.failure !== undefined
      ? [`the job failed: ${job.failureMessage === undefined ? describeFailure(job.failure) : `${visibleText(job.failureMessage)} (${visibleText(job.failure)})`}`]
      : []),
    ...(job.state === "superseded" ? ["a newer content of this object replaced this job: its own windows are not shown with the source's"] : []),
    ...gapWarnings(job),
    ...(isNothingUnderstood(summary) ? ["nothing in this file was understood: fanfold detect shows why, line by line"] : []),
    ...(summary === null ? [] : rejectedWarnings(summary, samples)),
    ...job.limits.map(({ name, dropped }) => `the limit ${visibleText(name)} was hit: ${describeLimit(name, formatCount(dropped))}`),
  ];
}

/** `no-format: 30 lines (0.3 %), the first at byte 120, 4,502, 9,000`. */
function rejectedWarnings(summary: SummaryDocument, samples: SamplesDocument | undefined): string[] {
  return Object.entries(summary.rejectedByReason)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, count]) => {
      const offsets = (samples?.rejected[reason as RejectReason] ?? []).slice(0, OFFSETS_SHOWN).map((sample) => formatCount(sample.byteOffset));
      const where = offsets.length === 0 ? "" : `, first at byte ${offsets.join(", ")}`;
      return `${formatCount(count)} ${count === 1 ? "line" : "lines"} rejected as ${reason} (${formatPercent(count / summary.lines)})${where}`;
    });
}

function gapWarnings(job: JobPart): string[] {
  const shown = job.gaps.slice(0, GAPS_SHOWN).map((gap) => {
    const extent = gap.endByte === null ? "on" : `to ${formatCount(gap.endByte)} (${formatBytes(gap.endByte - gap.startByte)})`;
    const attempts = gap.attempts === undefined || gap.attempts === 0 ? "" : `, after ${formatCount(gap.attempts)} ${gap.attempts === 1 ? "attempt" : "attempts"}`;
    return `gap: bytes from ${formatCount(gap.startByte)} ${extent} are not in the result: ${visibleText(gap.reason)}${attempts}${describeGap(gap.reason)}`;
  });
  return job.gaps.length > shown.length ? [...shown, `and ${formatCount(job.gaps.length - shown.length)} more gaps`] : shown;
}

/** A failure's code as a sentence; a code of a newer stack as it is. */
function describeFailure(code: string): string {
  return FAILURES[code] === undefined ? visibleText(code) : `${FAILURES[code]} (${code})`;
}

/** What a limit did, as a sentence; one of a newer stack in general words. */
function describeLimit(name: string, dropped: string): string {
  return `${(LIMITS[name] ?? ((count) => `${count} dropped from the lists`))(dropped)}; the summary's figures stay exact`;
}

const manyKeys =
  (what: string) =>
  (dropped: string): string =>
    `there are so many ${what} that ${dropped} records are of none that is listed or could be`;
const longKeys =
  (what: string) =>
  (dropped: string): string =>
    `${dropped} records have such a long ${what} that it is cut, and those that begin alike are counted together`;

/** What each limit did, by its name in the document. */
export const LIMITS: Readonly<Record<string, (dropped: string) => string>> = {
  routes: manyKeys("routes"),
  services: manyKeys("services"),
  hosts: manyKeys("hosts"),
  levels: (dropped) => `there are so many names of levels that ${dropped} records count as OTHER`,
  methods: (dropped) => `there are so many methods that ${dropped} records count as OTHER`,
  windows: (dropped) => `the log spans so many minutes that ${dropped} records of the latest are in no window`,
  "long-levels": longKeys("level"),
  "long-routes": longKeys("route"),
  "long-services": longKeys("service"),
  "long-hosts": longKeys("host"),
  gaps: (dropped) => `there are so many gaps that further ones, ${dropped} bytes together, are not listed`,
};

/** What stands behind a gap's reason: what it means and what to do; nothing for one of a newer stack. */
function describeGap(reason: string): string {
  return GAPS[reason] === undefined ? "" : `: ${GAPS[reason]}`;
}

/** Why bytes are not in a result, by the reason in the document. */
export const GAPS: Readonly<Record<string, string>> = {
  "attempts-used-up": "every attempt to read them failed; fanfold redrive tries again",
  lost: "their task was lost again and again; fanfold redrive tries again",
  unknown: "nobody noted why; fanfold redrive tries again",
  "text-limit": "the object expands to more text than one job reads; store it in parts",
  truncated: "the compressed data ends too early; store the object again",
  corrupt: "the compressed data is damaged; store the object again",
};

const FAILURES: Readonly<Record<string, string>> = {
  SPLIT_FAILED: "the object could not be split into ranges, again and again; fanfold redrive tries once more",
  FOLD_FAILED: "the partial results could not be folded, again and again; fanfold redrive tries once more",
  OBJECT_DELETED: "the object was deleted while it was read; upload it again",
  OBJECT_FORBIDDEN: "the object may not be read; check the bucket's permissions",
};
