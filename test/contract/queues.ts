import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { startFauxqs } from "fauxqs";
import { createManualClock } from "../../shared/adapters/memory/manual-clock.ts";
import { createMemoryQueue } from "../../shared/adapters/memory/queue.ts";
import { createSqsQueue } from "../../shared/adapters/sqs/queue.ts";
import type { Redelivery, TaskQueue } from "../../shared/ports/task-queue.ts";
import { CONTRACT_ENDPOINT, emulatedClient, nameOnEndpoint } from "./endpoint.ts";
import { START_MS, createHastyClock, uniqueName } from "./fixtures.ts";

export interface Received {
  body: string;
  receiptHandle: string;
  receiveCount: number;
}

export interface RunningQueues {
  /** A new queue whose messages are numbers. */
  open(options?: { delaySeconds?: number }): Promise<TaskQueue<number> & Redelivery & { receive(): Promise<Received[]> }>;
  stop(): Promise<void>;
}

const build = (message: number) => JSON.stringify({ message });
/** Nothing that is received comes back by itself while a test runs. */
const VISIBILITY_SECONDS = 600;

/** An SQS emulator in this process on a free port, or the endpoint that the environment names. */
export async function startSqs(): Promise<{ client: SQSClient; createQueue(attributes?: Record<string, string>): Promise<string>; stop(): Promise<void> }> {
  if (CONTRACT_ENDPOINT !== undefined) {
    const client = new SQSClient({ ...emulatedClient(CONTRACT_ENDPOINT), useQueueUrlAsEndpoint: false, maxAttempts: 1 });
    const createQueue = async (attributes: Record<string, string> = {}) =>
      (await client.send(new CreateQueueCommand({ QueueName: nameOnEndpoint("queue"), Attributes: attributes }))).QueueUrl!;
    return { client, createQueue, stop: async () => client.destroy() };
  }
  const server = await startFauxqs({ port: 0, logger: false });
  const client = new SQSClient({ endpoint: `http://127.0.0.1:${server.port}`, region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" }, maxAttempts: 1 });
  return {
    client,
    createQueue: async (attributes = {}) => server.createQueue(uniqueName("queue"), { attributes }).queueUrl,
    async stop() {
      client.destroy();
      await server.stop();
    },
  };
}

export const QUEUES: readonly { name: string; start(): Promise<RunningQueues> }[] = [
  {
    name: "memory",
    async start() {
      const clock = createManualClock(START_MS);
      return {
        async open({ delaySeconds = 0 } = {}) {
          const queue = createMemoryQueue<number>({ build, clock, visibilityTimeoutSeconds: VISIBILITY_SECONDS, delaySeconds });
          return { ...queue, receive: async () => queue.receive(10) };
        },
        async stop() {},
      };
    },
  },
  {
    name: "SQS",
    async start() {
      const { client, createQueue, stop } = await startSqs();
      return {
        async open({ delaySeconds = 0 } = {}) {
          const queueUrl = await createQueue({ DelaySeconds: String(delaySeconds), VisibilityTimeout: String(VISIBILITY_SECONDS) });
          return {
            ...createSqsQueue<number>({ client, queueUrl, build, clock: createHastyClock() }),
            async receive() {
              const { Messages = [] } = await client.send(
                new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ["ApproximateReceiveCount"] }),
              );
              return Messages.map((message) => ({
                body: message.Body!,
                receiptHandle: message.ReceiptHandle!,
                receiveCount: Number(message.Attributes!["ApproximateReceiveCount"]),
              }));
            },
          };
        },
        stop,
      };
    },
  },
];
