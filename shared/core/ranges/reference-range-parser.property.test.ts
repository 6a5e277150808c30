import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyLineFields } from "../parse/line-fields.ts";
import { createLineParser } from "../parse/line-parser.ts";
import { DEFAULT_PARSE_SETTINGS } from "../parse/settings.ts";
import type { JobConstants } from "../parse/settings.ts";
import { bytesOf, plainRecord, verdictName } from "../parse/testing/judge-line.ts";
import { planRanges } from "./plan-ranges.ts";
import type { ByteRange } from "./plan-ranges.ts";
import { createReferenceRangeParser } from "./reference-range-parser.ts";
import { createRecordingAggregate } from "./testing/recording-aggregate.ts";
import type { RecordingAggregate, ToldLine } from "./testing/recording-aggregate.ts";

/** Small, so that short texts hold lines of all lengths around it. */
const LINE_BYTES_MAX = 64;
const CONSTANTS: JobConstants = { settings: DEFAULT_PARSE_SETTINGS, referenceTimeMs: 0 };

const RECORDS = [
  'a - - [24/Jan/2024:10:15:32] "GET / HTTP/1.1" 200 5',
  "2024-01-24 10:15:32 INFO done in 5ms",
  '{"ts":1706091332,"status":500}',
  '{"ts":1706091333,"app":"\\u00e9"}',
  '{"ts":1706091334}',
];
const OTHERS = ["", "\r", " \0", "# comment", "  at x", "nonsense", '{"ts":', "\ufeff{}", "é\u2028"];
const lineText = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...RECORDS) },
  { weight: 3, arbitrary: fc.constantFrom(...OTHERS) },
  { weight: 2, arbitrary: fc.integer({ min: LINE_BYTES_MAX - 2, max: LINE_BYTES_MAX + 2 }).map((length) => '{"ts":1706091335}'.padEnd(length)) },
  { weight: 1, arbitrary: fc.integer({ min: LINE_BYTES_MAX, max: LINE_BYTES_MAX * 4 }).map((length) => "x".repeat(length)) },
);
const content = fc
  .tuple(
    fc.constantFrom("", "", "\ufeff"),
    fc.array(fc.tuple(lineText, fc.constantFrom("\n", "\n", "\n", "\r\n", "\n\n")), { minLength: 1, maxLength: 12 }),
    fc.oneof(lineText, fc.constant("")),
  )
  .map(([mark, lines, last]) => bytesOf(mark + lines.map((parts) => parts.join("")).join("") + last));
const anyBytes = fc.uint8Array({ maxLength: 300 }).map((bytes) => bytes.map((byte) => (byte < 40 ? 0x0a : byte)));
const chunkSizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 8 });
const rangeBytes = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 150 }) }, fc.integer({ min: 1, max: 6 }));

let recording = createRecordingAggregate();
const parser = createReferenceRangeParser({ lineBytesMax: LINE_BYTES_MAX, readBytes: 40, createAggregate: () => recording });
const { parse } = createLineParser(CONSTANTS, { lineBytesMax: LINE_BYTES_MAX });

/** What an aggregate is told when each line is cut off in the simplest way. */
function judgeWhole(bytes: Uint8Array): RecordingAggregate {
  const aggregate = createRecordingAggregate();
  const fields = emptyLineFields();
  for (let start = 0; start < bytes.length;) {
    const lineFeed = bytes.indexOf(0x0a, start);
    const end = lineFeed === -1 ? bytes.length : lineFeed;
    const verdict = verdictName(parse(bytes, start, end, fields, start === 0));
    const byteLength = verdict === "too-long" ? LINE_BYTES_MAX : end - start;
    const text = String.fromCharCode(...bytes.subarray(start, start + byteLength));
    if (verdict === "blank") aggregate.blankLines++;
    else if (verdict === "comment") aggregate.commentLines++;
    else aggregate.lines.push({ byteOffset: start, byteLength, verdict: verdict === "record" ? plainRecord(fields) : verdict, text });
    start = end + 1;
  }
  return aggregate;
}

/** What an aggregate is told of one range whose bytes come in chunks of these sizes. `onByte` hears how far the sink has read. */
function judgeRange(bytes: Uint8Array, range: ByteRange, chunks: readonly number[], onChunk = (_position: number, _isDone: boolean): void => {}): RecordingAggregate {
  recording = createRecordingAggregate();
  const sink = parser.open({ ...range, constants: CONSTANTS, keepsSampleText: false });
  const spanEnd = Math.min(bytes.length, range.endByte + LINE_BYTES_MAX);
  let position = Math.max(0, range.startByte - 1);
  for (let i = 0; position < spanEnd && !sink.isDone; i++) {
    const room = sink.reserve();
    if (room.length === 0) throw new Error("no memory was handed out");
    const chunk = bytes.subarray(position, Math.min(spanEnd, position + chunks[i % chunks.length]!, position + room.length));
    room.set(chunk);
    sink.commit(chunk.length);
    position += chunk.length;
    onChunk(position, sink.isDone);
  }
  sink.finish();
  return recording;
}

function judgeRanges(bytes: Uint8Array, ranges: readonly ByteRange[], chunks: readonly number[]): Pick<RecordingAggregate, "lines" | "blankLines" | "commentLines"> {
  const told = ranges.map((range) => judgeRange(bytes, range, chunks));
  const sum = (of: (aggregate: RecordingAggregate) => number): number => told.reduce((total, aggregate) => total + of(aggregate), 0);
  return { lines: told.flatMap(({ lines }) => lines), blankLines: sum(({ blankLines }) => blankLines), commentLines: sum(({ commentLines }) => commentLines) };
}

const isRecordAcross = (ranges: readonly ByteRange[], { verdict, byteOffset, byteLength }: ToldLine): boolean =>
  typeof verdict !== "string" && ranges.some(({ startByte }) => byteOffset < startByte && startByte < byteOffset + byteLength);

describe("createReferenceRangeParser", () => {
  it("says of any split into ranges, in any chunks, what it says of the whole", () => {
    let cases = 0;
    let hardCases = 0;
    let tooLong = 0;
    fc.assert(
      fc.property(content, rangeBytes, chunkSizes, (bytes, size, chunks) => {
        const ranges = planRanges(bytes.length, size);
        const { lines, blankLines, commentLines } = judgeWhole(bytes);
        cases++;
        if (ranges.length >= 3 && lines.some((line) => isRecordAcross(ranges, line))) hardCases++;
        if (lines.some(({ verdict }) => verdict === "too-long")) tooLong++;
        expect(judgeRanges(bytes, ranges, chunks)).toEqual({ lines, blankLines, commentLines });
      }),
      { numRuns: 800 },
    );
    expect(hardCases / cases).toBeGreaterThan(0.3);
    expect(tooLong / cases).toBeGreaterThan(0.1);
  });

  it("does so for any bytes", () => {
    fc.assert(
      fc.property(anyBytes, rangeBytes, chunkSizes, (bytes, size, chunks) => {
        const { lines, blankLines, commentLines } = judgeWhole(bytes);
        expect(judgeRanges(bytes, planRanges(bytes.length, size), chunks)).toEqual({ lines, blankLines, commentLines });
      }),
      { numRuns: 500 },
    );
  });

  it("does so for every range size of one text", () => {
    const bytes = bytesOf(`\ufeff${RECORDS.join("\n")}\r\n\n${"x".repeat(LINE_BYTES_MAX + 1)}\n${"y".repeat(LINE_BYTES_MAX)}\n${"z".repeat(200)}\n#\n${RECORDS[2]}`);
    const { lines, blankLines, commentLines } = judgeWhole(bytes);
    expect(lines).toHaveLength(RECORDS.length + 4);
    for (let size = 1; size <= bytes.length; size++) {
      for (const chunk of [3, 1_000]) expect(judgeRanges(bytes, planRanges(bytes.length, size), [chunk])).toEqual({ lines, blankLines, commentLines });
    }
  });

  it("is done with the first byte that makes the rest irrelevant, and not before", () => {
    fc.assert(
      fc.property(content, rangeBytes, (bytes, size) => {
        for (const range of planRanges(bytes.length, size)) {
          const donePositions: number[] = [];
          judgeRange(bytes, range, [1], (position, isDone) => void (isDone && donePositions.push(position)));
          expect(donePositions.slice(0, 1)).toEqual(expectedDonePositions(bytes, range));
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** Where reading may stop: behind the range's last line, or where it is known to be too long, or where no line can begin any more. Empty when only the text's end tells. */
function expectedDonePositions(bytes: Uint8Array, { startByte, endByte }: ByteRange): number[] {
  const starts = [0];
  for (const [at, byte] of bytes.entries()) if (byte === 0x0a && at + 1 < bytes.length) starts.push(at + 1);
  const last = starts.findLast((start) => start >= startByte && start < endByte);
  if (last === undefined) return [Math.max(endByte - 1, startByte)];
  const lineFeed = bytes.indexOf(0x0a, last);
  const lineEnd = lineFeed === -1 ? bytes.length : lineFeed;
  if (lineEnd - last > LINE_BYTES_MAX) return [Math.max(last + LINE_BYTES_MAX + 1, endByte - 1)];
  return lineFeed === -1 ? [] : [lineFeed + 1];
}
