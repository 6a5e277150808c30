import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { buildTask, parseTask } from "../../shared/contracts/messages.ts";
import { InputError, TransientError } from "../../shared/core/errors.ts";
import { FAN_IN } from "../../shared/core/limits.ts";
import type { PartialKey } from "../../shared/ports/partial-store.ts";
import { createWorld, type World } from "../world/world.ts";

/** Lines of one minute each. */
const log = (minutes: number): Buffer =>
  Buffer.from(
    Array.from({ length: minutes }, (_, minute) => `192.0.2.1 - - [21/Nov/2026:10:${String(minute).padStart(2, "0")}:00 +0000] "GET /items HTTP/1.1" 200 ${100 + minute}\n`).join(
      "",
    ),
  );

/** Everything that messages set off; neither time nor the sweeper helps. */
async function deliverAll(world: World): Promise<void> {
  while (await world.step());
}

describe("a redrive whose caller died at once", () => {
  it("is finished by the next splitter of the same content before that sends anything", async () => {
    const rangeBytes = 300;
    const world = createWorld({ rangeBytes, faults: { isPoison: (startByte) => startByte === 2 * rangeBytes - 1 } });
    world.put("a.log", log(20));
    await world.settleAll();
    const { jobId, state } = await world.currentJob("a.log");
    expect(state).toBe("complete-with-gaps");
    world.faults.stop();

    // The first write of a redrive, and nothing behind it: the job has a generation that its nodes do not know.
    expect(await world.jobs.reopenJob(jobId, 0, Number.MAX_SAFE_INTEGER)).toBe(true);
    world.announce("a.log");
    await deliverAll(world);
    expect(await world.currentJob("a.log")).toMatchObject({ state: "complete", generation: 1 });
  });
});

describe("a fold of a redrive", () => {
  it("makes a lost partial again whose node had no gap, so that the redrive left it alone", async () => {
    const rangeBytes = 5;
    const isPoison = (startByte: number) => startByte === 3 * rangeBytes - 1;
    const world = createWorld({ rangeBytes, faults: { isPoison } });
    world.put("a.log", log(20));
    await world.settleAll();
    const { jobId, rangeCount, state } = await world.currentJob("a.log");
    expect(rangeCount).toBeGreaterThan(FAN_IN);
    expect(state).toBe("complete-with-gaps");
    world.faults.stop();

    const isOfSecondNode = ({ level, child }: PartialKey) => level === 1 && child === 1;
    const { open, put } = world.partials;
    let isLost = true;
    world.partials.open = async (key) => (isLost && isOfSecondNode(key) ? undefined : open(key));
    world.partials.put = async (key, ...rest) => {
      if (isOfSecondNode(key)) isLost = false;
      return put(key, ...rest);
    };
    expect((await world.redrive(jobId)).outcome).toBe("started");
    await deliverAll(world);
    expect(isLost).toBe(false);
    expect(await world.currentJob("a.log")).toMatchObject({ state: "complete", generation: 1 });
  });
});

describe("a dead upload whose object cannot be read any more", () => {
  it("leaves what the splitter had found out about it", async () => {
    const world = createWorld();
    world.jobs.activate = async () => {
      throw new TransientError("INJECTED", "activating was refused");
    };
    world.put("a.log.gz", gzipSync(log(20)).subarray(0, -9));
    await deliverAll(world);
    const { jobId } = await world.currentJob("a.log.gz");
    world.objects.readStart = async () => {
      throw new InputError("OBJECT_FORBIDDEN", "reading is refused");
    };
    await world.settleAll();
    expect(await world.jobs.readJob(jobId)).toMatchObject({ state: "failed", failure: { code: "SPLIT_FAILED" }, encoding: "gzip", rangeCount: 1 });
  });
});

describe("a small job whose content came back", () => {
  it("is shown as it was by the letter of a range that the sweeper sent for it", async () => {
    const world = createWorld();
    world.put("a.log", log(2));
    await world.settleAll();
    const { jobId } = await world.currentJob("a.log");
    world.put("a.log", log(3));
    await world.settleAll();
    const { publish } = world.jobs;
    world.jobs.publish = async () => {
      throw new TransientError("INJECTED", "publishing was refused");
    };
    world.put("a.log", log(2));
    await deliverAll(world);
    expect(await world.currentJob("a.log")).toMatchObject({ jobId, state: "running" });
    world.jobs.publish = publish;
    // The sweeper sent the range; its letter comes before the upload is tried again.
    world.queues.deadLetters.sendBody(buildTask({ kind: "range", jobId, generation: 0, rangeIndex: 0 }));
    await deliverAll(world);
    expect(await world.currentJob("a.log")).toMatchObject({ jobId, state: "complete" });
  });
});

describe("a small job that took its key and was never shown", () => {
  it("is shown by the letter of its upload, also when the object cannot be read any more", async () => {
    const world = createWorld();
    world.put("a.log", log(2));
    await world.settleAll();
    const replaced = await world.currentJob("a.log");
    const { publish } = world.jobs;
    world.jobs.publish = async () => {
      throw new TransientError("INJECTED", "publishing was refused");
    };
    world.put("a.log", log(3));
    await deliverAll(world);
    const unshown = await world.currentJob("a.log");
    expect(unshown.state).toBe("complete");
    expect(await world.jobs.readCurrent(unshown.objectId)).toMatchObject({ jobId: unshown.jobId, published: { jobId: replaced.jobId } });

    world.jobs.publish = publish;
    world.objects.readStart = async () => {
      throw new InputError("OBJECT_FORBIDDEN", "reading is refused");
    };
    await world.settleAll();
    expect(world.log.entries.filter(({ message }) => message === "dead letter")).toHaveLength(1);
    expect(await world.jobs.readCurrent(unshown.objectId)).toMatchObject({ jobId: unshown.jobId, published: { jobId: unshown.jobId, version: 2 } });
  });
});

describe("a pass of the sweeper", () => {
  it("sends what every job lost, whatever it sent for others before", async () => {
    const world = createWorld({ rangeBytes: 300 });
    const keys = ["a.log", "b.log", "c.log"];
    const { send } = world.queues.ranges;
    world.queues.ranges.send = async () => {};
    for (const objectKey of keys) world.put(objectKey, log(10));
    await deliverAll(world);
    expect(await world.liveJobs()).toHaveLength(keys.length);
    world.queues.ranges.send = send;

    const sentJobs = () => new Set(world.queues.ranges.messages().map(({ body }) => parseTask(body).jobId)).size;
    for (let pass = 0; pass < 5 && sentJobs() === 0; pass++) {
      await world.clock.advance(300_000);
      await world.sweep();
    }
    expect(sentJobs()).toBe(keys.length);
  });
});
