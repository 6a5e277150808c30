import { availableParallelism } from "node:os";
import { splitUpload } from "../../functions/splitter/splitter.ts";
import { processRange, type RangeDeps } from "../../functions/worker/worker.ts";
import { fileObjectStore } from "../../shared/adapters/file-system/object-store.ts";
import { createMemoryBlockStore } from "../../shared/adapters/memory/block-store.ts";
import { createMemoryJobEvents } from "../../shared/adapters/memory/job-events.ts";
import { createMemoryJobStore } from "../../shared/adapters/memory/job-store.ts";
import { silentLog } from "../../shared/adapters/memory/memory-log.ts";
import { createMemoryPartialStore } from "../../shared/adapters/memory/partial-store.ts";
import { systemClock } from "../../shared/adapters/system/system-clock.ts";
import { zlibDecompressor } from "../../shared/adapters/zlib/decompressor.ts";
import type { JobDocument } from "../../shared/contracts/document.ts";
import { objectIdOf } from "../../shared/contracts/identity.ts";
import { DEFAULT_SOURCE_SETTINGS, type Job } from "../../shared/contracts/job.ts";
import type { FoldTask, RangeTask } from "../../shared/contracts/messages.ts";
import { readPackedWindows } from "../../shared/core/aggregate/window-pages.ts";
import { AssertionError, InputError } from "../../shared/core/errors.ts";
import type { LineFormat } from "../../shared/core/parse/settings.ts";
import { unmetered } from "../../shared/ports/meter.ts";
import { foldNode } from "../../shared/protocol/fold-node.ts";
import { readJobDocument, TIME_END_MS, type ReadDocumentDeps } from "../../shared/protocol/read-document.ts";
import { createParsePool, type ParsePool } from "./parse-pool.ts";
import { createLocalQueue } from "./local-queue.ts";
import { optimizeLate } from "./optimize-late.ts";
import { createRangeReader } from "./range-reader.ts";

export interface AnalyzeOptions {
  /** A path, or `-` for standard input. */
  input: string;
  /** Bytes of a range; by default such that every thread gets several. */
  rangeBytes?: number;
  format?: LineFormat | "auto";
  /** How lines look that no format knows. */
  pattern?: string;
  /** For times that name no zone. */
  timeZone?: string;
  /** By default one a core for a large file, and one for any other. */
  threads?: number;
  /** Seconds of the windows, or what chooses them by the instants, epoch ms, at which the minutes with records start; minutes unless given. */
  step?: number | ((startsMs: readonly number[]) => number);
  /** Called a few times a second. */
  onProgress?: (progress: { bytesDone: number; bytesTotal: number | undefined }) => void;
}

const MIB = 1024 * 1024;
/** A second thread takes a tenth of a second to start, and then runs code that is not optimized yet: for less text it ends no sooner. */
const BYTES_FOR_THREADS = 256 * MIB;
/** A thread starts in the time in which another parses a range of this size. */
const RANGE_BYTES_MIN = 64 * MIB;
const RANGE_BYTES_MAX = 256 * MIB;
/** Of a thread without others: each range costs it the encoding, merging and decoding of all keys. What a range may keep of windows is enough for so much of any text. */
const RANGE_BYTES_ALONE = 512 * MIB;
/** Ranges a thread gets, so that a slow one does not hold up the end; this one gets one more, which it parses while the others start. */
const RANGES_PER_THREAD = 4;
const PROGRESS_INTERVAL_MS = 100;
const SOURCE = "default";
const FOLD_CONCURRENCY = 2;

/**
 * Analyse one file with the real splitter, workers and fold, over threads instead of functions and memory instead of a table.
 * @throws InputError `OBJECT_DELETED` when there is no such file, `OBJECT_FORBIDDEN`, and what the workers throw.
 */
export async function analyzeInput(options: AnalyzeOptions): Promise<JobDocument> {
  if (options.input !== "-") return analyzeFile(options.input, options);
  const { spoolStandardInput } = await import("./standard-input.ts");
  const spooled = await spoolStandardInput((bytesDone) => options.onProgress?.({ bytesDone, bytesTotal: undefined }));
  try {
    const document = await analyzeFile(spooled.path, options);
    return { ...document, job: { ...document.job, objectKey: "-" } };
  } finally {
    await spooled.remove();
  }
}

async function analyzeFile(path: string, options: AnalyzeOptions): Promise<JobDocument> {
  const clock = systemClock;
  const jobs = createMemoryJobStore(clock);
  const blocks = createMemoryBlockStore(clock);
  const partials = createMemoryPartialStore(clock);
  const objects = fileObjectStore();
  const start = await objects.readStart("", path, 0);
  if (start === undefined) throw new InputError("OBJECT_DELETED", "there is no such file", { path });
  const threads = options.threads ?? (start.objectBytes < BYTES_FOR_THREADS ? 1 : availableParallelism());
  const rangeBytes = options.rangeBytes ?? rangeBytesForThreads(start.objectBytes, threads);
  const settings = { ...DEFAULT_SOURCE_SETTINGS, format: options.format ?? ("auto" as const), timeZone: options.timeZone ?? "UTC", pattern: options.pattern ?? null, rangeBytes };
  await jobs.putSource({ source: SOURCE, prefixes: [""], settings });

  const progress = followProgress(start.objectBytes, options.onProgress);
  const pool = createLazyPool(threads, progress.bytesRead);
  const ranges = createLocalQueue<RangeTask>(threads, (task) => processRange(task, deps));
  const folds = createLocalQueue<FoldTask>(FOLD_CONCURRENCY, (task) => foldNode(task, deps));
  const deps: RangeDeps = {
    jobs,
    partials,
    blocks,
    events: createMemoryJobEvents(),
    ranges,
    streams: ranges,
    folds,
    clock,
    log: silentLog,
    meter: unmetered,
    parseRange: pool.parse,
  };
  const analyze = async (): Promise<JobDocument> => {
    await splitUpload({ bucketName: "", objectKey: path }, { ...deps, objects, decompressor: zlibDecompressor, sweepPatienceSeconds: 3600, rangeBytesDefault: null });
    await ranges.drained();
    await folds.drained();
    return readOnlyJob(path, options, { jobs, blocks, partials, clock });
  };
  try {
    // Threads would have to load Node's modules without the code that Node has of them.
    const hasThreads = threads > 1 && start.objectBytes > rangeBytes;
    return await (hasThreads ? analyze() : optimizeLate(analyze));
  } finally {
    progress.stop();
    await pool.close();
  }
}

async function readOnlyJob(path: string, { step }: AnalyzeOptions, deps: ReadDocumentDeps & Pick<RangeDeps, "jobs">): Promise<JobDocument> {
  const current = await deps.jobs.readCurrent(objectIdOf("", path));
  // The splitter found nothing under the path any more.
  if (current === undefined) throw deletedWhileRead(path);
  const stepSeconds = typeof step === "function" ? step(await readStarts(current.jobId, deps)) : step;
  const page = await readJobDocument(current.jobId, stepSeconds === undefined ? {} : { stepSeconds }, deps);
  if (page === undefined) throw new AssertionError("NO_JOB", "the analysis left no job", { path });
  const { summary, ...rest } = page.document;
  if (summary === null) throw endOf(await deps.jobs.readJob(current.jobId), path);
  return { ...rest, summary };
}

/** When the windows of a job start; none while it has no blocks. */
async function readStarts(jobId: string, { blocks }: Pick<ReadDocumentDeps, "blocks">): Promise<number[]> {
  const startsMs: number[] = [];
  for await (const { bytes } of blocks.readBlocks(jobId, 0, TIME_END_MS)) for (const { windowStartMs } of readPackedWindows([bytes])) startsMs.push(windowStartMs);
  return startsMs;
}

/** Why there is no result. */
function endOf(job: Job | undefined, path: string): InputError {
  if (job?.state === "superseded") return new InputError("OBJECT_REPLACED", "the file changed while it was read", { path });
  if (job?.failure?.code === "OBJECT_FORBIDDEN") return new InputError("OBJECT_FORBIDDEN", "the file may not be read", { path });
  return deletedWhileRead(path);
}

function deletedWhileRead(path: string): InputError {
  return new InputError("OBJECT_DELETED", "the file was deleted while it was read", { path });
}

function rangeBytesForThreads(objectBytes: number, threads: number): number {
  if (threads === 1) return RANGE_BYTES_ALONE;
  const share = Math.ceil(objectBytes / (threads * RANGES_PER_THREAD + 1) / MIB) * MIB;
  return Math.min(RANGE_BYTES_MAX, Math.max(RANGE_BYTES_MIN, share));
}

/** One range at a time here, and the others in threads that only start when there are any. */
function createLazyPool(threads: number, bytesRead: BigInt64Array<SharedArrayBuffer>): ParsePool {
  const readHere = createRangeReader((byteLength) => Atomics.add(bytesRead, 0, BigInt(byteLength)));
  let isBusyHere = false;
  let pool: ParsePool | undefined;
  return {
    parse: async (job, rangeIndex) => {
      if (isBusyHere) {
        pool ??= createParsePool(Math.min(threads, job.rangeCount) - 1, bytesRead);
        return pool.parse(job, rangeIndex);
      }
      isBusyHere = true;
      try {
        return await readHere(job, rangeIndex);
      } finally {
        isBusyHere = false;
      }
    },
    close: async () => pool?.close(),
  };
}

function followProgress(bytesTotal: number, onProgress: AnalyzeOptions["onProgress"]): { bytesRead: BigInt64Array<SharedArrayBuffer>; stop(): void } {
  const bytesRead = new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT));
  // Ranges overlap by a line: never say more than there is.
  const report = (): void => onProgress?.({ bytesDone: Math.min(bytesTotal, Number(Atomics.load(bytesRead, 0))), bytesTotal });
  const timer = onProgress === undefined ? undefined : setInterval(report, PROGRESS_INTERVAL_MS);
  return {
    bytesRead,
    stop: () => {
      clearInterval(timer);
      report();
    },
  };
}
