import type { FunctionName } from "../shared/contracts/names.ts";

/** The queues that carry work, in the order of the flow. */
export const TASK_QUEUE_NAMES = ["uploads", "ranges", "streams", "folds"] as const;
export type TaskQueueName = (typeof TASK_QUEUE_NAMES)[number];

/** All queues; the last one takes what the others gave up. */
export const QUEUE_NAMES = [...TASK_QUEUE_NAMES, "deadLetters"] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

/** Which function consumes each queue. */
export const CONSUMER_OF: Readonly<Record<QueueName, FunctionName>> = {
  uploads: "splitter",
  ranges: "worker",
  streams: "stream-worker",
  folds: "reducer",
  deadLetters: "dead-letter",
};
