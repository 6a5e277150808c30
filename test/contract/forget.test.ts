import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FORGOTTEN_JOB_ID } from "../../shared/contracts/job.ts";
import { buildJob, LATER_MS, START_MS, uniqueName } from "./fixtures.ts";
import { IMPLEMENTATIONS, type Stores } from "./stores.ts";

describe.each(IMPLEMENTATIONS)("the $name store", ({ start }) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(() => stores.stop());

  describe("forgetCurrent", () => {
    it("lets go of the current job and of what is published of it, under the next version", async () => {
      const objectId = uniqueName("object");
      await stores.jobs.takeCurrent(objectId, "a", 0, LATER_MS);
      await stores.jobs.publish(objectId, { jobId: "a", version: 1, generation: 0 });
      const read = (await stores.jobs.readCurrent(objectId))!;
      expect(await stores.jobs.forgetCurrent(read, "a")).toBe(true);
      expect(await stores.jobs.readCurrent(objectId)).toEqual({ objectId, jobId: FORGOTTEN_JOB_ID, version: 2 });
      expect(await stores.jobs.publish(objectId, { jobId: "a", version: 2, generation: 0 }), "what comes late shows nothing").toMatchObject({ isPublished: false });
      expect(await stores.jobs.takeCurrent(objectId, "a", 2, LATER_MS)).toBe(true);
    });

    it("leaves the other job of the key as it is", async () => {
      const objectId = uniqueName("object");
      await stores.jobs.takeCurrent(objectId, "old", 0, LATER_MS);
      await stores.jobs.publish(objectId, { jobId: "old", version: 1, generation: 0 });
      await stores.jobs.takeCurrent(objectId, "new", 1, LATER_MS);
      const shown = (await stores.jobs.readCurrent(objectId))!;
      expect(await stores.jobs.forgetCurrent(shown, "neither")).toBe(true);
      expect(await stores.jobs.readCurrent(objectId)).toEqual(shown);
      expect(await stores.jobs.forgetCurrent(shown, "new")).toBe(true);
      expect(await stores.jobs.readCurrent(objectId)).toEqual({ ...shown, jobId: FORGOTTEN_JOB_ID, version: 3 });
      expect(await stores.jobs.forgetCurrent((await stores.jobs.readCurrent(objectId))!, "old")).toBe(true);
      expect(await stores.jobs.readCurrent(objectId)).toEqual({ objectId, jobId: FORGOTTEN_JOB_ID, version: 3 });
    });

    it("is refused when the key has moved on since it was read", async () => {
      const objectId = uniqueName("object");
      await stores.jobs.takeCurrent(objectId, "a", 0, LATER_MS);
      const read = (await stores.jobs.readCurrent(objectId))!;
      await stores.jobs.publish(objectId, { jobId: "a", version: 1, generation: 0 });
      expect(await stores.jobs.forgetCurrent(read, "a"), "published since").toBe(false);
      const shown = (await stores.jobs.readCurrent(objectId))!;
      await stores.jobs.takeCurrent(objectId, "b", 1, LATER_MS);
      expect(await stores.jobs.forgetCurrent(shown, "a"), "taken since").toBe(false);
      expect((await stores.jobs.readCurrent(objectId))!.jobId).toBe("b");
    });
  });

  it("deletes a job with its nodes, gaps and result, again and again, and no other's", async () => {
    const [job, other] = [buildJob(), buildJob()];
    const places = [{ level: 1, index: 0 }];
    for (const { jobId } of [job, other]) {
      await stores.jobs.createJob({ ...job, jobId });
      await stores.jobs.createNodes([{ jobId, level: 1, index: 0, childCount: 2, generation: 0 }], LATER_MS);
      await stores.jobs.noteGap({ jobId, rangeIndex: 1, reason: "lost", attempts: 5 }, LATER_MS);
      await stores.blocks.putResult(jobId, 0, new Uint8Array([1, 2, 3]), LATER_MS);
      for (let hour = 0; hour < 20; hour++)
        await stores.blocks.putBlock(jobId, { hourStartMs: START_MS - (START_MS % 3_600_000) + hour * 3_600_000, page: 0, generation: 0, bytes: new Uint8Array([hour]) }, LATER_MS);
    }
    for (let round = 0; round < 2; round++) {
      await stores.blocks.deleteBlocks(job.jobId);
      await stores.jobs.deleteJob(
        job.jobId,
        places.map((place) => ({ ...place, jobId: job.jobId })),
      );
    }
    const held = async (jobId: string) => {
      const blocks = [];
      for await (const block of stores.blocks.readBlocks(jobId, 0, Number.MAX_SAFE_INTEGER)) blocks.push(block);
      const node = await stores.jobs.readNode({ jobId, level: 1, index: 0 });
      return [await stores.jobs.readJob(jobId), node, await stores.blocks.readResult(jobId), (await stores.jobs.readGaps(jobId)).length, blocks.length].map((what) =>
        typeof what === "object" ? "there" : what,
      );
    };
    expect(await held(job.jobId)).toEqual([undefined, undefined, undefined, 0, 0]);
    expect(await held(other.jobId)).toEqual(["there", "there", "there", 1, 20]);
  });
});
