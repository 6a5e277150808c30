import type { SQSEvent } from "aws-lambda";
import { createMemoryQueue, type Delivery, type MemoryQueue } from "../../shared/adapters/memory/queue.ts";
import { TransientError } from "../../shared/core/errors.ts";
import { isEmptyDepth, type QueueDepth, type Redelivery, type TaskQueue } from "../../shared/ports/task-queue.ts";
import { recordOf } from "../world/sqs-record.ts";
import type { SeededRandom } from "../generate/seeded-random.ts";
import type { Faults } from "./faults.ts";
import type { Invocation } from "./invocation.ts";
import type { Scheduler } from "./scheduler.ts";

export type QueueName = "uploads" | "ranges" | "streams" | "folds" | "deadLetters";

/** A queue with the event source that feeds a function from it. */
export interface SimulatedQueue<Message> {
  readonly queue: MemoryQueue<Message>;
  /** The queue as one run sees it. */
  portFor(invocation: Invocation): TaskQueue<Message> & Redelivery;
  /** Take over a message that used up its deliveries in another queue. */
  adopt: MemoryQueue<Message>["adopt"];
  /** Put a body into it from outside. */
  sendBody(body: string): void;
}

export interface SimulatedQueueOptions<Message> {
  name: QueueName;
  build: (message: Message) => string;
  visibilityTimeoutSeconds: number;
  batchSize: number;
  deadLetterQueue?: Pick<MemoryQueue<never>, "adopt">;
  scheduler: Scheduler;
  random: SeededRandom;
  faults: Faults;
  /** Run the function over the event; which messages are done, undefined when it died. */
  invoke(event: SQSEvent, deliveries: readonly Delivery[]): Promise<readonly Delivery[] | undefined>;
  /** A run sends these bodies. */
  onSend(bodies: readonly string[], invocation: Invocation): void;
  trace(text: string): void;
}

/** The end of the id of a message that comes once more although it was deleted. */
const COPY_MARK = "+";
/** The poller asks again so soon. */
const POLL_MS = 300;
const NO_MESSAGES: QueueDepth = { visible: 0, inFlight: 0, delayed: 0 };
const LATE_COPY_MS_MAX = 240_000;

/** An empty queue whose messages are delivered as SQS and Lambda do at their worst. */
export function createSimulatedQueue<Message>(options: SimulatedQueueOptions<Message>): SimulatedQueue<Message> {
  const { name, scheduler, random, faults, trace, deadLetterQueue } = options;
  const queue = createMemoryQueue<Message>({
    name,
    build: options.build,
    clock: scheduler,
    visibilityTimeoutSeconds: options.visibilityTimeoutSeconds,
    ...(deadLetterQueue === undefined ? { receivesMax: Number.MAX_SAFE_INTEGER } : { deadLetterQueue }),
  });
  /** How many runs work on each message. */
  const working = new Map<string, number>();
  let lastDepth = NO_MESSAGES;
  let nextPollMs = Infinity;

  const pollIn = (delayMs: number): void => {
    const atMs = scheduler.now() + delayMs;
    if (atMs >= nextPollMs && nextPollMs > scheduler.now()) return;
    nextPollMs = atMs;
    scheduler.schedule(delayMs, () => {
      if (nextPollMs <= atMs) nextPollMs = Infinity;
      poll();
    });
  };
  const pollSoon = (): void => pollIn(random.below(POLL_MS));
  const choose = (candidates: number): number => {
    if (candidates < 2 || !faults.strikes("sqs.out-of-order")) return 0;
    return 1 + random.below(candidates - 1);
  };
  const poll = (): void => {
    const deliveries = queue.receive(random.between(1, options.batchSize), choose);
    if (deliveries.length > 0) {
      if (faults.strikes("lambda.throttled")) trace(`${name}: the delivery is throttled`);
      else {
        if (deliveries.some(({ messageId }) => working.has(messageId))) faults.note("sqs.visibility-expired");
        void deliver(deliveries);
        if (faults.strikes("sqs.delivered-twice")) void deliver(deliveries);
      }
      return pollSoon();
    }
    const nextMs = queue.nextVisibleAtMs();
    if (nextMs !== undefined) pollIn(Math.max(1, nextMs - scheduler.now()));
  };
  const deliver = async (deliveries: readonly Delivery[]): Promise<void> => {
    for (const { messageId } of deliveries) working.set(messageId, (working.get(messageId) ?? 0) + 1);
    const done = await options.invoke({ Records: deliveries.map(recordOf) }, deliveries);
    for (const { messageId } of deliveries) {
      const left = working.get(messageId)! - 1;
      if (left === 0) working.delete(messageId);
      else working.set(messageId, left);
    }
    // Nobody but the visibility timeout brings the messages of a dead run back.
    if (done === undefined) return;
    for (const delivery of done) {
      const isHeld = queue.messages().some(({ messageId }) => messageId === delivery.messageId);
      queue.remove(delivery.receiptHandle);
      const isCopied = !isHeld || delivery.messageId.endsWith(COPY_MARK) || queue.messages().some(({ messageId }) => messageId === delivery.messageId);
      if (!isCopied && faults.strikes("sqs.delivered-after-deletion")) copyLater(delivery);
    }
    pollSoon();
  };
  const copyLater = (delivery: Delivery): void => {
    const delayMs = random.below(LATE_COPY_MS_MAX);
    faults.lasts(delayMs);
    scheduler.schedule(delayMs, () => {
      queue.adopt({ ...delivery, messageId: `${delivery.messageId}${COPY_MARK}` });
      pollSoon();
    });
  };
  const sendBodies = (bodies: readonly string[]): void => {
    for (const body of bodies) queue.sendBody(body);
    pollSoon();
  };
  const readDepth = async (): Promise<QueueDepth> => {
    const depth = await queue.depth();
    // What was sent lately is not counted yet, and what was deleted lately still is.
    const stale = isEmptyDepth(depth) ? lastDepth : NO_MESSAGES;
    lastDepth = depth;
    return isEmptyDepth(stale) !== isEmptyDepth(depth) && faults.strikes("sqs.depth-stale") ? stale : depth;
  };

  return {
    queue,
    adopt(message) {
      queue.adopt(message);
      trace(`${name} takes the message over: ${shorten(message.body)}`);
      pollSoon();
    },
    sendBody: (body) => sendBodies([body]),
    portFor: (invocation) =>
      invocation.wrap<TaskQueue<Message> & Redelivery>(name, "sqs", {
        depth: readDepth,
        async returnAfter(receiptHandle, seconds) {
          await queue.returnAfter(receiptHandle, seconds);
          pollIn(seconds * 1000 + 1);
        },
        async send(messages) {
          let bodies = messages.map(options.build);
          options.onSend(bodies, invocation);
          trace(`${invocation.name} sends to ${name}: ${bodies.map(shorten).join(" ")}`);
          const isPartly = bodies.length > 1 && faults.strikes("sqs.batch-partly-sent");
          if (isPartly) bodies = bodies.filter(() => random.chance(0.5));
          if (name !== "uploads") bodies = bodies.filter(() => !faults.strikes("sqs.message-lost"));
          sendBodies(bodies);
          if (isPartly) throw new TransientError("INJECTED", "part of the batch was not sent");
        },
      }),
  };
}

const shorten = (body: string): string => body.replace(/^\{"v":1,/, "{").replace(/"jobId":"(.{6})[^"]*"/, '"job":"$1"');
