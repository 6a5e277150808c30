import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { createSqsQueue } from "../../shared/adapters/sqs/queue.ts";
import type { Redelivery, TaskQueue } from "../../shared/ports/task-queue.ts";
import { RECEIVES_MAX } from "../../shared/core/limits.ts";
import type { Counts } from "./counts.ts";
import { coreShare, MODEL } from "./model.ts";
import type { Timeline } from "./timeline.ts";
import type { Run, VirtualClock } from "./virtual-clock.ts";

interface Message {
  messageId: string;
  body: string;
  receives: number;
}

/** A queue of SQS in virtual time, and the event source that feeds it to a function. */
export interface ModelQueue<Body> {
  queue: TaskQueue<Body> & Redelivery;
  /** Put a body into the queue without anybody's request: an event of S3 is one. */
  announce(body: string): void;
}

export interface ModelFunction {
  name: string;
  memoryMb: number;
  handler(event: SQSEvent): Promise<SQSBatchResponse>;
  /** Whether the CPU that its code uses here takes it time; else only its requests do. */
  measuresCpu: boolean;
}

/** The account's functions: concurrency, cold starts, and what they cost. */
export interface ModelHost {
  open<Body>(options: {
    name: string;
    build: (body: Body) => string;
    consumer: () => ModelFunction;
    maximumConcurrency: number;
    batchSize: number;
    visibilityTimeoutSeconds: number;
  }): ModelQueue<Body>;
}

export function createModelHost(clock: VirtualClock, counts: Counts, timeline: Pick<Timeline, "note">): ModelHost {
  const idle = new Map<string, number>();
  const running = new Map<string, number>();
  const pumps: (() => void)[] = [];
  let inAccount = 0;

  const invoke = async (lambda: ModelFunction, messages: readonly Message[]): Promise<ReadonlySet<string>> => {
    const tally = (counts.lambda[lambda.name] ??= { invocations: 0, coldStarts: 0, gbSeconds: 0, seconds: 0, peak: 0 });
    tally.invocations++;
    tally.peak = Math.max(tally.peak, running.get(lambda.name) ?? 0);
    counts.logBytes += MODEL.platformLogBytes;
    const beganMs = clock.now();
    const isWarm = (idle.get(lambda.name) ?? 0) > 0;
    if (isWarm) idle.set(lambda.name, idle.get(lambda.name)! - 1);
    else tally.coldStarts++;
    const run: Run = { core: coreShare(lambda.memoryMb), cpuDebtMs: 0, cpuFreeAtMs: 0, measuresCpu: lambda.measuresCpu };
    const records = messages.map(({ messageId, body, receives }) => ({
      messageId,
      receiptHandle: messageId,
      body,
      messageAttributes: {},
      md5OfBody: "",
      attributes: {
        ApproximateReceiveCount: String(receives),
        SentTimestamp: "0",
        SenderId: "model",
        ApproximateFirstReceiveTimestamp: "0",
      },
      eventSource: "aws:sqs",
      eventSourceARN: "arn:aws:sqs:us-east-1:0:model",
      awsRegion: "us-east-1",
    }));
    const { batchItemFailures } = await clock.runAs(run, async () => {
      if (!isWarm) await clock.wait(MODEL.coldStartMs);
      const response = await lambda.handler({ Records: records });
      // What it used after its last request takes time too.
      await clock.wait(0);
      return response;
    });
    const seconds = Math.ceil(clock.now() - beganMs) / 1000;
    tally.seconds += seconds;
    tally.gbSeconds += (seconds * lambda.memoryMb) / 1024;
    idle.set(lambda.name, (idle.get(lambda.name) ?? 0) + 1);
    timeline.note({ name: lambda.name, body: messages[0]!.body, beganMs, endedMs: clock.now(), isRetry: messages[0]!.receives > 1, isFailed: batchItemFailures.length > 0 });
    return new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  };

  return {
    open({ name, build, consumer, maximumConcurrency, batchSize, visibilityTimeoutSeconds }) {
      const visible: Message[] = [];
      const returning = new Map<string, number>();
      let taken = 0;
      let sent = 0;
      let inFlight = 0;
      let rampStartMs: number | undefined;
      const allowed = (): number => Math.min(maximumConcurrency, Math.floor(MODEL.rampStart + (MODEL.rampPerSecond * (clock.now() - (rampStartMs ?? clock.now()))) / 1000));
      let wakesAtMs = 0;

      const pump = (): void => {
        rampStartMs ??= visible.length > taken ? clock.now() : undefined;
        while (taken < visible.length && inFlight < allowed() && inAccount < MODEL.accountConcurrency) {
          start(visible.slice(taken, taken + batchSize));
          taken = Math.min(visible.length, taken + batchSize);
        }
        if (taken < visible.length && allowed() < maximumConcurrency && wakesAtMs <= clock.now()) {
          wakesAtMs = clock.now() + 1000 / MODEL.rampPerSecond;
          clock.at(wakesAtMs, pump);
        }
      };
      /** SQS promises no order: what comes back is anywhere among those that wait, which wait no longer for it than that. */
      const bringBack = (message: Message): void => void visible.splice(taken + Math.floor(clock.random() * (visible.length - taken + 1)), 0, message);
      const start = (messages: readonly Message[]): void => {
        inFlight++;
        inAccount++;
        for (const message of messages) message.receives++;
        counts.sqs.receives++;
        const lambda = consumer();
        running.set(lambda.name, (running.get(lambda.name) ?? 0) + 1);
        clock.at(clock.now() + MODEL.dispatchMs, () => {
          void invoke(lambda, messages).then((failed) => {
            inFlight--;
            inAccount--;
            running.set(lambda.name, running.get(lambda.name)! - 1);
            if (failed.size < messages.length) counts.sqs.deletes++;
            for (const message of messages) {
              if (!failed.has(message.messageId)) continue;
              if (message.receives >= RECEIVES_MAX) throw new Error(`a message of ${name} died: ${message.body}`);
              const delayMs = (returning.get(message.messageId) ?? visibilityTimeoutSeconds) * 1000;
              clock.at(clock.now() + delayMs, () => {
                bringBack(message);
                pump();
              });
            }
            clock.at(clock.now(), () => pumps.forEach((other) => other()));
          });
        });
      };
      pumps.push(pump);
      const add = (body: string): void => void visible.push({ messageId: `${name}-${++sent}`, body, receives: 0 });

      /** What the adapter takes for a client. */
      const client = {
        async send({ input }: { input: { Entries?: { MessageBody: string }[]; ReceiptHandle?: string; VisibilityTimeout?: number } }) {
          await clock.request(MODEL.sqsMs, MODEL.requestCpuMs);
          if (input.Entries !== undefined) {
            counts.sqs.sends++;
            counts.sqs.messages += input.Entries.length;
            for (const entry of input.Entries) add(entry.MessageBody);
            clock.at(clock.now(), pump);
          } else {
            counts.sqs.others++;
            if (input.ReceiptHandle !== undefined) returning.set(input.ReceiptHandle, input.VisibilityTimeout ?? 0);
          }
          return {};
        },
      };
      return {
        queue: createSqsQueue({ client: client as unknown as SQSClient, queueUrl: name, clock, build }),
        announce(body) {
          counts.sqs.sends++;
          counts.sqs.messages++;
          add(body);
          clock.at(clock.now(), pump);
        },
      };
    },
  };
}
