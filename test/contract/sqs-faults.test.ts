import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { SQSClient, SendMessageBatchCommandInput, SendMessageBatchCommandOutput } from "@aws-sdk/client-sqs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createSqsQueue } from "../../shared/adapters/sqs/queue.ts";
import { createHastyClock } from "./fixtures.ts";
import { startSqs } from "./queues.ts";

describe("sending to a faulty SQS", () => {
  let sqs: Awaited<ReturnType<typeof startSqs>>;
  /** What to do to each batch, given how many came before. */
  let fault: (batch: SendMessageBatchCommandInput, index: number) => Partial<SendMessageBatchCommandOutput> | Error | undefined = () => undefined;
  const batches: string[][] = [];
  let [inFlight, inFlightMax] = [0, 0];

  beforeAll(async () => {
    sqs = await startSqs();
    sqs.client.middlewareStack.add(
      (next, context) => async (args) => {
        if (context["commandName"] !== "SendMessageBatchCommand") return next(args);
        const input = args.input as SendMessageBatchCommandInput;
        batches.push(input.Entries!.map((entry) => entry.Id!));
        inFlightMax = Math.max(inFlightMax, ++inFlight);
        try {
          const told = fault(input, batches.length - 1);
          if (told instanceof Error) throw told;
          if (told === undefined) return await next(args);
          const failedIds = new Set(told.Failed?.map((entry) => entry.Id));
          const Entries = input.Entries!.filter((entry) => !failedIds.has(entry.Id));
          const answer = Entries.length === 0 ? { response: {}, output: { $metadata: {} } } : await next({ ...args, input: { ...input, Entries } });
          return { ...answer, output: { ...answer.output, ...told } };
        } finally {
          inFlight--;
        }
      },
      { step: "initialize" },
    );
  });
  afterAll(() => sqs.stop());
  afterEach(() => {
    fault = () => undefined;
    batches.length = 0;
    [inFlight, inFlightMax] = [0, 0];
  });

  const open = async (client: SQSClient = sqs.client) => {
    const queueUrl = await sqs.createQueue();
    const clock = createHastyClock();
    const queue = createSqsQueue<number>({ client, queueUrl, build: String, clock });
    const stored = async () => {
      const { Attributes } = await sqs.client.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }));
      return Number(Attributes!["ApproximateNumberOfMessages"]);
    };
    return { queue, clock, stored };
  };
  const failed = (...ids: string[]) => ({ Failed: ids.map((Id) => ({ Id, Code: "ServiceUnavailable", SenderFault: false })) });

  it("sends again only what failed in a batch", async () => {
    const { queue, clock, stored } = await open();
    fault = (_, index) => (index === 0 ? failed("3", "7") : index === 1 ? failed("7") : undefined);
    await queue.send([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(batches).toEqual([["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], ["3", "7"], ["7"]]);
    expect([await stored(), clock.waits]).toEqual([10, 2]);
  });

  it("gives up with a TransientError when part of a batch fails again and again", async () => {
    const { queue } = await open();
    fault = () => failed("1");
    await expect(queue.send([0, 1])).rejects.toMatchObject({ name: "TransientError", code: "QUEUE_UNAVAILABLE" });
    expect(batches.length).toBe(8);
  });

  it("takes a refused message for a bug, and a failing service for a TransientError", async () => {
    const { queue } = await open();
    fault = () => ({ Failed: [{ Id: "0", Code: "InvalidMessageContents", SenderFault: true }] });
    await expect(queue.send([0])).rejects.toMatchObject({ name: "AssertionError", code: "MESSAGE_REFUSED" });
    fault = () => Object.assign(new Error("down"), { $metadata: { httpStatusCode: 503 } });
    await expect(queue.send([0])).rejects.toMatchObject({ name: "TransientError", code: "QUEUE_UNAVAILABLE" });
  });

  it("keeps a bounded number of batches in flight", async () => {
    const { queue, stored } = await open();
    await queue.send(Array.from({ length: 500 }, (_, i) => i));
    expect(batches).toHaveLength(50);
    expect(inFlightMax).toBeGreaterThan(1);
    expect(inFlightMax).toBeLessThanOrEqual(16);
    expect(await stored()).toBe(500);
  });
});
