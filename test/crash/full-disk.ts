import { spawnSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const MIB = 1024 * 1024;
/** How long the disk is full. */
const FULL_MS = 6_000;
/** Whoever gives up a file meanwhile finds its room taken again. */
const REFILL_MS = 20;
const MOUNTED = "FANFOLD_CRASH_MOUNTED";

/** Fill the file system of a folder to its last byte, keep it full for a while, then make room again. Seconds that it was full. */
export async function holdDiskFull(folder: string): Promise<number> {
  const path = join(folder, "filler");
  const began = performance.now();
  const filler = openSync(path, "w");
  try {
    const pieces = [Buffer.alloc(MIB), Buffer.alloc(4_096), Buffer.alloc(64)];
    while (performance.now() - began < FULL_MS) {
      for (const piece of pieces) while (write(filler, piece));
      await delay(REFILL_MS);
    }
  } finally {
    closeSync(filler);
    rmSync(path);
  }
  return (performance.now() - began) / 1000;
}

/** False when there was no room for all of it. */
function write(file: number, piece: Buffer): boolean {
  try {
    return writeSync(file, piece) === piece.length;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") return false;
    throw error;
  }
}

/**
 * Run this program again with a small file system of its own at `folder`, which only it and its children see, and exit as it did.
 * Returns in that second run alone. Ends with a word of explanation where the system does not let a user mount one.
 */
export function withSmallDisk(folder: string, bytes: number): void {
  if (process.env[MOUNTED] === folder) return;
  const script = 'mount -t tmpfs -o size="$1" none "$2" && shift 2 && exec "$@"';
  const command = ["sh", "-c", script, "sh", String(bytes), folder, process.execPath, ...process.argv.slice(1)];
  const { status, error } = spawnSync("unshare", ["--user", "--map-root-user", "--mount", ...command], { stdio: "inherit", env: { ...process.env, [MOUNTED]: folder } });
  if (error !== undefined) process.stderr.write(`A small disk needs Linux and unshare(1): ${error.message}\n`);
  process.exit(status ?? 1);
}
