import { spawnSync } from "node:child_process";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import type { JobDocument } from "../../shared/contracts/document.ts";
import { WINDOW_CSV_COLUMNS } from "../../cli/render/window-csv.ts";
import { ACCESS_LOG, dayLog, HOSTILE_LOG, UNKNOWN_LOG } from "./fixtures/lines.ts";
import { createFolder, runCli, runHere } from "./run-cli.ts";

const folder = createFolder();
afterAll(folder.remove);
const access = folder.write("access.log", ACCESS_LOG);
const day = folder.write("day.log", dayLog());

/** What a terminal would act on; line ends are our own. */
const CONTROLS = /[^\n\P{C}]/u;

describe("fanfold analyze", () => {
  it("prints the figures as a table, and nothing beside it into a pipe", async () => {
    const { code, stdout, stderr } = await runCli(["analyze", access]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("6 = 5 records + 1 rejected");
    expect(stdout).toMatch(/error rate +20\.0 %/);
    expect(stdout).toMatch(/p50 \S+ ms +p90 .* max 1\.50 s/);
    expect(stdout).toMatch(/2026-11-21 10:15 +3 +0 +0 %/);
    expect(stdout).toMatch(/\/api\/users\/:id +4 +1/);
    expect(stdout).toContain("1 line rejected as no-format (16.7 %), first at byte 279");
    expect(stdout).not.toMatch(CONTROLS);
  });

  it("prints exactly the document as JSON", async () => {
    const { code, stdout } = await runCli(["analyze", access, "--output", "json"]);
    const document = JSON.parse(stdout) as JobDocument;
    expect(code).toBe(0);
    expect(Object.keys(document)).toEqual(expect.arrayContaining(["job", "summary", "windows", "routes", "services", "hosts", "samples"]));
    expect(document.summary).toMatchObject({ lines: 6, records: 5, requests: 5, errors: 1, clientErrors: 1, bytes: 1500 });
    expect(document.windows.map(({ windowStart }) => windowStart)).toEqual(["2026-11-21T10:15:00Z", "2026-11-21T10:16:00Z"]);
    expect(stdout.trimEnd()).not.toContain("\n");
  });

  it("prints one CSV row a window below a header of the documented columns", async () => {
    const [{ stdout, code }, help] = await Promise.all([runHere(["--output", "csv", "analyze", access]), runHere(["analyze", "--help"])]);
    const rows = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(","));
    expect(code).toBe(0);
    expect(rows[0]).toEqual(WINDOW_CSV_COLUMNS);
    expect(rows.slice(1).map((row) => row.slice(0, 9).join())).toEqual([
      "2026-11-21T10:15:00Z,final,3,3,0,1,0,0.05,600",
      "2026-11-21T10:16:00Z,final,2,2,1,0,0.5,0.03333333333333333,900",
    ]);
    expect(rows.every((row) => row.length === WINDOW_CSV_COLUMNS.length)).toBe(true);
    expect(help.stdout.replaceAll(/\s+/g, " ")).toContain(WINDOW_CSV_COLUMNS.join(", "));
  });

  it("gives the same summary for one file, gzip, standard input and ranges of a few bytes, in one thread and in two", async () => {
    const packed = folder.write("access.log.gz", gzipSync(ACCESS_LOG));
    const runs = await Promise.all([
      runHere(["analyze", access, "--output", "json"]),
      runHere(["analyze", packed, "--output", "json"]),
      runCli(["analyze", "-", "--output", "json"], { input: ACCESS_LOG }),
      runCli(["analyze", access, "--output", "json", "--range-bytes", "50"]),
      runCli(["analyze", access, "--output", "json", "--range-bytes", "50", "--threads", "2"]),
    ]);
    const [first, ...others] = runs.map(({ stdout }) => (JSON.parse(stdout) as JobDocument).summary);
    for (const summary of others) expect(summary).toEqual(first);
  });

  it("neutralises whatever a log has in its keys", async () => {
    const hostile = folder.write("hostile.log", HOSTILE_LOG);
    for (const output of ["table", "csv"]) {
      const { stdout, stderr } = await runHere(["analyze", hostile, "--output", output]);
      expect(stdout).not.toMatch(CONTROLS);
      expect(stderr).not.toMatch(CONTROLS);
      if (output === "table") expect(stdout).toContain("\\x1b[2J\\x07\\u202eb");
    }
  });

  it("says so when nothing was understood, and when there is nothing", async () => {
    const unknown = await runHere(["analyze", folder.write("unknown.log", UNKNOWN_LOG)]);
    expect(unknown.stdout).toContain("nothing in this file was understood");
    const empty = await runHere(["analyze", folder.write("empty.log", "")]);
    expect([unknown.code, empty.code]).toEqual([1, 0]);
    expect(empty.stdout).toContain("0 = 0 records");
  });

  it("ends with 3 and names the gap when bytes of the log are not in the result", async () => {
    const cut = folder.write("cut.log.gz", gzipSync(dayLog()).subarray(0, -40));
    const { code, stdout } = await runHere(["analyze", cut]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/gap: bytes from [\d,]+ .*not in the result: truncated/);
  });

  it("ends silently when the reader of its output is gone", () => {
    const { status, stdout, stderr } = spawnSync("bash", ["-c", `set -o pipefail; "${process.execPath}" cli/main.ts analyze "${day}" --output csv | head -1`], {
      cwd: new URL("../..", import.meta.url),
    });
    expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: "" });
    expect(stdout.toString()).toBe(`${WINDOW_CSV_COLUMNS.join(",")}\n`);
  });

  it("reads lines that no format knows by a pattern", async () => {
    const path = folder.write("own.log", "[1795252500] shop|GET|/a|200|15\n[1795252501] shop|GET|/b|503|16\nsomething else\n");
    const pattern = "[{time:epoch}] {service}|{method}|{path}|{status}|{duration:ms}";
    const { code, stdout } = await runHere(["analyze", path, "--pattern", pattern, "--output", "json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      job: { format: "pattern" },
      summary: { records: 2, rejected: 1, errors: 1, status: { "200": 1, "503": 1 }, latencyMs: { min: 15, max: 16 } },
      services: { entries: [{ key: "shop", records: 2 }] },
    });
    const none = await runHere(["analyze", path, "--source-format", "pattern"]);
    expect([none.code, none.stderr]).toEqual([expect.any(Number), expect.stringContaining("there is no pattern")]);
    expect(none.code).not.toBe(0);
  });
});
