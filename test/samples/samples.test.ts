import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { OracleDocument } from "../oracle/document.ts";
import { analyzeWithOracle } from "../oracle/oracle.ts";
import { SAMPLES } from "./sample-contents.ts";

const readSample = (fileName: string): Buffer => readFileSync(join(import.meta.dirname, fileName));
const readExpected = (name: string): OracleDocument => JSON.parse(readSample(`${name}.expected.json`).toString("utf8")) as OracleDocument;
const counts = ({ entries }: OracleDocument["routes"]): [string, number][] => entries.map(({ key, records }) => [key, records]);
const perMinute = ({ windows }: OracleDocument): string => windows.map(({ windowStart, records }) => `${windowStart.slice(11, 16)}=${records}`).join(" ");

describe("the sample logs", () => {
  it("are five, each with its expected document", () => {
    const files = readdirSync(import.meta.dirname).filter((file) => /\.(?:log|json)$/.test(file));
    const names = ["error-spike", "formats", "malformed", "mixed", "normal"];
    expect(files.toSorted()).toEqual(names.flatMap((name) => [`${name}.expected.json`, `${name}.log`]));
    expect(Object.keys(SAMPLES).toSorted()).toEqual(names);
  });

  it.each(Object.entries(SAMPLES))("%s is as make.ts writes it, and is expected to be what the oracle says", (name, make) => {
    const content = readSample(`${name}.log`);
    expect(content.equals(make())).toBe(true);
    expect(analyzeWithOracle(content)).toEqual(readExpected(name));
  });
});

// The figures below were counted with wc, grep and awk, and the percentiles with pencil and paper; not by the oracle.

describe("normal.log", () => {
  const document = readExpected("normal");

  it("has 3,000 requests of 127, 95 and 105 ms", () => {
    expect(document.summary).toEqual({
      lines: 3000,
      records: 3000,
      rejected: 0,
      blankLines: 0,
      commentLines: 0,
      rejectedByReason: {},
      requests: 3000,
      errors: 0,
      clientErrors: 0,
      errorRate: 0,
      requestsPerSecond: 3000 / 1499.5,
      bytes: 0,
      status: { "200": 2000 },
      levels: { INFO: 1000 },
      methods: { GET: 2000 },
      latencyMs: { count: 3000, min: 95, mean: 109, max: 127, p50: 104.959_5, p90: 127, p95: 127, p99: 127, p999: 127 },
      firstRecordAt: "2024-01-24T10:15:32.123Z",
      lastRecordAt: "2024-01-24T10:40:31.623Z",
    });
    expect(counts(document.routes)).toEqual([
      ["/api/data", 1000],
      ["/api/users", 1000],
    ]);
  });

  it("has two requests a second", () => {
    const whole = Array.from({ length: 24 }, (_, index) => `10:${16 + index}=120`);
    expect(perMinute(document)).toBe(["10:15=56", ...whole, "10:40=64"].join(" "));
    expect(document.windows[1]?.requestsPerSecond).toBe(2);
  });
});

describe("error-spike.log", () => {
  const document = readExpected("error-spike");

  it("has 200 requests, and 50 errors that are none", () => {
    expect(document.summary).toMatchObject({ lines: 250, records: 250, rejected: 0, requests: 200, errors: 50, clientErrors: 0, errorRate: 0.2 });
    expect(document.summary.levels).toEqual({ ERROR: 50, INFO: 200 });
    const latencyMs = { count: 200, min: 100, mean: 184.05, max: 900, p50: 104.959_5, p90: 109.055_5, p95: 897.023_5, p99: 897.023_5, p999: 897.023_5 };
    expect(document.summary.latencyMs).toEqual(latencyMs);
  });

  it("has all of its errors in the sixth minute", () => {
    expect(perMinute(document)).toBe("10:20=20 10:21=20 10:22=20 10:23=20 10:24=20 10:25=70 10:26=20 10:27=20 10:28=20 10:29=20");
    expect(document.windows.map(({ errors }) => errors)).toEqual([0, 0, 0, 0, 0, 50, 0, 0, 0, 0]);
    expect(document.windows[5]?.errorRate).toBe(50 / 70);
    expect(document.samples.errors[0]).toEqual({ byteOffset: 5656, byteLength: 56, timestamp: "2024-01-24T10:25:00.500Z" });
    expect(document.samples.slowest[0]).toEqual({ byteOffset: 5600, byteLength: 55, timestamp: "2024-01-24T10:25:00.000Z", durationMs: 900 });
  });
});

describe("malformed.log", () => {
  const { summary, samples, routes } = readExpected("malformed");

  it("has 200 good lines and 30 bad ones, five for each of six reasons", () => {
    expect(summary).toMatchObject({ lines: 230, records: 200, rejected: 30, blankLines: 0, commentLines: 0 });
    const fives = { "bad-field": 5, "bad-json": 5, "bad-timestamp": 5, continuation: 5, "no-format": 5, "no-timestamp": 5 };
    expect(summary.rejectedByReason).toEqual(fives);
    expect(samples.rejected["no-format"]?.[0]).toEqual({ byteOffset: 433, byteLength: 11 });
  });

  it("has the figures of its good lines alone", () => {
    expect(summary).toMatchObject({ requests: 200, errors: 50, clientErrors: 50, errorRate: 0.25, bytes: 50 * 512 });
    expect(summary.status).toEqual({ "201": 50, "404": 50, "500": 50 });
    expect(summary.levels).toEqual({ ERROR: 50, INFO: 50 });
    expect(summary.latencyMs).toMatchObject({ count: 200, min: 45, mean: (127 + 45 + 60 + 250) / 4, max: 250 });
    expect(routes.entries.map(({ key, records, errors }) => [key, records, errors])).toEqual([
      ["/api/data", 50, 0],
      ["/api/orders/:id", 50, 0],
      ["/api/pay", 50, 50],
    ]);
  });
});

describe("mixed.log", () => {
  const document = readExpected("mixed");
  const { summary } = document;

  it("has the same 25 lines in six minutes", () => {
    expect(summary).toMatchObject({ lines: 6 * 25, records: 6 * 19, rejected: 6 * 3, blankLines: 6 * 2, commentLines: 6 });
    expect(summary.rejectedByReason).toEqual({ continuation: 6 * 2, "no-format": 6 });
    expect(perMinute(document)).toBe("10:30=19 10:31=19 10:32=19 10:33=19 10:34=19 10:35=19");
  });

  it("has the figures of all formats together", () => {
    expect(summary).toMatchObject({ requests: 6 * 15, errors: 6 * 5, clientErrors: 6 * 3, errorRate: 5 / 19 });
    expect(summary.bytes).toBe(6 * (1000 + 2000 + 300 + 157 + 400 + 500 + 91));
    expect(summary.status).toEqual({ "200": 30, "201": 6, "304": 6, "400": 6, "404": 6, "499": 6, "500": 6, "502": 6, "503": 6 });
    expect(summary.levels).toEqual({ ERROR: 18, INFO: 30, WARN: 6 });
    const mean = (10 + 20 + 30 + 105 + 127 + 95 + 1500 + 40.5 + 5 + 6 + 17 + 12) / 12;
    expect(summary.latencyMs).toMatchObject({ count: 6 * 12, min: 5, max: 1500 });
    expect(summary.latencyMs?.mean).toBeCloseTo(mean, 9);
  });

  it("has routes, services and hosts", () => {
    expect(counts(document.routes)).toEqual([
      ["/api/users/:id", 24],
      ["/api/data", 18],
      ['/a\\"b', 6],
      ["/api/orders", 6],
      ["/api/users", 6],
      ["/pay/:id", 6],
      ["/r\u00e9sum\u00e9", 6],
    ]);
    expect(counts(document.services)).toEqual([
      ["checkout", 6],
      ["demo_service", 6],
    ]);
    expect(counts(document.hosts)).toEqual([
      ["shop.example", 18],
      ["api.example", 6],
      ["emitter-1", 6],
      ["web-1", 6],
    ]);
  });
});

describe("formats.log", () => {
  const document = readExpected("formats");
  const { summary } = document;

  it("has nine records of seven formats in each of three minutes, and three lines that are cut off", () => {
    expect(summary).toMatchObject({ lines: 2 + 3 * 12, records: 3 * 9, rejected: 3 * 3, blankLines: 0, commentLines: 2 });
    expect(summary.rejectedByReason).toEqual({ "bad-field": 3, "bad-timestamp": 3, "no-timestamp": 3 });
    expect(perMinute(document)).toBe("10:40=9 10:41=9 10:42=9");
  });

  it("has the figures of all of them together", () => {
    expect(summary).toMatchObject({ requests: 3 * 7, errors: 3 * 4, clientErrors: 3, bytes: 3 * (1000 + 200 + 29 + 2662 + 392 + 91) });
    expect(summary.status).toEqual({ "200": 9, "201": 3, "404": 3, "502": 3, "503": 3 });
    expect(summary.levels).toEqual({ CRIT: 3, ERROR: 3, INFO: 3, WARN: 3 });
    expect(summary.methods).toEqual({ GET: 15, POST: 3, PUT: 3 });
    expect(summary.latencyMs).toMatchObject({ count: 3 * 6, min: 10, mean: (10 + 20 + 30 + 40 + 50 + 60) / 6, max: 60 });
    expect(counts(document.hosts)).toEqual([
      ["cdn.example", 3],
      ["shop-logs.s3.amazonaws.com", 3],
      ["shop.example", 3],
      ["web-1", 3],
      ["web-2", 3],
    ]);
    expect(counts(document.services)).toEqual([
      ["nginx", 3],
      ["su", 3],
      ["users", 3],
    ]);
  });
});
