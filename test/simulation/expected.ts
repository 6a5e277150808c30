import { blockHourMs, encodeBlock } from "../../shared/core/aggregate/block.ts";
import type { EncodedPartial } from "../../shared/core/aggregate/encoded-partial.ts";
import { finalizeKeys } from "../../shared/core/aggregate/finalize-keys.ts";
import { finalizeSamples } from "../../shared/core/aggregate/finalize-samples.ts";
import { finalizeSummary } from "../../shared/core/aggregate/finalize-summary.ts";
import { AGGREGATE_LIMITS } from "../../shared/core/aggregate/aggregate-limits.ts";
import { finalizeWindow } from "../../shared/core/aggregate/finalize-windows.ts";
import { decodeSummary, encodeSummary } from "../../shared/core/aggregate/summary-encoding.ts";
import { emptySummary, mergeSummary, settleWindows } from "../../shared/core/aggregate/summary.ts";
import { createWindowMerger } from "../../shared/core/aggregate/window-merger.ts";
import { createPageWriter } from "../../shared/core/aggregate/window-pages.ts";
import { packWindow, unpackWindow, type Window } from "../../shared/core/aggregate/window.ts";
import { stringifyDocument } from "../../shared/contracts/document.ts";
import type { Job, SourceSettings } from "../../shared/contracts/job.ts";
import { FAN_IN } from "../../shared/core/limits.ts";
import { createReferenceRangeParser } from "../../shared/core/ranges/reference-range-parser.ts";
import { zlibDecompressor } from "../../shared/adapters/zlib/decompressor.ts";
import { parseRange } from "../../shared/protocol/parse-range.ts";
import { analyzeWithOracle } from "../oracle/oracle.ts";
import type { Content } from "./contents.ts";
import type { Profile } from "./profiles.ts";

/** What a job's plan comes to when nothing goes wrong, or when some of its ranges are gaps. */
export interface Outcome {
  summary: Uint8Array;
  /** By hour, and by page within it. */
  blocks: ReadonlyMap<number, readonly Uint8Array[]>;
  windows: readonly Window[];
}

/** What the figures of a content under certain settings have to be. */
export interface Expected {
  content: Content;
  settings: SourceSettings;
  ranges: readonly EncodedPartial[];
  /** The partial of a fold node of level 1 whose children are all done, but for these ranges. */
  node(index: number, failed: ReadonlySet<number>): EncodedPartial;
  outcome(failed: ReadonlySet<number>): Outcome;
  /** The oracle's document as text; undefined where limits are hit on purpose, or where part of the content cannot be read. */
  oracle: string | undefined;
}

type PlannedJob = Pick<Job, "encoding" | "objectBytes" | "rangeBytes" | "rangeCount" | "settings" | "lastModifiedMs">;

/** Every object of the simulated store was last modified then: figures do not depend on it, and so can be kept from seed to seed. */
export const LAST_MODIFIED_MS = Date.UTC(2026, 10, 21, 11);
/** Takes little memory at once. */
export const rangeParser = createReferenceRangeParser({ readBytes: 4_096 });
const RANGE_GAP = "range-failed";

/** Parse the content as a single thread would, range by range, and keep what is asked of it. */
export async function expect(content: Content, planned: PlannedJob, profile: Profile): Promise<Expected> {
  const objects = {
    readStart: async () => undefined,
    async *readRange(_object: unknown, startByte: number, endByte: number) {
      yield content.bytes.subarray(startByte, endByte);
    },
  };
  const ranges: EncodedPartial[] = [];
  for (let index = 0; index < planned.rangeCount; index++) ranges.push(await parseRange(planned as Job, index, { objects, decompressor: zlibDecompressor, parser: rangeParser }));
  const outcomes = new Map<string, Outcome>();
  const gapOf = (rangeIndex: number) => {
    const startByte = rangeIndex * planned.rangeBytes;
    return { startByte, endByte: Math.min(planned.objectBytes, startByte + planned.rangeBytes), reason: RANGE_GAP };
  };
  const mergeRanges = (first: number, end: number, failed: ReadonlySet<number>) => {
    const inNode = Array.from({ length: end - first }, (_, child) => first + child);
    return merge(
      inNode.filter((range) => !failed.has(range)).map((range) => ranges[range]!),
      inNode.filter((range) => failed.has(range)).map(gapOf),
    );
  };
  const node = (index: number, failed: ReadonlySet<number>): EncodedPartial => {
    const { summary, pages, merger } = mergeRanges(index * FAN_IN, Math.min(ranges.length, (index + 1) * FAN_IN), failed);
    settleWindows(summary, merger);
    return { summary: encodeSummary(summary), windowPages: pages };
  };
  const computeOutcome = (failed: ReadonlySet<number>): Outcome => {
    const nodes = Array.from({ length: Math.ceil(ranges.length / FAN_IN) }, (_, index) => index);
    const root =
      ranges.length <= FAN_IN
        ? mergeRanges(0, ranges.length, failed)
        : merge(
            nodes.map((index) => node(index, failed)),
            [],
          );
    settleWindows(root.summary, root.merger);
    const hours = Map.groupBy(root.windows, ({ windowStartMs }) => blockHourMs(windowStartMs));
    const blocks = new Map([...hours].map(([hour, windows]) => [hour, encodeBlock(windows.map(packWindow))]));
    return { summary: encodeSummary(root.summary), blocks, windows: root.windows };
  };
  return {
    content,
    settings: planned.settings,
    ranges,
    node,
    outcome(failed) {
      const key = [...failed].toSorted((a, b) => a - b).join();
      const known = outcomes.get(key) ?? computeOutcome(failed);
      outcomes.set(key, known);
      return known;
    },
    oracle: profile === "tight" || !content.isWhole ? undefined : oracleOf(content, planned),
  };
}

/** What an outcome reads like in a document. */
export function documentOf({ summary: encoded, windows }: Outcome): Record<string, unknown> {
  const summary = decodeSummary(encoded);
  return {
    summary: finalizeSummary(summary),
    windows: windows.map((window) => finalizeWindow(window, 60, "final")),
    routes: finalizeKeys(summary.routes),
    services: finalizeKeys(summary.services),
    hosts: finalizeKeys(summary.hosts),
    samples: finalizeSamples(summary.samples),
  };
}

/**
 * The text of a document without its job, to be compared byte for byte. Means are ratios of exact sums, which the oracle divides in doubles:
 * they are compared to 12 digits. The text that samples of compressed objects keep is not the oracle's business.
 */
export function comparable(document: unknown): string {
  const { summary, windows, routes, services, hosts, samples } = JSON.parse(stringifyDocument(document)) as Record<string, unknown>;
  return JSON.stringify(sortKeys({ summary, windows, routes, services, hosts, samples }), (key, value: unknown) => {
    if (key === "text") return undefined;
    return key === "mean" && typeof value === "number" ? Number(value.toPrecision(12)) : value;
  });
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sortKeys(member)]),
  );
}

function oracleOf(content: Content, { settings, lastModifiedMs }: PlannedJob): string {
  const { timeZone, format, jsonAliases } = settings;
  return comparable(analyzeWithOracle(content.text, { timeZone, format, jsonAliases, referenceTimeMs: lastModifiedMs }));
}

/** Merge in child order with everything in memory: what a reducer does with pages that it fetches. */
function merge(children: readonly EncodedPartial[], gaps: readonly { startByte: number; endByte: number; reason: string }[]) {
  const summary = emptySummary();
  for (const child of children) mergeSummary(summary, decodeSummary(child.summary));
  if (gaps.length > 0) mergeSummary(summary, { ...emptySummary(), gaps: [...gaps] });
  const pages: Uint8Array[] = [];
  const windows: Window[] = [];
  const writer = createPageWriter((page) => pages.push(page));
  const merger = createWindowMerger(children.length, summary.windowsEndMs);
  const nextPages = children.map(() => 0);
  while (!merger.isDone) {
    const child = merger.needsPage();
    if (child !== undefined) merger.feed(child, children[child]!.windowPages[nextPages[child]!++]);
    const window = merger.next();
    if (window === undefined) continue;
    writer.write(window);
    windows.push(unpackWindow(window, AGGREGATE_LIMITS));
  }
  writer.finish();
  return { summary, pages, merger, windows };
}
