import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BlockStore } from "../../shared/ports/block-store.ts";
import type { JobStore } from "../../shared/ports/job-store.ts";
import type { PartialStore } from "../../shared/ports/partial-store.ts";

type TableAction = "GetItem" | "PutItem" | "UpdateItem" | "Query" | "BatchGetItem" | "BatchWriteItem";
type Port = "jobs" | "partials" | "blocks";

/** What each method of the ports asks of the table; index names stand for queries of an index. A new method has to be told here. */
const ACTIONS_OF: {
  jobs: Record<keyof JobStore, readonly (TableAction | "index")[]>;
  partials: Record<keyof PartialStore, readonly TableAction[]>;
  blocks: Record<keyof BlockStore, readonly TableAction[]>;
} = {
  jobs: {
    readJob: ["GetItem"],
    noteEndTold: ["UpdateItem"],
    createJob: ["PutItem"],
    createNodes: ["PutItem"],
    readNode: ["GetItem"],
    readNodes: ["BatchGetItem"],
    readCurrent: ["GetItem"],
    supersede: ["UpdateItem"],
    takeCurrent: ["UpdateItem"],
    activate: ["UpdateItem", "GetItem"],
    startRunning: ["UpdateItem"],
    endJob: ["UpdateItem"],
    noteReceipt: ["UpdateItem"],
    failSplit: ["PutItem"],
    reopenJob: ["UpdateItem"],
    updateSweep: ["UpdateItem"],
    deleteJob: ["Query", "BatchWriteItem"],
    forgetCurrent: ["UpdateItem"],
    markDone: ["UpdateItem"],
    markFailed: ["UpdateItem"],
    reopenNode: ["UpdateItem"],
    publish: ["UpdateItem"],
    noteGap: ["PutItem"],
    readGaps: ["Query"],
    archiveDeadLetter: ["PutItem"],
    listJobs: ["index"],
    listLive: ["index"],
    listSources: ["Query"],
    putSource: ["UpdateItem"],
    noteJobDay: ["GetItem", "UpdateItem"],
    readToken: ["GetItem"],
    putToken: ["PutItem"],
    listTokens: ["Query"],
    deleteToken: ["BatchWriteItem"],
  },
  partials: { put: ["PutItem"], open: ["GetItem"] },
  blocks: {
    putBlock: ["PutItem"],
    readBlocks: ["Query", "GetItem"],
    deleteBlocks: ["Query", "BatchWriteItem"],
    putWhole: ["PutItem"],
    putResult: ["PutItem"],
    readResult: ["Query"],
    putSourceBlock: ["PutItem"],
    readSourceBlocks: ["Query"],
    deleteSourceBlocks: ["Query", "BatchWriteItem"],
  },
};

/** What a call such as `jobs.readJob` asks of the table. */
export function actionsOfCall(call: string): readonly string[] {
  const [port = "", method = ""] = call.split(".");
  return (ACTIONS_OF as Record<string, Record<string, readonly string[]>>)[port]?.[method] ?? [];
}

/** `jobs.readJob` and so on: every method of the three ports that `entry` or a module that it imports mentions. */
export function listPortCalls(entry: string): Set<string> {
  const calls = new Set<string>();
  for (const path of listModules(entry)) {
    for (const [, port, method] of readFileSync(path, "utf8").matchAll(/\b(jobs|partials|blocks)\??\.(\w+)/g)) {
      if (Object.hasOwn(ACTIONS_OF[port as Port], method ?? "")) calls.add(`${port}.${method}`);
    }
  }
  return calls;
}

/** The module and all that it imports by a relative path, types left out. */
function listModules(entry: string, found = new Set<string>()): Set<string> {
  if (found.has(entry)) return found;
  found.add(entry);
  for (const [, isType, path] of readFileSync(entry, "utf8").matchAll(/^(?:import|export)( type)? [^;]*?from "(\.[^"]+)";/gms)) {
    if (isType === undefined && path !== undefined) listModules(join(dirname(entry), path), found);
  }
  return found;
}
