import * as fc from "fast-check";
import { emptyLineFields, type TextField } from "../parse/line-fields.ts";
import { AGGREGATE_LIMITS, type AggregateLimits } from "./aggregate-limits.ts";
import { textToBytes } from "./byte-text.ts";
import type { EncodedPartial } from "./encoded-partial.ts";
import { createRangeAggregate } from "./range-aggregate.ts";

/** What a parser said of one line, as tests make it up. Texts have one character a byte, and are absent when undefined. */
export interface TestRecord {
  verdict: 0;
  timestampMs: number;
  status: number;
  durationMicros: number;
  bytes: number;
  isErrorLevel: boolean;
  level: string | undefined;
  method: string | undefined;
  path: string | undefined;
  service: string | undefined;
  host: string | undefined;
}
/** A rejected line (above 0), a blank one (-1) or a comment (-2). */
export interface TestNoRecord {
  verdict: number;
}
/** A line and where it stands. */
export type TestLine = (TestRecord | TestNoRecord) & { byteOffset: number; byteLength: number };

export const isRecord = (line: TestLine): line is TestLine & TestRecord => line.verdict === 0;

/** 2026-11-21T10:15:00Z. */
export const START_MS = 1_795_256_100_000;

const TEXT_FIELDS = ["level", "method", "path", "service", "host"] as const;
const field = (bytes: Uint8Array, text: string | undefined): TextField => ({ bytes, start: text === undefined ? -1 : 0, end: text?.length ?? 0 });

/** The partial of `lines`, in their order. */
export function aggregateLines(lines: readonly TestLine[], limits: AggregateLimits = AGGREGATE_LIMITS, keepsSampleText = true): EncodedPartial {
  const aggregate = createRangeAggregate({ keepsSampleText }, limits);
  const fields = emptyLineFields();
  for (const line of lines) {
    const text = textToBytes(`line at ${line.byteOffset}`.padEnd(line.byteLength).slice(0, line.byteLength));
    if (line.verdict === -1) aggregate.blank();
    else if (line.verdict === -2) aggregate.comment();
    else if (!isRecord(line)) aggregate.rejected(line.verdict, line.byteOffset, line.byteLength, text, 0);
    else {
      Object.assign(fields, line);
      for (const name of TEXT_FIELDS) fields[name] = field(textToBytes(line[name] ?? ""), line[name]);
      aggregate.record(fields, line.byteOffset, line.byteLength, text, 0);
    }
  }
  return aggregate.finish();
}

/** The bytes of a partial as one text: equal partials, and no others, have equal texts. Cheaper to compare than arrays. */
export function partialText({ summary, windowPages }: EncodedPartial): string {
  return [summary, ...windowPages].map((bytes) => Buffer.from(bytes).toString("base64")).join(" ");
}

const absentOr = <Value>(values: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> => fc.option(values, { nil: undefined });
const minusOneOr = (values: fc.Arbitrary<number>): fc.Arbitrary<number> => fc.oneof({ weight: 1, arbitrary: fc.constant(-1) }, { weight: 4, arbitrary: values });

/** Durations of every octave, and some longer than the histogram. */
export const durations = fc.oneof(
  fc.integer({ min: 0, max: 200 }),
  fc.double({ min: 0, max: 37, noNaN: true }).map((exponent) => Math.floor(2 ** exponent)),
  fc.constantFrom(86_400_000_000, 86_400_000_001, Number.MAX_SAFE_INTEGER),
);

const byteNames = (max: number): fc.Arbitrary<string> => fc.array(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: max }).map((bytes) => String.fromCharCode(...bytes));

/** Records within `minutes` minutes, with up to `names` different texts in each dimension. */
function records(minutes: number, names: number): fc.Arbitrary<TestRecord> {
  const numbered = (prefix: string): fc.Arbitrary<string> => fc.nat({ max: names - 1 }).map((number) => `${prefix}${number}`);
  return fc.record({
    verdict: fc.constant(0 as const),
    timestampMs: fc.nat({ max: minutes * 60_000 - 1 }).map((ms) => START_MS + ms),
    status: minusOneOr(fc.constantFrom(100, 200, 204, 304, 404, 499, 500, 503, 999)),
    durationMicros: minusOneOr(durations),
    bytes: minusOneOr(fc.oneof(fc.nat(), fc.constant(Number.MAX_SAFE_INTEGER))),
    isErrorLevel: fc.boolean(),
    level: absentOr(fc.oneof(fc.constantFrom("INFO", "ERROR", "OTHER"), numbered("L"))),
    method: absentOr(fc.oneof(fc.constantFrom("GET", "POST"), numbered("M"))),
    path: absentOr(fc.oneof(numbered("/r"), numbered("/api/users/12345678/x"), byteNames(3))),
    service: absentOr(fc.oneof(numbered("s"), byteNames(2))),
    host: absentOr(numbered("h").map((name) => name.padEnd(40, "."))),
  });
}

/** Lines as they may stand in an object, one behind the other. */
export function testLines(options: { minutes?: number; names?: number; maxLength?: number } = {}): fc.Arbitrary<TestLine[]> {
  const { minutes = 3, names = 4, maxLength = 60 } = options;
  const noRecord = fc.record({ verdict: fc.constantFrom(-2, -1, 1, 2, 3, 4, 5, 6, 7) });
  const line = fc.oneof({ weight: 8, arbitrary: records(minutes, names) }, { weight: 1, arbitrary: noRecord });
  return fc.array(fc.tuple(line, fc.integer({ min: 0, max: 300 })), { maxLength, size: "max" }).map((drawn) => {
    let byteOffset = 0;
    return drawn.map(([drawnLine, byteLength]) => {
      const placed = { ...drawnLine, byteOffset, byteLength };
      byteOffset += byteLength + 1;
      return placed;
    });
  });
}

/** How to cut lines into ranges, and in which groups to merge those: every number cuts, or merges the neighbours from there on. */
export interface TestPlan {
  cuts: number[];
  merges: number[];
}

export const testPlans: fc.Arbitrary<TestPlan> = fc.record({ cuts: fc.array(fc.nat({ max: 60 }), { maxLength: 8 }), merges: fc.array(fc.nat({ max: 30 }), { maxLength: 12 }) });

/** The lines of each range of a plan. */
export function cutLines(lines: readonly TestLine[], plan: TestPlan): TestLine[][] {
  const cuts = [0, ...plan.cuts.map((cut) => Math.min(cut, lines.length)).sort((left, right) => left - right), lines.length];
  return cuts.slice(1).map((end, i) => lines.slice(cuts[i], end));
}

/** One partial of many, merged two or three neighbours at a time as the plan says, so that every shape of tree comes about. */
export function mergeByPlan(partials: readonly EncodedPartial[], plan: TestPlan, merge: (group: EncodedPartial[]) => EncodedPartial): EncodedPartial {
  const left = [...partials];
  for (const step of plan.merges) {
    if (left.length <= 1) break;
    const at = step % left.length;
    const group = left.slice(at, at + 2 + (step % 2));
    left.splice(at, group.length, merge(group));
  }
  return merge(left);
}
