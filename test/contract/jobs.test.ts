import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { utcDayOf } from "../../shared/adapters/job-rules.ts";
import type { Job } from "../../shared/contracts/job.ts";
import { liveShardOf } from "../../shared/contracts/table-keys.ts";
import type { JobOutcome } from "../../shared/ports/job-store.ts";
import { DAY_MS, LATER_MS, START_MS, buildJob, collect, uniqueName } from "./fixtures.ts";
import { IMPLEMENTATIONS } from "./stores.ts";
import type { Stores } from "./stores.ts";

const NOW_MS = START_MS + 5_000;
const COMPLETE: JobOutcome = { state: "complete", endedAtMs: NOW_MS };
const WITH_GAPS: JobOutcome = { state: "complete-with-gaps", endedAtMs: NOW_MS, isRedrivable: true };
const FAILED: JobOutcome = { state: "failed", endedAtMs: NOW_MS, failure: { code: "FOLD_FAILED", message: "the fold was given up" } };
const GENERATION_0 = { generation: 0 };

describe.each(IMPLEMENTATIONS)("jobs of the $name store", ({ start }) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(() => stores.stop());

  const create = async (members: Partial<Job> = {}) => {
    const job = buildJob(members);
    expect(await stores.jobs.createJob(job)).toBe(true);
    return job;
  };
  const isLive = async (jobId: string) => (await collect(stores.jobs.listLive(liveShardOf(jobId), LATER_MS))).includes(jobId);

  it("gives back the job that was created, and nothing under another id", async () => {
    const job = await create({ versionId: "v1", source: "a#b/ü%", format: "" });
    expect(await stores.jobs.readJob(job.jobId)).toEqual(job);
    expect(await stores.jobs.readJob(uniqueName("absent"))).toBeUndefined();
    expect(await isLive(job.jobId)).toBe(true);
  });

  it("creates a job once, also when two splitters try at the same time", async () => {
    const job = buildJob();
    const created = await Promise.all([stores.jobs.createJob(job), stores.jobs.createJob({ ...job, objectBytes: 7 }), stores.jobs.createJob(job)]);
    expect(created.filter(Boolean)).toHaveLength(1);
    expect(await stores.jobs.createJob(job)).toBe(false);
  });

  it("keeps what it was given apart from what the caller changes later", async () => {
    const job = await create();
    job.sweep.sweeps = 99;
    const read = (await stores.jobs.readJob(job.jobId))!;
    read.settings.retentionDays = 1;
    expect(await stores.jobs.readJob(job.jobId)).toMatchObject({ sweep: { sweeps: 0 }, settings: { retentionDays: 400 } });
  });

  describe("failSplit", () => {
    it("puts a failed job where there is none, and a new split may replace it", async () => {
      const job = buildJob();
      expect(await stores.jobs.failSplit(job)).toBe(true);
      expect(await stores.jobs.readJob(job.jobId)).toMatchObject({ state: "failed", failure: { code: "SPLIT_FAILED" }, endedAtMs: START_MS });
      expect(await isLive(job.jobId)).toBe(true);
      expect(await stores.jobs.createJob(job)).toBe(true);
      expect(await stores.jobs.readJob(job.jobId)).toEqual(job);
    });

    it("fails a queued job that was never activated, and no other", async () => {
      const queued = await create();
      expect(await stores.jobs.failSplit({ ...queued, failure: { code: "OBJECT_DELETED", message: "gone" } })).toBe(true);
      expect(await stores.jobs.readJob(queued.jobId)).toMatchObject({ state: "failed", failure: { code: "OBJECT_DELETED" } });
      expect(await stores.jobs.createJob(queued)).toBe(false);

      const activated = await create();
      await stores.jobs.activate(activated.jobId, 1, NOW_MS);
      expect(await stores.jobs.failSplit(activated)).toBe(false);
      const running = await create();
      await stores.jobs.startRunning(running.jobId);
      expect(await stores.jobs.failSplit(running)).toBe(false);
      expect(await stores.jobs.readJob(running.jobId)).toMatchObject({ state: "running" });
    });

    it("never fails a job that was written complete, whatever version the caller names", async () => {
      const written = { ...buildJob(), state: "complete" as const, version: 3, endedAtMs: NOW_MS };
      expect(await stores.jobs.createJob(written)).toBe(true);
      expect(await isLive(written.jobId)).toBe(false);
      for (const version of [0, 2, 3, 4]) expect(await stores.jobs.failSplit({ ...written, version })).toBe(false);
      expect(await stores.jobs.readJob(written.jobId)).toEqual(written);
    });

    it("leaves a failed split alone that was activated: no new split replaces it", async () => {
      const job = await create();
      await stores.jobs.activate(job.jobId, 1, NOW_MS);
      await stores.jobs.endJob(job.jobId, GENERATION_0, { ...FAILED, failure: { code: "SPLIT_FAILED", message: "later" } });
      expect(await stores.jobs.createJob(job)).toBe(false);
    });
  });

  describe("startRunning", () => {
    it("sets only a queued job running, and creates none", async () => {
      const job = await create();
      await stores.jobs.startRunning(job.jobId);
      expect(await stores.jobs.readJob(job.jobId)).toEqual({ ...job, state: "running" });
      await stores.jobs.endJob(job.jobId, GENERATION_0, COMPLETE);
      await stores.jobs.startRunning(job.jobId);
      expect(await stores.jobs.readJob(job.jobId)).toMatchObject({ state: "complete" });
      const absent = uniqueName("absent");
      await stores.jobs.startRunning(absent);
      expect(await stores.jobs.readJob(absent)).toBeUndefined();
    });
  });

  describe("supersede and activate", () => {
    it("supersedes in any state while the version is at most the one read", async () => {
      const job = await create();
      expect(await stores.jobs.supersede(job.jobId, 0, NOW_MS)).toBe(true);
      expect(await stores.jobs.readJob(job.jobId)).toEqual({ ...job, state: "superseded", version: 1, endedAtMs: NOW_MS, isEndUntold: true, nextCheckAtMs: NOW_MS });
      expect(await isLive(job.jobId)).toBe(true);
      expect(await stores.jobs.supersede(job.jobId, 0, NOW_MS)).toBe(false);
      expect(await stores.jobs.supersede(job.jobId, 4, NOW_MS + 1)).toBe(true);
      expect(await stores.jobs.readJob(job.jobId)).toMatchObject({ version: 5, endedAtMs: NOW_MS });
      expect(await stores.jobs.supersede(uniqueName("absent"), 9, NOW_MS)).toBe(false);
    });

    it("activates: sets the version unless the job's own is newer, and says the job afterwards", async () => {
      const job = await create();
      expect(await stores.jobs.activate(job.jobId, 3, NOW_MS)).toEqual({ ...job, version: 3 });
      expect(await stores.jobs.activate(job.jobId, 3, NOW_MS)).toEqual({ ...job, version: 3 });
      expect(await stores.jobs.activate(job.jobId, 2, NOW_MS)).toEqual({ ...job, version: 3 });
      expect(await stores.jobs.activate(uniqueName("absent"), 1, NOW_MS)).toBeUndefined();
    });

    it("brings a superseded job back to work, live, with a fresh sweep state and without its end", async () => {
      const job = await create();
      await stores.jobs.updateSweep(job.jobId, { emptyChecks: 1, sweeps: 5, settledChildren: 3 }, NOW_MS);
      await stores.jobs.endJob(job.jobId, GENERATION_0, FAILED);
      await stores.jobs.supersede(job.jobId, 0, NOW_MS + 9);
      const back = { ...job, state: "running", version: 2, nextCheckAtMs: NOW_MS + 20 };
      expect(await stores.jobs.activate(job.jobId, 2, NOW_MS + 20)).toEqual(back);
      expect(await stores.jobs.readJob(job.jobId)).toEqual(back);
      expect(await isLive(job.jobId)).toBe(true);
    });

    it("does not bring back a job that a later splitter superseded", async () => {
      const job = await create();
      await stores.jobs.supersede(job.jobId, 4, NOW_MS);
      expect(await stores.jobs.activate(job.jobId, 3, NOW_MS)).toMatchObject({ state: "superseded", version: 5 });
      expect(await isLive(job.jobId)).toBe(true);
    });

    it("leaves a finished job finished", async () => {
      const job = await create();
      await stores.jobs.endJob(job.jobId, GENERATION_0, COMPLETE);
      expect(await stores.jobs.activate(job.jobId, 1, NOW_MS)).toEqual({ ...job, ...COMPLETE, version: 1, isEndUntold: true });
      expect(await isLive(job.jobId)).toBe(true);
    });

    it("ends with one of two splitters when they race over a job", async () => {
      const job = await create();
      const [superseded, activated] = await Promise.all([stores.jobs.supersede(job.jobId, 0, NOW_MS), stores.jobs.activate(job.jobId, 2, NOW_MS)]);
      // Whoever came first, version 2 is newer than the 1 that superseding sets.
      expect(activated).toMatchObject({ version: 2, state: superseded ? "running" : "queued" });
      expect(await stores.jobs.readJob(job.jobId)).toEqual(activated);
    });
  });

  describe("endJob", () => {
    it.each([COMPLETE, WITH_GAPS, FAILED, { state: "superseded", endedAtMs: NOW_MS } as JobOutcome])(
      "ends as $state, and leaves the index of live jobs once somebody was told",
      async (outcome) => {
        const job = await create();
        expect(await stores.jobs.endJob(job.jobId, { generation: 0, version: 0 }, outcome)).toBe(true);
        const untold = { ...job, ...outcome, isEndUntold: true };
        expect(await stores.jobs.readJob(job.jobId)).toEqual(untold);
        expect(await isLive(job.jobId)).toBe(true);
        // Told of another end, or of one that a redrive undid: this one is untold still.
        await stores.jobs.noteEndTold({ ...untold, generation: 1 });
        await stores.jobs.noteEndTold({ ...untold, state: outcome.state === "complete" ? "failed" : "complete" });
        expect(await stores.jobs.readJob(job.jobId)).toEqual(untold);
        for (let times = 0; times < 2; times++) await stores.jobs.noteEndTold(untold);
        expect(await stores.jobs.readJob(job.jobId)).toEqual({ ...job, ...outcome });
        expect(await isLive(job.jobId)).toBe(false);
      },
    );

    it("tells nothing of a job that works, and of none that is not there", async () => {
      const job = await create();
      await stores.jobs.noteEndTold(job);
      await stores.jobs.noteEndTold({ ...job, jobId: uniqueName("absent") });
      expect(await stores.jobs.readJob(job.jobId)).toEqual(job);
      expect(await isLive(job.jobId)).toBe(true);
    });

    it("refuses another generation, another version, a job that has ended, and one that is not there", async () => {
      const job = await create();
      expect(await stores.jobs.endJob(job.jobId, { generation: 1 }, COMPLETE)).toBe(false);
      expect(await stores.jobs.endJob(job.jobId, { generation: 0, version: 1 }, COMPLETE)).toBe(false);
      expect(await stores.jobs.readJob(job.jobId)).toEqual(job);
      expect(await stores.jobs.endJob(job.jobId, GENERATION_0, WITH_GAPS)).toBe(true);
      expect(await stores.jobs.endJob(job.jobId, GENERATION_0, COMPLETE)).toBe(false);
      expect(await stores.jobs.readJob(job.jobId)).toMatchObject({ state: "complete-with-gaps" });
      expect(await stores.jobs.endJob(uniqueName("absent"), GENERATION_0, COMPLETE)).toBe(false);
    });

    it("lets one of two ends win", async () => {
      const job = await create();
      const ends = await Promise.all([stores.jobs.endJob(job.jobId, GENERATION_0, COMPLETE), stores.jobs.endJob(job.jobId, GENERATION_0, FAILED)]);
      expect(ends.filter(Boolean)).toHaveLength(1);
      expect(await stores.jobs.readJob(job.jobId)).toEqual({ ...job, ...(ends[0] ? COMPLETE : FAILED), isEndUntold: true });
    });
  });

  describe("reopenJob", () => {
    it.each([WITH_GAPS, FAILED])("opens the next generation of a job that ended $state", async (outcome) => {
      const job = await create();
      await stores.jobs.updateSweep(job.jobId, { emptyChecks: 2, sweeps: 6, settledChildren: 1 }, NOW_MS);
      await stores.jobs.endJob(job.jobId, GENERATION_0, outcome);
      expect(await stores.jobs.reopenJob(job.jobId, 1, NOW_MS)).toBe(false);
      const reopened = await Promise.all([stores.jobs.reopenJob(job.jobId, 0, NOW_MS + 7), stores.jobs.reopenJob(job.jobId, 0, NOW_MS + 7)]);
      expect(reopened.filter(Boolean)).toHaveLength(1);
      expect(await stores.jobs.readJob(job.jobId)).toEqual({ ...job, state: "running", generation: 1, nextCheckAtMs: NOW_MS + 7 });
      expect(await isLive(job.jobId)).toBe(true);
    });

    it("refuses a job that works, is complete or superseded, or is not there", async () => {
      const job = await create();
      expect(await stores.jobs.reopenJob(job.jobId, 0, NOW_MS)).toBe(false);
      await stores.jobs.endJob(job.jobId, GENERATION_0, COMPLETE);
      expect(await stores.jobs.reopenJob(job.jobId, 0, NOW_MS)).toBe(false);
      await stores.jobs.supersede(job.jobId, 0, NOW_MS);
      expect(await stores.jobs.reopenJob(job.jobId, 0, NOW_MS)).toBe(false);
      expect(await stores.jobs.reopenJob(uniqueName("absent"), 0, NOW_MS)).toBe(false);
    });
  });

  describe("updateSweep and listLive", () => {
    it("remembers the sweep while the job has not ended", async () => {
      const job = await create();
      const sweep = { emptyChecks: 1, sweeps: 2, settledChildren: 3 };
      expect(await stores.jobs.updateSweep(job.jobId, sweep, NOW_MS)).toBe(true);
      expect(await stores.jobs.readJob(job.jobId)).toEqual({ ...job, sweep, nextCheckAtMs: NOW_MS });
      await stores.jobs.endJob(job.jobId, GENERATION_0, COMPLETE);
      expect(await stores.jobs.updateSweep(job.jobId, sweep, NOW_MS)).toBe(false);
      expect(await stores.jobs.updateSweep(uniqueName("absent"), sweep, NOW_MS)).toBe(false);
      expect(await isLive(job.jobId)).toBe(true);
    });

    it("lists the live jobs of a shard that are due, the longest due first", async () => {
      const shard = 5;
      const jobIds = Array.from({ length: 200 }, () => uniqueName("live")).filter((jobId) => liveShardOf(jobId) === shard);
      for (const [i, jobId] of jobIds.entries()) await create({ jobId, nextCheckAtMs: START_MS + 1000 - i });
      await create({ jobId: jobIds[0] + "x" });
      const due = (nowMs: number) => collect(stores.jobs.listLive(shard, nowMs)).then((ids) => ids.filter((jobId) => jobIds.includes(jobId)));
      expect(jobIds.length).toBeGreaterThan(4);
      expect(await due(START_MS + 1000)).toEqual(jobIds.toReversed());
      expect(await due(START_MS + 998)).toEqual(jobIds.slice(2).toReversed());
      expect(await due(START_MS)).toEqual([]);
    });
  });

  describe("listJobs", () => {
    it("lists the jobs of one source and UTC day, newest first, page by page", async () => {
      const source = uniqueName("source");
      const times = [0, 1, 1, 1, 2, 30_000];
      const jobs = [];
      for (const time of times) jobs.push(await create({ source, createdAtMs: START_MS + time }));
      await create({ source: `${source}#`, createdAtMs: START_MS });
      await create({ source, createdAtMs: START_MS + DAY_MS });
      const newestFirst = jobs.toSorted((a, b) => b.createdAtMs - a.createdAtMs || (a.jobId < b.jobId ? 1 : -1));
      const day = utcDayOf(START_MS);
      expect(await stores.jobs.listJobs(source, day, 100)).toEqual(newestFirst);
      expect(await stores.jobs.listJobs(source, day, 0)).toEqual([]);
      const paged: Job[] = [];
      for (let page = 0; page < 4; page++) paged.push(...(await stores.jobs.listJobs(source, day, 2, paged.at(-1))));
      expect(paged).toEqual(newestFirst);
    });
  });

  describe("expiry", () => {
    let own: Stores;
    beforeEach(async () => {
      own = await start();
      return () => own.stop();
    });

    it("takes a job for absent once its retention is over, in reads, lists and conditions alike", async () => {
      const job = buildJob({ settings: { ...buildJob().settings, retentionDays: 2 } });
      await own.jobs.createJob(job);
      await own.clock.advance(2 * DAY_MS - 1000);
      expect(await own.jobs.readJob(job.jobId)).toEqual(job);
      await own.clock.advance(1000);
      expect(await own.jobs.readJob(job.jobId)).toBeUndefined();
      expect(await own.jobs.listJobs(job.source, utcDayOf(START_MS), 10)).toEqual([]);
      expect(await own.jobs.endJob(job.jobId, GENERATION_0, COMPLETE)).toBe(false);
      expect(await own.jobs.supersede(job.jobId, 0, NOW_MS)).toBe(false);
      expect(await own.jobs.activate(job.jobId, 1, NOW_MS)).toBeUndefined();
      expect(await own.jobs.updateSweep(job.jobId, job.sweep, NOW_MS)).toBe(false);
      expect(await own.jobs.createJob({ ...job, createdAtMs: own.clock.now() })).toBe(true);
    });
  });
});
