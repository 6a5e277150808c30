import { ConditionalCheckFailedException, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { createCallMeter } from "../../shared/adapters/metering/call-meter.ts";
import { countCalls } from "../../shared/adapters/metering/count-calls.ts";
import { decodeReceipt, PARTS_PER_INVOCATION, type Receipt } from "../../shared/core/receipt/receipt.ts";
import type { Meter } from "../../shared/ports/meter.ts";

const ONCE = { batchSize: 1, receives: 1, firstReceivedAtMs: undefined };
const KEY = { pk: { S: "a" } };
const credentials = { accessKeyId: "a", secretAccessKey: "b" };

interface Reply {
  status: number;
  body: object;
}
/** A client whose requests are answered here; what was asked is kept. */
const answering = (reply: (body: Record<string, unknown>) => Reply) => {
  const asked: Record<string, unknown>[] = [];
  const handle = async (request: { body: string }) => {
    const body = JSON.parse(request.body) as Record<string, unknown>;
    asked.push(body);
    await new Promise((resolve) => setImmediate(resolve));
    const { status, body: answer } = reply(body);
    return { response: { statusCode: status, headers: { "content-type": "application/x-amz-json-1.0" }, body: Buffer.from(JSON.stringify(answer)) } };
  };
  // Cast: an answer needs no more than this of Node's own.
  const options = { region: "us-east-1", credentials, maxAttempts: 3, useQueueUrlAsEndpoint: false, requestHandler: { handle } } as never;
  return { asked, table: countCalls(new DynamoDBClient(options), "dynamodb"), queue: countCalls(new SQSClient(options), "sqs") };
};
const whole = (units: number) => ({ status: 200, body: { ConsumedCapacity: { TableName: "t", CapacityUnits: units } } });
const meterOf = (uptimeMs: () => number = () => 0): Meter =>
  createCallMeter({ functionName: "worker", memoryMb: 100, uptimeMs, now: () => 10_000, costOfComing: () => ({ "dynamodb.UpdateItem": 1, "dynamodb.writeUnits": 1 }) });
const claimOf = (meter: Meter, ...args: Parameters<Meter["claim"]>): Receipt => decodeReceipt(meter.claim(...args)!.sign({}));
const get = (table: DynamoDBClient) => table.send(new GetItemCommand({ TableName: "t", Key: KEY }));
const put = (table: DynamoDBClient, text: string) => table.send(new PutItemCommand({ TableName: "t", Item: { ...KEY, text: { S: text } } }));

describe("createCallMeter", () => {
  it("keeps the counts of messages apart whose work runs at the same time", async () => {
    const { table } = answering(() => whole(2.5));
    const meter = meterOf();
    const work = (gets: number) =>
      meter.measure(ONCE, async () => {
        for (let i = 0; i < gets; i++) await get(table);
        return claimOf(meter, []);
      });
    const claims = await Promise.all([work(1), work(4), work(0)]);
    expect(claims.map((claim) => [claim["dynamodb.GetItem"], claim["dynamodb.readHalves"], claim["worker.invocationParts"]])).toEqual([
      [1, 5, PARTS_PER_INVOCATION],
      [4, 20, PARTS_PER_INVOCATION],
      [undefined, undefined, PARTS_PER_INVOCATION],
    ]);
  });

  it("counts nothing of what nobody's message sends, and does not ask what it consumed", async () => {
    const { table, asked } = answering(() => whole(1));
    const meter = meterOf();
    await get(table);
    expect(meter.claim([])).toBeUndefined();
    expect(asked[0]).not.toHaveProperty("ReturnConsumedCapacity");
  });

  it("signs for what is still to come, and then not again", async () => {
    const { table } = answering(() => whole(1));
    const meter = meterOf();
    const [first, second] = await meter.measure(ONCE, async () => {
      await get(table);
      const before = claimOf(meter, [{ call: "mark-child" }], [new Uint8Array(0), undefined]);
      await get(table);
      return [before, claimOf(meter, [])];
    });
    expect(first).toMatchObject({ "dynamodb.GetItem": 1, "dynamodb.UpdateItem": 1, "dynamodb.writeUnits": 1 });
    expect([second["dynamodb.GetItem"], second["dynamodb.UpdateItem"], second["worker.invocationParts"]]).toEqual([1, undefined, undefined]);
  });

  it("takes back what a refused write was to carry, and carries on what others have signed", async () => {
    const { table } = answering(() => whole(1));
    const meter = meterOf();
    const claim = await meter.measure(ONCE, async () => {
      await get(table);
      const refused = meter.claim([])!;
      refused.draft({});
      const signed = refused.sign({ "dynamodb.PutItem": 1 });
      expect(decodeReceipt(signed)).toMatchObject({ "dynamodb.GetItem": 1, "dynamodb.PutItem": 1 });
      refused.withdraw();
      return claimOf(meter, [], [signed]);
    });
    expect([claim["dynamodb.GetItem"], claim["dynamodb.PutItem"]]).toEqual([2, 1]);
  });

  it("counts each try of a request, and that it was one too many", async () => {
    let tries = 0;
    const { table } = answering(() => (++tries < 3 ? { status: 500, body: { __type: "InternalServerError" } } : whole(1)));
    const meter = meterOf();
    const claim = await meter.measure(ONCE, async () => {
      await get(table);
      return claimOf(meter, []);
    });
    expect(claim).toMatchObject({ "dynamodb.GetItem": 3, "attempts.faults": 2, "dynamodb.readHalves": 2 });
  });

  it("pays for a write that is refused by the size of its item, and reckons what the table does not say", async () => {
    const { table } = answering(({ Item }) =>
      (Item as { text: { S: string } }).text.S.startsWith("refuse")
        ? { status: 400, body: { __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException" } }
        : { status: 200, body: {} },
    );
    const meter = meterOf();
    const claim = await meter.measure(ONCE, async () => {
      await expect(put(table, `refuse${"x".repeat(2_000)}`)).rejects.toThrow(ConditionalCheckFailedException);
      await put(table, "y".repeat(1_500));
      return claimOf(meter, []);
    });
    expect(claim).toMatchObject({ "dynamodb.PutItem": 2, "dynamodb.writeUnits": 4 });
    expect(claim["attempts.faults"]).toBeUndefined();
  });

  it("counts 64 KiB of a request to a queue as one", async () => {
    const { queue } = answering(() => ({ status: 200, body: { Successful: [] } }));
    const meter = meterOf();
    const send = (length: number) => queue.send(new SendMessageBatchCommand({ QueueUrl: "http://q/0/a", Entries: [{ Id: "0", MessageBody: "x".repeat(length) }] }));
    const claim = await meter.measure(ONCE, async () => {
      await send(10);
      await send(64 * 1024);
      return claimOf(meter, []);
    });
    expect(claim).toMatchObject({ "sqs.SendMessageBatch": 2, "sqs.chunks": 3 });
  });

  it("bills whole milliseconds of the work, of the first message also those of loading, and a part of an invocation", async () => {
    let uptimeMs = 300;
    const meter = meterOf(() => uptimeMs);
    const work = (ms: number) =>
      meter.measure({ batchSize: 5, receives: 1, firstReceivedAtMs: undefined }, async () => {
        uptimeMs += ms;
        return claimOf(meter, []);
      });
    uptimeMs = 1_000;
    expect(await work(20.5)).toEqual({ "worker.invocationParts": PARTS_PER_INVOCATION / 5, "worker.megabyteMs": 321 * 100 });
    expect(await work(20)).toEqual({ "worker.invocationParts": PARTS_PER_INVOCATION / 5, "worker.megabyteMs": 20 * 100 });
  });

  it("divides the time among the messages that are worked on together: they pay for what passed, and no more", async () => {
    let uptimeMs = 0;
    const meter = meterOf(() => uptimeMs);
    const steps: (() => void)[] = [];
    const work = () =>
      meter.measure({ ...ONCE, batchSize: 2 }, async () => {
        await new Promise<void>((resolve) => steps.push(resolve));
        return claimOf(meter, []);
      });
    const first = work();
    uptimeMs = 10;
    const second = work();
    uptimeMs = 40;
    steps[0]!();
    const ofFirst = await first;
    uptimeMs = 47;
    steps[1]!();
    // The first alone for 10, both for 30, the second alone for 7.
    expect([ofFirst, await second].map((receipt) => receipt["worker.megabyteMs"])).toEqual([25 * 100, 22 * 100]);
  });

  it("says how often a message was delivered before, and since when", async () => {
    const meter = meterOf();
    const claim = await meter.measure({ batchSize: 1, receives: 3, firstReceivedAtMs: 4_000 }, async () => claimOf(meter, []));
    expect(claim).toMatchObject({ "attempts.retries": 2, "attempts.recoveryMs": 6_000 });
  });
});
