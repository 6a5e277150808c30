import { ScanCommand, type AttributeValue } from "@aws-sdk/client-dynamodb";
import { sha256Hex } from "../../shared/contracts/identity.ts";
import { createDynamoBlockStore } from "../../shared/adapters/dynamodb/block-store.ts";
import { createDynamoJobStore } from "../../shared/adapters/dynamodb/job-store.ts";
import { createDynamoPartialStore } from "../../shared/adapters/dynamodb/partial-store.ts";
import { createManualClock } from "../../shared/adapters/memory/manual-clock.ts";
import { PARTIAL_ITEM_BYTES_MAX } from "../../shared/adapters/adapter-limits.ts";
import type { BlockStore } from "../../shared/ports/block-store.ts";
import type { JobStore } from "../../shared/ports/job-store.ts";
import type { PartialStore } from "../../shared/ports/partial-store.ts";
import type { RunningTable } from "../contract/dynalite.ts";
import { buildJob, collect, HOUR_MS, LATER_MS, noise, START_MS } from "../contract/fixtures.ts";

export type RawItem = Record<string, AttributeValue>;

export interface Stores {
  jobs: JobStore;
  partials: PartialStore;
  blocks: BlockStore;
}

export const openStores = ({ client, tableName }: Pick<RunningTable, "client" | "tableName">): Stores => {
  const clock = createManualClock(START_MS);
  return {
    jobs: createDynamoJobStore(client, tableName, clock),
    partials: createDynamoPartialStore(client, tableName, clock),
    blocks: createDynamoBlockStore(client, tableName, clock),
  };
};

const NODE = { jobId: "job-1", level: 1, index: 0 };
const SMALL = { jobId: "job-1", level: 0, child: 0 };
const LARGE = { jobId: "job-1", level: 0, child: 1 };
const HOUR = Math.floor(START_MS / HOUR_MS) * HOUR_MS;

/** Write one item of every kind, by every way that makes one. */
export async function writeEveryKind({ jobs, partials, blocks }: Stores): Promise<void> {
  const job = buildJob({ jobId: "job-1", versionId: "v-1", columns: { method: 3, path: 4, status: 5, duration: 6, isMilliseconds: true }, rangeCount: 3 });
  await jobs.createJob(job);
  await jobs.createJob(buildJob({ ...job, jobId: "job-2", objectId: "object-2", state: "complete", version: 1, endedAtMs: START_MS + 5 }));
  await jobs.createNodes([{ ...NODE, childCount: 3, generation: 0 }], LATER_MS);
  await jobs.markDone(NODE, 0, 0);
  await jobs.markFailed(NODE, 2, 0);
  await jobs.takeCurrent(job.objectId, job.jobId, 0, LATER_MS);
  await jobs.publish(job.objectId, { jobId: job.jobId, version: 1, generation: 0 });
  await jobs.activate(job.jobId, 1, START_MS + 60_000);
  await jobs.endJob(job.jobId, { generation: 0, version: 1 }, { state: "complete-with-gaps", endedAtMs: START_MS + 9, isRedrivable: true });
  await jobs.noteGap({ jobId: job.jobId, rangeIndex: 2, reason: "attempts-used-up", attempts: 5 }, LATER_MS);
  await jobs.archiveDeadLetter({ jobId: job.jobId, messageId: "m-1", body: "{}", receivedAtMs: START_MS }, LATER_MS);
  await jobs.archiveDeadLetter({ queueName: "folds", messageId: "m-2", body: "?", receivedAtMs: START_MS }, LATER_MS);
  await jobs.noteJobDay("checkout", "2026-11-21");
  await jobs.putSource({ source: "checkout", prefixes: ["shop/"], settings: { ...job.settings, pattern: "<time> <message>" } });
  await jobs.putToken({ sha256: "ab".repeat(32), role: "ingest", name: "shipper", uploadPrefix: "shop/", createdAtMs: START_MS, expiresAtMs: LATER_MS });
  await partials.put(SMALL, 0, "hash-of-small", noise(90, 1), [noise(70, 2)]);
  await partials.put(LARGE, 0, "hash-of-large", noise(40, 3), [noise(PARTIAL_ITEM_BYTES_MAX - 30, 4), noise(50, 5)]);
  await blocks.putBlock(job.jobId, { hourStartMs: HOUR, page: 0, generation: 0, bytes: noise(60, 6) }, LATER_MS);
  await blocks.putResult(job.jobId, 0, noise(80, 7), LATER_MS);
  await blocks.putWhole("job-2", { generation: 0, summary: noise(30, 8), blocks: [{ hourStartMs: HOUR, page: 0, generation: 0, bytes: noise(20, 9) }] }, LATER_MS);
  await blocks.putSourceBlock("checkout", { hourStartMs: HOUR, page: 0, generation: 0, version: 1, objectId: job.objectId, jobId: job.jobId, bytes: noise(60, 6) }, LATER_MS);
}

/** Every read, by the kind of item that it reads first. What it answers is plain JSON. */
export const READERS: Readonly<Record<string, (stores: Stores) => Promise<unknown>>> = {
  "JOB#job-1 JOB": ({ jobs }) => jobs.readJob("job-1"),
  "JOB#job-2 JOB": ({ jobs }) => jobs.listJobs("checkout", "2026-11-21", 10),
  NODE: ({ jobs }) => jobs.readNodes([NODE]),
  OBJ: ({ jobs }) => jobs.readCurrent("object-of-job-1"),
  "JOB#job-1 GAP": ({ jobs }) => jobs.readGaps("job-1"),
  SOURCES: ({ jobs }) => jobs.listSources(),
  TOKENS: ({ jobs }) => jobs.readToken("ab".repeat(32)),
  "PART#job-1#0#0": ({ partials }) => readPartial(partials, SMALL),
  "PART#job-1#0#1": ({ partials }) => readPartial(partials, LARGE),
  WIN: ({ blocks }) => collect(blocks.readBlocks("job-1", 0, LATER_MS)),
  "JOB#job-2 RESULT": ({ blocks }) => collect(blocks.readBlocks("job-2", 0, LATER_MS)),
  "JOB#job-1 RESULT": ({ blocks }) => blocks.readResult("job-1"),
  SRC: ({ blocks }) => collect(blocks.readSourceBlocks("checkout", HOUR)),
};

async function readPartial(partials: PartialStore, key: typeof SMALL): Promise<unknown> {
  const stored = await partials.open(key);
  if (stored === undefined) return undefined;
  const { contentHash, generation } = stored;
  return { contentHash, generation, summary: await stored.summary(), windowPages: await collect(stored.windowPages()) };
}

/** Everything that the table holds, in the order of its keys. */
export async function scanTable({ client, tableName }: Pick<RunningTable, "client" | "tableName">): Promise<RawItem[]> {
  const { Items = [], LastEvaluatedKey } = await client.send(new ScanCommand({ TableName: tableName }));
  if (LastEvaluatedKey !== undefined) throw new Error("one page was expected");
  return Items.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

export const keyOf = (item: RawItem): string => `${item["pk"]?.S} ${item["sk"]?.S}`;

/** Sets as lists, bytes in base64. */
export function toPlain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value instanceof Set || Array.isArray(value)) return [...(value as Iterable<unknown>)].map(toPlain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, one]) => (one === undefined ? [] : [[name, toPlain(one)]])));
}

/** What a reader answers, as a file holds it: long bytes as their hash. */
export function toAnswer(value: unknown): unknown {
  return JSON.parse(JSON.stringify(toPlain(value) ?? null), (_name, one: unknown) => (typeof one === "string" && one.length > 1_000 ? `sha256 ${sha256Hex(one)}` : one)) as unknown;
}

/** Items of a file. */
export const parseFile = (text: string): RawItem[] =>
  JSON.parse(text, (name, value: unknown) => (name === "B" && typeof value === "string" ? new Uint8Array(Buffer.from(value, "base64")) : value)) as RawItem[];
