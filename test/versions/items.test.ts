import { readFileSync } from "node:fs";
import { join } from "node:path";
import { BatchWriteItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTable, type RunningTable } from "../contract/dynalite.ts";
import { START_MS } from "../contract/fixtures.ts";
import { keyOf, openStores, parseFile, READERS, scanTable, toAnswer, toPlain, writeEveryKind, type RawItem } from "./version-one.ts";

const read = (name: string): string => readFileSync(join(import.meta.dirname, "1", name), "utf8");
const ITEMS = parseFile(read("items.json"));
const ANSWERS = JSON.parse(read("answers.json")) as Record<string, unknown>;
const NEWER = { v: { N: "2" } };

/** Which attributes an item has, and of which types, at any depth. */
const shapeOf = (item: RawItem): unknown => JSON.parse(JSON.stringify(toPlain(item)), (name, value: unknown) => (["S", "N", "B", "BOOL", "NS"].includes(name) ? "…" : value));

describe("items of version 1", () => {
  let table: RunningTable;
  beforeAll(async () => void (table = await startTable()));
  afterAll(() => table.stop());
  beforeEach(async () => {
    for (const item of await scanTable(table))
      await table.client.send(new BatchWriteItemCommand({ RequestItems: { [table.tableName]: [{ DeleteRequest: { Key: { pk: item["pk"]!, sk: item["sk"]! } } }] } }));
  });
  const put = async (items: readonly RawItem[]): Promise<void> => {
    for (const Item of items) await table.client.send(new PutItemCommand({ TableName: table.tableName, Item }));
  };

  it("are what this version writes: another shape needs another version and another folder of fixtures", async () => {
    await writeEveryKind(openStores(table));
    const written = await scanTable(table);
    expect(written.map(keyOf)).toEqual(ITEMS.map(keyOf));
    for (const [i, item] of written.entries()) expect(shapeOf(item), keyOf(item)).toEqual(shapeOf(ITEMS[i]!));
  });

  it.each([
    ["as they are", (item: RawItem) => item],
    ["from before items carried a version", ({ v: _v, ...item }: RawItem) => item],
  ])("are read, %s", async (_name, change) => {
    await put(ITEMS.map(change));
    for (const [kind, answer] of Object.entries(READERS)) expect(toAnswer(await answer(openStores(table))), kind).toEqual(ANSWERS[kind]);
  });

  it("are changed without being given another version", async () => {
    await put(ITEMS);
    const { jobs } = openStores(table);
    expect(await jobs.reopenJob("job-1", 0, START_MS)).toBe(true);
    expect(await jobs.reopenNode({ jobId: "job-1", level: 1, index: 0 }, 1, [0])).toBe(true);
    expect(new Set((await scanTable(table)).map(({ v }) => v?.N))).toEqual(new Set(["1"]));
  });

  it.each(Object.keys(READERS))("a newer version of %s is refused, and no condition holds of it", async (kind) => {
    const isOfKind = (item: RawItem): boolean => keyOf(item).startsWith(kind);
    expect(ITEMS.filter(isOfKind)).not.toEqual([]);
    const newer = ITEMS.map((item) => (isOfKind(item) ? { ...item, ...NEWER } : item));
    await put(newer);
    const stores = openStores(table);
    await expect(READERS[kind]!(stores)).rejects.toMatchObject({ name: "TransientError", code: "NEWER_VERSION" });
    const { jobs, blocks } = stores;
    await Promise.allSettled([
      jobs.endJob("job-1", { generation: 0 }, { state: "superseded", endedAtMs: START_MS }),
      jobs.supersede("job-1", 9, START_MS),
      jobs.supersede("job-2", 9, START_MS),
      jobs.markDone({ jobId: "job-1", level: 1, index: 0 }, 1, 0),
      jobs.takeCurrent("object-of-job-1", "job-9", 1, START_MS + 1e9),
      jobs.putSource({ source: "checkout", prefixes: [], settings: { rangeBytes: 1 } as never }),
      jobs.noteJobDay("checkout", "2020-01-01"),
      blocks.putResult("job-1", 5, new Uint8Array(1), START_MS + 1e9),
      blocks.putBlock("job-1", { hourStartMs: START_MS - (START_MS % 3_600_000), page: 0, generation: 5, bytes: new Uint8Array(1) }, START_MS + 1e9),
    ]);
    const after = (await scanTable(table)).filter(isOfKind);
    expect(toPlain(after)).toEqual(toPlain(newer.filter(isOfKind)));
  });

  it("a source of a newer version is not changed without anybody hearing of it", async () => {
    await put(ITEMS.map((item) => (keyOf(item).startsWith("SOURCES") ? { ...item, ...NEWER } : item)));
    await expect(openStores(table).jobs.putSource({ source: "checkout", prefixes: [], settings: {} as never })).rejects.toMatchObject({ code: "NEWER_VERSION" });
  });
});
