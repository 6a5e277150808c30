import { describe, expect, it } from "vitest";
import { createManualClock } from "../../shared/adapters/memory/manual-clock.ts";
import { createMemoryQueue } from "../../shared/adapters/memory/queue.ts";
import { spreadQueue } from "../../shared/adapters/sqs/spread-queue.ts";
import { START_MS } from "./fixtures.ts";

function open(count: number) {
  const clock = createManualClock(START_MS);
  const queues = Array.from({ length: count }, () => createMemoryQueue<number>({ build: String, clock, visibilityTimeoutSeconds: 600 }));
  return { clock, queues, spread: spreadQueue(queues.map((queue, i) => ({ name: `ranges${i}`, queue }))) };
}

describe("spreadQueue", () => {
  it("deals messages to its queues in turn, each to one", async () => {
    const { queues, spread } = open(3);
    await spread.send([0, 1, 2, 3, 4, 5, 6]);
    expect(queues.map((queue) => queue.receive(10).map(({ body }) => body))).toEqual([
      ["0", "3", "6"],
      ["1", "4"],
      ["2", "5"],
    ]);
  });

  it("is as deep as all of them", async () => {
    const { queues, spread } = open(2);
    await spread.send([1, 2, 3]);
    queues[1]!.receive();
    queues[0]!.sendBody("later", 60);
    expect(await spread.depth()).toEqual({ visible: 2, inFlight: 1, delayed: 1 });
  });

  it("brings a message back in the queue that delivered it, and refuses one of another queue", async () => {
    const { clock, queues, spread } = open(2);
    await spread.send([1, 2]);
    const [delivery] = queues[1]!.receive();
    await spread.returnAfter(delivery!.receiptHandle, 5, "arn:aws:sqs:us-east-1:000000000000:ranges1");
    await clock.advance(5_000);
    expect(queues[1]!.receive()).toHaveLength(1);
    await expect(spread.returnAfter(delivery!.receiptHandle, 5, "arn:aws:sqs:us-east-1:000000000000:other")).rejects.toMatchObject({ code: "UNKNOWN_EVENT_SOURCE" });
  });
});
