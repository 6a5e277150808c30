import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { hashSources } from "../../infra/source-hash.ts";

const repository = mkdtempSync(join(tmpdir(), "fanfold-sources-"));
afterAll(() => rmSync(repository, { recursive: true }));

describe("hashSources", () => {
  mkdirSync(join(repository, "functions", "worker"), { recursive: true });
  const write = (path: string, text: string) => writeFileSync(join(repository, path), text);
  write("package-lock.json", "{}");
  write("functions/worker/handler.ts", "1");

  it("changes with a byte of a source, a source's name, the lock file and the salt, and with nothing else", () => {
    const hash = () => hashSources(repository, "dev");
    const hashes = [hash(), hashSources(repository, "test")];
    write("functions/worker/handler.ts", "2");
    hashes.push(hash());
    write("functions/worker/other.ts", "");
    hashes.push(hash());
    write("package-lock.json", "{ }");
    hashes.push(hash());
    expect(new Set(hashes).size).toBe(hashes.length);
    write("README.md", "");
    expect(hash()).toBe(hashes.at(-1));
  });
});
