import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ChangeMessageVisibilityCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageBatchCommand, SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { isRunning, lambda, mapping, until, type Resources } from "./fixture.ts";
import { startStack, type Running } from "./running.ts";

const queue = (name: string, properties: object = {}): Resources[string] => ({ Type: "AWS::SQS::Queue", Properties: { QueueName: name, VisibilityTimeout: 60, ...properties } });
const sendMany = (sqs: SQSClient, QueueUrl: string, bodies: string[]) =>
  sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody })) }));

interface Counts {
  visible: number;
  hidden: number;
}

const isEmpty = ({ visible, hidden }: Counts): boolean => visible + hidden === 0;

async function countMessages(sqs: SQSClient, QueueUrl: string): Promise<Counts> {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
  return { visible: Number(Attributes?.["ApproximateNumberOfMessages"]), hidden: Number(Attributes?.["ApproximateNumberOfMessagesNotVisible"]) };
}

const HANDLERS = {
  plain: `export const handler = async (event, context) => note({ event, url: process.env.QUEUE_URL, text: process.env.TEXT, name: context.functionName,
    arn: context.invokedFunctionArn, memory: context.memoryLimitInMB, left: context.getRemainingTimeInMillis(), id: context.awsRequestId });`,
  picky: `export const handler = async ({ Records }) => {
    for (const { body, attributes } of Records) note([body, attributes.ApproximateReceiveCount]);
    return { batchItemFailures: Records.filter(({ body }) => body === "bad").map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };`,
  dying: `export const handler = async ({ Records: [{ body, attributes }] }) => {
    note([body, attributes.ApproximateReceiveCount, process.pid]);
    if (attributes.ApproximateReceiveCount === "1" && body === "spin") for (;;);
    if (attributes.ApproximateReceiveCount === "1" && body === "crash") { setTimeout(() => { throw new Error("out of band"); }, 5); await new Promise(() => {}); }
  };`,
  slow: `export const handler = async ({ Records: [{ body, attributes }] }) => {
    const from = Date.now(); await new Promise((resolve) => setTimeout(resolve, 250)); note({ body, from, to: Date.now(), receives: attributes.ApproximateReceiveCount });
  };`,
  shared: `export const handler = async ({ Records: [{ body }] }) => { await new Promise((resolve) => setTimeout(resolve, 100)); note(body); };`,
  prompt: `export const handler = async () => note(Date.now());`,
  gather: `export const handler = async ({ Records }) => note(Records.length);`,
};

const RESOURCES: Resources = {
  Plain: queue("plain"),
  PlainFn: lambda("plain", { Environment: { Variables: { QUEUE_URL: { Ref: "Plain" }, TEXT: { "Fn::Sub": "${Plain.QueueName} in ${AWS::Region}" } } } }),
  PlainMap: mapping("Plain", "PlainFn"),
  Dead: queue("dead"),
  Picky: queue("picky", { VisibilityTimeout: 1, RedrivePolicy: { deadLetterTargetArn: { "Fn::GetAtt": ["Dead", "Arn"] }, maxReceiveCount: 2 } }),
  PickyFn: lambda("picky"),
  PickyMap: mapping("Picky", "PickyFn", { BatchSize: 10, FunctionResponseTypes: ["ReportBatchItemFailures"] }),
  Dying: queue("dying", { VisibilityTimeout: 1 }),
  DyingFn: lambda("dying", { Timeout: 1 }),
  DyingMap: mapping("Dying", "DyingFn"),
  // Were messages received ahead of their turn, the last ones would be hidden for longer than this second and come twice.
  Slow: queue("slow", { VisibilityTimeout: 1 }),
  SlowFn: lambda("slow"),
  SlowMap: mapping("Slow", "SlowFn", { ScalingConfig: { MaximumConcurrency: 2 } }),
  Busy: queue("busy"),
  Quiet: queue("quiet"),
  SharedFn: lambda("shared", { ReservedConcurrentExecutions: 1 }),
  BusyMap: mapping("Busy", "SharedFn"),
  QuietMap: mapping("Quiet", "SharedFn"),
  Prompt: queue("prompt"),
  PromptFn: lambda("prompt"),
  PromptMap: mapping("Prompt", "PromptFn"),
  Window: queue("window"),
  GatherFn: lambda("gather"),
  WindowMap: mapping("Window", "GatherFn", { BatchSize: 20, MaximumBatchingWindowInSeconds: 1 }),
  Loose: queue("loose"),
};

describe("event source mappings", () => {
  let running: Running;
  let sqs: SQSClient;
  const url = (name: string): string => running.queueUrl(name);
  const notesOf = <Note>(name: string): Note[] => running.notes<Note>(name);
  beforeAll(async () => {
    running = await startStack({ resources: RESOURCES, handlers: HANDLERS, options: { concurrencyPerFunction: 8 } });
    sqs = running.sqs;
  });
  afterAll(() => running.end());

  it("invoke the function with the message as AWS describes it, and delete it", async () => {
    const { MessageId, MD5OfMessageBody } = await sqs.send(
      new SendMessageCommand({ QueueUrl: url("plain"), MessageBody: "héllo", MessageAttributes: { kind: { DataType: "String", StringValue: "x" } } }),
    );
    const [note] = await until("the note", () => (notesOf("plain").length === 1 ? notesOf<Record<string, unknown>>("plain") : undefined));
    expect(note).toMatchObject({
      url: url("plain"),
      text: "plain in us-east-1",
      name: "plain",
      arn: "arn:aws:lambda:us-east-1:000000000000:function:plain",
      memory: "256",
      event: {
        Records: [
          {
            messageId: MessageId,
            body: "héllo",
            md5OfBody: MD5OfMessageBody,
            eventSource: "aws:sqs",
            eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:plain",
            awsRegion: "us-east-1",
            attributes: {
              ApproximateReceiveCount: "1",
              SentTimestamp: expect.stringMatching(/^\d{13}$/),
              ApproximateFirstReceiveTimestamp: expect.any(String),
              SenderId: expect.any(String),
            },
            messageAttributes: { kind: { stringValue: "x", dataType: "String" } },
            receiptHandle: expect.any(String),
          },
        ],
      },
    });
    expect(note?.["left"]).toBeGreaterThan(5000);
    await until("the message is gone", async () => isEmpty(await countMessages(sqs, url("plain"))));
  });

  it("leave what a batch reports as failed, until it lands in the dead-letter queue", async () => {
    await sendMany(sqs, url("picky"), ["good", "bad", "fine"]);
    await until("the dead letter", async () => (await countMessages(sqs, url("dead"))).visible === 1);
    const seen = notesOf<[string, string]>("picky");
    expect(seen.filter(([body]) => body !== "bad").toSorted()).toEqual([
      ["fine", "1"],
      ["good", "1"],
    ]);
    expect(seen.filter(([body]) => body === "bad")).toEqual([
      ["bad", "1"],
      ["bad", "2"],
    ]);
    expect(await countMessages(sqs, url("picky"))).toEqual({ visible: 0, hidden: 0 });
  });

  it("kill a function that overruns its timeout, and one that crashes; both messages come back to a fresh process", async () => {
    await sendMany(sqs, url("dying"), ["spin", "crash"]);
    const seen = await until("both twice", () => (notesOf("dying").length >= 4 ? notesOf<[string, string, number]>("dying") : undefined));
    for (const body of ["spin", "crash"]) {
      const [first, second] = seen.filter(([one]) => one === body);
      expect([first?.[1], second?.[1]]).toEqual(["1", "2"]);
      expect(second?.[2]).not.toBe(first?.[2]);
      await until("the first process is dead", () => !isRunning(first?.[2] ?? 0), 1500);
    }
    await until("the messages are gone", async () => isEmpty(await countMessages(sqs, url("dying"))));
  });

  it("run at most MaximumConcurrency at once, and receive nothing that they cannot run at once", async () => {
    interface Run {
      from: number;
      to: number;
      receives: string;
    }
    await sendMany(
      sqs,
      url("slow"),
      Array.from({ length: 10 }, (_, index) => String(index)),
    );
    const runs = await until("all runs", () => (notesOf("slow").length >= 10 ? notesOf<Run>("slow") : undefined));
    expect(runs.map(({ receives }) => receives)).toEqual(Array.from({ length: 10 }, () => "1"));
    expect(Math.max(...runs.map((run) => runs.filter(({ from, to }) => from <= run.from && run.from < to).length))).toBe(2);
    await until("the queue is empty", async () => isEmpty(await countMessages(sqs, url("slow"))));
    expect(notesOf("slow")).toHaveLength(10);
  });

  it("do not starve each other when they share a function", async () => {
    for (let batch = 0; batch < 3; batch += 1)
      await sendMany(
        sqs,
        url("busy"),
        Array.from({ length: 10 }, () => "busy"),
      );
    await until("the first of the busy ones", () => notesOf("shared").length > 0);
    await sqs.send(new SendMessageCommand({ QueueUrl: url("quiet"), MessageBody: "quiet" }));
    await until("the quiet one", () => notesOf<string>("shared").includes("quiet"));
    expect(notesOf("shared").length).toBeLessThan(15);
  });

  it("deliver within 50 ms when idle", async () => {
    const deliver = async (): Promise<number> => {
      const sentMs = Date.now();
      const before = notesOf("prompt").length;
      await sqs.send(new SendMessageCommand({ QueueUrl: url("prompt"), MessageBody: "x" }));
      await until("the note", () => notesOf("prompt").length > before);
      return (notesOf<number>("prompt").at(-1) ?? 0) - sentMs;
    };
    await deliver();
    const latenciesMs = [await deliver(), await deliver(), await deliver(), await deliver(), await deliver()];
    expect(latenciesMs.toSorted((a, b) => a - b)[2]).toBeLessThan(50);
  });

  it("gather a batch over its window", async () => {
    await sendMany(
      sqs,
      url("window"),
      Array.from({ length: 9 }, () => "x"),
    );
    await sendMany(
      sqs,
      url("window"),
      Array.from({ length: 9 }, () => "x"),
    );
    await until("all gathered", () => notesOf<number>("gather").reduce((sum, count) => sum + count, 0) === 18);
    expect(notesOf("gather").length).toBeLessThan(3);
  });

  it("leave a queue without a mapping alone, where a visibility of 0 gives a message back at once", async () => {
    const receive = async () => (await sqs.send(new ReceiveMessageCommand({ QueueUrl: url("loose"), WaitTimeSeconds: 2, MessageSystemAttributeNames: ["All"] }))).Messages?.[0];
    await sqs.send(new SendMessageCommand({ QueueUrl: url("loose"), MessageBody: "again" }));
    const first = await receive();
    await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: url("loose"), ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 }));
    expect((await receive())?.Attributes?.["ApproximateReceiveCount"]).toBe("2");
  });

  it("are out of reach of a browser's pages, as are the tables", async () => {
    for (const endpoint of [running.stack.endpoints.sqs, running.stack.endpoints.dynamodb]) {
      expect((await fetch(endpoint, { method: "POST", headers: { origin: "https://example.com", "content-type": "text/plain" } })).status).toBe(403);
    }
  });
});
