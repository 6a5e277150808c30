import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";

/** Folders that are kept however old they are; one that was used within the time below may still be in use by a running stack. */
const KEPT_FOLDERS = 8;
const IN_USE_MS = 24 * 60 * 60 * 1000;

/** A folder made of something that `hashNow` names, or the one that was made of the same before. */
export interface MadeFolder {
  folder: string;
  isCached: boolean;
}

/**
 * Ensure a folder below `cache` that holds what `make` writes into a new one. Processes may call it at the same time; a folder that was
 * answered once is never written again. Whatever `make` throws is thrown, and nothing of its folder stays.
 */
export async function ensureFolder(cache: string, hashNow: () => string, make: (folder: string) => Promise<void>): Promise<MadeFolder> {
  const hash = hashNow();
  const folder = join(cache, hash);
  if (existsSync(folder)) {
    const now = new Date();
    await utimes(folder, now, now);
    return { folder, isCached: true };
  }
  const made = join(cache, `made-${randomUUID()}`);
  await mkdir(made, { recursive: true });
  await forgetOldFolders(cache);
  try {
    await make(made);
  } catch (error) {
    await rm(made, { recursive: true });
    throw error;
  }
  // Somebody saved a file meanwhile, or another process was first: this folder is good once, but not what the hash stands for.
  if (hashNow() !== hash || existsSync(folder)) return { folder: made, isCached: false };
  return {
    folder: await rename(made, folder).then(
      () => folder,
      () => made,
    ),
    isCached: false,
  };
}

async function forgetOldFolders(cache: string): Promise<void> {
  const found = await Promise.all((await readdir(cache)).map(async (name) => ({ folder: join(cache, name), usedAtMs: (await stat(join(cache, name))).mtimeMs })));
  const old = found.toSorted((a, b) => b.usedAtMs - a.usedAtMs).slice(KEPT_FOLDERS);
  await Promise.all(old.filter(({ usedAtMs }) => usedAtMs < Date.now() - IN_USE_MS).map(({ folder }) => rm(folder, { recursive: true, force: true })));
}
