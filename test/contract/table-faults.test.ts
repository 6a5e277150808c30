import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createDynamoBlockStore } from "../../shared/adapters/dynamodb/block-store.ts";
import { createDynamoJobStore } from "../../shared/adapters/dynamodb/job-store.ts";
import type { BlockStore } from "../../shared/ports/block-store.ts";
import type { JobStore } from "../../shared/ports/job-store.ts";
import { startTable } from "./dynalite.ts";
import type { RunningTable } from "./dynalite.ts";
import { HOUR_MS, LATER_MS, buildJob, collect, createHastyClock, noise, uniqueName } from "./fixtures.ts";

/** What happens to one request of the client, its retries included. */
type Fault = "refused" | "answer lost" | "half undone" | undefined;
interface Batch {
  RequestItems: Record<string, { Keys?: unknown[] } | unknown[]>;
}

const unavailable = () => Object.assign(new Error("as told"), { name: "InternalServerError", $metadata: { httpStatusCode: 500 }, $retryable: {} });

describe("the stores of a faulty DynamoDB", () => {
  let table: RunningTable;
  let jobs: JobStore;
  let blocks: BlockStore;
  let clock: ReturnType<typeof createHastyClock>;
  let fault: (commandName: string) => Fault = () => undefined;
  const requests: string[] = [];

  beforeAll(async () => {
    table = await startTable();
    clock = createHastyClock();
    jobs = createDynamoJobStore(table.client, table.tableName, clock);
    blocks = createDynamoBlockStore(table.client, table.tableName, clock);
    // Below the SDK's retries: each try comes by here.
    table.client.middlewareStack.add(
      (next, context) => async (args) => {
        const commandName = String(context["commandName"]);
        requests.push(commandName);
        const told = fault(commandName);
        if (told === "refused") throw unavailable();
        const answer = await next(args);
        if (told === "answer lost") throw unavailable();
        return answer;
      },
      { step: "deserialize", priority: "high" },
    );
    // Above them: a batch of which the second half is answered as not done.
    table.client.middlewareStack.add(
      (next, context) => async (args) => {
        const { RequestItems } = args.input as Batch;
        if (RequestItems === undefined || fault(`half of ${String(context["commandName"])}`) !== "half undone") return next(args);
        const [[name, request]] = Object.entries(RequestItems) as [[string, { Keys?: unknown[] } | unknown[]]];
        const all = Array.isArray(request) ? request : request.Keys!;
        const half = Math.floor(all.length / 2);
        const only = (items: unknown[]) => ({ [name]: Array.isArray(request) ? items : { ...request, Keys: items } });
        const nothing = { response: {}, output: { $metadata: {} } };
        const answer = half === 0 ? nothing : await next({ ...args, input: { ...args.input, RequestItems: only(all.slice(0, half)) } });
        const undone = only(all.slice(half));
        return { ...answer, output: { ...answer.output, ...(Array.isArray(request) ? { UnprocessedItems: undone } : { UnprocessedKeys: undone }) } };
      },
      { step: "initialize" },
    );
  });
  afterAll(() => table.stop());
  afterEach(() => {
    fault = () => undefined;
    requests.length = 0;
    clock.waits = 0;
  });

  /** The fault for the first so many requests of a kind. */
  const failFirst = (count: number, commandName: string, told: Fault) => {
    let left = count;
    fault = (name) => (name === commandName && left-- > 0 ? told : undefined);
  };
  const createNode = async () => {
    const key = { jobId: uniqueName("job"), level: 1, index: 0 };
    await jobs.createNodes([{ ...key, childCount: 3, generation: 0 }], LATER_MS);
    return key;
  };

  it("become TransientErrors when the SDK's retries are used up, for reads and for conditional writes", async () => {
    fault = () => "refused";
    const transient = { name: "TransientError", code: "TABLE_UNAVAILABLE" };
    await expect(jobs.readJob("j")).rejects.toMatchObject(transient);
    await expect(jobs.createJob(buildJob())).rejects.toMatchObject(transient);
  });

  it("mark a child whose answer was lost, once", async () => {
    const key = await createNode();
    failFirst(1, "UpdateItemCommand", "answer lost");
    expect(await jobs.markDone(key, 1, 0)).toMatchObject({ done: new Set([1]) });
    expect(requests.filter((name) => name === "UpdateItemCommand")).toHaveLength(2);
  });

  it("answer false after a write whose answer was lost, and show it to whoever reads again", async () => {
    const job = buildJob();
    failFirst(1, "PutItemCommand", "answer lost");
    expect(await jobs.createJob(job)).toBe(false);
    expect(await jobs.readJob(job.jobId)).toEqual(job);
    failFirst(1, "UpdateItemCommand", "answer lost");
    expect(await jobs.endJob(job.jobId, { generation: 0 }, { state: "complete", endedAtMs: 1 })).toBe(false);
    expect(await jobs.readJob(job.jobId)).toMatchObject({ state: "complete" });
  });

  it("activate a superseded job although the answer was lost", async () => {
    const job = buildJob();
    await jobs.createJob(job);
    await jobs.supersede(job.jobId, 0, 1);
    let updates = 0;
    fault = (name) => (name === "UpdateItemCommand" && ++updates === 2 ? "answer lost" : undefined);
    expect(await jobs.activate(job.jobId, 2, LATER_MS)).toEqual({ ...job, state: "running", version: 2, nextCheckAtMs: LATER_MS });
  });

  it("read again what a batch left unread", async () => {
    const key = await createNode();
    const keys = [key, { ...key, index: 1 }, key, await createNode(), await createNode()];
    failFirst(2, "half of BatchGetItemCommand", "half undone");
    const nodes = await jobs.readNodes(keys);
    expect(nodes.map((node) => node?.jobId)).toEqual(keys.map(({ jobId, index }) => (index === 1 ? undefined : jobId)));
    expect(clock.waits).toBe(2);
  });

  it("delete again what a batch left undeleted, and give up after a bounded number of rounds", async () => {
    const source = uniqueName("web");
    const block = (page: number) => ({ objectId: "o", jobId: "j", version: 1, generation: 0, hourStartMs: HOUR_MS, page, bytes: noise(5) });
    for (let page = 0; page < 9; page++) await blocks.putSourceBlock(source, block(page), LATER_MS);
    fault = (name) => (name === "half of BatchWriteItemCommand" ? "half undone" : undefined);
    await expect(blocks.deleteSourceBlocks(source, "o", 1, 0, [HOUR_MS])).rejects.toMatchObject({ name: "TransientError", code: "TABLE_UNAVAILABLE" });
    expect(clock.waits).toBe(7);
    failFirst(1, "half of BatchWriteItemCommand", "half undone");
    await blocks.deleteSourceBlocks(source, "o", 1, 0, [HOUR_MS]);
    expect(await collect(blocks.readSourceBlocks(source, HOUR_MS))).toEqual([]);
  });
});
