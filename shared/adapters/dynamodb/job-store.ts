import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Clock } from "../../ports/clock.ts";
import type { JobStore } from "../../ports/job-store.ts";
import { createDynamoCurrents } from "./currents.ts";
import { createDynamoFoldNodes } from "./fold-nodes.ts";
import { openItemTable } from "./item-table.ts";
import { createDynamoJobs } from "./jobs.ts";
import { createDynamoNotes } from "./notes.ts";
import { createDynamoRegistry } from "./registry.ts";

/** The job store of a table; the clock judges what has expired. */
export function createDynamoJobStore(client: DynamoDBClient, tableName: string, clock: Clock): JobStore {
  const table = openItemTable(client, tableName, clock);
  return {
    ...createDynamoJobs(table, clock),
    ...createDynamoFoldNodes(table),
    ...createDynamoCurrents(table),
    ...createDynamoNotes(table),
    ...createDynamoRegistry(table),
  };
}
