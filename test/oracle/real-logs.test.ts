import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { judgeText } from "./judge-text.ts";
import { analyzeWithOracle } from "./oracle.ts";

/** The folder of outside data; its README.md states the figures below. */
const DATA_FOLDER = process.env["FANFOLD_TEST_DATA"] ?? "../shared/data";
const isPresent = existsSync(DATA_FOLDER);
if (!isPresent) console.warn(`skipped: the real logs, because there is no folder ${DATA_FOLDER}; FANFOLD_TEST_DATA may name it.`);

const readData = (name: string): Buffer => readFileSync(join(DATA_FOLDER, name));

describe.skipIf(!isPresent)("the oracle on real logs", () => {
  it("finds the figures of 10,000 lines of Apache", () => {
    const { summary, windows, routes } = analyzeWithOracle(readData("logs/apache_combined.log"));
    expect(summary).toMatchObject({ lines: 10_000, records: 10_000, rejected: 0, blankLines: 0, commentLines: 0, bytes: 2_747_282_740 });
    expect(summary.status).toEqual({ 200: 9126, 206: 45, 301: 164, 304: 445, 403: 2, 404: 213, 416: 2, 500: 3 });
    expect(summary.methods).toEqual({ GET: 9952, HEAD: 42, POST: 5, OPTIONS: 1 });
    expect(summary).toMatchObject({ requests: 10_000, errors: 3, clientErrors: 217, latencyMs: null });
    expect(windows).toHaveLength(84);
    expect(windows.at(0)?.windowStart).toBe("2015-05-17T10:05:00Z");
    expect(windows.at(-1)?.windowStart).toBe("2015-05-20T21:05:00Z");
    expect(routes.entries.slice(0, 2).map(({ key, records }) => [key, records])).toEqual([
      ["/favicon.ico", 807],
      ["/", 575],
    ]);
  });

  it("finds the figures of 1,000 lines of nginx at +0330", () => {
    const { summary, windows } = analyzeWithOracle(readData("logs/nginx_shop_access.log"));
    expect(summary).toMatchObject({ lines: 1000, records: 1000, rejected: 0, bytes: 18_963_364, latencyMs: null });
    expect(summary.status).toEqual({ 200: 938, 301: 11, 302: 20, 304: 7, 404: 24 });
    expect(windows.map(({ windowStart }) => windowStart.slice(11, 16))).toEqual(["00:26", "00:27", "00:28", "00:29"]);
  });

  it("accepts and refuses the texts of JSONTestSuite, and never swallows a neighbour", () => {
    type Vector = { id: string; bytes_b64: string; must: "accept" | "reject" | "either"; has_newline: boolean };
    const vectors = readData("vectors/jsontestsuite.jsonl").toString("utf8").trimEnd().split("\n");
    const judged = vectors.map((vector) => JSON.parse(vector) as Vector).filter(({ has_newline }) => !has_newline);
    expect(judged.length).toBeGreaterThan(250);
    const neighbour = '{"t":1706091332}';
    for (const { id, bytes_b64, must } of judged) {
      const wrapped = ['{"t":1706091332,"a":', Buffer.from(bytes_b64, "base64"), `}\n${neighbour}\n`];
      const [verdict, next, ...others] = judgeText(Buffer.concat(wrapped.map((part) => Buffer.from(part))));
      expect(next, id).toEqual({ timestampMs: 1706091332000 });
      expect(others, id).toEqual([]);
      if (must !== "either") expect(verdict, id).toEqual(must === "accept" ? next : "rejected: bad-json");
    }
  });
});
