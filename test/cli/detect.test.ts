import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { ACCESS_LOG, dayLog, UNKNOWN_LOG } from "./fixtures/lines.ts";
import { createFolder, runHere } from "./run-cli.ts";

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
});
