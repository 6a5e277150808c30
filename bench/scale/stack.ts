import { readStageConfig, type Context } from "../../infra/stage-config.ts";
import { BATCH_SIZE } from "../../infra/event-sources.ts";
import { FUNCTION_CATALOG } from "../../infra/function-catalog.ts";
import { createReducer } from "../../functions/reducer/reducer.ts";
import { createSplitter } from "../../functions/splitter/splitter.ts";
import { createWorker } from "../../functions/worker/worker.ts";
import { createDynamoBlockStore } from "../../shared/adapters/dynamodb/block-store.ts";
import { createDynamoJobStore } from "../../shared/adapters/dynamodb/job-store.ts";
import { createDynamoPartialStore } from "../../shared/adapters/dynamodb/partial-store.ts";
import { spreadQueue } from "../../shared/adapters/sqs/spread-queue.ts";
import { READ_PIECE_BYTES } from "../../shared/adapters/adapter-limits.ts";
import { zlibDecompressor } from "../../shared/adapters/zlib/decompressor.ts";
import type { Job } from "../../shared/contracts/job.ts";
import { buildTask, buildUploadEvent, type FoldTask, type RangeTask } from "../../shared/contracts/messages.ts";
import type { EncodedPartial } from "../../shared/core/aggregate/encoded-partial.ts";
import { TransientError } from "../../shared/core/errors.ts";
import { rangeAt, readSpan } from "../../shared/core/ranges/plan-ranges.ts";
import { kernelRangeParser } from "../../shared/kernel/kernel-range-parser.ts";
import type { Decompressor } from "../../shared/ports/decompressor.ts";
import type { JobEvents } from "../../shared/ports/job-events.ts";
import { createLog } from "../../shared/ports/log.ts";
import { unmetered } from "../../shared/ports/meter.ts";
import type { ObjectStore } from "../../shared/ports/object-store.ts";
import { noCounts } from "./counts.ts";
import { createCountedTable } from "./counted-table.ts";
import { createModelHost, type ModelFunction } from "./functions.ts";
import { coreShare, MODEL } from "./model.ts";
import { createTimeline } from "./timeline.ts";
import { createVirtualClock } from "./virtual-clock.ts";

const START_MS = Date.UTC(2026, 10, 21, 12);
const SEED = 1;
/** Bytes that the structured log of one line has besides its fields. */
const LOG_LINE_BYTES = 120;

/** An object of the model: its bytes are there only where somebody parses them. */
export interface ModelObject {
  objectKey: string;
  objectBytes: number;
  eTag: string;
  bytes?: Uint8Array;
}

export interface ModelStackOptions {
  /** As `cdk -c` takes them. */
  context: Context;
  objects: readonly ModelObject[];
  /** What a worker makes of a range. */
  partialOf(rangeIndex: number): EncodedPartial;
  /** Bytes that the parser counts a second on a core of this machine. */
  parseBytesPerSecond: number;
}

/** The real functions over counted services in virtual time. */
export function createModelStack({ context, objects, partialOf, parseBytesPerSecond }: ModelStackOptions) {
  const config = readStageConfig(context);
  const clock = createVirtualClock(START_MS, SEED);
  const counts = noCounts();
  const table = createCountedTable(clock, counts);
  const jobs = createDynamoJobStore(table.client, "model", clock);
  const stores = { jobs, partials: createDynamoPartialStore(table.client, "model", clock), blocks: createDynamoBlockStore(table.client, "model", clock) };
  const timeline = createTimeline(START_MS);
  const host = createModelHost(clock, counts, timeline);
  const ended: { state: string; atMs: number }[] = [];
  const note = (message: string, fields: object = {}): void => {
    counts.logBytes += LOG_LINE_BYTES + JSON.stringify(fields).length;
    if (message === "job ended") ended.push({ state: String((fields as { state?: string }).state), atMs: clock.now() });
  };
  const log = createLog((level, message, fields, cause) => {
    if (level === "error" && !(cause instanceof TransientError)) throw new Error(`${message}: ${JSON.stringify(fields)}`, { cause });
    note(message, fields);
  });

  const decompressor: Decompressor = { decompress: (...all) => clock.outside(() => zlibDecompressor.decompress(...all)) };
  const memoryOf = (name: keyof typeof FUNCTION_CATALOG): number => FUNCTION_CATALOG[name].memoryMb(config);
  const readMs = (bytes: number): number => (bytes / MODEL.s3BytesPerSecond) * 1000;
  const byKey = new Map(objects.map((object) => [object.objectKey, object]));
  const objectStore: ObjectStore = {
    async readStart(_bucketName, objectKey, byteLength) {
      const object = byKey.get(objectKey)!;
      const length = Math.min(byteLength, object.objectBytes);
      counts.s3.gets++;
      counts.s3.bytes += length;
      await clock.request(MODEL.s3FirstByteMs + readMs(length), MODEL.requestCpuMs);
      return { objectBytes: object.objectBytes, eTag: object.eTag, lastModifiedMs: START_MS, bytes: object.bytes?.subarray(0, length) ?? new Uint8Array(length) };
    },
    readRange: () => {
      throw new Error("the model reads ranges by their size");
    },
  };
  /** The time and the requests of reading and parsing a range; one in a hundred fails somewhere on its way. */
  const parseRange = async (job: Job, rangeIndex: number): Promise<EncodedPartial> => {
    const range = rangeAt(job.objectBytes, job.rangeBytes, rangeIndex);
    const span = readSpan(range, job.objectBytes);
    const bytes = range.endByte - range.startByte;
    const part = clock.random() < MODEL.handledRetryRate ? clock.random() : 1;
    const cpuMs = (bytes / parseBytesPerSecond / coreShare(memoryOf("worker"))) * 1000;
    const gets = Math.ceil(((span.endByte - span.startByte) / READ_PIECE_BYTES) * part);
    counts.s3.gets += gets;
    counts.s3.bytes += Math.ceil(bytes * part);
    await clock.request(MODEL.s3FirstByteMs + Math.max(readMs(bytes), cpuMs) * part, 0);
    if (part === 1) return partialOf(rangeIndex);
    counts.retries++;
    throw new TransientError("INJECTED", "one attempt in a hundred fails");
  };

  const { functionTimeoutSeconds, retryDelayMinSeconds, retryDelayMaxSeconds, sweepPatienceSeconds } = config.times;
  const settle = { retryDelaySeconds: { min: retryDelayMinSeconds, max: retryDelayMaxSeconds }, clock, log };
  const visibility = (name: keyof typeof functionTimeoutSeconds): number => 6 * functionTimeoutSeconds[name];
  let splitter: ModelFunction;
  let worker: ModelFunction;
  let reducer: ModelFunction;
  const { maximumConcurrency: most, rangeQueues } = config;
  const uploads = host.open({
    name: "uploads",
    build: String,
    consumer: () => splitter,
    maximumConcurrency: most.uploads,
    batchSize: BATCH_SIZE.uploads,
    visibilityTimeoutSeconds: visibility("splitter"),
  });
  const rangesOf = (i: number) =>
    host.open<RangeTask>({
      name: `ranges${i}`,
      build: buildTask,
      consumer: () => worker,
      maximumConcurrency: Math.floor(most.ranges / rangeQueues),
      batchSize: BATCH_SIZE.ranges,
      visibilityTimeoutSeconds: visibility("worker"),
    });
  const rangeQueueList = Array.from({ length: rangeQueues }, (_, i) => rangesOf(i).queue);
  const ranges = spreadQueue(rangeQueueList.map((queue, i) => ({ name: `ranges${i}`, queue })));
  const folds = host.open<FoldTask>({
    name: "folds",
    build: buildTask,
    consumer: () => reducer,
    maximumConcurrency: most.folds,
    batchSize: BATCH_SIZE.folds,
    visibilityTimeoutSeconds: visibility("reducer"),
  });
  const events: JobEvents = {
    async publish() {
      counts.events++;
      await clock.request(MODEL.eventMs, MODEL.requestCpuMs);
    },
  };
  const base = { ...stores, events, ranges, streams: ranges, folds: folds.queue, clock, log, meter: unmetered };
  // All range queues keep what comes back under the message's id, so any of them may be told.
  const redelivery = { returnAfter: async (receipt: string, seconds: number) => rangeQueueList[Number(/^ranges(\d+)/.exec(receipt)?.[1] ?? 0)]!.returnAfter(receipt, seconds) };
  splitter = {
    name: "splitter",
    memoryMb: memoryOf("splitter"),
    measuresCpu: true,
    handler: createSplitter({
      ...base,
      ...settle,
      objects: objectStore,
      decompressor,
      smallParser: kernelRangeParser,
      redelivery: uploads.queue,
      rangeBytesDefault: null,
      sweepPatienceSeconds,
    }),
  };
  worker = { name: "worker", memoryMb: memoryOf("worker"), measuresCpu: false, handler: createWorker({ ...base, ...settle, redelivery, parseRange }) };
  reducer = { name: "reducer", memoryMb: memoryOf("reducer"), measuresCpu: true, handler: createReducer({ ...base, ...settle, redelivery: folds.queue }) };

  return {
    config,
    clock,
    counts,
    timeline,
    table,
    stores,
    startMs: START_MS,
    ended,
    announce: ({ objectKey, objectBytes, eTag }: ModelObject): void => uploads.announce(buildUploadEvent({ bucketName: "logs", objectKey, objectBytes, eTag })),
  };
}
