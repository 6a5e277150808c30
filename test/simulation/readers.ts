import type { MetricsAnswer, SourceMetricsAnswer } from "../../shared/contracts/api.ts";
import type { WindowDocument } from "../../shared/contracts/document.ts";
import type { Job } from "../../shared/contracts/job.ts";
import { AGGREGATE_LIMITS } from "../../shared/core/aggregate/aggregate-limits.ts";
import { finalizeWindow } from "../../shared/core/aggregate/finalize-windows.ts";
import { mergeWindow, type Window } from "../../shared/core/aggregate/window.ts";
import { stringifyDocument } from "../../shared/contracts/document.ts";
import { comparable, documentOf, type Expected, type Outcome } from "./expected.ts";
import type { Profile } from "./profiles.ts";
import { SOURCE } from "./story.ts";
import type { Checker } from "./violation.ts";
import type { World } from "./world.ts";

/** Log times of the contents lie within. */
const FROM = "2026-11-21T09:00:00Z";
const TO = "2026-11-21T13:00:00Z";

interface Seen {
  generation: number;
  endedAtMs: number;
  records: Map<string, number>;
}

/** People who look at jobs and sources through the API, and hold what they are shown against what they may be shown. */
export function createReaders(world: World, profile: Profile, expectedOf: (job: Job) => Expected | undefined) {
  const seen = new Map<string, Seen>();
  const fail = (checker: Checker, message: string): void => world.report(checker, message);

  const readJob = async (jobId: string): Promise<MetricsAnswer | undefined> => {
    const startedAtMs = world.scheduler.now();
    const answer = await world.callApi("GET", `/jobs/${jobId}/metrics`, { step: "60" });
    if (answer === undefined || !isServed(answer.status, [200])) return undefined;
    const page = answer.body as MetricsAnswer;
    checkJob(page, startedAtMs);
    return page;
  };

  const isServed = (status: number, served: readonly number[]): boolean => {
    // Stores that refuse are somebody else's fault; the API says so.
    if (![...served, 503].includes(status)) fail("no-bug", `the API answered ${status}`);
    return served.includes(status);
  };

  const checkJob = (page: MetricsAnswer, startedAtMs: number): void => {
    const { job, windows } = page;
    const known = world.stores.known.get(job.jobId)!;
    const expected = expectedOf(known);
    if (expected === undefined) {
      if (windows.length > 0) fail("read-final", `windows of ${job.jobId}, of which nobody stored the content`);
      return;
    }
    if (job.ranges.done + job.ranges.failed > job.ranges.total) fail("read-final", `${job.jobId} has more ranges than there are`);
    if (job.state === "complete" || job.state === "complete-with-gaps") {
      const failed = rangesOf(job.gaps, known);
      const isWhole = job.state === "complete-with-gaps" || (failed.size === 0 && job.gaps.length === 0);
      if (!isWhole) fail("read-final", `${job.jobId} is complete with gaps`);
      if (comparable(page) !== comparable(documentOf(expected.outcome(failed)))) fail("read-final", `the document of ${job.jobId} (${job.state}) is not what its plan comes to`);
    } else if (windows.some(({ state }) => state === "final")) fail("read-final", `a window of ${job.jobId} is final although the job is ${job.state}`);
    else if (job.state !== "running" && job.state !== "queued" && windows.length > 0) fail("read-final", `${job.jobId} is ${job.state} and serves windows`);
    if (profile !== "tight" && job.state !== "failed" && job.state !== "superseded") checkMonotone(page, expected, startedAtMs);
  };

  const checkMonotone = ({ job, windows }: MetricsAnswer, expected: Expected, startedAtMs: number): void => {
    const whole = new Map(expected.outcome(new Set()).windows.map((window) => [isoOf(window.windowStartMs), window.records]));
    const records = new Map(windows.map((window) => [window.windowStart, window.records]));
    for (const [windowStart, count] of records)
      if (count > (whole.get(windowStart) ?? 0)) fail("read-monotone", `the window ${windowStart} of ${job.jobId} has ${count} records of ${whole.get(windowStart) ?? 0}`);
    const before = seen.get(job.jobId);
    // A partial that was lost takes its windows along until it is made again.
    const isKept = !world.faults.counts.has("dynamodb.partial-expired");
    if (isKept && before !== undefined && before.generation === job.generation && before.endedAtMs < startedAtMs)
      for (const [windowStart, count] of before.records)
        if ((records.get(windowStart) ?? 0) < count) fail("read-monotone", `the window ${windowStart} of ${job.jobId} went back from ${count} to ${records.get(windowStart) ?? 0}`);
    seen.set(job.jobId, { generation: job.generation, endedAtMs: world.scheduler.now(), records });
  };

  const readSource = async (): Promise<void> => {
    const startedAtMs = world.scheduler.now();
    const wasFaulty = !world.faults.isStopped;
    const answer = await world.callApi("GET", `/sources/${SOURCE}/metrics`, { from: FROM, to: TO, step: "60" });
    // A slow store makes any query too large, also one that was under way when the faults stopped.
    if (answer === undefined || (answer.status === 413 && wasFaulty) || !isServed(answer.status, [200, 404])) return;
    if (answer.status === 404) {
      if (world.stores.known.size > 0 && [...world.stores.publications.values()].some((all) => all[0]!.atMs < startedAtMs))
        fail("read-source", "the source is unknown although it has results");
      return;
    }
    checkSource((answer.body as SourceMetricsAnswer).windows, startedAtMs);
  };

  /** Of each key what was published at some moment of the query, all of it, and nothing else. */
  const checkSource = (windows: readonly WindowDocument[], startedAtMs: number): void => {
    let choices: (readonly Outcome[])[] = [[]];
    for (const all of world.stores.publications.values()) {
      const during = all.filter(({ atMs }) => atMs >= startedAtMs).map(({ outcome }) => outcome);
      const before = all.findLast(({ atMs }) => atMs <= startedAtMs)?.outcome;
      choices = choices.flatMap((choice) => [before, ...during].map((outcome) => (outcome === undefined ? choice : [...choice, outcome])));
    }
    const shown = stringifyDocument(windows);
    if (!choices.some((choice) => stringifyDocument(mergeOutcomes(choice)) === shown))
      fail("read-source", `the source shows ${windows.length} windows that were never published together`);
  };

  return { readJob, readSource };
}

export type Readers = ReturnType<typeof createReaders>;

const isoOf = (epochMs: number): string => new Date(epochMs).toISOString().replace(".000Z", "Z");

function mergeOutcomes(outcomes: readonly Outcome[]): WindowDocument[] {
  const merged = new Map<number, Window>();
  for (const window of outcomes.flatMap(({ windows }) => windows)) {
    if (window.windowStartMs < Date.parse(FROM) || window.windowStartMs >= Date.parse(TO)) continue;
    const into = merged.get(window.windowStartMs);
    if (into === undefined) merged.set(window.windowStartMs, structuredClone(window));
    else mergeWindow(into, structuredClone(window), AGGREGATE_LIMITS);
  }
  return [...merged.values()].toSorted((a, b) => a.windowStartMs - b.windowStartMs).map((window) => finalizeWindow(window, 60, "final"));
}

/** The ranges that a document's gaps name. */
export function rangesOf(gaps: readonly { startByte: number; endByte: number | null; reason: string; attempts?: number }[], job: Job): Set<number> {
  const ranges = new Set<number>();
  for (const { startByte, endByte, reason } of gaps) {
    if (TEXT_REASONS.has(reason)) continue;
    for (let byte = startByte; byte < (endByte ?? job.objectBytes); byte += job.rangeBytes) ranges.add(Math.floor(byte / job.rangeBytes));
  }
  return ranges;
}

/** Gaps of text that could not be read; the others stand for ranges. */
const TEXT_REASONS: ReadonlySet<string> = new Set(["truncated", "corrupt", "text-limit"]);
