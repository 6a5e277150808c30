import { describe, expect, it } from "vitest";
import { DEFAULT_PARSE_SETTINGS } from "../parse/settings.ts";
import { bytesOf } from "../parse/testing/judge-line.ts";
import type { RangeParser } from "./range-sink.ts";
import { createReferenceRangeParser, referenceRangeParser } from "./reference-range-parser.ts";
import { createRecordingAggregate } from "./testing/recording-aggregate.ts";

const open = (parser: RangeParser, timeZone = "UTC"): ReturnType<RangeParser["open"]> =>
  parser.open({ startByte: 0, endByte: Infinity, constants: { settings: { ...DEFAULT_PARSE_SETTINGS, timeZone }, referenceTimeMs: 0 }, keepsSampleText: false });
const feed = (sink: ReturnType<RangeParser["open"]>, text: string): void => {
  const bytes = bytesOf(text);
  sink.reserve().set(bytes);
  sink.commit(bytes.length);
};

describe("createReferenceRangeParser", () => {
  const text = "\n#\nnonsense\n2024-01-24 10:15:32 x";

  it("tells the aggregate every line", () => {
    const aggregate = createRecordingAggregate();
    const sink = open(createReferenceRangeParser({ createAggregate: () => aggregate }));
    feed(sink, text);
    sink.finish();
    expect(aggregate).toMatchObject({ blankLines: 1, commentLines: 1, gaps: [] });
    expect(aggregate.lines.map(({ byteOffset, byteLength }) => [byteOffset, byteLength])).toEqual([
      [3, 8],
      [12, 21],
    ]);
    expect(sink.isDone).toBe(true);
  });

  it("tells it every gap, and leaves a line that one cut off to them", () => {
    const aggregate = createRecordingAggregate();
    const sink = open(createReferenceRangeParser({ createAggregate: () => aggregate }));
    feed(sink, text);
    sink.finish([{ startByte: 12, endByte: Infinity, reason: "truncated" }]);
    expect(aggregate.gaps).toEqual([{ startByte: 12, endByte: Infinity, reason: "truncated" }]);
    expect(aggregate.lines.map(({ byteOffset }) => byteOffset)).toEqual([3]);
  });

  it("keeps sinks of different jobs apart, also when they are fed in turns", () => {
    const aggregates = [createRecordingAggregate(), createRecordingAggregate(), createRecordingAggregate()];
    let opened = 0;
    const parser = createReferenceRangeParser({ createAggregate: () => aggregates[opened++]! });
    const sinks = [open(parser), open(parser, "+01:00"), open(parser)];
    for (const sink of sinks) feed(sink, "2024-01-24 10:15");
    for (const sink of sinks) feed(sink, ":32 INFO x\n");
    for (const sink of sinks) sink.finish();
    expect(aggregates.map(({ lines }) => lines.map(({ verdict }) => verdict))).toEqual([
      [{ time: "2024-01-24T10:15:32.000Z", level: "INFO" }],
      [{ time: "2024-01-24T09:15:32.000Z", level: "INFO" }],
      [{ time: "2024-01-24T10:15:32.000Z", level: "INFO" }],
    ]);
  });
});

describe("referenceRangeParser", () => {
  it("ends with the aggregate's partial", () => {
    const sink = open(referenceRangeParser);
    feed(sink, "2024-01-24 10:15:32 INFO x\n");
    const { summary, windowPages } = sink.finish();
    expect(summary.length).toBeGreaterThan(0);
    expect(windowPages).toHaveLength(1);
  });
});
