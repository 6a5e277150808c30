import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { JobPage } from "../../shared/contracts/api.ts";
import { TransientError } from "../../shared/core/errors.ts";
import { FAN_IN } from "../../shared/core/limits.ts";
import { readJobDocument, readJobOverview } from "../../shared/protocol/read-document.ts";
import { createWorld, type World } from "../world/world.ts";
import { accessLog, firstMinutes, readDepsOf } from "./access-log.ts";

async function documentOf(world: World, objectKey = "shop/a.log"): Promise<JobPage> {
  const { jobId } = await world.currentJob(objectKey);
  return (await readJobDocument(jobId, {}, readDepsOf(world)))!.document;
}

/** What a viewer holds against the next look: records by window, and of the summary. */
const recordsOf = (page: JobPage) => new Map([["summary", page.summary?.records ?? 0], ...page.windows.map((window) => [window.windowStart, window.records] as const)]);

function expectNotBackwards(before: JobPage, after: JobPage): void {
  const now = recordsOf(after);
  for (const [name, records] of recordsOf(before)) expect(now.get(name) ?? 0, name).toBeGreaterThanOrEqual(records);
}

/** Let the world happen, and look at the job after every so many steps. */
async function watch(world: World, everySteps: number): Promise<JobPage[]> {
  const looks: JobPage[] = [];
  for (let steps = 1; await world.step(); steps++) {
    if (steps === 1 || steps % everySteps === 0) looks.push(await documentOf(world));
  }
  await world.settleAll();
  return [...looks, await documentOf(world)];
}

/** A job of ten minutes, of whose ranges the fourth failed. */
async function worldWithGap(rangeCount = 10): Promise<{ world: World; heal: () => void }> {
  const bytes = accessLog(firstMinutes(10), 20);
  const rangeBytes = Math.floor(bytes.length / rangeCount) + 1;
  let isPoison = true;
  const world = createWorld({ rangeBytes, faults: { isPoison: (startByte) => isPoison && startByte >= 3 * rangeBytes - 1 && startByte < 4 * rangeBytes - 1 } });
  world.put("shop/a.log", bytes);
  await world.settleAll();
  return { world, heal: () => void (isPoison = false) };
}

describe("readJobDocument", () => {
  it("knows no job that is not there", async () => {
    expect(await readJobDocument("0".repeat(32), {}, readDepsOf(createWorld()))).toBeUndefined();
  });

  it("gives a complete job's windows as final, the same for every plan", async () => {
    const documents: JobPage[] = [];
    for (const rangeBytes of [1_000_000, 3_000, 500]) {
      const world = createWorld({ rangeBytes });
      world.put("shop/a.log", accessLog(firstMinutes(5), 30));
      await world.settleAll();
      documents.push(await documentOf(world));
    }
    const [first] = documents;
    expect(first!.windows).toHaveLength(5);
    expect(first!.windows[0]).toMatchObject({ windowStart: "2026-11-21T00:00:00Z", state: "final", records: 30, requestsPerSecond: 0.5 });
    expect(first!.summary).toMatchObject({ lines: 150, records: 150 });
    for (const { job: _job, ...result } of documents) {
      const { job: _first, ...expected } = first!;
      expect(result).toEqual(expected);
    }
    expect(documents[2]!.job.ranges).toEqual({ total: documents[2]!.job.ranges.total, done: documents[2]!.job.ranges.total, failed: 0 });
  });

  it.each([
    ["ranges of a small job", 700, 1],
    ["nodes of a large job", 50, 3],
  ])("shows what is folded of a live job as partial, never going backwards: %s", async (_name, rangeBytes, everySteps) => {
    const world = createWorld({ rangeBytes, seed: 7 });
    world.put("shop/a.log", accessLog(firstMinutes(8), 20));
    const looks = await watch(world, everySteps);
    const live = looks.filter(({ job }) => job.state === "running");
    expect(live.length).toBeGreaterThan(5);
    expect(live.some(({ windows }) => windows.length > 0)).toBe(true);
    for (const { job, windows } of looks) {
      const state = job.state === "complete" ? "final" : "partial";
      expect(windows.every((window) => window.state === state)).toBe(true);
    }
    looks.slice(1).forEach((look, index) => expectNotBackwards(looks[index]!, look));
    expect(live.map(({ job }) => job.ranges.done)).toEqual(live.map(({ job }) => job.ranges.done).toSorted((a, b) => a - b));
    expect(looks.at(-1)).toMatchObject({ job: { state: "complete" }, summary: { records: 160 } });
    if (rangeBytes === 50) expect(looks.at(-1)!.job.ranges.total).toBeGreaterThan(FAN_IN);
  });

  it("names the bytes of a gap with its reason and attempts", async () => {
    const { world } = await worldWithGap();
    const { job, summary, windows } = await documentOf(world);
    expect(job).toMatchObject({ state: "complete-with-gaps", ranges: { total: 10, done: 9, failed: 1 } });
    const { rangeBytes } = await world.currentJob("shop/a.log");
    expect(job.gaps).toEqual([{ startByte: 3 * rangeBytes, endByte: 4 * rangeBytes, reason: "attempts-used-up", attempts: 5 }]);
    expect(job.redrivableUntil).toBeDefined();
    expect(summary!.records).toBeLessThan(200);
    expect(windows.every(({ state }) => state === "final")).toBe(true);
  });

  it.each([10, FAN_IN + 20])("shows the earlier generation as partial while a redrive of %d ranges runs, and the filled gap as final behind it", async (rangeCount) => {
    const { world, heal } = await worldWithGap(rangeCount);
    const before = await documentOf(world);
    heal();
    expect((await world.redrive(before.job.jobId)).outcome).toBe("started");
    const reopened = await documentOf(world);
    expect(reopened.job).toMatchObject({ state: "running", generation: 1, gaps: [], ranges: { done: before.job.ranges.total - 1, failed: 0 } });
    expect(reopened.windows).toEqual(before.windows.map((window) => ({ ...window, state: "partial" })));
    const looks = [reopened, ...(await watch(world, 1))];
    looks.slice(1).forEach((look, index) => expectNotBackwards(looks[index]!, look));
    expect(looks.at(-1)).toMatchObject({ job: { state: "complete", gaps: [] }, summary: { records: 200 } });
    expect(looks.at(-1)!.windows.every(({ state, records }) => state === "final" && records === 20)).toBe(true);
  });

  it("reads again when a newer generation's blocks come in between", async () => {
    const { world, heal } = await worldWithGap();
    const { jobId } = await world.currentJob("shop/a.log");
    const deps = readDepsOf(world);
    let hasRedriven = false;
    let jobReads = 0;
    const racing = {
      ...deps,
      jobs: { ...deps.jobs, readJob: (id: string) => (jobReads++, deps.jobs.readJob(id)) },
      blocks: {
        ...deps.blocks,
        async *readBlocks(...asked: Parameters<typeof deps.blocks.readBlocks>) {
          if (!hasRedriven) {
            hasRedriven = true;
            heal();
            await world.redrive(jobId);
            await world.settleAll();
          }
          yield* deps.blocks.readBlocks(...asked);
        },
      },
    };
    const page = await readJobDocument(jobId, {}, racing);
    expect(jobReads).toBe(2);
    expect(page!.document).toMatchObject({ job: { state: "complete", generation: 1 }, summary: { records: 200 } });
    expect(page!.document.windows.reduce((sum, { records }) => sum + records, 0)).toBe(200);
  });

  it("gives up in the end on a result that never fits the job", async () => {
    const { world } = await worldWithGap();
    const { jobId } = await world.currentJob("shop/a.log");
    const deps = readDepsOf(world);
    const reading = readJobDocument(jobId, {}, { ...deps, blocks: { ...deps.blocks, readResult: async () => undefined } });
    await expect(reading).rejects.toThrow(TransientError);
  });

  it("serves nothing of a job that failed", async () => {
    const world = createWorld({ rangeBytes: 500 });
    world.put("shop/a.log", accessLog(firstMinutes(4), 20));
    for (let steps = 0; steps < 4; steps++) await world.step();
    world.objects.setForbidden("logs", "shop/a.log", true);
    await world.settleAll();
    const { job, summary, windows, routes } = await documentOf(world);
    expect(job).toMatchObject({ state: "failed", failure: "OBJECT_FORBIDDEN" });
    expect({ summary, windows, routes: routes.entries }).toEqual({ summary: null, windows: [], routes: [] });
  });

  it("serves nothing of a superseded job, also when it had been complete", async () => {
    const world = createWorld();
    world.put("shop/a.log", accessLog(firstMinutes(2), 20));
    await world.settleAll();
    const { jobId } = await world.currentJob("shop/a.log");
    world.put("shop/a.log", accessLog(firstMinutes(3), 20));
    await world.settleAll();
    const page = await readJobDocument(jobId, {}, readDepsOf(world));
    expect(page!.document).toMatchObject({ job: { state: "superseded" }, summary: null, windows: [] });
  });

  it("names the text that a truncated object lost, and its job cannot be redriven", async () => {
    const world = createWorld();
    const whole = gzipSync(accessLog(firstMinutes(5), 200));
    world.put("shop/a.log", whole.subarray(0, whole.length - 2_000));
    await world.settleAll();
    const { job } = await documentOf(world);
    expect(job.state).toBe("complete-with-gaps");
    expect(job.gaps).toHaveLength(1);
    expect(job.gaps[0]).toMatchObject({ endByte: whole.length - 2_000 });
    expect(job.redrivableUntil).toBeUndefined();
  });

  it("holds no window of a job of nothing", async () => {
    const world = createWorld();
    world.put("shop/a.log", Buffer.alloc(0));
    await world.settleAll();
    expect(await documentOf(world)).toMatchObject({ job: { state: "complete", ranges: { total: 0, done: 0, failed: 0 } }, summary: { lines: 0, records: 0 }, windows: [] });
  });
});

describe("readJobOverview", () => {
  it("says what the document says, without reading a block", async () => {
    const { world } = await worldWithGap();
    const { windows: _windows, step: _step, ...expected } = await documentOf(world);
    const deps = readDepsOf(world);
    const blocks = {
      ...deps.blocks,
      readBlocks: () => {
        throw new Error("a block was read");
      },
    };
    expect(await readJobOverview(expected.job.jobId, { ...deps, blocks })).toEqual(expected);
  });
});
