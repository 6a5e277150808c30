import type { QueueEntry } from "../../shared/contracts/api.ts";

/** Where a running local stack answers its owner, beside the results API and with the same tokens. */
export const LOCAL_PATHS = { metrics: "/metrics", queues: "/local/queues", workers: "/local/workers" } as const;

/** One queue as it stands, with what the results API cannot know. */
export interface QueueReading extends QueueEntry {
  /** Seconds since the oldest message that is still there was sent; null for an empty queue, and where nobody knows. */
  oldestSeconds: number | null;
  /** Seconds until the first of those in flight or delayed can be received again, unless it is done before; null without any, and where nobody knows. */
  backSeconds: number | null;
  /** Messages of this queue that were given up after too many deliveries, since the data directory was made; null where nobody knows. */
  dead: number | null;
}

export interface QueueReadings {
  queues: QueueReading[];
}

/** One attempt that runs: one invocation of a function, with what it works on where a queue gave it. */
export interface AttemptEntry {
  function: string;
  requestId: string;
  pid: number;
  /** `range 12 of job …`; null where nothing of the kind was delivered. */
  jobId: string | null;
  rangeIndex: number | null;
  /** Ranges of the job; null where unknown. */
  rangeCount: number | null;
  /** Bytes of the range; null where unknown. */
  bytes: number | null;
  /** Which delivery this is; null for what no queue delivered. */
  delivery: number | null;
  startedAt: string;
  runningSeconds: number;
  /** Since the process last showed that it is alive. */
  lastSignSeconds: number;
  memoryBytes: number | null;
}

/** One function since the stack was started. */
export interface FunctionEntry {
  function: string;
  active: number;
  /** Processes that wait for work. */
  idle: number;
  done: number;
  /** Invocations that failed, and messages that an invocation reported as failed. */
  failed: number;
  /** Ranges that were delivered again after an earlier attempt had failed or died. */
  reassignedRanges: number;
  /** Bytes of ranges read in a second of an attempt, over the last minutes; null without any. */
  bytesPerSecond: number | null;
  /** The most that one of its processes was seen to use. */
  peakMemoryBytes: number | null;
  memoryLimitBytes: number;
}

export interface WorkersAnswer {
  attempts: AttemptEntry[];
  functions: FunctionEntry[];
}
