import { describe, expect, it } from "vitest";
import { analyzeWithOracle } from "./oracle.ts";

const analyze = (text: string) => analyzeWithOracle(Buffer.from(text, "utf8"));
const at = (second: number, members = ""): string => `{"time":${1_706_091_300 + second}${members === "" ? "" : ","}${members}}`;
const latencyOfOne = (ms: number) => ({ count: 1, min: ms, mean: ms, max: ms, p50: ms, p90: ms, p95: ms, p99: ms, p999: ms });

describe("analyzeWithOracle", () => {
  it("has zeros and nulls for an object without bytes", () => {
    const none = { entries: [], otherRecords: 0, isExact: true };
    expect(analyze("")).toEqual({
      summary: {
        lines: 0,
        records: 0,
        rejected: 0,
        blankLines: 0,
        commentLines: 0,
        rejectedByReason: {},
        requests: 0,
        errors: 0,
        clientErrors: 0,
        errorRate: 0,
        requestsPerSecond: 0,
        bytes: 0,
        status: {},
        levels: {},
        methods: {},
        latencyMs: null,
        firstRecordAt: null,
        lastRecordAt: null,
      },
      windows: [],
      routes: none,
      services: none,
      hosts: none,
      samples: { slowest: [], errors: [], rejected: {} },
    });
  });

  it("has the whole document of a small log", () => {
    const lines = [
      '1.2.3.4 - - [24/Jan/2024:10:15:59 +0000] "GET /a/5 HTTP/1.1" 200 10 "-" "-" 0.020',
      "2024-01-24 10:16:00.250 ERROR Database connection failed",
      "# a comment",
      "",
      '{"time":"2024-01-24T10:15:32Z","status":404,"method":"get","path":"/b","service":"api","bytes":5}',
      "    at main.ts:5",
      "nonsense",
      '{"time":"2024-01-24T10:16:01Z","status":503,"path":"/a/6","host":"h","duration_ms":40}',
    ];
    const twice = { count: 2, min: 20, mean: 30, max: 40, p50: 20.095_5, p90: 40, p95: 40, p99: 40, p999: 40 };
    expect(analyze(lines.join("\n"))).toEqual({
      summary: {
        lines: 8,
        records: 4,
        rejected: 2,
        blankLines: 1,
        commentLines: 1,
        rejectedByReason: { continuation: 1, "no-format": 1 },
        requests: 3,
        errors: 2,
        clientErrors: 1,
        errorRate: 0.5,
        requestsPerSecond: 3 / 29,
        bytes: 15,
        status: { "200": 1, "404": 1, "503": 1 },
        levels: { ERROR: 1 },
        methods: { GET: 2 },
        latencyMs: twice,
        firstRecordAt: "2024-01-24T10:15:32.000Z",
        lastRecordAt: "2024-01-24T10:16:01.000Z",
      },
      windows: [
        {
          windowStart: "2024-01-24T10:15:00Z",
          state: "final",
          records: 2,
          requests: 2,
          errors: 0,
          clientErrors: 1,
          errorRate: 0,
          requestsPerSecond: 2 / 60,
          bytes: 15,
          status: { "200": 1, "404": 1 },
          levels: {},
          latencyMs: latencyOfOne(20),
        },
        {
          windowStart: "2024-01-24T10:16:00Z",
          state: "final",
          records: 2,
          requests: 1,
          errors: 2,
          clientErrors: 0,
          errorRate: 1,
          requestsPerSecond: 1 / 60,
          bytes: 0,
          status: { "503": 1 },
          levels: { ERROR: 1 },
          latencyMs: latencyOfOne(40),
        },
      ],
      routes: {
        entries: [
          { key: "/a/:id", records: 2, errors: 1, latencyMs: twice, countErrorMax: 0 },
          { key: "/b", records: 1, errors: 0, latencyMs: null, countErrorMax: 0 },
        ],
        otherRecords: 0,
        isExact: true,
      },
      services: { entries: [{ key: "api", records: 1, errors: 0, latencyMs: null, countErrorMax: 0 }], otherRecords: 0, isExact: true },
      hosts: { entries: [{ key: "h", records: 1, errors: 1, latencyMs: latencyOfOne(40), countErrorMax: 0 }], otherRecords: 0, isExact: true },
      samples: {
        slowest: [
          { byteOffset: 276, byteLength: 86, timestamp: "2024-01-24T10:16:01.000Z", durationMs: 40 },
          { byteOffset: 0, byteLength: 81, timestamp: "2024-01-24T10:15:59.000Z", durationMs: 20 },
        ],
        errors: [
          { byteOffset: 82, byteLength: 56, timestamp: "2024-01-24T10:16:00.250Z" },
          { byteOffset: 276, byteLength: 86, timestamp: "2024-01-24T10:16:01.000Z" },
        ],
        rejected: { continuation: [{ byteOffset: 250, byteLength: 16 }], "no-format": [{ byteOffset: 267, byteLength: 8 }] },
      },
    });
  });

  it("calls every level and method name after the 32nd OTHER", () => {
    const letters = Array.from({ length: 40 }, (_, index) => String.fromCharCode(97 + (index % 26)) + (index < 26 ? "a" : "b"));
    const { summary, windows } = analyze(letters.map((name) => at(0, `"level":"${name}","method":"${name}"`)).join("\n"));
    for (const counts of [summary.levels, summary.methods, windows[0]?.levels ?? {}]) {
      expect(Object.keys(counts)).toHaveLength(33);
      expect(counts).toMatchObject({ AA: 1, FB: 1, OTHER: 8 });
    }
  });

  it("counts level names of other bytes that read the same together, and keeps such keys apart", () => {
    const lines = ["\xff", "\xfe"].map((byte) => at(0, `"level":"x${byte}","path":"/${byte}"`));
    const { summary, routes } = analyzeWithOracle(Buffer.from(lines.join("\n"), "latin1"));
    expect(summary.levels).toEqual({ "X\ufffd": 2 });
    expect(routes.entries.map(({ key, records }) => [key, records])).toEqual([
      ["/\ufffd", 1],
      ["/\ufffd", 1],
    ]);
  });

  it("shows the 50 keys with the most records, equal ones by their bytes, and counts the records of the others", () => {
    const lines = Array.from({ length: 60 }, (_, index) => at(0, `"path":"/p${String.fromCodePoint(97 + (index % 60))}"`));
    const { routes } = analyze([...lines, at(0, '"path":"/z"'), at(0, '"path":"/z"'), at(0)].join("\n"));
    expect(routes.entries).toHaveLength(50);
    expect(routes.entries.slice(0, 3).map(({ key, records }) => [key, records])).toEqual([
      ["/z", 2],
      ["/pa", 1],
      ["/pb", 1],
    ]);
    expect(routes.otherRecords).toBe(11);
  });

  it("keeps the first ten errors, the ten slowest, and the first five rejected lines of each reason", () => {
    const lines = Array.from({ length: 12 }, (_, index) => `${at(index, `"status":500,"duration_ms":${index % 6}`)}\nbad\n`);
    const { samples } = analyze(lines.join(""));
    expect(samples.errors.map(({ timestamp }) => timestamp.slice(17, 19))).toEqual("00 01 02 03 04 05 06 07 08 09".split(" "));
    expect(samples.slowest.map(({ durationMs }) => durationMs)).toEqual([5, 5, 4, 4, 3, 3, 2, 2, 1, 1]);
    expect(samples.slowest.map(({ timestamp }) => timestamp.slice(17, 19))).toEqual("05 11 04 10 03 09 02 08 01 07".split(" "));
    expect(samples.rejected["no-format"]).toHaveLength(5);
  });

  it("divides requests by at least one second", () => {
    expect(analyze(`${at(0, '"status":200')}\n${at(0.5, '"status":200')}`).summary.requestsPerSecond).toBe(2);
    expect(analyze(`${at(0, '"status":200')}\n${at(1.6, '"status":200')}`).summary.requestsPerSecond).toBe(1.25);
  });

  it("counts a record once in the minute that holds its time, wherever its line stands", () => {
    const { windows } = analyze([at(59.999), at(60), at(0), at(-0.001)].join("\n"));
    expect(windows.map(({ windowStart, records }) => [windowStart, records])).toEqual([
      ["2024-01-24T10:14:00Z", 1],
      ["2024-01-24T10:15:00Z", 2],
      ["2024-01-24T10:16:00Z", 1],
    ]);
  });
});
