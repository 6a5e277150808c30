import { describe, expect, it } from "vitest";
import { AssertionError } from "../errors.ts";
import { emptyLineFields, type LineFields } from "../parse/line-fields.ts";
import { VERDICT_BAD_FIELD, VERDICT_BAD_JSON, VERDICT_RECORD } from "../parse/verdict.ts";
import { textToBytes } from "./byte-text.ts";
import type { EncodedPartial } from "./encoded-partial.ts";
import { finalizeKeys } from "./finalize-keys.ts";
import { finalizeSamples } from "./finalize-samples.ts";
import { finalizeLimits, finalizeSummary } from "./finalize-summary.ts";
import { finalizeWindow } from "./finalize-windows.ts";
import { mergePartials } from "./merge-partials.test-support.ts";
import { createRangeAggregate, type RangeAggregate } from "./range-aggregate.ts";
import type { Summary } from "./summary.ts";
import { decodeSummary, encodeSummary } from "./summary-encoding.ts";
import { readWindows } from "./window-pages.ts";

const START_MS = Date.UTC(2026, 10, 21, 10, 15);
const LINE = textToBytes("0123456789".repeat(40));

type Texts = Partial<Record<"level" | "method" | "path" | "service" | "host", string>>;
function fieldsOf(plain: Partial<LineFields>, texts: Texts = {}): LineFields {
  const fields = { ...emptyLineFields(), timestampMs: START_MS, ...plain };
  for (const [name, text] of Object.entries(texts)) Object.assign(fields, { [name]: { bytes: textToBytes(`<${text}>`), start: 1, end: text.length + 1 } });
  return fields;
}

function summaryOf(tell: (aggregate: RangeAggregate) => void, keepsSampleText = false): Summary {
  const aggregate = createRangeAggregate({ keepsSampleText });
  tell(aggregate);
  return decodeSummary(aggregate.finish().summary);
}

/** Thirty errors, of which three at a time are equally slow, and nine rejected lines. */
function tellMany(aggregate: RangeAggregate): void {
  for (let i = 0; i < 30; i++) aggregate.record(fieldsOf({ status: 500, durationMicros: (i % 10) * 1000 }), i * 100, 99, LINE, 5);
  for (let i = 0; i < 9; i++) aggregate.rejected(VERDICT_BAD_JSON, 5000 + i, 300, LINE, 390);
}

describe("createRangeAggregate", () => {
  it("counts requests, errors and client errors as the measures are defined", () => {
    const summary = summaryOf((aggregate) => {
      const tell = (plain: Partial<LineFields>, texts?: Texts): void => aggregate.record(fieldsOf(plain, texts), 0, 10, LINE, 0);
      tell({});
      tell({ status: 200 });
      tell({ durationMicros: 0 });
      tell({ status: 404, durationMicros: 5 });
      tell({ status: 500 });
      tell({ isErrorLevel: true }, { level: "ERROR" });
      tell({ isErrorLevel: true, status: 503 }, { level: "ERROR" });
      tell({ status: 499, bytes: 7 }, { level: "INFO", method: "GET" });
    });
    expect(finalizeSummary(summary)).toMatchObject({
      lines: 8,
      records: 8,
      rejected: 0,
      requests: 6,
      errors: 3,
      clientErrors: 2,
      errorRate: 3 / 8,
      requestsPerSecond: 6,
      bytes: 7,
      status: { 200: 1, 404: 1, 499: 1, 500: 1, 503: 1 },
      levels: { ERROR: 2, INFO: 1 },
      methods: { GET: 1 },
      latencyMs: { count: 2, min: 0, max: 0.005, mean: 0.0025, p50: 0, p99: 0.005 },
    });
  });

  it("counts every line once", () => {
    const summary = summaryOf((aggregate) => {
      aggregate.record(fieldsOf({}), 0, 10, LINE, 0);
      aggregate.blank();
      aggregate.blank();
      aggregate.comment();
      aggregate.rejected(VERDICT_BAD_JSON, 11, 4, LINE, 0);
      aggregate.rejected(VERDICT_BAD_FIELD, 20, 4, LINE, 0);
      aggregate.rejected(VERDICT_BAD_FIELD, 30, 4, LINE, 0);
    });
    expect(finalizeSummary(summary)).toMatchObject({ lines: 7, records: 1, rejected: 3, blankLines: 2, commentLines: 1, rejectedByReason: { "bad-json": 1, "bad-field": 2 } });
    expect(() => createRangeAggregate({ keepsSampleText: false }).rejected(VERDICT_RECORD, 0, 1, LINE, 0)).toThrow(AssertionError);
  });

  it("counts windows by UTC minute and requests per second of the window", () => {
    const aggregate = createRangeAggregate({ keepsSampleText: false });
    for (const timestampMs of [START_MS + 59_999, START_MS - 1, START_MS, START_MS + 60_000]) aggregate.record(fieldsOf({ timestampMs, status: 200 }), 0, 10, LINE, 0);
    const windows = [...readWindows(aggregate.finish().windowPages)].map((window) => finalizeWindow(window, 60, "final"));
    expect(windows.map(({ windowStart, state, records, requestsPerSecond }) => [windowStart, state, records, requestsPerSecond])).toEqual([
      ["2026-11-21T10:14:00Z", "final", 1, 1 / 60],
      ["2026-11-21T10:15:00Z", "final", 2, 2 / 60],
      ["2026-11-21T10:16:00Z", "final", 1, 1 / 60],
    ]);
  });

  it("counts targets by route, and only records that have one", () => {
    const summary = summaryOf((aggregate) => {
      for (const path of ["/users/1", "/users/2?x=1", "https://host/users/3#f", "/b", "/users/1"])
        aggregate.record(fieldsOf({ status: 500, durationMicros: 1000 }, { path }), 0, 10, LINE, 0);
      aggregate.record(fieldsOf({}, { host: "h".repeat(300) }), 0, 10, LINE, 0);
    });
    const { entries, otherRecords, isExact } = finalizeKeys(summary.routes);
    expect(entries.map(({ key, records, errors, countErrorMax, latencyMs }) => [key, records, errors, countErrorMax, latencyMs?.p50])).toEqual([
      ["/users/:id", 4, 4, 0, 1],
      ["/b", 1, 1, 0, 1],
    ]);
    expect([otherRecords, isExact]).toEqual([0, true]);
    expect(finalizeKeys(summary.hosts).entries[0]!.key).toBe("h".repeat(256));
    expect(finalizeKeys(summary.services)).toEqual({ entries: [], otherRecords: 0, isExact: true });
  });

  it("keeps the slowest, the first errors and the first rejected lines, with text only when it is told to", () => {
    const { slowest, errors, rejected } = finalizeSamples(summaryOf(tellMany).samples);
    expect(slowest.map(({ durationMs, byteOffset }) => [durationMs, byteOffset])).toEqual([
      [9, 900],
      [9, 1900],
      [9, 2900],
      [8, 800],
      [8, 1800],
      [8, 2800],
      [7, 700],
      [7, 1700],
      [7, 2700],
      [6, 600],
    ]);
    expect(errors.map(({ byteOffset }) => byteOffset)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
    expect(errors[0]).toEqual({ byteOffset: 0, byteLength: 99, timestamp: "2026-11-21T10:15:00.000Z" });
    expect(rejected).toEqual({ "bad-json": [0, 1, 2, 3, 4].map((i) => ({ byteOffset: 5000 + i, byteLength: 300 })) });
    const withText = finalizeSamples(summaryOf(tellMany, true).samples);
    expect(withText.slowest[0]!.text).toBe("56789" + "0123456789".repeat(9) + "0123");
    expect(withText.rejected["bad-json"]![0]!.text).toBe("0123456789");
  });

  it("cuts the text of a sample at 256 bytes", () => {
    const { errors } = summaryOf((aggregate) => aggregate.record(fieldsOf({ status: 500 }), 0, 400, LINE, 0), true).samples;
    expect(errors[0]!.text).toEqual(LINE.slice(0, 256));
  });

  it("carries gaps and limits from outside", () => {
    const summary = summaryOf((aggregate) => {
      aggregate.gap({ startByte: 9, endByte: Infinity, reason: "truncated" });
      aggregate.gap({ startByte: 5, endByte: 9, reason: "corrupt" });
      aggregate.limit("stream-text", 3);
      aggregate.limit("stream-text", 4);
      aggregate.limit("other", 0);
    });
    expect(summary.gaps).toEqual([
      { startByte: 5, endByte: 9, reason: "corrupt" },
      { startByte: 9, endByte: Infinity, reason: "truncated" },
    ]);
    expect(finalizeLimits(summary)).toEqual([{ name: "stream-text", dropped: 7 }]);
    expect(decodeSummary(encodeSummary(summary)).gaps).toEqual(summary.gaps);
  });

  it("lists gaps by start, then end, then reason, and refuses one that ends before it starts", () => {
    const gaps = [
      { startByte: 1, endByte: 2, reason: "a" },
      { startByte: 1, endByte: 2, reason: "b" },
      { startByte: 1, endByte: 3, reason: "a" },
      { startByte: 1, endByte: Infinity, reason: "a" },
      { startByte: 2, endByte: 2, reason: "a" },
    ];
    const summary = summaryOf((aggregate) => gaps.toReversed().forEach((gap) => aggregate.gap(gap)));
    expect(summary.gaps).toEqual(gaps);
    for (const bad of [
      { startByte: 3, endByte: 2, reason: "a" },
      { startByte: 1, endByte: 2, reason: "" },
      { startByte: 1, endByte: 2, reason: "é" },
    ]) {
      expect(() => summaryOf((aggregate) => aggregate.gap(bad))).toThrow(AssertionError);
    }
  });

  it("has the gaps and limits of all partials it was merged from, in the order of the object", () => {
    const partialWith = (startByte: number, dropped: number): EncodedPartial => {
      const aggregate = createRangeAggregate({ keepsSampleText: false });
      aggregate.gap({ startByte, endByte: startByte + 1, reason: "corrupt" });
      aggregate.limit("stream-text", dropped);
      return aggregate.finish();
    };
    const summary = decodeSummary(mergePartials([partialWith(7, 1), partialWith(3, 2), partialWith(5, 3)]).summary);
    expect(summary.gaps.map(({ startByte }) => startByte)).toEqual([3, 5, 7]);
    expect(finalizeLimits(summary)).toEqual([{ name: "stream-text", dropped: 6 }]);
  });

  it("of no lines has no windows and a summary of nothing", () => {
    const { summary, windowPages } = createRangeAggregate({ keepsSampleText: false }).finish();
    expect(windowPages).toEqual([]);
    expect(finalizeSummary(decodeSummary(summary))).toMatchObject({
      lines: 0,
      errorRate: 0,
      requestsPerSecond: 0,
      bytes: 0,
      latencyMs: null,
      firstRecordAt: null,
      lastRecordAt: null,
    });
    expect(finalizeLimits(decodeSummary(summary))).toEqual([]);
  });
});
