import { createDeadLetter } from "../../functions/dead-letter/dead-letter.ts";
import { createReducer } from "../../functions/reducer/reducer.ts";
import { createSplitter } from "../../functions/splitter/splitter.ts";
import { createSweeper } from "../../functions/sweeper/sweeper.ts";
import { createWorker } from "../../functions/worker/worker.ts";
import { createMemoryBlockStore } from "../../shared/adapters/memory/block-store.ts";
import { createMemoryJobStore } from "../../shared/adapters/memory/job-store.ts";
import { createManualClock, type ManualClock } from "../../shared/adapters/memory/manual-clock.ts";
import { createMemoryLog } from "../../shared/adapters/memory/memory-log.ts";
import { createMemoryObjectStore } from "../../shared/adapters/memory/object-store.ts";
import { createMemoryPartialStore } from "../../shared/adapters/memory/partial-store.ts";
import { createMemoryQueue, type MemoryQueue } from "../../shared/adapters/memory/queue.ts";
import { zlibDecompressor } from "../../shared/adapters/zlib/decompressor.ts";
import { objectIdOf } from "../../shared/contracts/identity.ts";
import { hasEnded, type Job } from "../../shared/contracts/job.ts";
import { buildTask, buildUploadEvent, type FoldTask, type RangeTask, type Upload } from "../../shared/contracts/messages.ts";
import { InputError } from "../../shared/core/errors.ts";
import { LIVE_SHARDS } from "../../shared/core/limits.ts";
import { referenceRangeParser } from "../../shared/core/ranges/reference-range-parser.ts";
import type { ObjectStore } from "../../shared/ports/object-store.ts";
import type { RangeParser } from "../../shared/ports/range-parser.ts";
import { parseRange } from "../../shared/protocol/parse-range.ts";
import { redrive } from "../../shared/protocol/redrive.ts";
import { recordOf } from "./sqs-record.ts";

const BUCKET = "logs";
/** A moment in 2026, so that log times lie in its past. */
const WORLD_START_MS = Date.UTC(2026, 10, 21, 12);
const VISIBILITY_SECONDS = 60;
const PATIENCE_SECONDS = 300;
/** Steps after which a world that still moves is called endless. */
const STEPS_MAX = 200_000;

export interface WorldOptions {
  seed?: number;
  rangeBytes?: number;
  /** Reading the range of any object that begins at this byte fails every time, as long as this says so. */
  isPoison?: (startByte: number) => boolean;
  parser?: RangeParser;
}

export type QueueName = "uploads" | "ranges" | "streams" | "folds" | "deadLetters";

/** All functions over in-memory services in one process: what happens next, the seed decides. */
export function createWorld(options: WorldOptions = {}) {
  const clock: ManualClock = createManualClock(WORLD_START_MS, options.seed ?? 1);
  const log = createMemoryLog();
  const objects = createMemoryObjectStore(clock, 4096);
  const stores = { jobs: createMemoryJobStore(clock), partials: createMemoryPartialStore(clock), blocks: createMemoryBlockStore(clock) };
  const queueOf = <Message>(name: string, build: (message: Message) => string, deadLetterQueue?: MemoryQueue<never>): MemoryQueue<Message> =>
    createMemoryQueue<Message>({
      name,
      build,
      clock,
      visibilityTimeoutSeconds: VISIBILITY_SECONDS,
      ...(deadLetterQueue === undefined ? { receivesMax: Number.MAX_SAFE_INTEGER } : { deadLetterQueue }),
    });
  const deadLetters = queueOf<never>("dead", String);
  const queues = {
    uploads: queueOf<Upload>("uploads", buildUploadEvent, deadLetters),
    ranges: queueOf<RangeTask>("ranges", buildTask, deadLetters),
    streams: queueOf<RangeTask>("streams", buildTask, deadLetters),
    folds: queueOf<FoldTask>("folds", buildTask, deadLetters),
    deadLetters,
  };
  const readable: ObjectStore = {
    readStart: (...args) => objects.readStart(...args),
    readRange(object, startByte, ...rest) {
      if (options.isPoison?.(startByte) === true) throw new InputError("POISON", "this range cannot be read");
      return objects.readRange(object, startByte, ...rest);
    },
  };
  const { uploads, ranges, streams, folds } = queues;
  const base = { ...stores, ranges, streams, folds, objects: readable, clock, log };
  const describe = { decompressor: zlibDecompressor, sweepPatienceSeconds: PATIENCE_SECONDS, rangeBytesDefault: options.rangeBytes ?? null };
  const settle = { retryDelaySeconds: { min: 5, max: 30 } };
  const parser = options.parser ?? referenceRangeParser;
  const parse = (job: Job, rangeIndex: number) => parseRange(job, rangeIndex, { objects: readable, decompressor: zlibDecompressor, parser });
  const worker = (redelivery: MemoryQueue<RangeTask>) => createWorker({ ...base, ...settle, redelivery, parseRange: parse });
  const handlers = {
    uploads: createSplitter({ ...base, ...describe, ...settle, smallParser: parser, redelivery: uploads }),
    ranges: worker(ranges),
    streams: worker(streams),
    folds: createReducer({ ...base, ...settle, redelivery: folds }),
    deadLetters: createDeadLetter({ ...base, ...describe }),
  };
  const sweep = createSweeper({ ...base, uploads, deadLetters, patienceSeconds: PATIENCE_SECONDS });

  /** One thing happens: some queue's message is delivered. False when no message is visible. */
  const step = async (): Promise<boolean> => {
    const names: QueueName[] = [];
    for (const name of Object.keys(queues) as QueueName[]) if ((await queues[name].depth()).visible > 0) names.push(name);
    if (names.length === 0) return false;
    const name = names[Math.floor(clock.random() * names.length)]!;
    const [delivery] = queues[name].receive(1, (candidates) => Math.floor(clock.random() * candidates));
    if (delivery === undefined) return true; // It moved to the dead-letter queue.
    const { batchItemFailures } = await handlers[name]({ Records: [recordOf(delivery)] });
    if (batchItemFailures.length === 0) queues[name].remove(delivery.receiptHandle);
    return true;
  };

  const liveJobs = async (): Promise<Job[]> => {
    const live: Job[] = [];
    for (let shard = 0; shard < LIVE_SHARDS; shard++) {
      for await (const jobId of stores.jobs.listLive(shard, Number.MAX_SAFE_INTEGER)) {
        const job = await stores.jobs.readJob(jobId);
        if (job !== undefined && !hasEnded(job)) live.push(job);
      }
    }
    return live;
  };

  /**
   * Let everything happen until no message is left and every job has ended. Time jumps to the next visible message, or to the next sweep.
   * @throws Error when it does not come to rest.
   */
  const settleAll = async (): Promise<void> => {
    for (let steps = 0; steps < STEPS_MAX; steps++) {
      if (await step()) continue;
      const next = Math.min(...Object.values(queues).map((queue) => queue.nextVisibleAtMs() ?? Infinity));
      if (next < Infinity) {
        await clock.advance(Math.max(0, next - clock.now()));
        continue;
      }
      if ((await liveJobs()).length === 0) return;
      await clock.advance(PATIENCE_SECONDS * 1000);
      await sweep();
    }
    throw new Error("the world does not come to rest");
  };

  return {
    ...stores,
    objects,
    queues,
    clock,
    log,
    step,
    sweep,
    settleAll,
    liveJobs,
    /** Store an object and announce it. */
    put(objectKey: string, bytes: Uint8Array): void {
      const { eTag, objectBytes } = objects.put(BUCKET, objectKey, bytes);
      queues.uploads.sendBody(buildUploadEvent({ bucketName: BUCKET, objectKey, eTag, objectBytes }));
    },
    /** Announce it again, as S3 may. */
    announce: (objectKey: string): void => queues.uploads.sendBody(buildUploadEvent({ bucketName: BUCKET, objectKey })),
    redrive: (jobId: string) => redrive(jobId, clock.now() + PATIENCE_SECONDS * 1000, clock.now(), base),
    /** The job of the key's current content; of one that could never be split, the job that says so. */
    async currentJob(objectKey: string): Promise<Job> {
      const current = await stores.jobs.readCurrent(objectIdOf(BUCKET, objectKey));
      const [unsplit] = current === undefined ? await stores.jobs.listJobs("default", "2026-11-21", 1) : [];
      const job = current === undefined ? unsplit : await stores.jobs.readJob(current.jobId);
      if (job === undefined) throw new Error(`no job for ${objectKey}`);
      return job;
    },
  };
}

export type World = ReturnType<typeof createWorld>;
