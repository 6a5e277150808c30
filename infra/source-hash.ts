import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** All that a synthesized stack depends on, from the repository's root. The lock file stands for every dependency. */
const SOURCES = ["infra", "functions", "shared", "cdk.json", "package-lock.json", "tsconfig.json"];

/** 128 bits: the hash names a folder, and nobody gains by making two meet. */
const HASH_HEX_DIGITS = 32;

/** A hash over names and bytes of the sources under `repository` and over `salt`; equal hashes mean equal templates and bundles. */
export function hashSources(repository: string, salt: string): string {
  const hash = createHash("sha256").update(salt);
  for (const source of SOURCES) {
    for (const file of listFiles(repository, source)) {
      const bytes = readFileSync(join(repository, file));
      hash.update(`\0${file}\0${bytes.byteLength}\0`).update(bytes);
    }
  }
  return hash.digest("hex").slice(0, HASH_HEX_DIGITS);
}

/** The files at or below `path` in the order of their names; none when there is no such path. */
function listFiles(repository: string, path: string): string[] {
  const stats = statSync(join(repository, path), { throwIfNoEntry: false });
  if (stats === undefined) return [];
  if (!stats.isDirectory()) return [path];
  return readdirSync(join(repository, path))
    .toSorted()
    .flatMap((name) => listFiles(repository, `${path}/${name}`));
}
