import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { gzipSync } from "node:zlib";
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { generateSampleLog } from "../../cli/sample-log.ts";
import type { Target } from "../e2e/connect.ts";
import { connectEmbedded } from "../e2e/embedded-target.ts";
import { analyzed, listJobs, readDocument, resultOf, upload, waitFor } from "../e2e/jobs.ts";
import { PHASES, type Phase } from "./phases.ts";
import type { WatchOptions } from "./serve-watched.ts";

const MIB = 1024 * 1024;
const LOG_START_MS = Date.UTC(2026, 10, 20);
/** How long a job may take after the last kill. */
const END_WITHIN_MS = 300_000;
/** How long a kill is waited for: a job that is done before its phase came that far is not killed there. */
const KILL_WITHIN_MS = 120_000;

export const KINDS = ["plain", "gzip", "many"] as const;
export type Kind = (typeof KINDS)[number];

export interface CrashOptions {
  /** Jobs, or groups of files, one after the other; each is killed once in every phase. */
  rounds: number;
  /** Bytes of text of one round. */
  textBytes: number;
  seed: number;
  /** Put latency and refused connections between functions and services too. */
  isFaulty?: boolean;
  say?: (line: string) => void;
}

export interface CrashReport {
  kills: Record<Phase, number>;
  /** Jobs whose result is the one of `analyze`; anything else is thrown. */
  identical: number;
  /** Seconds from a kill to the first request of a function after the new start. */
  recoverySeconds: number[];
}

interface Running {
  child: ChildProcess;
  target: Target;
  sqs: SQSClient;
  firstRequestAtMs: Promise<number>;
}

/** Most requests that a phase makes before it is killed; fewer where a round is smaller. */
const REQUESTS: Record<Phase, number> = { splitter: 12, worker: 120, mark: 60, fold: 60, publish: 8 };

/**
 * Store real files on a stack, kill all of it in the middle of a request, start it again, for every phase in turn; let it finish, and compare.
 * @throws Error when a result differs, a job does not end, or a queue is not empty.
 */
export async function runCrashes({ rounds, textBytes, seed, isFaulty = false, say = () => {} }: CrashOptions): Promise<CrashReport> {
  const random = createRandom(seed);
  const report: CrashReport = { kills: { splitter: 0, worker: 0, mark: 0, fold: 0, publish: 0 }, identical: 0, recoverySeconds: [] };
  const expected = new Map<string, ReturnType<typeof resultOf>>();
  for (let round = 0; round < rounds; round++) {
    const kind = KINDS[round % KINDS.length]!;
    const dataDir = await mkdtemp(join(tmpdir(), "fanfold-crash-"));
    const faults = isFaulty ? { delayMsMax: 100, cutRate: 0.02, seed: seed + round } : undefined;
    let running: Running | undefined;
    const options: WatchOptions = { dataDir, rangeBytes: MIB, ...(faults === undefined ? {} : { faults }) };
    try {
      const files = contentOf(kind, textBytes);
      let killedAtMs: number | undefined;
      let isStored = false;
      for (const phase of [...PHASES, undefined]) {
        const most = kind === "gzip" ? Math.min(REQUESTS[phase ?? "publish"], phase === "worker" ? 20 : 1) : REQUESTS[phase ?? "publish"];
        const request = 1 + Math.floor(random() * Math.min(most, Math.max(1, textBytes / MIB / 2)));
        running = await start({ ...options, ...(phase === undefined ? {} : { kill: { phase, request } }) });
        if (killedAtMs !== undefined) void noteRecovery(running, killedAtMs, report);
        if (!isStored) {
          // The kill may come while files are still being stored: what was not confirmed is stored again after the next start.
          isStored = await storeAll(running, files).catch(() => false);
        }
        if (phase === undefined) {
          if (!isStored) throw new Error("the files could not be stored");
          report.identical += await finish(running, files, expected);
          await stop(running);
          continue;
        }
        if (await isKilled(running, files.size)) {
          killedAtMs = Date.now();
          report.kills[phase]++;
        } else {
          killedAtMs = undefined;
          await stop(running);
        }
        say(`round ${round + 1} of ${rounds}, ${kind}: ${phase} ${killedAtMs === undefined ? "was over before the kill" : `killed at its request ${request}`}`);
      }
    } finally {
      if (running !== undefined) await stop(running);
      await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
  }
  return report;
}

async function start(options: WatchOptions): Promise<Running> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "serve-watched.ts"), JSON.stringify(options)], { stdio: ["ignore", "pipe", "inherit"], detached: true });
  const lines = createInterface(child.stdout);
  // Functions may be at work, and all of it killed, before the stack has said where it is.
  const first = new Promise<number>((resolve) =>
    lines.on("line", (line) => line.includes("firstRequestAtMs") && resolve((JSON.parse(line) as { firstRequestAtMs: number }).firstRequestAtMs)),
  );
  const where = await new Promise<string | undefined>((resolve) => {
    lines.on("line", (line) => line.includes("endpoints") && resolve(line));
    child.once("exit", () => resolve(undefined));
  });
  const stack = where === undefined ? undefined : (JSON.parse(where) as Parameters<typeof connectEmbedded>[0]);
  if (stack === undefined) return { child, target: undefined as unknown as Target, sqs: undefined as unknown as SQSClient, firstRequestAtMs: first };
  const sqs = new SQSClient({ endpoint: stack.endpoints.sqs, region: stack.regionName, credentials: stack.credentials });
  const target = await connectEmbedded(stack, async () => {}).catch((error: unknown) => {
    if (child.exitCode !== null || child.signalCode !== null) return undefined as unknown as Target;
    throw error;
  });
  return { child, target, sqs, firstRequestAtMs: first };
}

const hasExited = ({ child }: Running): boolean => child.exitCode !== null || child.signalCode !== null;

async function stop(running: Running): Promise<void> {
  if (hasExited(running)) return;
  const exit = once(running.child, "exit");
  process.kill(-running.child.pid!, "SIGKILL");
  await exit;
}

async function storeAll(running: Running, files: ReadonlyMap<string, Uint8Array>): Promise<boolean> {
  if (running.target === undefined) return false;
  for (const [objectKey, bytes] of files) await upload(running.target, objectKey, bytes);
  return true;
}

/** True once it has killed itself; false when everything ended before. */
async function isKilled(running: Running, files: number): Promise<boolean> {
  const deadline = performance.now() + KILL_WITHIN_MS;
  while (performance.now() < deadline) {
    if (hasExited(running)) return true;
    const jobs = await listJobs(running.target, "crash").catch(() => []);
    if (jobs.length === files && jobs.every(({ state }) => state === "complete")) return hasExited(running);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("neither the kill nor the end of the jobs came in time");
}

async function noteRecovery(running: Running, killedAtMs: number, report: CrashReport): Promise<void> {
  report.recoverySeconds.push(((await running.firstRequestAtMs) - killedAtMs) / 1000);
}

/** Wait until all have ended, and compare each with `analyze`; the queues have to be empty then. How many were identical: all. */
async function finish(running: Running, files: ReadonlyMap<string, Uint8Array>, expected: Map<string, ReturnType<typeof resultOf>>): Promise<number> {
  const ended = new Set(["complete", "complete-with-gaps", "failed", "superseded"]);
  const jobs = await waitFor(
    "every job to end",
    async () => {
      const listed = await listJobs(running.target, "crash");
      return listed.length >= files.size && listed.every(({ state }) => ended.has(state)) ? listed : undefined;
    },
    END_WITHIN_MS,
  );
  for (const [objectKey, bytes] of files) {
    const job = jobs.find((one) => one.objectKey === objectKey);
    if (job?.state !== "complete") throw new Error(`${objectKey} ended ${job?.state ?? "without a job"}`);
    const key = Buffer.from(bytes.subarray(0, 200)).toString("base64") + bytes.length;
    const wanted = expected.get(key) ?? (await analyzed(bytes));
    expected.set(key, wanted);
    const found = JSON.stringify(resultOf(await readDocument(running.target, job.jobId)));
    if (found !== JSON.stringify(wanted)) throw new Error(`the result of ${objectKey} is not that of analyze`);
  }
  await waitFor("the queues to be empty", async () => ((await messagesLeft(running.sqs)) === 0 ? true : undefined), 60_000);
  return files.size;
}

async function messagesLeft(sqs: SQSClient): Promise<number> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  if (QueueUrls.length === 0) throw new Error("there are no queues");
  const counts = await Promise.all(QueueUrls.map((QueueUrl) => sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }))));
  const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"] as const;
  return counts.reduce((sum, { Attributes = {} }) => sum + names.reduce((all, name) => all + Number(Attributes[name] ?? 0), 0), 0);
}

/** The files of one round, by key: one plain, one compressed, or many, of which some are small enough for the splitter to finish. */
function contentOf(kind: Kind, textBytes: number): ReadonlyMap<string, Uint8Array> {
  const text = (bytes: number, seed: number): Buffer => Buffer.concat([...generateSampleLog(bytes, seed, LOG_START_MS)].map((chunk) => chunk.slice()));
  if (kind === "plain") return new Map([["crash/plain.log", text(textBytes, 1)]]);
  if (kind === "gzip") return new Map([["crash/log.gz", gzipSync(text(textBytes, 2), { level: 1 })]]);
  const files = Math.max(4, Math.round(textBytes / (2.5 * MIB)));
  return new Map(Array.from({ length: files }, (_, i) => [`crash/many/${i}.log`, text(i % 4 === 0 ? MIB / 2 : 3 * MIB, 10 + i)]));
}

/** Numbers in [0, 1), the same for the same seed. Source: mulberry32, a public-domain 32-bit generator. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
