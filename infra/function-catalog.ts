import { TABLE, type FunctionName } from "../shared/contracts/names.ts";
import type { QueueName } from "./queue-names.ts";
import type { StageConfig } from "./stage-config.ts";

/**
 * What one function is and what it may touch; the queue that it consumes is in `CONSUMER_OF`. What it may touch is exactly what a recorder in
 * front of the services sees it call (`test/embedded/grants.test.ts`).
 */
export interface FunctionSpec {
  constructId: string;
  /** Its entry, from the repository's root; it exports `handler`. */
  entry: string;
  memoryMb: (config: StageConfig) => number;
  description: string;
  sendsTo: readonly QueueName[];
  measures: readonly QueueName[];
  table: readonly TableAction[];
  queriesIndexes: readonly string[];
  readsObjects: boolean;
  takesUploads: boolean;
}

type TableAction = "GetItem" | "PutItem" | "UpdateItem" | "Query" | "BatchGetItem" | "BatchWriteItem";

const TASK_QUEUES: readonly QueueName[] = ["ranges", "streams", "folds"];
const NOTHING = { sendsTo: [], measures: [], queriesIndexes: [], readsObjects: false, takesUploads: false } as const;
/** Whoever may find itself at the root's fold: the batch writes delete the source's older blocks. */
const FOLDING: readonly TableAction[] = ["GetItem", "PutItem", "UpdateItem", "Query", "BatchWriteItem"];

export const FUNCTION_CATALOG: Readonly<Record<FunctionName, FunctionSpec>> = {
  splitter: {
    ...NOTHING,
    constructId: "Splitter",
    entry: "functions/splitter/handler.ts",
    memoryMb: () => 512,
    description: "Plans an uploaded object as byte ranges and sends their tasks",
    sendsTo: TASK_QUEUES,
    // The whole tree is read for what is still to be sent.
    table: [...FOLDING, "BatchGetItem"],
    readsObjects: true,
  },
  worker: {
    ...NOTHING,
    constructId: "Worker",
    entry: "functions/worker/handler.ts",
    memoryMb: (config) => config.workerMemoryMb,
    description: "Parses one byte range of a plain object into its partial",
    sendsTo: ["ranges", "folds"],
    table: FOLDING,
    readsObjects: true,
  },
  "stream-worker": {
    ...NOTHING,
    constructId: "StreamWorker",
    entry: "functions/worker/handler.ts",
    // One whole vCPU: a compressed object is one attempt, and inflating it is bound by the CPU.
    memoryMb: () => 1_769,
    description: "Parses one compressed object from end to end into its partial",
    // A compressed object is one range: whoever reads it folds it too.
    sendsTo: ["streams"],
    table: FOLDING,
    readsObjects: true,
  },
  reducer: {
    ...NOTHING,
    constructId: "Reducer",
    entry: "functions/reducer/handler.ts",
    // One whole vCPU: everybody waits for the last fold. Memory is not the reason, 256 children with a page of 256 KiB each need a quarter of it.
    memoryMb: () => 1_769,
    description: "Folds the partials of one fold node; at the root writes the result",
    sendsTo: TASK_QUEUES,
    table: FOLDING,
  },
  "dead-letter": {
    ...NOTHING,
    constructId: "DeadLetter",
    entry: "functions/dead-letter/handler.ts",
    memoryMb: () => 512,
    description: "Turns what was tried too often into a named gap or failure",
    sendsTo: ["folds"],
    table: ["GetItem", "PutItem", "UpdateItem", "Query", "BatchWriteItem"],
    readsObjects: true,
  },
  sweeper: {
    ...NOTHING,
    constructId: "Sweeper",
    entry: "functions/sweeper/handler.ts",
    memoryMb: () => 512,
    description: "Sends again what a live job lost",
    sendsTo: ["uploads", ...TASK_QUEUES],
    measures: ["uploads", ...TASK_QUEUES, "deadLetters"],
    // The query reads the result of a job whose end is still to be told.
    table: ["GetItem", "PutItem", "UpdateItem", "Query", "BatchGetItem"],
    queriesIndexes: [TABLE.liveIndex.name],
  },
  api: {
    ...NOTHING,
    constructId: "Api",
    entry: "functions/api/handler.ts",
    // A page of a source's metrics merges up to 32 MiB of blocks while somebody waits.
    memoryMb: () => 1_024,
    description: "Answers the results API",
    sendsTo: ["uploads", ...TASK_QUEUES],
    measures: ["uploads", ...TASK_QUEUES, "deadLetters"],
    // The batch writes forget a job.
    table: ["GetItem", "UpdateItem", "Query", "BatchGetItem", "BatchWriteItem"],
    queriesIndexes: [TABLE.jobsIndex.name],
    readsObjects: true,
    takesUploads: true,
  },
};
