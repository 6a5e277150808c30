import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { analyzed, listJobs, readDocument, resultOf, upload, waitFor, type ListedJob } from "../e2e/jobs.ts";
import { createSeededRandom } from "../generate/seeded-random.ts";
import { contentOf, KINDS, type Kind } from "./contents.ts";
import { holdDiskFull } from "./full-disk.ts";
import { PHASES, type Phase } from "./phases.ts";
import type { Target } from "./serve-watched.ts";
import { startWatched, type WatchedStack } from "./watched-stack.ts";
import type { FaultCounts, Faults } from "./watching-proxy.ts";

/** How long a job, and what the queues hold of it, may take after the last fault. */
const END_MS_MAX = 300_000;
/** How long the stack has to reach the request that it is to be struck at, or to end the job without it. */
const STRIKE_MS_MAX = 300_000;
/** A job that never made the request is stored again under another name, so many times. */
const MISSES_MAX = 5;
/** Jobs one after the other in one data directory. */
const JOBS_PER_DIRECTORY = 5;
/** Three of these are a job of 200 MB that has two fold levels: more than 256 ranges. */
const RANGES_PLAIN = 280;
const RANGE_BYTES_MIN = 64 * 1024;
const POLL_MS = 250;
const UPLOADS_AT_ONCE = 4;

/** What is done to a job: the stack is killed; the same among faults; or its disk is filled and held full. */
export const MODES = ["kill", "faulty", "full-disk"] as const;
export type Mode = (typeof MODES)[number];

export interface CrashOptions {
  mode: Mode;
  /** The first job's number and the one behind the last: a job is decided by the seed and its number alone. */
  from: number;
  to: number;
  textBytes: number;
  seed: number;
  /** Where the data directories are. */
  folder?: string;
  /** Jobs that earlier runs struck: how many requests jobs of their kind make need not be counted again. */
  earlier: readonly CrashRecord[];
  /** Told of every job once it is done. */
  note: (record: CrashRecord) => void;
}

/** One job, or one group of files, that was struck once. Its result is the one of `analyze`; anything else is thrown. */
export interface CrashRecord {
  mode: Mode;
  seed: number;
  number: number;
  textBytes: number;
  kind: Kind;
  phase: Phase;
  /** The phase's request at which it was struck, and how many such requests a job of this kind makes. */
  request: number;
  ofRequests: number;
  /** Whether the request had taken effect. */
  isAnswered: boolean;
  /** Documents that were compared with `analyze`. */
  results: number;
  /** Jobs that had ended with gaps, and were complete after a redrive. */
  redriven: number;
  /** Jobs before this one that never made the request. */
  misses: number;
  /** From the kill to the next attempt at a job's work; null when nothing was left to do, or nothing was killed. */
  recoverySeconds: number | null;
  /** From the kill to the end of every job; null when nothing was killed. */
  endSeconds: number | null;
  /** The whole round, from the first file stored to the queues empty. */
  roundSeconds: number;
  /** How long the disk was full. */
  fullSeconds: number;
  faults: FaultCounts;
}

type Result = ReturnType<typeof resultOf>;

/** What all jobs of one run share. */
interface Run extends CrashOptions {
  contents: Map<Kind, ReadonlyMap<string, Uint8Array>>;
  expected: Map<string, Result>;
  requests: Map<Kind, Record<Phase, number>>;
}

/** The stack of the moment and its data directory. */
interface Life {
  dataDir: string;
  watched: WatchedStack | undefined;
}

/**
 * Store real files on a stack as a user would run it, strike it in the middle of a request of a phase, let it finish, and compare, job by job.
 * Which request it is, and whether it has taken effect, is chosen at random among all that a job of this kind makes.
 * @throws Error when a result differs, a job does not end, or a queue is not empty.
 */
export async function runCrashes(options: CrashOptions): Promise<void> {
  const run: Run = { ...options, contents: new Map(), expected: new Map(), requests: new Map() };
  let life: Life | undefined;
  let isDone = false;
  try {
    for (let number = options.from; number < options.to; number++) {
      if (life === undefined || number % JOBS_PER_DIRECTORY === 0) {
        await end(life);
        life = { dataDir: await mkdtemp(join(options.folder ?? tmpdir(), "fanfold-crash-")), watched: undefined };
      }
      options.note(await strikeOnce(number, life, run));
    }
    isDone = true;
  } finally {
    // What went wrong can be looked at: the data directory of a failed run stays.
    if (!isDone && life !== undefined) process.stderr.write(`what is left: ${life.dataDir}\n`);
    await end(life, isDone);
  }
}

async function end(life: Life | undefined, removes = true): Promise<void> {
  await life?.watched?.kill();
  if (life !== undefined && removes) await rm(life.dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

async function strikeOnce(number: number, life: Life, run: Run): Promise<CrashRecord> {
  const { mode, seed, textBytes } = run;
  const kind = KINDS[number % KINDS.length]!;
  const phase = PHASES[number % PHASES.length]!;
  const random = createSeededRandom(seed * 1_000_003 + number);
  const known = run.earlier.find((one) => one.kind === kind && one.phase === phase)?.ofRequests;
  const ofRequests = known ?? (await countRequests(kind, life, run))[phase];
  if (ofRequests === 0) throw new Error(`a job (${kind}) of so little text has no request of its ${phase}: give it more with --mb`);
  for (let misses = 0; misses <= MISSES_MAX; misses++) {
    const request = random.between(1, ofRequests);
    const isAnswered = random.chance(0.5);
    const job: Job = { source: `crash-${number}-${misses}`, files: contentFor(kind, run), confirmed: new Set() };
    const watched = await running(life, run);
    const beganAtMs = Date.now();
    const strike = mode === "full-disk" ? fillAt : killAt;
    const struck = await strike({ phase, request, isAnswered, isFatal: mode !== "full-disk" }, job, watched, life, run);
    const ended = await finish(job, life, run);
    if (!struck.isHit) continue;
    const { faults } = await life.watched!.count();
    return {
      mode,
      seed,
      number,
      textBytes,
      kind,
      phase,
      request,
      ofRequests,
      isAnswered,
      misses,
      ...ended,
      recoverySeconds: struck.recoverySeconds,
      endSeconds: struck.endSeconds,
      roundSeconds: (Date.now() - beganAtMs) / 1000,
      fullSeconds: struck.fullSeconds,
      faults,
    };
  }
  throw new Error(`${MISSES_MAX + 1} jobs (${kind}) ended before their ${phase} came to the request that was to be struck`);
}

/** The files of one job or group of jobs under a source of its own. */
interface Job {
  source: string;
  files: ReadonlyMap<string, Uint8Array>;
  /** Files that S3 has confirmed. */
  confirmed: Set<string>;
}

interface Struck {
  isHit: boolean;
  recoverySeconds: number | null;
  endSeconds: number | null;
  fullSeconds: number;
}

/** Store the files, wait until the stack has killed itself in the middle of the request, and start it again. */
async function killAt(target: Target, job: Job, watched: WatchedStack, life: Life, run: Run): Promise<Struck> {
  void watched.aim(target);
  // The kill may come while files are still being stored: what was not confirmed is stored again after the new start.
  await storeAll(job, watched).catch(() => undefined);
  const isHit = await Promise.race([watched.gone.then(() => true), allEnd(job, () => watched, STRIKE_MS_MAX, watched.isGone).then(() => false)]);
  if (!isHit) return { isHit, recoverySeconds: null, endSeconds: null, fullSeconds: 0 };
  const killedAtMs = await watched.gone;
  life.watched = undefined;
  const next = await running(life, run);
  let firstAtMs: number | undefined;
  void next.firstAttempt.then((atMs) => (firstAtMs = atMs));
  await storeAll(job, next);
  await allEnd(job, () => life.watched, END_MS_MAX);
  const since = (atMs: number | undefined): number | null => (atMs === undefined ? null : (atMs - killedAtMs) / 1000);
  return { isHit, recoverySeconds: since(firstAtMs), endSeconds: since(Date.now()), fullSeconds: 0 };
}

/** Store the files, fill the disk when the request is seen, hold it full for a while, and make room again. */
async function fillAt(target: Target, job: Job, watched: WatchedStack, life: Life): Promise<Struck> {
  let isReached = false;
  const reached = watched.aim(target).then(() => (isReached = true));
  const storing = storeAll(job, watched).catch(() => undefined);
  const isHit = await Promise.race([
    reached,
    storing
      .then(() =>
        allEnd(
          job,
          () => watched,
          STRIKE_MS_MAX,
          () => isReached,
        ),
      )
      .then(() => false),
  ]);
  const fullSeconds = isHit ? await holdDiskFull(life.dataDir) : 0;
  await storing;
  // What the full disk refused is stored now.
  await waitFor(
    "the files to be stored",
    () =>
      storeAll(job, watched).then(
        () => true,
        () => undefined,
      ),
    END_MS_MAX,
    POLL_MS,
  );
  return { isHit, recoverySeconds: null, endSeconds: null, fullSeconds };
}

/** The stack of this life: the one that runs, or a new one. */
async function running(life: Life, run: Run): Promise<WatchedStack> {
  if (life.watched !== undefined && !life.watched.isGone()) return life.watched;
  const rangeBytes = Math.max(RANGE_BYTES_MIN, Math.ceil(run.textBytes / RANGES_PLAIN));
  const faults: Faults | undefined = run.mode === "faulty" ? { delayMsMax: 60, cutRate: 0.01, refusedMsMax: 600, seed: run.seed } : undefined;
  let why: unknown;
  life.watched = await startWatched({ dataDir: life.dataDir, rangeBytes, ...(faults !== undefined && { faults }) }, (failure) => (why = failure));
  if (life.watched === undefined) throw new Error(`the stack does not start: ${typeof why === "string" ? why : JSON.stringify(why)}`);
  return life.watched;
}

/** The requests of each phase that a job of this kind makes, counted while one runs undisturbed. */
async function countRequests(kind: Kind, life: Life, run: Run): Promise<Record<Phase, number>> {
  const known = run.requests.get(kind);
  if (known !== undefined) return known;
  const watched = await running(life, run);
  const job: Job = { source: `undisturbed-${kind}`, files: contentFor(kind, run), confirmed: new Set() };
  // Nothing makes so many requests: it only begins the count.
  void watched.aim({ phase: "publish", request: Number.MAX_SAFE_INTEGER, isAnswered: true, isFatal: false });
  await storeAll(job, watched);
  await allEnd(job, () => watched, END_MS_MAX);
  const { counts } = await watched.count();
  await finish(job, life, run);
  run.requests.set(kind, counts);
  return counts;
}

function contentFor(kind: Kind, { contents, textBytes }: Run): ReadonlyMap<string, Uint8Array> {
  const files = contents.get(kind) ?? contentOf(kind, textBytes);
  contents.set(kind, files);
  return files;
}

async function storeAll({ source, files, confirmed }: Job, { stack }: WatchedStack): Promise<void> {
  const waiting = [...files].filter(([name]) => !confirmed.has(name));
  const storeSome = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      await upload(stack, `${source}/${file[0]}`, file[1]);
      confirmed.add(file[0]);
    }
  };
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, storeSome));
}

/**
 * Wait until every file has a job that has ended, or until nobody waits for that any more: then there are none. While faults are made an answer may be an
 * error: then it is asked again.
 */
async function allEnd({ source, files }: Job, current: () => WatchedStack | undefined, withinMs: number, isOver = (): boolean => false): Promise<ListedJob[]> {
  const ended = new Set(["complete", "complete-with-gaps", "failed"]);
  return waitFor(
    `every job of ${source} to end`,
    async () => {
      if (isOver()) return [];
      const watched = current();
      const jobs = watched === undefined ? [] : await listJobs(watched.stack, source).catch(() => []);
      return jobs.length === files.size && jobs.every(({ state }) => ended.has(state)) ? jobs : undefined;
    },
    withinMs,
    POLL_MS,
  );
}

/** Redrive what has gaps, compare each document with that of `analyze`; the queues have to be empty then. */
async function finish(job: Job, life: Life, run: Run): Promise<{ results: number; redriven: number }> {
  const watched = life.watched!;
  const patiently = <Value>(what: string, ask: () => Promise<Value | undefined>): Promise<Value> => waitFor(what, () => ask().catch(() => undefined), END_MS_MAX, POLL_MS);
  const jobs = await allEnd(job, () => watched, END_MS_MAX);
  const incomplete = jobs.filter(({ state }) => state !== "complete");
  if (incomplete.length > 0 && run.mode === "kill") throw new Error(`${incomplete[0]!.objectKey} ended ${incomplete[0]!.state}, and nothing but a kill had happened to it`);
  for (const { jobId } of incomplete) {
    await patiently(`${jobId} to be redriven`, async () => ((await watched.stack.api(`/jobs/${jobId}/redrive`, { method: "POST" })).status === 202 ? true : undefined));
  }
  await patiently("every job to be complete", async () => ((await listJobs(watched.stack, job.source)).every(({ state }) => state === "complete") ? true : undefined));
  for (const { jobId, objectKey } of jobs) {
    const bytes = job.files.get(objectKey.slice(job.source.length + 1))!;
    const key = `${bytes.length} ${Buffer.from(bytes.subarray(0, 200)).toString("base64")}`;
    const wanted = run.expected.get(key) ?? (await analyzed(bytes));
    run.expected.set(key, wanted);
    const found = await patiently(`the document of ${objectKey}`, () => readDocument(watched.stack, jobId));
    if (JSON.stringify(resultOf(found)) !== JSON.stringify(wanted)) throw new Error(`the result of ${objectKey} is not that of analyze`);
  }
  await patiently("the queues to be empty", async () => ((await watched.messagesLeft()) === 0 ? true : undefined));
  return { results: jobs.length, redriven: incomplete.length };
}
