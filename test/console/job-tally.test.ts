import { describe, expect, it } from "vitest";
import { createJobTally, type JobProgress, type JobReader } from "../../cli/console/job-tally.ts";
import { hasEnded } from "../../shared/contracts/job.ts";
import { readJobOverview } from "../../shared/protocol/read-document.ts";
import { readProgress } from "../../shared/protocol/read-progress.ts";
import { createWorld, type World } from "../world/world.ts";

const line = (i: number): string =>
  i % 17 === 0
    ? "neither this nor that\n"
    : `10.0.0.1 - - [21/Nov/2026:10:${String(i % 60).padStart(2, "0")}:00 +0000] "GET /items/${i} HTTP/1.1" 200 ${100 + i} "-" "test" ${1000 + i}\n`;
const log = (lines: number): Buffer => Buffer.from(Array.from({ length: lines }, (_, i) => line(i)).join(""));

function readerOf(world: World): JobReader {
  return {
    readJob: (jobId) => world.jobs.readJob(jobId),
    readCurrentJobId: async (objectId) => (await world.jobs.readCurrent(objectId))?.jobId,
    readRanges: async (job) => (await readProgress(job, world))?.ranges,
    readResult: (jobId) => readJobOverview(jobId, world),
  };
}

/** The sum of everything that was counted. */
function createSums() {
  const sums = { rangesDone: 0, rangesFailed: 0, lines: 0, records: 0, rejected: 0, logBytes: 0, gaps: 0, gapBytes: 0 };
  const ends: string[] = [];
  const add = (progress: JobProgress): void => {
    for (const key of ["rangesDone", "rangesFailed", "lines", "records", "logBytes", "gaps", "gapBytes"] as const) sums[key] += progress[key];
    sums.rejected += Object.values(progress.rejectedByReason).reduce((sum, count) => sum + count, 0);
    if (progress.ended !== undefined) ends.push(progress.ended.state);
  };
  return { sums, ends, add };
}

const SEEDS = [1, 2, 3, 4, 5, 6];

describe("createJobTally", () => {
  it.each(SEEDS)("counts what the documents of all jobs say, however often work is delivered, dies and is looked at: seed %i", async (seed) => {
    const world = createWorld({
      seed,
      rangeBytes: 500,
      faults: { crashBefore: 0.02, crashAfter: 0.02, failAfter: 0.02, double: 0.1, isPoison: (startByte) => seed % 2 === 0 && startByte === 999 },
    });
    const { sums, ends, add } = createSums();
    const tally = createJobTally(readerOf(world), 0, add);
    const keys = ["shop/a.log", "shop/b.log", "empty.log"];
    for (const [index, key] of keys.entries()) world.put(key, index === 2 ? Buffer.alloc(0) : log(60 + 30 * index));
    for (let steps = 0; steps < 400 && (await world.step()); steps += 1) {
      if (steps % 7 === 0)
        for (const key of keys)
          await world.currentJob(key).then(
            ({ jobId }) => tally.touch(jobId),
            () => undefined,
          );
      if (steps % 7 === 0) await tally.settle();
    }
    await world.settleAll();
    const jobs = await Promise.all(keys.map((key) => world.currentJob(key)));
    for (const { jobId, objectId } of jobs) {
      tally.touch(jobId);
      tally.touchKey(objectId);
    }
    await tally.settle();
    const overviews = await Promise.all(jobs.map(async ({ jobId }) => (await readJobOverview(jobId, world))!));
    const sum = (pick: (overview: (typeof overviews)[number]) => number): number => overviews.reduce((total, overview) => total + pick(overview), 0);
    expect(sums).toMatchObject({
      rangesDone: sum(({ job }) => job.ranges.done),
      rangesFailed: sum(({ job }) => job.ranges.failed),
      lines: sum(({ summary }) => summary?.lines ?? 0),
      records: sum(({ summary }) => summary?.records ?? 0),
      rejected: sum(({ summary }) => summary?.rejected ?? 0),
      gaps: sum(({ job }) => job.gaps.length),
    });
    const gapBytes = sum(({ job }) => job.gaps.reduce((bytes, gap) => bytes + gap.endByte! - gap.startByte, 0));
    const shownBytes = sum(({ job, summary }) => (summary === null ? 0 : job.objectBytes - job.gaps.reduce((bytes, gap) => bytes + gap.endByte! - gap.startByte, 0)));
    expect([sums.gapBytes, sums.logBytes]).toEqual([gapBytes, shownBytes]);
    expect(ends.toSorted()).toEqual(jobs.map(({ state }) => state).toSorted());
    expect(tally.running()).toBe(0);
  });

  it("counts of a job that was redriven only what came besides, and its second end", async () => {
    const world = createWorld({ rangeBytes: 2_000 });
    const { sums, ends, add } = createSums();
    const tally = createJobTally(readerOf(world), 0, add);
    world.put("a.log", log(200));
    await world.step();
    const { jobId } = await world.currentJob("a.log");
    world.objects.setForbidden("logs", "a.log", true);
    await world.settleAll();
    tally.touch(jobId);
    await tally.settle();
    expect(ends).toEqual(["failed"]);
    world.objects.setForbidden("logs", "a.log", false);
    await world.redrive(jobId);
    tally.touch(jobId);
    await tally.settle();
    expect(tally.running()).toBe(1);
    await world.settleAll();
    for (let again = 0; again < 3; again += 1) {
      tally.touch(jobId);
      await tally.settle();
    }
    expect(ends).toEqual(["failed", "complete"]);
    expect(sums).toMatchObject({ lines: 200, rangesDone: (await world.currentJob("a.log")).rangeCount });
  });

  it("counts nothing of a job that had ended before, and nothing twice", async () => {
    const world = createWorld();
    world.put("a.log", log(10));
    await world.settleAll();
    const job = await world.currentJob("a.log");
    expect(hasEnded(job)).toBe(true);
    const late = createSums();
    const tally = createJobTally(readerOf(world), (job.endedAtMs ?? 0) + 1, late.add);
    tally.touch(job.jobId);
    tally.touch("0".repeat(32));
    await tally.settle();
    expect([late.sums.lines, late.ends]).toEqual([0, []]);
  });

  it("looks again at what could not be read", async () => {
    const world = createWorld();
    world.put("a.log", log(10));
    await world.settleAll();
    const { jobId } = await world.currentJob("a.log");
    let isDown = true;
    const reader = readerOf(world);
    const { sums, add } = createSums();
    const tally = createJobTally({ ...reader, readJob: (id) => (isDown ? Promise.reject(new Error("down")) : reader.readJob(id)) }, 0, add);
    tally.touch(jobId);
    await expect(tally.settle()).rejects.toThrow("down");
    isDown = false;
    await tally.settle();
    expect(sums.lines).toBe(10);
  });
});
