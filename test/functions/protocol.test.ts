import { gzipSync } from "node:zlib";
import { finalizeSummary } from "../../shared/core/aggregate/finalize-summary.ts";
import { decodeSummary } from "../../shared/core/aggregate/summary-encoding.ts";
import { describe, expect, it } from "vitest";
import { createWorld, type World } from "../world/world.ts";

const line = (minute: number, i: number): string =>
  `10.0.0.${i % 250} - - [21/Nov/2026:10:${String(minute).padStart(2, "0")}:${String(i % 60).padStart(2, "0")} +0000] "GET /items/${i} HTTP/1.1" ${i % 50 === 0 ? 500 : 200} ${100 + i} "-" "test" ${1000 + i * 7}\n`;
const log = (minutes: number, linesPerMinute: number): Buffer =>
  Buffer.from(Array.from({ length: minutes }, (_, minute) => Array.from({ length: linesPerMinute }, (_unused, i) => line(minute, i)).join("")).join(""));

async function resultOf(world: World, key: string) {
  const job = await world.currentJob(key);
  const result = await world.blocks.readResult(job.jobId);
  return { job, result };
}

describe("an upload", () => {
  it("ends complete, with the same bytes for any range size", async () => {
    const results: Buffer[] = [];
    for (const rangeBytes of [1_000_000, 5_000, 700, 97]) {
      const world = createWorld({ rangeBytes });
      world.put("shop/a.log", log(3, 40));
      await world.settleAll();
      const { job, result } = await resultOf(world, "shop/a.log");
      expect(job.state).toBe("complete");
      results.push(Buffer.from(result!.summary));
    }
    for (const result of results) expect(result.equals(results[0]!)).toBe(true);
  });

  it("of nothing ends complete with no windows", async () => {
    const world = createWorld();
    world.put("empty.log", Buffer.alloc(0));
    await world.settleAll();
    const { job, result } = await resultOf(world, "empty.log");
    expect(job).toMatchObject({ state: "complete", rangeCount: 0, source: "default" });
    expect(result).toBeDefined();
  });

  it("of gzip gives the figures of its text", async () => {
    const world = createWorld();
    world.put("a.gz", gzipSync(log(2, 30)));
    await world.settleAll();
    expect((await resultOf(world, "a.gz")).job).toMatchObject({ state: "complete", encoding: "gzip", format: "access" });
  });

  it("keeps the header of its first bytes for the lines of every range", async () => {
    const lines = Array.from({ length: 40 }, (_, index) => `2026-11-21 09:${10 + index}:00 192.0.2.1 GET /a 503 12`).join("\n");
    const world = createWorld({ rangeBytes: 100 });
    world.put("iis.log", Buffer.from(`#Fields: date time c-ip cs-method cs-uri-stem sc-status time-taken\n${lines}\n`));
    await world.settleAll();
    const { job, result } = await resultOf(world, "iis.log");
    expect(job).toMatchObject({ state: "complete", format: "w3c", columns: { method: 3, path: 4, status: 5, duration: 6 } });
    expect(job.rangeCount).toBeGreaterThan(10);
    expect(finalizeSummary(decodeSummary(result!.summary))).toMatchObject({ requests: 40, errors: 40 });
  });

  it("said twice is one job", async () => {
    const world = createWorld({ rangeBytes: 1_000 });
    world.put("a.log", log(2, 30));
    world.announce("a.log");
    await world.settleAll();
    const first = await world.currentJob("a.log");
    world.announce("a.log");
    await world.settleAll();
    const again = await world.currentJob("a.log");
    expect(again).toMatchObject({ jobId: first.jobId, state: "complete", generation: 0, endedAtMs: first.endedAtMs });
    expect(await world.jobs.listJobs("default", "2026-11-21", 10)).toHaveLength(1);
  });
});

describe("a small object", () => {
  const small = () => createWorld({ rangeBytes: 1_000_000 });
  const depths = async (world: World) => Promise.all([world.queues.ranges, world.queues.streams, world.queues.folds].map((queue) => queue.depth()));

  it.each([
    { name: "plain", bytes: log(2, 30) },
    { name: "gzip", bytes: gzipSync(log(2, 30)) },
    { name: "empty", bytes: Buffer.alloc(0) },
  ])("that is $name is complete and shown after one step, without a task", async ({ bytes }) => {
    const world = small();
    world.put("a.log", bytes);
    await world.step();
    const { job, result } = await resultOf(world, "a.log");
    expect(job).toMatchObject({ state: "complete", version: 1, generation: 0 });
    expect(result).toBeDefined();
    expect(await world.jobs.readCurrent(job.objectId)).toMatchObject({ version: 1, published: { jobId: job.jobId, version: 1, generation: 0 } });
    for (const depth of await depths(world)) expect(depth.visible).toBe(0);
  });

  it("gives the bytes that workers and reducers give", async () => {
    const results = await Promise.all(
      [small(), createWorld({ rangeBytes: 700 })].map(async (world) => {
        world.put("a.log", log(3, 40));
        await world.settleAll();
        return Buffer.from((await resultOf(world, "a.log")).result!.summary).toString("hex");
      }),
    );
    expect(results[0]).toBe(results[1]);
  });

  it("A, B, A again is A, parsed once", async () => {
    const world = small();
    const jobs: string[] = [];
    for (const bytes of [log(2, 30), log(3, 20), log(2, 30)]) {
      world.put("a.log", bytes);
      await world.settleAll();
      jobs.push((await world.currentJob("a.log")).jobId);
    }
    expect(jobs[2]).toBe(jobs[0]);
    const current = await world.jobs.readCurrent((await world.currentJob("a.log")).objectId);
    expect(current).toMatchObject({ jobId: jobs[0], version: 3, published: { jobId: jobs[0], version: 3 } });
    expect(await world.jobs.readJob(jobs[0]!)).toMatchObject({ state: "complete", version: 3 });
    expect(await world.jobs.readJob(jobs[1]!)).toMatchObject({ state: "superseded" });
    const hours = new Set<string>();
    for await (const block of world.blocks.readSourceBlocks("default", Date.UTC(2026, 10, 21, 10))) hours.add(`${block.version}#${block.page}`);
    expect([...hours]).toEqual(["3#0"]);
    for (const depth of await depths(world)) expect(depth.visible).toBe(0);
  });

  it("with a gap goes to a worker, which says so", async () => {
    const world = small();
    world.put("a.gz", gzipSync(log(2, 30)).subarray(0, 200));
    await world.settleAll();
    expect(await world.currentJob("a.gz")).toMatchObject({ state: "complete-with-gaps", isRedrivable: false });
  });
});

describe("a key that changes", () => {
  it("shows the newest content: A, B, A again is A, computed once", async () => {
    const world = createWorld({ rangeBytes: 1_000 });
    const [a, b] = [log(2, 30), log(3, 20)];
    world.put("a.log", a);
    await world.settleAll();
    const jobA = await world.currentJob("a.log");
    world.put("a.log", b);
    await world.settleAll();
    const jobB = await world.currentJob("a.log");
    expect(jobB.jobId).not.toBe(jobA.jobId);
    expect(await world.jobs.readJob(jobA.jobId)).toMatchObject({ state: "superseded" });
    world.put("a.log", a);
    await world.settleAll();
    expect(await world.currentJob("a.log")).toMatchObject({ jobId: jobA.jobId, state: "complete" });
    expect(await world.jobs.readJob(jobB.jobId)).toMatchObject({ state: "superseded" });
    const current = await world.jobs.readCurrent(jobA.objectId);
    expect(current).toMatchObject({ jobId: jobA.jobId, version: 3, published: { jobId: jobA.jobId, version: 3 } });
  });

  it("while it is read ends the old job superseded and the new one complete", async () => {
    const world = createWorld({ rangeBytes: 500 });
    world.put("a.log", log(2, 30));
    for (let i = 0; i < 5; i++) await world.step();
    const old = await world.currentJob("a.log");
    expect(old.state).toBe("running");
    world.put("a.log", log(3, 20));
    await world.settleAll();
    expect(await world.jobs.readJob(old.jobId)).toMatchObject({ state: "superseded" });
    expect(await world.currentJob("a.log")).toMatchObject({ state: "complete" });
  });

  it("and is deleted while it is read fails and says so", async () => {
    const world = createWorld({ rangeBytes: 500 });
    world.put("a.log", log(2, 30));
    for (let i = 0; i < 3; i++) await world.step();
    world.objects.delete("logs", "a.log");
    await world.settleAll();
    expect(await world.currentJob("a.log")).toMatchObject({ state: "failed", failure: { code: "OBJECT_DELETED" } });
  });
});

describe("a poison range", () => {
  it.each([
    { levels: 1, rangeBytes: 500 },
    { levels: 2, rangeBytes: 25 },
  ])("ends as a gap and is redriven to complete, over $levels fold levels", async ({ levels, rangeBytes }) => {
    const content = log(2, 40);
    const reference = createWorld({ rangeBytes });
    reference.put("a.log", content);
    await reference.settleAll();
    const whole = await resultOf(reference, "a.log");

    const world = createWorld({ rangeBytes, faults: { isPoison: (startByte) => startByte === 3 * rangeBytes - 1 } });
    world.put("a.log", content);
    await world.settleAll();
    const { job } = await resultOf(world, "a.log");
    expect(Math.ceil(job.rangeCount / 256) > 1 ? 2 : 1).toBe(levels);
    expect(job).toMatchObject({ state: "complete-with-gaps", isRedrivable: true, generation: 0 });
    expect(await world.jobs.readGaps(job.jobId)).toMatchObject([{ rangeIndex: 3, reason: "attempts-used-up", attempts: 5 }]);

    world.faults.stop();
    expect((await world.redrive(job.jobId)).outcome).toBe("started");
    await world.settleAll();
    const healed = await resultOf(world, "a.log");
    expect(healed.job).toMatchObject({ state: "complete", generation: 1 });
    expect(Buffer.from(healed.result!.summary).equals(Buffer.from(whole.result!.summary))).toBe(true);
  });
});
