import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { createApi } from "../../functions/api/api.ts";
import { createDeadLetter } from "../../functions/dead-letter/dead-letter.ts";
import { createReducer } from "../../functions/reducer/reducer.ts";
import { createSplitter } from "../../functions/splitter/splitter.ts";
import { createSweeper } from "../../functions/sweeper/sweeper.ts";
import { createWorker } from "../../functions/worker/worker.ts";
import { CONSUMER_OF } from "../../infra/queue-names.ts";
import { hiddenSeconds } from "../../infra/stage-times.ts";
import { createMemoryJobEvents } from "../../shared/adapters/memory/job-events.ts";
import type { Delivery } from "../../shared/adapters/memory/queue.ts";
import { createS3ObjectLister } from "../../shared/adapters/s3/object-lister.ts";
import { createS3ObjectStore } from "../../shared/adapters/s3/object-store.ts";
import { zlibDecompressor } from "../../shared/adapters/zlib/decompressor.ts";
import { sha256Hex } from "../../shared/contracts/identity.ts";
import { hasEnded, type Job } from "../../shared/contracts/job.ts";
import { buildTask, buildUploadEvent, parseUploadEvent, type FoldTask, type RangeTask, type Upload } from "../../shared/contracts/messages.ts";
import type { FunctionName } from "../../shared/contracts/names.ts";
import { childIndex } from "../../shared/core/job/fold-plan.ts";
import { FanfoldError } from "../../shared/core/errors.ts";
import type { Clock } from "../../shared/ports/clock.ts";
import type { Decompressor } from "../../shared/ports/decompressor.ts";
import { createLog, type Log } from "../../shared/ports/log.ts";
import { unmetered } from "../../shared/ports/meter.ts";
import { parseRange } from "../../shared/protocol/parse-range.ts";
import { createSeededRandom } from "../generate/seeded-random.ts";
import { checkAcknowledged, checkSends, noteMark, type Upkeep } from "./check-messages.ts";
import { rangeParser, type Expected } from "./expected.ts";
import { createFaults, type FaultRates } from "./faults.ts";
import { createInvocation, type AwaitPoints, type Invocation } from "./invocation.ts";
import { createScheduler } from "./scheduler.ts";
import { createSimulatedQueue, type QueueName, type SimulatedQueue } from "./simulated-queue.ts";
import { createSimulatedS3 } from "./simulated-s3.ts";
import { TIMES } from "./times.ts";
import { report as reportTo, type Violation } from "./violation.ts";
import { createWatchedStores } from "./watched-stores.ts";

export const BUCKET = "logs";
const RECEIPT_TERMS = { region: "us-east-1", architecture: "arm64", isEmulated: true } as const;
/** A moment in 2026, so that log times lie in its past. */
const WORLD_START_MS = Date.UTC(2026, 10, 21, 12);
const BATCH_SIZE: Readonly<Record<QueueName, number>> = { uploads: 10, ranges: 1, streams: 1, folds: 1, deadLetters: 10 };
/** The share of await points at which functions die again and again, in seeds that kill. */
const DANGER_SHARE = 0.08;
/** Where they die for hours, others are deadly after so long: else whoever looks after what died would die as well, for ever, and nothing behind that be reached. */
const DANGER_MS = 30 * 60_000;
/** Writes at which a frozen function meets, when it goes on, what others did meanwhile. */
const STICKY_POINTS = ["partials.put", "jobs.markDone", "blocks.putBlock", "blocks.putResult", "blocks.putSourceBlock", "jobs.publish", "jobs.endJob"].map(
  (call) => `${call} before`,
);
/** Points that one seed of a hundred reaches, or fewer: always deadly in seeds that kill, or somebody would die there in none of ten thousand. */
const SELDOM_REACHED =
  /^(api (ranges|streams|folds)\.send|api jobs\.readGaps|dead-letter blocks\.deleteSourceBlocks|dead-letter jobs\.publish|sweeper (streams|uploads|folds)\.\w+|sweeper jobs\.(reopenNode|endJob|markFailed|noteGap)|splitter (blocks\.putResult|jobs\.(readNode|reopen\w+|endJob))|(stream-)?worker blocks\.deleteSourceBlocks|reducer jobs\.reopenNode|(worker|reducer|stream-worker) (ranges|streams)\.send) /;
/** Half of the function's timeout. */
const DEAD_LETTERS_HIDDEN_SECONDS_MIN = 30;
const ADMIN = "token-of-admin";

export interface WorldOptions {
  seed: number;
  rates: FaultRates;
  callMs: number;
  /** A visibility timeout that functions outlive, seconds; undefined for the product's own. */
  visibilitySeconds?: number;
  /** Whether splitters finish small objects by themselves. */
  finishesSmall: boolean;
  /** Bytes of one GET. */
  pieceBytes: number;
  expectedOf(job: Job): Expected | undefined;
  trace?: (text: string) => void;
}

/** All functions of the product over simulated services, and what watches them. */
export async function createWorld(options: WorldOptions) {
  const random = createSeededRandom(options.seed * 2 + 1);
  const scheduler = createScheduler(WORLD_START_MS, random);
  const violations: Violation[] = [];
  const trace = options.trace === undefined ? () => {} : (text: string) => options.trace!(`${new Date(scheduler.now()).toISOString().slice(5, 23)}  ${text}`);
  const report = (checker: Violation["checker"], message: string): void => void violations.push({ checker, message });
  const points: AwaitPoints = { reached: new Map(), crashed: new Map() };
  let eventsUnderway = 0;

  const isUnfinished = (): boolean => eventsUnderway > 0 || queues.uploads.queue.messages().length > 0 || [...stores.known.values()].some((job) => !hasEnded(job));
  const faults = createFaults(options.rates, random, scheduler, () => isUnfinished(), trace);
  const stores = createWatchedStores({ clock: scheduler, expectedOf: options.expectedOf, report, trace });
  const s3 = createSimulatedS3(random, faults);
  const events = createMemoryJobEvents();
  let invocations = 0;
  let running = 0;

  // A few await points of each seed are deadly, so that messages use up their deliveries there.
  const danger = new Map<string, boolean>();
  let dangerEndsAtMs = scheduler.now() + DANGER_MS;
  const isDangerous = (point: string): boolean => {
    if (scheduler.now() >= dangerEndsAtMs && !faults.isStopped) {
      danger.clear();
      dangerEndsAtMs = scheduler.now() + DANGER_MS;
    }
    const known = danger.get(point) ?? (SELDOM_REACHED.test(point) || random.chance(DANGER_SHARE));
    danger.set(point, known);
    return known;
  };
  // One write of each seed is where functions are frozen.
  const sticky = random.pick(STICKY_POINTS);
  const isSticky = (point: string): boolean => point === sticky;
  const startInvocation = (name: FunctionName): Invocation =>
    createInvocation(name, ++invocations, TIMES.functionTimeoutSeconds[name] * 1000, { scheduler, random, faults, points, callMs: options.callMs, isDangerous, isSticky, trace });
  const upkeep: Upkeep = { stores, s3, scheduler, report: (checker, message) => reportTo(report, trace, checker, message), faults };

  /** Everything that a run may reach for, with its faults. */
  const depsOf = (invocation: Invocation) => {
    const clock: Clock = { now: scheduler.now, random: scheduler.random, wait: scheduler.wait };
    const portOf = <Message>(queue: SimulatedQueue<Message>) => queue.portFor(invocation);
    const objects = createS3ObjectStore(s3.clientFor(invocation), clock, { pieceBytes: options.pieceBytes });
    const decompressor = decompressorOf(scheduler.holdWhile);
    return {
      jobs: invocation.wrap("jobs", "dynamodb", withStaleIndex(invocation)),
      partials: invocation.wrap("partials", "dynamodb", stores.partials),
      blocks: invocation.wrap("blocks", "dynamodb", stores.blocks),
      events: invocation.wrap("events", "sqs", events),
      ranges: portOf(queues.ranges),
      streams: portOf(queues.streams),
      folds: portOf(queues.folds),
      uploads: portOf(queues.uploads),
      deadLetters: portOf(queues.deadLetters),
      objects,
      lister: createS3ObjectLister(s3.clientFor(invocation), clock),
      decompressor,
      clock,
      log: logOf(invocation),
      meter: unmetered,
      bucketName: BUCKET,
      sweepPatienceSeconds: TIMES.sweepPatienceSeconds,
      patienceSeconds: TIMES.sweepPatienceSeconds,
      rangeBytesDefault: null,
      ...(options.finishesSmall ? { smallParser: rangeParser } : {}),
      retryDelaySeconds: { min: TIMES.retryDelayMinSeconds, max: TIMES.retryDelayMaxSeconds },
      parseRange: (job: Job, rangeIndex: number) => parseRange(job, rangeIndex, { objects, decompressor, parser: rangeParser }),
      signer: { signPut: refuse, startParts: refuse, signPart: refuse, signComplete: refuse },
    };
  };
  const logOf = (invocation: Invocation): Log =>
    createLog((level, message, _fields, cause) => {
      trace(`${invocation.name} ${level}: ${message}${cause === undefined ? "" : ` (${describe(cause)})`}`);
      const isBug = cause !== undefined && (!(cause instanceof FanfoldError) || cause.name === "AssertionError");
      if (isBug) reportTo(report, trace, "no-bug", `${invocation.name} ${message}: ${cause instanceof Error ? (cause.stack ?? cause.message) : describe(cause)}`);
    });
  const expiredOnce = new Set<string>();
  /** An index lags behind: it lacks jobs that are live, and names some that have ended. */
  const withStaleIndex = (invocation: Invocation): typeof stores.jobs => ({
    ...stores.jobs,
    async markDone(...args) {
      const node = await stores.jobs.markDone(...args);
      noteMark(node, invocation);
      // Whoever folds the node at once misses what he has just been told of: once, or everybody would send everything again for ever.
      const [{ jobId, level, index }, child] = args;
      const name = `${jobId} ${level} ${index} ${child}`;
      if (node !== undefined && !expiredOnce.has(name) && faults.strikes("dynamodb.partial-expired")) {
        expiredOnce.add(name);
        stores.expirePartial({ jobId, level: level - 1, child: childIndex(node, child) });
        trace(`the partial of child ${child} of node ${level}/${index} of ${jobId.slice(0, 6)} is gone`);
      }
      return node;
    },
    async listJobs(...args) {
      const jobs = await stores.jobs.listJobs(...args);
      return faults.strikes("dynamodb.stale-index") ? jobs.filter(() => random.chance(0.5)) : jobs;
    },
    async *listLive(shard, nowMs) {
      const isStale = faults.strikes("dynamodb.stale-index");
      for await (const jobId of stores.jobs.listLive(shard, nowMs)) if (!isStale || random.chance(0.5)) yield jobId;
      if (isStale && shard === 0) for (const job of stores.known.values()) if (hasEnded(job)) yield job.jobId;
    },
  });

  const { heartbeatSeconds } = TIMES;
  const handlers: Readonly<Record<QueueName, (invocation: Invocation, event: SQSEvent) => Promise<SQSBatchResponse>>> = {
    uploads: (invocation, event) => createSplitter({ ...depsOf(invocation), redelivery: queues.uploads.portFor(invocation) })(event),
    ranges: (invocation, event) => createWorker({ ...depsOf(invocation), redelivery: queues.ranges.portFor(invocation) })(event),
    streams: (invocation, event) => createWorker({ ...depsOf(invocation), redelivery: queues.streams.portFor(invocation), heartbeatSeconds })(event),
    folds: (invocation, event) => createReducer({ ...depsOf(invocation), redelivery: queues.folds.portFor(invocation), heartbeatSeconds })(event),
    deadLetters: (invocation, event) => createDeadLetter(depsOf(invocation))(event),
  };
  const invoke = async <Answer>(name: FunctionName, act: (invocation: Invocation) => Promise<Answer>): Promise<{ invocation: Invocation; answer: Answer | undefined }> => {
    const invocation = startInvocation(name);
    running++;
    const answer = await invocation.run(() => act(invocation)).finally(() => running--);
    return { invocation, answer };
  };

  // Dead letters come again for ever: at short intervals they would be all that a seed does.
  const visibilitySecondsOf = (name: QueueName): number | undefined =>
    options.visibilitySeconds && (name === "deadLetters" ? Math.max(options.visibilitySeconds, DEAD_LETTERS_HIDDEN_SECONDS_MIN) : options.visibilitySeconds);
  const queueOf = <Message>(name: QueueName, build: (message: Message) => string): SimulatedQueue<Message> => {
    const functionName = CONSUMER_OF[name];
    return createSimulatedQueue<Message>({
      name,
      build,
      visibilityTimeoutSeconds: visibilitySecondsOf(name) ?? hiddenSeconds(TIMES, functionName),
      batchSize: BATCH_SIZE[name],
      ...(name === "deadLetters" ? {} : { deadLetterQueue: { adopt: (message) => bury(message) } }),
      scheduler,
      random,
      faults,
      async invoke(event, deliveries) {
        const checks = new Map<Delivery, () => void>();
        const { invocation, answer } = await invoke(functionName, (invocation) => {
          for (const delivery of deliveries) checks.set(delivery, checkAcknowledged(name, delivery, invocation, upkeep));
          return handlers[name](invocation, event);
        });
        if (answer === undefined) return undefined;
        const failed = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
        trace(`${invocation.name} answered, failed ${failed.size}`);
        const done = deliveries.filter(({ messageId }) => !failed.has(messageId));
        for (const delivery of done) checks.get(delivery)?.();
        return done;
      },
      onSend: (bodies, invocation) => checkSends(name, bodies, invocation, queues[name].queue.messages(), upkeep),
      trace,
    });
  };
  const deadUploads = new Set<string>();
  const bury = (message: { messageId: string; body: string; sentAtMs: number }): void => {
    if (message.body.includes('"Records"')) for (const { objectKey } of parseUploadEvent(message.body)) deadUploads.add(objectKey);
    queues.deadLetters.adopt(message);
  };
  const queues = {
    uploads: queueOf<Upload>("uploads", buildUploadEvent),
    ranges: queueOf<RangeTask>("ranges", buildTask),
    streams: queueOf<RangeTask>("streams", buildTask),
    folds: queueOf<FoldTask>("folds", buildTask),
    deadLetters: queueOf<never>("deadLetters", String),
  };

  await stores.jobs.putToken({ sha256: sha256Hex(ADMIN), role: "admin", name: "simulation" });
  const sweepEveryMs = TIMES.sweepEveryMinutes * 60_000;
  const sweepLater = (delayMs: number): void =>
    scheduler.schedule(delayMs, () => {
      sweepLater(sweepEveryMs);
      if (faults.strikes("lambda.throttled")) return;
      void invoke("sweeper", (invocation) => createSweeper(depsOf(invocation))());
    });
  sweepLater(random.below(sweepEveryMs));

  return {
    scheduler,
    random,
    faults,
    stores,
    s3,
    queues,
    events,
    violations,
    points,
    trace,
    report: upkeep.report,
    invocations: () => invocations,
    isUnfinished,
    /** Nothing is live, sent, under way or to be told. */
    isQuiet: (): boolean =>
      running === 0 && !isUnfinished() && ![...stores.known.values()].some((job) => job.isEndUntold) && Object.values(queues).every(({ queue }) => queue.messages().length === 0),
    /** S3 announces a key after so long. */
    announce(objectKey: string, delayMs: number): void {
      const content = s3.objects.get(objectKey);
      eventsUnderway++;
      scheduler.schedule(delayMs, () => {
        eventsUnderway--;
        queues.uploads.sendBody(buildUploadEvent({ bucketName: BUCKET, objectKey, ...(content === undefined ? {} : { eTag: content.eTag, objectBytes: content.bytes.length }) }));
      });
    },
    /** One request of the results API; undefined when its function died. */
    async callApi(method: string, path: string, query: Record<string, string> = {}, body?: unknown): Promise<{ status: number; body: unknown } | undefined> {
      const event = {
        version: "2.0",
        rawPath: path,
        rawQueryString: new URLSearchParams(query).toString(),
        headers: { authorization: `Bearer ${ADMIN}` },
        requestContext: { requestId: "simulation", http: { method, path } },
        body: body === undefined ? undefined : JSON.stringify(body),
        isBase64Encoded: false,
      } as unknown as APIGatewayProxyEventV2;
      const { answer } = await invoke<APIGatewayProxyStructuredResultV2>("api", (invocation) => createApi({ ...depsOf(invocation), receiptTerms: RECEIPT_TERMS })(event));
      if (answer === undefined) return undefined;
      trace(`${method} ${path} answers ${answer.statusCode}`);
      return { status: answer.statusCode!, body: answer.body === undefined ? undefined : JSON.parse(answer.body) };
    },
    /** Whether an upload of the key is a dead letter. */
    uploadDied: (objectKey: string): boolean => deadUploads.has(objectKey),
    /** The partial of a range expires before its time. */
    expirePartialOf(job: Job): boolean {
      const done = [...stores.nodes.values()].filter((node) => node.jobId === job.jobId && node.level === 1).flatMap((node) => [...node.done]);
      if (done.length === 0) return false;
      const child = random.pick(done);
      stores.expirePartial({ jobId: job.jobId, level: 0, child });
      trace(`the partial of range ${child} of ${job.jobId.slice(0, 6)} is gone`);
      return true;
    },
  };
}

export type World = Awaited<ReturnType<typeof createWorld>>;

/** The real decompressor. Its engines are threads, so it is given all of its input first and the world stands still while they work. */
function decompressorOf(holdWhile: <Result>(work: Promise<Result>) => Promise<Result>): Decompressor {
  return {
    async decompress(encoding, compressed, textBytesMax, onText) {
      const pieces: Uint8Array[] = [];
      for await (const piece of compressed) pieces.push(piece);
      async function* held() {
        yield* pieces;
      }
      return holdWhile(zlibDecompressor.decompress(encoding, held(), textBytesMax, onText));
    },
  };
}

const describe = (cause: unknown): string => (cause instanceof Error ? `${cause.name}: ${cause.message}` : JSON.stringify(cause));

/** Nobody uploads through the API here: people write to S3. */
function refuse(): never {
  throw new Error("the simulated people do not ask for signed uploads");
}
