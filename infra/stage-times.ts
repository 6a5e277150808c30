import type { FunctionName } from "../shared/contracts/names.ts";

/** Every time of a stage that somebody may have to wait for. */
export interface StageTimes {
  functionTimeoutSeconds: Readonly<Record<FunctionName, number>>;
  /** A handled failure comes back after so long, chosen at random between the two. */
  retryDelayMinSeconds: number;
  retryDelayMaxSeconds: number;
  /** The sweeper's first patience with a live job. */
  sweepPatienceSeconds: number;
  sweepEveryMinutes: number;
}

/**
 * The times of real stages. An attempt is bounded by what its task can need, not by what it usually takes:
 * - splitter: the 32,768 tasks of the largest plan are 3,277 batches, some 20 ms each, a few at once;
 * - worker: 64 MiB take a second at S3's 78 MB/s, and the largest plan's ranges still fit;
 * - stream-worker: one compressed object from end to end, so all that Lambda gives;
 * - reducer: 256 children page by page, and at the root one write for each hour of the log;
 * - dead-letter: ten letters, each a few small writes;
 * - sweeper: done before the next pass begins;
 * - api: an HTTP API gives up after 30 s.
 * Source: "Lambda quotas" (15 min), "Quotas for HTTP APIs" (30 s).
 */
const DEFAULT_TIMES: StageTimes = {
  functionTimeoutSeconds: { splitter: 120, worker: 60, "stream-worker": 900, reducer: 300, "dead-letter": 60, sweeper: 240, api: 29 },
  retryDelayMinSeconds: 5,
  retryDelayMaxSeconds: 30,
  sweepPatienceSeconds: 300,
  sweepEveryMinutes: 5,
};

/** On one laptop nobody queues behind others: what is lost is missed sooner. */
const LOCAL_TIMES: StageTimes = { ...DEFAULT_TIMES, sweepPatienceSeconds: 30, sweepEveryMinutes: 1 };

/** For end-to-end tests, which kill functions and wait until the work comes back. */
const TEST_TIMES: StageTimes = {
  functionTimeoutSeconds: { splitter: 10, worker: 5, "stream-worker": 10, reducer: 10, "dead-letter": 10, sweeper: 10, api: 10 },
  retryDelayMinSeconds: 1,
  retryDelayMaxSeconds: 2,
  sweepPatienceSeconds: 5,
  sweepEveryMinutes: 1,
};

/** Sets of times by name: `test` is for tests that wait for what was killed, `local` for one laptop. */
export const STAGE_TIMES = { default: DEFAULT_TIMES, local: LOCAL_TIMES, test: TEST_TIMES } as const satisfies Record<string, StageTimes>;
