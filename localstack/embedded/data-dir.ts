import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { EmbeddedError } from "./embedded-error.ts";

const ENDED_POLL_MS = 10;
const ENDED_POLLS_MAX = 100;

/** What a stack remembers of its last run in the data directory. */
export interface LastRun {
  ports: { s3: number; sqs: number; dynamodb: number; events: number; api: number };
  /** The processes of its services. */
  pids: number[];
}

/** A data directory that this process has for itself. */
export interface DataDir {
  path: string;
  lastRun: LastRun;
  remember(run: LastRun): void;
  unlock(): void;
}

const NO_RUN: LastRun = { ports: { s3: 0, sqs: 0, dynamodb: 0, events: 0, api: 0 }, pids: [] };

/**
 * Create the data directory if it is absent, and lock it. The lock is the operating system's on an open file, so that it ends with its
 * owner however that dies; the pid beside it only names the owner.
 * @throws EmbeddedError `DATA_DIR_IN_USE` or `DATA_DIR_UNUSABLE`.
 */
export async function openDataDir(dataDir: string): Promise<DataDir> {
  const path = resolve(dataDir);
  const ownerPath = join(path, "owner.pid");
  const lastRunPath = join(path, "last-run.json");
  let lock: DatabaseSync;
  try {
    mkdirSync(path, { recursive: true });
    lock = lockFile(join(path, "lock.sqlite"));
    writeFileSync(ownerPath, String(process.pid));
  } catch (error) {
    if (isBusy(error)) {
      const pid = readText(ownerPath);
      throw new EmbeddedError("DATA_DIR_IN_USE", `The data directory ${path} is in use by the process ${pid ?? "(unknown)"}. Stop it, or give another data directory.`, {
        path,
        pid: Number(pid),
      });
    }
    const problem = (error as Error).message;
    throw new EmbeddedError("DATA_DIR_UNUSABLE", `The data directory ${path} cannot be used: ${problem}. Give one that you may write to, on a disk with space.`, { path }, error);
  }
  const lastRun = parseLastRun(readText(lastRunPath));
  await untilEnded(lastRun.pids);
  return {
    path,
    lastRun,
    remember(run) {
      // Whoever reads it, also after a crash, finds the old text or the new one.
      writeFileSync(`${lastRunPath}.new`, JSON.stringify(run));
      renameSync(`${lastRunPath}.new`, lastRunPath);
    },
    unlock: () => lock.close(),
  };
}

function lockFile(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;");
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

function isBusy(error: unknown): boolean {
  const { errcode } = error as { errcode?: number };
  return errcode === 5 || errcode === 6;
}

/** The services of a stack that was killed end on their own within milliseconds; only then are its files and ports free. */
async function untilEnded(pids: readonly number[]): Promise<void> {
  for (let poll = 0; poll < ENDED_POLLS_MAX && pids.some(isRunning); poll += 1) await delay(ENDED_POLL_MS);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // One that has ended but that nobody has collected still answers; Linux says so here, elsewhere the wait is bounded.
  return !/\) Z /.test(readText(`/proc/${pid}/stat`) ?? "");
}

function parseLastRun(text: string | undefined): LastRun {
  try {
    const { ports, pids } = JSON.parse(text ?? "") as Partial<LastRun>;
    return { ports: { ...NO_RUN.ports, ...ports }, pids: pids ?? [] };
  } catch {
    return NO_RUN;
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
