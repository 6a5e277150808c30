import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isEmptyDepth } from "../../shared/ports/task-queue.ts";
import { QUEUES } from "./queues.ts";
import type { Received, RunningQueues } from "./queues.ts";

describe.each(QUEUES)("a queue of $name", ({ start }) => {
  let queues: RunningQueues;
  beforeAll(async () => {
    queues = await start();
  });
  afterAll(() => queues.stop());

  const receiveAll = async (queue: { receive(): Promise<Received[]> }) => {
    const all: Received[] = [];
    for (let batch = await queue.receive(); batch.length > 0; batch = await queue.receive()) all.push(...batch);
    return all;
  };

  it.each([0, 1, 10, 11, 257])("takes %i messages in one call and delivers each", async (count) => {
    const queue = await queues.open();
    const messages = Array.from({ length: count }, (_, message) => message);
    await queue.send(messages);
    expect(await queue.depth()).toEqual({ visible: count, inFlight: 0, delayed: 0 });
    const bodies = (await receiveAll(queue)).map(({ body }) => JSON.parse(body).message as number);
    expect(bodies.toSorted((a, b) => a - b)).toEqual(messages);
    expect(await queue.depth()).toEqual({ visible: 0, inFlight: count, delayed: 0 });
  });

  it("counts messages that are delayed, and is empty only without them", async () => {
    const queue = await queues.open({ delaySeconds: 600 });
    expect(isEmptyDepth(await queue.depth())).toBe(true);
    await queue.send([1, 2]);
    expect(await queue.depth()).toEqual({ visible: 0, inFlight: 0, delayed: 2 });
    expect(isEmptyDepth(await queue.depth())).toBe(false);
    expect(await queue.receive()).toEqual([]);
  });

  it("delivers a message again after the time that its consumer asked for", async () => {
    const queue = await queues.open();
    await queue.send([7]);
    const [first] = await queue.receive();
    await queue.returnAfter(first!.receiptHandle, 300);
    expect([await queue.receive(), await queue.depth()]).toEqual([[], { visible: 0, inFlight: 1, delayed: 0 }]);
    await queue.returnAfter(first!.receiptHandle, 0);
    const [second] = await queue.receive();
    expect(second).toMatchObject({ body: first!.body, receiveCount: 2 });
  });

  it("takes bringing back a message that is no longer in flight for no error", async () => {
    const queue = await queues.open();
    await queue.send([7]);
    const [first] = await queue.receive();
    await queue.returnAfter(first!.receiptHandle, 0);
    await queue.returnAfter(first!.receiptHandle, 0);
    await queue.returnAfter("no-such-receipt", 5);
    expect(await queue.depth()).toMatchObject({ visible: 1 });
  });
});
