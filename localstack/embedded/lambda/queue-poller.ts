import { setTimeout as delay } from "node:timers/promises";
import type { ReceivedMessage, SqsCalls } from "../state/sqs-calls.ts";
import type { MappingPlan } from "../template/stack-plan.ts";
import type { InvocationResult } from "./execution-environment.ts";
import type { FunctionHost } from "./function-host.ts";
import { createSlots } from "./slots.ts";

const RECEIVE_MAX = 10;
const RETRY_MS = 200;

/** What a poller needs. `log` hears of failures of the queue, never of the function's. */
export interface PollerDeps {
  queues: SqsCalls;
  host: FunctionHost;
  /** What people call the queue. */
  queueLabel: string;
  regionName: string;
  /** How long to wait for a message while holding a place: short when others wait for that place. */
  waitSeconds: number;
  log: (message: string, details: Record<string, unknown>) => void;
}

/**
 * Invoke a function with the messages of a queue until stopped. A place for the invocation is taken before a message is received, so that
 * every receive that is counted is also run.
 */
export function startQueuePoller(mapping: MappingPlan, deps: PollerDeps): { stop(): Promise<void> } {
  const { queues, host, queueLabel, log } = deps;
  const stopping = new AbortController();
  const own = createSlots(mapping.maximumConcurrency ?? Number.POSITIVE_INFINITY);
  const { signal } = stopping;

  const run = async (messages: ReceivedMessage[]): Promise<void> => {
    const readFailed = (result: InvocationResult): boolean[] => readFailures(result, messages, mapping.reportsItemFailures);
    const delivered = messages.map(({ Body, Attributes }) => ({ queueName: queueLabel, body: Body, receiveCount: Number(Attributes?.["ApproximateReceiveCount"] ?? 1) }));
    const event = { Records: messages.map((message) => buildRecord(message, mapping, deps.regionName)) };
    const result = await host.invoke(event, { messages: delivered, readFailures: readFailed });
    if (!result.ok || signal.aborted) return;
    const failed = readFailed(result);
    const done = messages.filter((_message, index) => failed[index] === false);
    await queues.deleteAll(
      mapping.queueName,
      done.map(({ ReceiptHandle }) => ReceiptHandle),
    );
  };

  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      const leaveOwn = await own.acquire(signal);
      const leaveHost = await host.slots.acquire(signal);
      let messages: ReceivedMessage[] = [];
      try {
        if (leaveOwn !== undefined && leaveHost !== undefined) messages = await receiveBatch(mapping, deps, signal);
      } catch (error) {
        if (!signal.aborted) {
          log("a queue cannot be received from", { queueName: mapping.queueName, error: String(error) });
          await delay(RETRY_MS);
        }
      }
      const leave = (): void => {
        leaveHost?.();
        leaveOwn?.();
      };
      if (messages.length === 0) leave();
      else
        void run(messages)
          .catch((error: unknown) => log("messages cannot be deleted; they will come again", { queueName: mapping.queueName, error: String(error) }))
          .finally(leave);
    }
  };
  const running = loop();

  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Receive up to a batch: what is there, and with a batching window what comes until it closes. */
async function receiveBatch(
  { queueName, batchSize, batchingWindowSeconds }: MappingPlan,
  { queues, waitSeconds: patience }: PollerDeps,
  signal: AbortSignal,
): Promise<ReceivedMessage[]> {
  const messages = await queues.receive(queueName, { messagesMax: Math.min(RECEIVE_MAX, batchSize), waitSeconds: patience, signal });
  const closesMs = performance.now() + batchingWindowSeconds * 1000;
  while (messages.length > 0 && messages.length < batchSize && performance.now() < closesMs && !signal.aborted) {
    const waitSeconds = Math.max(1, Math.floor((closesMs - performance.now()) / 1000));
    messages.push(...(await queues.receive(queueName, { messagesMax: Math.min(RECEIVE_MAX, batchSize - messages.length), waitSeconds, signal })));
  }
  return messages;
}

/** Source: AWS Lambda developer guide, "Example Amazon SQS message event". */
function buildRecord(message: ReceivedMessage, { queueArn }: MappingPlan, regionName: string): object {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          dataType: DataType,
          stringListValues: [],
          binaryListValues: [],
          ...(StringValue !== undefined && { stringValue: StringValue }),
          ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
        },
      ]),
    ),
    ...(message.MD5OfMessageAttributes !== undefined && { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
    md5OfBody: message.MD5OfBody,
    eventSource: "aws:sqs",
    eventSourceARN: queueArn,
    awsRegion: regionName,
  };
}

/**
 * Which messages of an invocation have failed: all when the function did, else those that it reports. Nothing reported means that all succeeded; a
 * report that cannot be understood, or names a message that was not in the batch, means that all failed, as on AWS.
 */
function readFailures(result: InvocationResult, messages: readonly ReceivedMessage[], reportsItemFailures: boolean): boolean[] {
  const all = (hasFailed: boolean): boolean[] => messages.map(() => hasFailed);
  if (!result.ok) return all(true);
  if (!reportsItemFailures || result.value === null || result.value === undefined) return all(false);
  const { batchItemFailures } = result.value as { batchItemFailures?: unknown };
  if (batchItemFailures === undefined || batchItemFailures === null) return all(false);
  if (!Array.isArray(batchItemFailures)) return all(true);
  const failed = new Set((batchItemFailures as { itemIdentifier?: unknown }[]).map((one) => one?.itemIdentifier));
  const isOfBatch = [...failed].every((id) => messages.some(({ MessageId }) => MessageId === id));
  return isOfBatch ? messages.map(({ MessageId }) => failed.has(MessageId)) : all(true);
}
