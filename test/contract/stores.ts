import { createCountedTable } from "../../bench/scale/counted-table.ts";
import { noCounts } from "../../bench/scale/counts.ts";
import { createDynamoBlockStore } from "../../shared/adapters/dynamodb/block-store.ts";
import { createDynamoJobStore } from "../../shared/adapters/dynamodb/job-store.ts";
import { createDynamoPartialStore } from "../../shared/adapters/dynamodb/partial-store.ts";
import { createMemoryBlockStore } from "../../shared/adapters/memory/block-store.ts";
import { createMemoryJobStore } from "../../shared/adapters/memory/job-store.ts";
import { createManualClock } from "../../shared/adapters/memory/manual-clock.ts";
import type { ManualClock } from "../../shared/adapters/memory/manual-clock.ts";
import { createMemoryPartialStore } from "../../shared/adapters/memory/partial-store.ts";
import type { BlockStore } from "../../shared/ports/block-store.ts";
import type { JobStore } from "../../shared/ports/job-store.ts";
import type { PartialStore } from "../../shared/ports/partial-store.ts";
import { startTable } from "./dynalite.ts";
import { START_MS } from "./fixtures.ts";

export interface Stores {
  jobs: JobStore;
  partials: PartialStore;
  blocks: BlockStore;
  clock: ManualClock;
  stop(): Promise<void>;
}

/** Every implementation of the stores that a test can start. Each has a clock that stands at `START_MS`. */
export const IMPLEMENTATIONS: readonly { name: string; start(): Promise<Stores> }[] = [
  {
    name: "memory",
    async start() {
      const clock = createManualClock(START_MS);
      return { jobs: createMemoryJobStore(clock), partials: createMemoryPartialStore(clock), blocks: createMemoryBlockStore(clock), clock, async stop() {} };
    },
  },
  {
    // The table of the scale model: what it counts means something only while it answers as DynamoDB does.
    name: "counted",
    async start() {
      const clock = createManualClock(START_MS);
      const { client } = createCountedTable({ now: clock.now, request: async () => {} }, noCounts());
      return {
        jobs: createDynamoJobStore(client, "counted", clock),
        partials: createDynamoPartialStore(client, "counted", clock),
        blocks: createDynamoBlockStore(client, "counted", clock),
        clock,
        async stop() {},
      };
    },
  },
  {
    name: "DynamoDB",
    async start() {
      const clock = createManualClock(START_MS);
      const { client, tableName, stop } = await startTable();
      return {
        jobs: createDynamoJobStore(client, tableName, clock),
        partials: createDynamoPartialStore(client, tableName, clock),
        blocks: createDynamoBlockStore(client, tableName, clock),
        clock,
        stop,
      };
    },
  },
];
