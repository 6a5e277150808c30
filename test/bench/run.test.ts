import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const ROOT = dirname(dirname(import.meta.dirname));

describe("npm run bench", () => {
  it("measures ours on a small file and finds it equal to the oracle", { timeout: 180_000 }, async () => {
    const args = [join(ROOT, "bench", "run.ts"), "--quick", "--ours", "--bytes", "400kB", "--formats", "combined"];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
    expect(stdout).toContain("combined: Fanfold is equal to the oracle on every counter");
    expect(stdout).toMatch(/\| combined, plain \| 1 +\| Fanfold +\| +[\d.,]+ \| +[\d.,]+ \|/);
    expect(stdout).toMatch(/\| combined, gzip +\| 1 +\| Fanfold/);
  });
});
