import { gzipSync, zstdCompressSync } from "node:zlib";
import { utimesSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import type { Detection } from "../../shared/core/parse/detect-format.ts";
import { LINE_FORMATS } from "../../shared/core/parse/settings.ts";
import { generateLog, LOG_KINDS } from "../generate/generate-log.ts";
import { ACCESS_LOG, dayLog, UNKNOWN_LOG } from "./fixtures/lines.ts";
import { createFolder, runHere } from "./run-cli.ts";

/** Of lines whose time has no year. */
const REFERENCE_TIME = new Date("2026-11-21T12:00:00Z");
const folder = createFolder();
afterAll(folder.remove);

describe("fanfold detect", () => {
  it("shows candidates with scores, a record, and the first line that did not fit", async () => {
    const { code, stdout, stderr } = await runHere(["detect", folder.write("access.log", ACCESS_LOG)]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/access, 5 of 6 lines understood/);
    expect(stdout).toMatch(/access +5 +5 +83\.3 %/);
    expect(stdout).toMatch(/timestamp +2026-11-21T10:15:00\.000Z/);
    expect(stdout).toMatch(/duration +10 ms/);
    expect(stdout).toMatch(/byte 279, 19 bytes[\s\S]*no-format: [\s\S]*this is no log line/);
  });

  it("looks into gzip and zstd, of which it reads the start only", async () => {
    const big = dayLog().repeat(20);
    for (const [name, bytes] of [
      ["a.gz", gzipSync(big)],
      ["a.zst", zstdCompressSync(big)],
    ] as const) {
      const { code, stdout } = await runHere(["detect", folder.write(name, bytes), "--output", "json"]);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ encoding: name === "a.gz" ? "gzip" : "zstd", format: "access", rejected: 0 });
    }
  });

  it("ends with 1, a rejected line and the reason when nothing fits", async () => {
    const { code, stdout } = await runHere(["detect", folder.write("unknown.log", UNKNOWN_LOG)]);
    expect(code).toBe(1);
    expect(stdout).toContain("nothing in this file was understood: 2 of 2 lines rejected");
    expect(stdout).toMatch(/no-format: [\s\S]*roses are red/);
  });

  it("ends with 1 when compressed data is damaged, and with 0 for an empty file", async () => {
    const damaged = await runHere(["detect", folder.write("damaged.gz", Buffer.concat([gzipSync("x").subarray(0, 10), Buffer.alloc(50, 0xff)]))]);
    expect([damaged.code, damaged.stdout]).toEqual([1, expect.stringContaining("the gzip data is damaged")]);
    const empty = await runHere(["detect", folder.write("empty.log", "")]);
    expect([empty.code, empty.stdout]).toEqual([0, expect.stringContaining("the file is empty")]);
  });

  it("shows control characters of a line instead of sending them", async () => {
    const { stdout } = await runHere(["detect", folder.write("bell.log", "ring \u0007 \u001b[31m\n")]);
    expect(stdout).toContain("ring \\x07 \\x1b[31m");
  });

  it("knows every format, with a record of each, as text and as JSON", async () => {
    const kinds = LOG_KINDS.filter((kind) => kind !== "mixed" && kind !== "combined" && kind !== "combined-with-durations");
    expect(kinds).toHaveLength(LINE_FORMATS.length - 1);
    for (const kind of kinds) {
      const path = folder.write(`${kind}.log`, generateLog({ seed: 3, kind, lines: 60, malformedShare: 0 }));
      utimesSync(path, REFERENCE_TIME, REFERENCE_TIME);
      const { code, stdout } = await runHere(["detect", path, "--output", "json"]);
      const detection = JSON.parse(stdout) as Detection & { hint: unknown };
      expect([kind, code, detection.format, detection.rejected, detection.hint]).toEqual([kind, 0, kind, 0, null]);
      expect(detection.scores[0]).toMatchObject({ format: kind, records: 60, share: 1, sample: { timestamp: expect.any(String) } });
      expect((await runHere(["detect", path])).stdout).toMatch(new RegExp(`First ${kind} record\\ntimestamp  20\\d\\d-`));
    }
  });

  it("names the columns of a header", async () => {
    const { stdout } = await runHere(["detect", folder.write("iis.log", "#Fields: date time sc-status sc-substatus time-taken\n2026-11-21 09:15:00 200 0 15\n")]);
    expect(stdout).toContain("header  #Fields: status is column 3, duration is column 5, in ms");
    expect(stdout).toMatch(/duration +15 ms/);
  });

  it("says for what format a line was taken that did not fit", async () => {
    const { stdout } = await runHere(["detect", folder.write("syslog.log", `${ACCESS_LOG.split("\n")[0]}\n<13>hello\n`)]);
    expect(stdout).toMatch(/taken for +syslog\n[\s\S]*bad-timestamp/);
  });

  it("suggests a pattern that makes a record of what no format knows", async () => {
    const path = folder.write("own.log", "[1795252500] shop|GET|/a|200|15\n[1795252501] shop|GET|/b|503|16\n");
    const { code, stdout } = await runHere(["detect", path, "--output", "json"]);
    const { hint } = JSON.parse(stdout) as { hint: { sentence: string; suggestedPattern: string } };
    expect([code, hint.suggestedPattern]).toEqual([1, "[{time:epoch}]{*}"]);
    expect((await runHere(["detect", path])).stdout).toContain(hint.sentence);
    expect((await runHere(["detect", path, "--pattern", hint.suggestedPattern])).code).toBe(0);
    const described = await runHere(["detect", path, "--pattern", "[{time:epoch}] {service}|{method}|{path}|{status}|{duration:ms}"]);
    expect(described.stdout).toMatch(/pattern, 2 of 2 lines understood[\s\S]*duration +15 ms[\s\S]*path +\/a\n/);
  });

  it("asks for a pattern with a time where it sees none", async () => {
    expect((await runHere(["detect", folder.write("poem.log", UNKNOWN_LOG)])).stdout).toContain("can be described by a pattern with a {time}");
    const wrong = await runHere(["detect", folder.write("poem.log", UNKNOWN_LOG), "--pattern", "{time} {colour}"]);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('the pattern is wrong at character 9: nobody knows the field "colour"')]);
  });
});
