import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..", "..");
const SAMPLE = join(ROOT, "test", "samples", "normal.log");

describe("the compiled code of a command", () => {
  let folder: string;
  const kept = (): string[] => readdirSync(join(folder, "fanfold")).map((name) => join(folder, "fanfold", name));
  const run = (args: readonly string[], cacheFolder = folder, env: Record<string, string> = {}) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "bin", "run-bundle.cjs"), ...args], {
      env: { ...process.env, NODE_COMPILE_CACHE: cacheFolder, ...env },
      encoding: "utf8",
    });
    return { status, records: status === 0 ? (JSON.parse(stdout) as { summary?: { records: number } }).summary?.records : undefined, stderr };
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "fanfold-code-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is kept by the first run, and taken by the next", () => {
    const first = run(["analyze", SAMPLE, "-o", "json"]);
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(kept()).toHaveLength(1);
    const [path] = kept() as [string];
    const written = statSync(path, { bigint: true }).mtimeNs;
    expect(run(["analyze", SAMPLE, "-o", "json"])).toEqual(first);
    // What cannot be taken is written again.
    expect(statSync(path, { bigint: true }).mtimeNs).toBe(written);
  });

  it("is made anew when it is cut off or damaged", () => {
    const [path] = kept() as [string];
    const whole = readFileSync(path);
    const damaged = Buffer.from(whole);
    damaged[whole.length >> 1]! ^= 1;
    for (const damage of [() => truncateSync(path, 1000), () => writeFileSync(path, ""), () => writeFileSync(path, damaged)]) {
      damage();
      expect(run(["analyze", SAMPLE, "-o", "json"])).toMatchObject({ status: 0, stderr: "" });
      expect(Math.abs(readFileSync(path).length / whole.length - 1)).toBeLessThan(0.05);
      expect(readFileSync(path)).not.toEqual(damaged);
    }
  });

  it("is kept of commands that succeed, and not needed", () => {
    const before = kept();
    expect(run(["detect", join(folder, "missing.log")]).status).toBe(2);
    expect(kept()).toEqual(before);
    expect(run(["detect", SAMPLE, "-o", "json"], folder, { NODE_DISABLE_COMPILE_CACHE: "1" }).status).toBe(0);
    expect(kept()).toEqual(before);
    expect(run(["analyze", SAMPLE, "-o", "json"], "")).toMatchObject({ status: 0, stderr: "" });
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    expect(run(["analyze", SAMPLE, "-o", "json"], file)).toMatchObject({ status: 0, stderr: "" });
  });
});
