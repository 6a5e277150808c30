import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { utcDayOf } from "../../shared/adapters/job-rules.ts";
import { JOB_STATES } from "../../shared/contracts/job.ts";
import { LIVE_SHARDS } from "../../shared/core/limits.ts";
import type { JobOutcome, JobStore } from "../../shared/ports/job-store.ts";
import { DAY_MS, buildJob, collect } from "./fixtures.ts";
import { IMPLEMENTATIONS } from "./stores.ts";
import type { Stores } from "./stores.ts";

/** One call of the port; `run` is the name that keeps the runs apart, `nowMs` what both clocks say. */
type Step = { says: string; call: (store: JobStore, run: string, nowMs: number) => Promise<unknown> } | { says: string; advanceMs: number };

const RUNS = 25;
const STEPS_MAX = 40;

const pick = <Value>(...values: Value[]) => fc.constantFrom(...values);
const jobName = pick("a", "b");
const version = fc.nat(3);
const generation = fc.nat(2);
const child = fc.nat(3);
const soonMs = pick(DAY_MS, 2 * DAY_MS, 4 * DAY_MS);

const outcome: fc.Arbitrary<JobOutcome> = pick<JobOutcome>(
  { state: "complete", endedAtMs: 1 },
  { state: "complete-with-gaps", endedAtMs: 2, isRedrivable: false },
  { state: "failed", endedAtMs: 3, failure: { code: "SPLIT_FAILED", message: "s" } },
  { state: "failed", endedAtMs: 3, failure: { code: "FOLD_FAILED", message: "f" } },
  { state: "superseded", endedAtMs: 4 },
);
const step = <Args extends unknown[]>(says: string, args: fc.Arbitrary<Args>, call: (store: JobStore, run: string, nowMs: number, ...args: Args) => Promise<unknown>) =>
  args.map((given): Step => ({ says: `${says}(${JSON.stringify(given)})`, call: (store, run, nowMs) => call(store, run, nowMs, ...given) }));

const job = (run: string, name: string, nowMs: number, days: number) =>
  buildJob({ jobId: run + name, source: run, createdAtMs: nowMs, settings: { ...buildJob({ jobId: "x" }).settings, retentionDays: days } });
const nodeKey = (run: string, name: string) => ({ jobId: run + name, level: 1, index: 0 });

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: step("createJob", fc.tuple(jobName, pick(1, 3)), (store, run, nowMs, name, days) => store.createJob(job(run, name, nowMs, days))) },
  {
    weight: 1,
    arbitrary: step("createEnded", fc.tuple(jobName, pick(...JOB_STATES)), (store, run, nowMs, name, state) =>
      store.createJob({ ...job(run, name, nowMs, 2), state, endedAtMs: 5 }),
    ),
  },
  { weight: 2, arbitrary: step("failSplit", fc.tuple(jobName), (store, run, nowMs, name) => store.failSplit(job(run, name, nowMs, 2))) },
  { weight: 3, arbitrary: step("supersede", fc.tuple(jobName, version), (store, run, nowMs, name, read) => store.supersede(run + name, read, nowMs)) },
  { weight: 4, arbitrary: step("activate", fc.tuple(jobName, version), (store, run, nowMs, name, own) => store.activate(run + name, own, nowMs + 1000)) },
  { weight: 2, arbitrary: step("startRunning", fc.tuple(jobName), (store, run, _, name) => store.startRunning(run + name)) },
  {
    weight: 4,
    arbitrary: step("endJob", fc.tuple(jobName, generation, fc.option(version), outcome), (store, run, _, name, own, expectedVersion, how) =>
      store.endJob(run + name, { generation: own, ...(expectedVersion === null ? {} : { version: expectedVersion }) }, how),
    ),
  },
  {
    weight: 3,
    arbitrary: step("noteEndTold", fc.tuple(jobName, generation, pick(...JOB_STATES)), (store, run, _, name, own, state) =>
      store.noteEndTold({ jobId: run + name, generation: own, state }),
    ),
  },
  { weight: 4, arbitrary: step("reopenJob", fc.tuple(jobName, generation), (store, run, nowMs, name, read) => store.reopenJob(run + name, read, nowMs + 1000)) },
  {
    weight: 2,
    arbitrary: step("updateSweep", fc.tuple(jobName, fc.nat(9)), (store, run, nowMs, name, sweeps) =>
      store.updateSweep(run + name, { emptyChecks: 0, sweeps, settledChildren: 1 }, nowMs + sweeps),
    ),
  },
  {
    weight: 2,
    arbitrary: step("createNodes", fc.tuple(jobName, fc.integer({ min: 1, max: 4 }), generation, soonMs), (store, run, nowMs, name, childCount, own, ttl) =>
      store.createNodes([{ ...nodeKey(run, name), childCount, generation: own }], nowMs + ttl),
    ),
  },
  { weight: 6, arbitrary: step("markDone", fc.tuple(jobName, child, generation), (store, run, _, name, which, own) => store.markDone(nodeKey(run, name), which, own)) },
  { weight: 6, arbitrary: step("markFailed", fc.tuple(jobName, child, generation), (store, run, _, name, which, own) => store.markFailed(nodeKey(run, name), which, own)) },
  {
    weight: 3,
    arbitrary: step("reopenNode", fc.tuple(jobName, generation, fc.uniqueArray(child)), (store, run, _, name, own, lost) => store.reopenNode(nodeKey(run, name), own, lost)),
  },
  { weight: 5, arbitrary: step("takeCurrent", fc.tuple(jobName, version, soonMs), (store, run, nowMs, name, read, ttl) => store.takeCurrent(run, run + name, read, nowMs + ttl)) },
  {
    weight: 5,
    arbitrary: step("publish", fc.tuple(jobName, version, generation), (store, run, _, name, own, ownGeneration) =>
      store.publish(run, { jobId: run + name, version: own, generation: ownGeneration }),
    ),
  },
  {
    weight: 1,
    arbitrary: step("noteGap", fc.tuple(jobName, child, soonMs), (store, run, nowMs, name, rangeIndex, ttl) =>
      store.noteGap({ jobId: run + name, rangeIndex, reason: "r", attempts: rangeIndex }, nowMs + ttl),
    ),
  },
  { weight: 1, arbitrary: step("noteJobDay", fc.tuple(pick("2026-11-20", "2026-11-21", "2026-11-23")), (store, run, _, day) => store.noteJobDay(run, day)) },
  {
    weight: 1,
    arbitrary: step("putSource", fc.tuple(fc.nat(3)), (store, run, nowMs, days) =>
      store.putSource({ source: run, prefixes: [`${days}/`], settings: job(run, "x", nowMs, days).settings }),
    ),
  },
  { weight: 2, arbitrary: pick(1, 999, 86_399_001, DAY_MS).map((advanceMs): Step => ({ says: `advance(${advanceMs})`, advanceMs })) },
);

/** Everything that can be read of a run. */
async function readEverything(store: JobStore, run: string, nowMs: number): Promise<unknown> {
  const live = await Promise.all(Array.from({ length: LIVE_SHARDS }, (_, shard) => collect(store.listLive(shard, nowMs + DAY_MS))));
  return {
    jobs: await Promise.all(["a", "b"].map((name) => store.readJob(run + name))),
    nodes: await store.readNodes(["a", "b"].map((name) => nodeKey(run, name))),
    current: await store.readCurrent(run),
    gaps: await Promise.all(["a", "b"].map((name) => store.readGaps(run + name))),
    listed: await Promise.all([0, 1, 2, 3].map((days) => store.listJobs(run, utcDayOf(nowMs - days * DAY_MS), 10))),
    sources: (await store.listSources()).filter(({ source }) => source === run),
    live: live
      .flat()
      .filter((jobId) => jobId.startsWith(run))
      .toSorted(),
  };
}

/** An index lists the keys of jobs that have expired until they are deleted; so may these lists, and callers read the job. */
function withoutExpired(everything: unknown): unknown {
  const { jobs, live, ...rest } = everything as { jobs: ({ jobId: string } | undefined)[]; live: string[] };
  return { ...rest, jobs, live: live.filter((jobId) => jobs.some((known) => known?.jobId === jobId)) };
}

describe("the memory store", () => {
  let [memory, dynamo]: Stores[] = [];
  let runs = 0;
  beforeAll(async () => {
    [memory, dynamo] = await Promise.all(IMPLEMENTATIONS.map(({ start }) => start()));
  });
  afterAll(() => Promise.all([memory!.stop(), dynamo!.stop()]));

  it("answers every call as the DynamoDB store does, whatever came before", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: STEPS_MAX, size: "max" }), async (steps) => {
        const run = `run-${++runs}-`;
        const done: string[] = [];
        for (const next of steps) {
          done.push(next.says);
          if ("advanceMs" in next) {
            await Promise.all([memory!.clock.advance(next.advanceMs), dynamo!.clock.advance(next.advanceMs)]);
            continue;
          }
          const nowMs = memory!.clock.now();
          const [expected, actual] = await Promise.all([next.call(memory!.jobs, run, nowMs), next.call(dynamo!.jobs, run, nowMs)]);
          expect(actual, done.join("\n")).toEqual(expected);
        }
        const nowMs = memory!.clock.now();
        expect(withoutExpired(await readEverything(dynamo!.jobs, run, nowMs)), done.join("\n")).toEqual(withoutExpired(await readEverything(memory!.jobs, run, nowMs)));
      }),
      { seed: 20_261_121, numRuns: RUNS },
    );
  });
});
