import { afterAll, describe, expect, it } from "vitest";
import { compareValues } from "../../cli/compare/compare-values.ts";
import { ACCESS_LOG } from "./fixtures/lines.ts";
import { createFolder, runHere } from "./run-cli.ts";

const paths = (expected: unknown, actual: unknown, tolerance = 0.01): string[] => compareValues(expected, actual, tolerance).differences.map(({ path }) => path);
const windows = (...starts: string[]) => ({ windows: starts.map((windowStart) => ({ windowStart, records: Number(windowStart.slice(14, 16)) })) });

describe("compareValues", () => {
  it("compares only what is expected", () => {
    expect(compareValues({ a: 1 }, { a: 1, b: 2 }, 0)).toEqual({ compared: 1, differences: [] });
  });
  it("lets numbers be off by the tolerance, up to and including it", () => {
    expect(paths({ a: 100, b: 100, c: -100 }, { a: 101, b: 101.1, c: -101 })).toEqual(["b"]);
  });
  it("expects zero exactly", () => {
    expect(paths({ a: 0, b: 0 }, { a: 0, b: 0.001 })).toEqual(["b"]);
  });
  it("compares texts, booleans and null exactly", () => {
    expect(paths({ a: "x", b: null, c: true, d: null }, { a: "y", b: null, c: false, d: 0 })).toEqual(["a", "c", "d"]);
  });
  it("says what is absent, also below what is absent", () => {
    expect(paths({ a: { b: 1, c: 2 }, d: [1] }, { d: [] })).toEqual(["a.b", "a.c", "d[0]"]);
  });
  it("pairs windows by their start and other lists by position", () => {
    expect(paths(windows("2026-11-21T10:16Z"), windows("2026-11-21T10:15:00Z", "2026-11-21T10:16:00Z"))).toEqual([]);
    expect(paths(windows("2026-11-21T10:17:00Z"), windows("2026-11-21T10:16:00Z"))).toEqual(["windows[2026-11-21T10:17:00Z].windowStart", "windows[2026-11-21T10:17:00Z].records"]);
    expect(paths({ list: [1, 2] }, { list: [2, 1] }, 0)).toEqual(["list[0]", "list[1]"]);
  });
  it("expects an empty list or object where one is expected", () => {
    expect(paths({ a: [], b: {}, c: [] }, { a: [], b: {}, c: [1] })).toEqual(["c"]);
  });
});

describe("fanfold compare", () => {
  const folder = createFolder();
  afterAll(folder.remove);
  const log = folder.write("access.log", ACCESS_LOG);
  const right = folder.write(
    "right.json",
    JSON.stringify({ job: { jobId: "of another job" }, summary: { records: 5, errorRate: 0.2 }, windows: [{ windowStart: "2026-11-21T10:15:00Z", requests: 3 }] }),
  );
  const wrong = folder.write("wrong.json", JSON.stringify({ summary: { records: 5, requests: 6 } }));

  it("ends with 0 and counts what it compared", async () => {
    expect(await runHere(["compare", log, right])).toEqual({ code: 0, stdout: "4 values compared, all within 1 %\n", stderr: "" });
  });
  it("ends with 1 and lists what differs", async () => {
    const { code, stdout } = await runHere(["compare", log, wrong]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/summary\.requests +6 +5 +16\.7 %/);
    expect(stdout).toContain("1 of 2 values differ by more than 1 %");
    expect((await runHere(["compare", log, wrong, "--tolerance", "0.2"])).code).toBe(0);
  });
  it("reads a saved document as it reads a log", async () => {
    const saved = folder.write("saved.json", (await runHere(["analyze", log, "--output", "json"])).stdout);
    expect((await runHere(["compare", saved, right])).code).toBe(0);
    expect((await runHere(["compare", log, saved, "--tolerance", "0"])).code).toBe(0);
    expect(JSON.parse((await runHere(["compare", saved, wrong, "-o", "json"])).stdout)).toMatchObject({
      compared: 2,
      differences: [{ path: "summary.requests", expected: 6, actual: 5 }],
    });
  });
  it("refuses a comparison that could not fail, and what is no JSON", async () => {
    expect(await runHere(["compare", log, folder.write("empty.json", '{"job":{"jobId":"x"}}')])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("nothing to compare") as string,
    });
    expect(await runHere(["compare", log, log])).toMatchObject({ code: 2, stderr: expect.stringContaining("not a JSON file") as string });
  });
});
