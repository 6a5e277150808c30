import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDynamoPartialStore } from "../../shared/adapters/dynamodb/partial-store.ts";
import { createManualClock } from "../../shared/adapters/memory/manual-clock.ts";
import { buildPartialPk } from "../../shared/contracts/table-keys.ts";
import { startTable } from "./dynalite.ts";
import type { RunningTable } from "./dynalite.ts";
import { START_MS, collect, noise } from "./fixtures.ts";

describe("the items of a partial in DynamoDB", () => {
  let table: RunningTable;
  /** Names of the operations that the client was asked for. */
  let requests: string[] = [];
  beforeAll(async () => {
    table = await startTable();
    table.client.middlewareStack.add(
      (next, context) => (args) => {
        requests.push(String(context["commandName"]));
        return next(args);
      },
      { step: "initialize" },
    );
  });
  afterAll(() => table.stop());

  const put = async (child: number, summaryBytes: number, pageBytes: number[]) => {
    const store = createDynamoPartialStore(table.client, table.tableName, createManualClock(START_MS));
    const key = { jobId: "j", level: 0, child };
    await store.put(
      key,
      0,
      "hash",
      noise(summaryBytes),
      pageBytes.map((bytes, i) => noise(bytes, i)),
    );
    const query = new QueryCommand({ TableName: table.tableName, KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: { ":pk": { S: buildPartialPk(key) } } });
    const items = (await table.client.send(query)).Items!;
    requests = [];
    return { items, open: () => store.open(key) };
  };

  it("are one for a typical partial, written by one request and read by one", async () => {
    const { items, open } = await put(1, 4_000, [1_000]);
    expect(items.map((item) => item["sk"]!.S)).toEqual(["HEAD"]);
    const partial = (await open())!;
    await partial.summary();
    await collect(partial.windowPages());
    expect(requests).toEqual(["GetItemCommand"]);
  });

  it("stay far below the largest item, and all expire", async () => {
    const { items } = await put(2, 500_000, [262_144, 262_144]);
    expect(items.length).toBeGreaterThan(9);
    for (const item of items) {
      expect((item["bytes"] ?? item["packed"])?.B?.length ?? 0).toBeLessThanOrEqual(96 * 1024);
      expect(item["expiresAt"]!.N).toBe(String(START_MS / 1000 + 7 * 86_400));
    }
  });

  it("are read one at a time, one ahead at most, the summary's not again for the windows", async () => {
    const { open } = await put(
      3,
      300_000,
      Array.from({ length: 20 }, () => 90_000),
    );
    const partial = (await open())!;
    await partial.summary();
    requests = [];
    const pages = partial.windowPages()[Symbol.asyncIterator]();
    await pages.next();
    expect(requests.length).toBeLessThanOrEqual(3);
    await pages.next();
    expect(requests.length).toBeLessThanOrEqual(4);
    await pages.return?.();
  });
});
