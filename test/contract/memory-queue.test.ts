import { describe, expect, it } from "vitest";
import { createManualClock } from "../../shared/adapters/memory/manual-clock.ts";
import { createMemoryQueue } from "../../shared/adapters/memory/queue.ts";
import { START_MS } from "./fixtures.ts";

const build = (message: string) => message;

describe("the memory queue's consuming side", () => {
  const open = (options: { delaySeconds?: number; receivesMax?: number } = {}) => {
    const clock = createManualClock(START_MS);
    const deadLetters = createMemoryQueue<string>({ build, clock, visibilityTimeoutSeconds: 60, name: "dead" });
    const queue = createMemoryQueue<string>({ build, clock, visibilityTimeoutSeconds: 30, deadLetterQueue: deadLetters, ...options });
    return { clock, queue, deadLetters };
  };

  it("hides a delivered message until its visibility timeout ends", async () => {
    const { clock, queue } = open();
    await queue.send(["a", "b"]);
    const [delivery] = queue.receive();
    expect(delivery).toEqual({ messageId: "message-1", body: "a", receiptHandle: "message-1/1", receiveCount: 1, sentAtMs: START_MS });
    expect(queue.receive(10).map(({ body }) => body)).toEqual(["b"]);
    expect(queue.nextVisibleAtMs()).toBe(START_MS + 30_000);
    await clock.advance(29_999);
    expect(queue.receive()).toEqual([]);
    await clock.advance(1);
    expect(queue.receive()[0]).toMatchObject({ body: "a", receiveCount: 2 });
  });

  it("deletes by the last delivery only", async () => {
    const { clock, queue } = open();
    await queue.send(["a"]);
    const [first] = queue.receive();
    await clock.advance(30_000);
    const [second] = queue.receive();
    queue.remove(first!.receiptHandle);
    await queue.returnAfter(first!.receiptHandle, 0);
    expect(await queue.depth()).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
    queue.remove(second!.receiptHandle);
    queue.remove(second!.receiptHandle);
    expect([await queue.depth(), queue.nextVisibleAtMs()]).toEqual([{ visible: 0, inFlight: 0, delayed: 0 }, undefined]);
  });

  it("moves a message to the dead-letter queue when it is asked for once more after its deliveries are used up", async () => {
    const { clock, queue, deadLetters } = open({ receivesMax: 2 });
    await queue.send(["a"]);
    await clock.advance(5);
    for (let receive = 0; receive < 2; receive++) {
      expect(queue.receive()).toHaveLength(1);
      await clock.advance(30_000);
    }
    expect(await queue.depth()).toMatchObject({ visible: 1 });
    expect(queue.receive()).toEqual([]);
    expect(await queue.depth()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    expect(deadLetters.receive()[0]).toMatchObject({ messageId: "message-1", body: "a", sentAtMs: START_MS, receiveCount: 1 });
  });

  it("keeps messages back for their delay", async () => {
    const { clock, queue } = open({ delaySeconds: 10 });
    await queue.send(["a"]);
    queue.sendBody("b", 0);
    expect(await queue.depth()).toEqual({ visible: 1, inFlight: 0, delayed: 1 });
    await clock.advance(10_000);
    expect(queue.receive(10).map(({ body }) => body)).toEqual(["a", "b"]);
  });

  it("delivers in the order that the caller chooses", async () => {
    const { queue } = open();
    await queue.send(["a", "b", "c"]);
    expect(queue.receive(3, (candidates) => candidates - 1).map(({ body }) => body)).toEqual(["c", "b", "a"]);
  });
});

describe("the manual clock", () => {
  it("ends waits in the order of their times, each at its own time, with the work they set off done before the next", async () => {
    const clock = createManualClock(0);
    const log: string[] = [];
    const work = async (name: string, ...waits: number[]) => {
      for (const wait of waits) {
        await clock.wait(wait);
        log.push(`${name}@${clock.now()}`);
      }
    };
    void work("a", 10, 10, 10);
    void work("b", 15, 5);
    expect(clock.nextWaitEndsAtMs()).toBe(10);
    await clock.advance(25);
    expect(log).toEqual(["a@10", "b@15", "a@20", "b@20"]);
    expect([clock.now(), clock.nextWaitEndsAtMs()]).toEqual([25, 30]);
    await clock.advance(5);
    expect(log.at(-1)).toBe("a@30");
    expect(clock.nextWaitEndsAtMs()).toBeUndefined();
  });

  it("repeats its chance for the same seed, within [0, 1)", () => {
    const draw = (seed: number) => Array.from({ length: 1_000 }, createManualClock(0, seed).random);
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
    const mean = draw(7).reduce((sum, drawn) => sum + drawn / 1_000, 0);
    expect([Math.min(...draw(7)) >= 0, Math.max(...draw(7)) < 1, Math.abs(mean - 0.5) < 0.05]).toEqual([true, true, true]);
  });
});
