import { FUNCTION_CATALOG } from "../../infra/function-catalog.ts";
import { readStageConfig } from "../../infra/stage-config.ts";
import { countRanges, rangeBytesFor } from "../../shared/core/ranges/plan-ranges.ts";
import { costOf, type Cost } from "./cost.ts";
import type { Counts } from "./counts.ts";
import type { PartitionLoad } from "./counted-table.ts";
import { measureReducers, type ReducerMemory } from "./reducer-memory.ts";
import { runSmallObjects } from "./small-objects.ts";
import { createModelStack } from "./stack.ts";
import { createSyntheticPartials, measurePartials, MINUTES_PER_BYTE } from "./synthetic-partials.ts";
import type { Times } from "./timeline.ts";

const TB = 1e12;
/** How many small objects there are of each kind: a million of 100 KB, and the files of a day of a load balancer. */
export const SMALL_OBJECTS = { combined: 1_000_000, alb: 14_400 } as const;

/** One large job. */
export interface JobResult {
  objectBytes: number;
  queues: number;
  /** At most so many days, and how many minutes these are. */
  days: number;
  minutes: number;
  rangeBytes: number;
  ranges: number;
  seconds: number;
  times: Times;
  dollarsPerTb: Cost;
  /** Of each kind of item the partition that was used most, the most used first. */
  hottest: PartitionLoad[];
  table: { peakWriteUnits: number; throttledMs: number };
  reducers: ReducerMemory;
  reducerMemoryMb: number;
  counts: Counts;
}

/** Many small objects, worked out from a sample of them. */
export interface SmallResult {
  kind: keyof typeof SMALL_OBJECTS;
  objects: number;
  sampled: number;
  meanBytes: number;
  /** Seconds of a function for each. */
  secondsEach: number;
  writeUnitsEach: number;
  dollars: Cost;
  hottest: PartitionLoad[];
}

/** @throws Error when the job does not end complete. */
export async function runJob({
  objectBytes,
  queues,
  days,
  parseBytesPerSecond,
}: Pick<JobResult, "objectBytes" | "queues" | "days"> & { parseBytesPerSecond: number }): Promise<JobResult> {
  const rangeBytes = rangeBytesFor(objectBytes);
  const minutes = Math.min(days * 1_440, Math.ceil(objectBytes * MINUTES_PER_BYTE));
  const { partialOf } = createSyntheticPartials(objectBytes, rangeBytes, minutes, measurePartials(objectBytes, rangeBytes, minutes));
  const object = { objectKey: "shop/big.log", objectBytes, eTag: "model" };
  const context = { rangeQueues: String(queues) };
  const stack = createModelStack({ context, objects: [object], partialOf, parseBytesPerSecond });
  stack.announce(object);
  await stack.clock.drain();
  const [end] = stack.ended;
  if (end?.state !== "complete") throw new Error(`the job of ${objectBytes} bytes ended ${end?.state ?? "never"}`);
  return {
    objectBytes,
    queues,
    days,
    minutes,
    rangeBytes,
    ranges: countRanges(objectBytes, rangeBytes),
    seconds: (end.atMs - stack.startMs) / 1e3,
    times: stack.timeline.times(),
    dollarsPerTb: costOf(stack.counts, TB / objectBytes),
    hottest: stack.table.hottest(),
    table: stack.table.table(),
    reducers: measureReducers({ objectBytes, rangeBytes, minutes }),
    reducerMemoryMb: FUNCTION_CATALOG.reducer.memoryMb(readStageConfig(context)),
    counts: stack.counts,
  };
}

/** @throws Error when one of the objects does not end complete. */
export async function runSmall(kind: SmallResult["kind"]): Promise<SmallResult> {
  const { stack, objects: sampled, meanBytes, secondsEach } = await runSmallObjects(kind, {});
  const objects = SMALL_OBJECTS[kind];
  return {
    kind,
    objects,
    sampled,
    meanBytes,
    secondsEach,
    writeUnitsEach: stack.counts.dynamo.writeUnits / sampled,
    dollars: costOf(stack.counts, objects / sampled),
    hottest: stack.table.hottest(),
  };
}
