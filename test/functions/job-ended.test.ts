import { describe, expect, it } from "vitest";
import { hasEnded } from "../../shared/contracts/job.ts";
import { createWorld, type World } from "../world/world.ts";

const text = (lines: number): Buffer =>
  Buffer.from(Array.from({ length: lines }, (_, i) => `10.0.0.1 - - [21/Nov/2026:10:0${i % 9}:00 +0000] "GET /a/${i} HTTP/1.1" ${i % 10 === 0 ? 500 : 200} 5 "-" "t"\n`).join(""));
const told = (world: World) => world.events.published.map(({ state, generation, gaps, counters, failure }) => [state, generation, gaps, counters?.lines ?? null, failure?.code]);

describe("the end of a job", () => {
  it.each([
    ["by its splitter", undefined, 20],
    ["by its reducer", 700, 60],
  ])("that is finished %s is told once, with its counters", async (_how, rangeBytes, lines) => {
    const world = createWorld(rangeBytes === undefined ? {} : { rangeBytes });
    world.put("shop/a.log", text(lines));
    await world.settleAll();
    expect(told(world)).toEqual([["complete", 0, 0, lines, undefined]]);
    const job = await world.currentJob("shop/a.log");
    expect(world.events.published[0]).toMatchObject({
      version: 1,
      jobId: job.jobId,
      source: "shop",
      objectKey: "shop/a.log",
      counters: { errors: lines / 10, bytes: lines * 5 },
    });
    expect(job.isEndUntold).toBeUndefined();
  });

  it("is told of gaps, of the redrive that fills them, and of the content that replaces it", async () => {
    const world = createWorld({ rangeBytes: 700, faults: { isPoison: (startByte) => startByte > 0 && startByte < 800 } });
    world.put("a.log", text(60));
    await world.settleAll();
    const { jobId } = await world.currentJob("a.log");
    world.faults.stop();
    await world.redrive(jobId);
    await world.settleAll();
    world.put("a.log", text(50));
    await world.settleAll();
    expect(told(world).map(([state, generation, gaps]) => [state, generation, gaps])).toEqual([
      ["complete-with-gaps", 0, 1],
      ["complete", 1, 0],
      ["superseded", 1, 0],
      ["complete", 0, 0],
    ]);
  });

  it("is told of an object that was deleted", async () => {
    const world = createWorld({ rangeBytes: 700 });
    world.put("a.log", text(60));
    await world.step();
    world.objects.delete("logs", "a.log");
    await world.settleAll();
    expect(told(world)).toEqual([["failed", 0, 0, null, "OBJECT_DELETED"]]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("is told whoever dies, and wherever: seed %i", async (seed) => {
    const world = createWorld({ seed, ...(seed % 2 === 0 ? { rangeBytes: 700 } : {}), faults: { crashBefore: 0.04, crashAfter: 0.04, failAfter: 0.02 } });
    for (const name of ["a", "b", "c"]) world.put(`${name}.log`, text(40 + seed));
    world.put("a.log", text(30));
    await world.settleAll();
    world.faults.stop();
    for (let sweep = 0; sweep < 3; sweep++) {
      await world.clock.advance(300_000);
      await world.sweep();
    }
    const jobs = (await Promise.all(["default"].map((source) => world.jobs.listJobs(source, "2026-11-21", 100)))).flat();
    expect(jobs.length).toBeGreaterThanOrEqual(3);
    for (const job of jobs) {
      expect(hasEnded(job)).toBe(true);
      expect(job.isEndUntold, `${job.jobId} ${job.state}`).toBeUndefined();
      expect(
        world.events.published.some(({ jobId, state, generation }) => jobId === job.jobId && state === job.state && generation === job.generation),
        `${job.objectKey} ${job.state}`,
      ).toBe(true);
    }
  });
});
