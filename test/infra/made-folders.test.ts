import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ensureFolder } from "../../infra/made-folders.ts";

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "fanfold-made-"));
});
afterEach(() => rmSync(cache, { recursive: true }));

/** Makes a folder with one file; `meanwhile` happens before it is done. */
const making =
  (text: string, meanwhile: () => Promise<void> | void = () => {}) =>
  async (folder: string): Promise<void> => {
    writeFileSync(join(folder, "made"), text);
    await meanwhile();
  };
const refusing = (): Promise<void> => Promise.reject(new Error("refused"));

describe("ensureFolder", () => {
  it("makes a folder once for each hash", async () => {
    const first = await ensureFolder(cache, () => "a", making("1"));
    expect(first).toEqual({ folder: join(cache, "a"), isCached: false });
    expect(await ensureFolder(cache, () => "a", refusing)).toEqual({ folder: join(cache, "a"), isCached: true });
    expect((await ensureFolder(cache, () => "b", making("2"))).isCached).toBe(false);
    expect(readFileSync(join(first.folder, "made"), "utf8")).toBe("1");
  });

  it("does not keep under a hash what was made while the sources changed", async () => {
    let hash = "a";
    const { folder } = await ensureFolder(
      cache,
      () => hash,
      making("mixed", () => void (hash = "b")),
    );
    expect(readFileSync(join(folder, "made"), "utf8")).toBe("mixed");
    expect(readdirSync(cache)).toEqual([basename(folder)]);
    expect((await ensureFolder(cache, () => "a", making("1"))).isCached).toBe(false);
  });

  it("gives each of two that made the same at the same time a whole folder", async () => {
    const other = async () => void (await ensureFolder(cache, () => "a", making("first")));
    const { folder } = await ensureFolder(cache, () => "a", making("second", other));
    expect(readFileSync(join(folder, "made"), "utf8")).toBe("second");
    expect(readFileSync(join(cache, "a", "made"), "utf8")).toBe("first");
  });

  it("leaves nothing behind when making fails", async () => {
    await expect(ensureFolder(cache, () => "a", refusing)).rejects.toThrow("refused");
    expect(readdirSync(cache)).toEqual([]);
  });

  it("forgets folders that nobody used for a day, but for the last few", async () => {
    const twoDaysAgoSeconds = Date.now() / 1000 - 2 * 24 * 60 * 60;
    for (let age = 0; age < 12; age++) {
      const { folder } = await ensureFolder(cache, () => `old-${age}`, making(""));
      utimesSync(folder, twoDaysAgoSeconds - age, twoDaysAgoSeconds - age);
    }
    await ensureFolder(cache, () => "new", making(""));
    expect(new Set(readdirSync(cache))).toEqual(new Set(["new", ...[0, 1, 2, 3, 4, 5, 6].map((age) => `old-${age}`)]));
  });
});
