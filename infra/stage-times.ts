import { ENV, FUNCTION_ENVIRONMENT, FUNCTION_NAMES, type FunctionName } from "../shared/contracts/names.ts";

/** Every time of a stage that somebody may have to wait for. */
export interface StageTimes {
  functionTimeoutSeconds: Readonly<Record<FunctionName, number>>;
  /** A handled failure comes back after so long, chosen at random between the two. */
  retryDelayMinSeconds: number;
  retryDelayMaxSeconds: number;
  /** Where an attempt may be long, its message comes back so long after the last sign of life of a killed one. */
  heartbeatSeconds: number;
  /** The sweeper's first patience with a live job. */
  sweepPatienceSeconds: number;
  sweepEveryMinutes: number;
}

/**
 * The times of real stages. An attempt is bounded by what its task can need, not by what it usually takes:
 * - splitter: the 40,960 tasks of the largest plan are 4,096 batches, some 20 ms each, sixteen at once;
 * - worker: 64 MiB take a second at S3's 78 MB/s, and the largest plan's ranges still fit;
 * - stream-worker: one compressed object from end to end: 13 of the 15 minutes that Lambda gives, so that its message is back within those;
 * - reducer: 256 children page by page, and at the root one write for each hour of the log;
 * - dead-letter: ten letters, each a few small writes;
 * - sweeper: done before the next pass begins;
 * - api: an HTTP API gives up after 30 s.
 *
 * A job ends within 15 minutes of the last fault: the simulation sees to it. So what was lost altogether is missed after two looks of the
 * sweeper, each at most three minutes and the wait for a pass later.
 * Source: "Lambda quotas" (15 min), "Quotas for HTTP APIs" (30 s).
 */
const DEFAULT_TIMES: StageTimes = {
  functionTimeoutSeconds: { splitter: 60, worker: 60, "stream-worker": 780, reducer: 300, "dead-letter": 60, sweeper: 55, api: 29 },
  retryDelayMinSeconds: 5,
  retryDelayMaxSeconds: 30,
  heartbeatSeconds: 90,
  sweepPatienceSeconds: 90,
  sweepEveryMinutes: 1,
};

/** On one laptop nobody queues behind others: what is lost is missed sooner. */
const LOCAL_TIMES: StageTimes = { ...DEFAULT_TIMES, sweepPatienceSeconds: 30 };

/** For end-to-end tests, which kill functions and wait until the work comes back. */
const TEST_TIMES: StageTimes = {
  functionTimeoutSeconds: { splitter: 10, worker: 5, "stream-worker": 10, reducer: 10, "dead-letter": 10, sweeper: 10, api: 10 },
  retryDelayMinSeconds: 1,
  retryDelayMaxSeconds: 2,
  heartbeatSeconds: 6,
  sweepPatienceSeconds: 5,
  sweepEveryMinutes: 1,
};

/** Sets of times by name: `test` is for tests that wait for what was killed, `local` for one laptop. */
export const STAGE_TIMES = { default: DEFAULT_TIMES, local: LOCAL_TIMES, test: TEST_TIMES } as const satisfies Record<string, StageTimes>;

/** Functions whose attempts may be long, and which give signs of life therefore. */
const HAS_HEARTBEAT: ReadonlySet<FunctionName> = new Set(FUNCTION_NAMES.filter((name) => FUNCTION_ENVIRONMENT[name].includes(ENV.heartbeatSeconds)));
/** Source: "Creating and configuring an Amazon SQS event source mapping": at least six times the function's timeout, so that Lambda may retry. */
const HIDDEN_PER_TIMEOUT = 6;
/** Between the delivery and the start of the function. */
const HIDDEN_SPARE_SECONDS = 20;

/**
 * How long a delivered message stays hidden. Only what a killed attempt held waits it out, or a delivery that was throttled. Where there is a
 * heartbeat it is as short as Lambda takes: otherwise what dies before its first beat would be back after six times as long.
 */
export function hiddenSeconds(times: StageTimes, consumer: FunctionName): number {
  const timeoutSeconds = times.functionTimeoutSeconds[consumer];
  return HAS_HEARTBEAT.has(consumer) ? timeoutSeconds + HIDDEN_SPARE_SECONDS : HIDDEN_PER_TIMEOUT * timeoutSeconds;
}
