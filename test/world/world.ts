import type { SQSEvent } from "aws-lambda";
import { createDeadLetter } from "../../functions/dead-letter/dead-letter.ts";
import { createReducer } from "../../functions/reducer/reducer.ts";
import { createSplitter } from "../../functions/splitter/splitter.ts";
import { createSweeper } from "../../functions/sweeper/sweeper.ts";
import { createWorker } from "../../functions/worker/worker.ts";
import { createMemoryBlockStore } from "../../shared/adapters/memory/block-store.ts";
import { createMemoryJobStore } from "../../shared/adapters/memory/job-store.ts";
import { createManualClock, type ManualClock } from "../../shared/adapters/memory/manual-clock.ts";
import { createMemoryJobEvents } from "../../shared/adapters/memory/job-events.ts";
import { createMemoryLog } from "../../shared/adapters/memory/memory-log.ts";
import { createMemoryObjectStore } from "../../shared/adapters/memory/object-store.ts";
import { createMemoryPartialStore } from "../../shared/adapters/memory/partial-store.ts";
import { createMemoryQueue, type Delivery, type MemoryQueue } from "../../shared/adapters/memory/queue.ts";
import { zlibDecompressor } from "../../shared/adapters/zlib/decompressor.ts";
import { objectIdOf } from "../../shared/contracts/identity.ts";
import { hasEnded, type Job } from "../../shared/contracts/job.ts";
import { buildTask, buildUploadEvent, type FoldTask, type RangeTask, type Upload } from "../../shared/contracts/messages.ts";
import { TransientError } from "../../shared/core/errors.ts";
import { LIVE_SHARDS } from "../../shared/core/limits.ts";
import { referenceRangeParser } from "../../shared/core/ranges/reference-range-parser.ts";
import type { RangeParser } from "../../shared/ports/range-parser.ts";
import { unmetered, type Meter } from "../../shared/ports/meter.ts";
import { parseRange } from "../../shared/protocol/parse-range.ts";
import { redrive } from "../../shared/protocol/redrive.ts";
import { createFaults, noFaults, type Faults, type FaultPlan } from "./faults.ts";
import { recordOf } from "./sqs-record.ts";

export const BUCKET = "logs";
/** A moment in 2026, so that log times lie in its past. */
const WORLD_START_MS = Date.UTC(2026, 10, 21, 12);
const VISIBILITY_SECONDS = 60;
const PATIENCE_SECONDS = 300;
/** Steps after which a world that still moves is called endless. */
const STEPS_MAX = 200_000;

export interface WorldOptions {
  seed?: number;
  rangeBytes?: number;
  faults?: FaultPlan;
  parser?: RangeParser;
  /** Nothing is measured unless given. */
  meter?: Meter;
}

export type QueueName = "uploads" | "ranges" | "streams" | "folds" | "deadLetters";

/** All functions over in-memory services in one process: what happens next, the seed decides. */
export function createWorld(options: WorldOptions = {}) {
  const clock: ManualClock = createManualClock(WORLD_START_MS, options.seed ?? 1);
  const log = createMemoryLog();
  const events = createMemoryJobEvents();
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
  const faults: Faults = options.faults === undefined ? noFaults() : createFaults(options.faults, clock.random);

  /** A fresh process: its ports fail and die as the faults have it. */
  const startAttempt = (name: QueueName | "sweeper" | "redrive") => {
    const attempt = faults.startAttempt(name);
    const wrap = attempt.wrap;
    const base = {
      jobs: wrap("jobs", stores.jobs),
      partials: wrap("partials", stores.partials),
      blocks: wrap("blocks", stores.blocks),
      events: wrap("events", events),
      ranges: wrap("ranges", queues.ranges),
      streams: wrap("streams", queues.streams),
      folds: wrap("folds", queues.folds),
      objects: wrap("objects", objects),
      clock,
      log,
      meter: options.meter ?? unmetered,
    };
    const describe = { decompressor: zlibDecompressor, sweepPatienceSeconds: PATIENCE_SECONDS, rangeBytesDefault: options.rangeBytes ?? null };
    const settle = { retryDelaySeconds: { min: 5, max: 30 } };
    const parser = options.parser ?? referenceRangeParser;
    const worker = (redelivery: MemoryQueue<RangeTask>) =>
      createWorker({
        ...base,
        ...settle,
        redelivery,
        parseRange: (job, rangeIndex) => parseRange(job, rangeIndex, { objects: base.objects, decompressor: zlibDecompressor, parser }),
      });
    return {
      attempt,
      base,
      handlers: {
        uploads: createSplitter({ ...base, ...describe, ...settle, smallParser: parser, redelivery: queues.uploads }),
        ranges: worker(queues.ranges),
        streams: worker(queues.streams),
        folds: createReducer({ ...base, ...settle, redelivery: queues.folds }),
        deadLetters: createDeadLetter({ ...base, ...describe }),
      },
      sweep: createSweeper({ ...base, uploads: wrap("uploads", queues.uploads), deadLetters, patienceSeconds: PATIENCE_SECONDS }),
    };
  };

  /** Deliver one message; a killed attempt acknowledges nothing, so that the message comes back when its visibility ends. */
  const deliver = async (name: QueueName, delivery: Delivery): Promise<void> => {
    const { attempt, handlers } = startAttempt(name);
    const event: SQSEvent = { Records: [recordOf(delivery)] };
    let failed: ReadonlySet<string>;
    try {
      const response = await handlers[name](event);
      failed = new Set(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    } catch (error) {
      if (!attempt.isDead()) throw error;
      return;
    }
    if (attempt.isDead()) return;
    if (!failed.has(delivery.messageId)) queues[name].remove(delivery.receiptHandle);
  };

  const sweep = async (): Promise<void> => {
    const { attempt, sweep: run } = startAttempt("sweeper");
    try {
      await run();
    } catch (error) {
      // The next sweep is due in a few minutes anyway.
      if (!attempt.isDead() && !(error instanceof TransientError)) throw error;
    }
  };

  /** One thing happens: some queue's message is delivered. False when no message is visible. */
  const step = async (): Promise<boolean> => {
    const names: QueueName[] = [];
    for (const name of Object.keys(queues) as QueueName[]) if ((await queues[name].depth()).visible > 0) names.push(name);
    if (names.length === 0) return false;
    const name = names[Math.floor(clock.random() * names.length)]!;
    const [delivery] = queues[name].receive(1, (candidates) => Math.floor(clock.random() * candidates));
    if (delivery === undefined) return true; // It moved to the dead-letter queue.
    if (faults.doubles(name)) await Promise.all([deliver(name, delivery), deliver(name, delivery)]);
    else await deliver(name, delivery);
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
    events,
    faults,
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
    redrive: (jobId: string) => redrive(jobId, clock.now() + PATIENCE_SECONDS * 1000, clock.now(), startAttempt("redrive").base),
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
