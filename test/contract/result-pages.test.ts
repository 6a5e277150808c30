import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDynamoBlockStore } from "../../shared/adapters/dynamodb/block-store.ts";
import { createManualClock } from "../../shared/adapters/memory/manual-clock.ts";
import { startTable } from "./dynalite.ts";
import type { RunningTable } from "./dynalite.ts";
import { LATER_MS, START_MS, noise, uniqueName } from "./fixtures.ts";

/** Bytes of a result that takes three items. */
const RESULT_BYTES = 700_000;

describe("the pages of a result in DynamoDB", () => {
  let table: RunningTable;
  let afterPut: () => Promise<void> = async () => {};
  beforeAll(async () => {
    table = await startTable();
    table.client.middlewareStack.add(
      (next, context) => async (args) => {
        const answer = await next(args);
        if (context["commandName"] === "PutItemCommand") await afterPut();
        return answer;
      },
      { step: "initialize" },
    );
  });
  afterAll(() => table.stop());

  it("are read as one content or not at all, after every single write of another", async () => {
    const blocks = createDynamoBlockStore(table.client, table.tableName, createManualClock(START_MS));
    const jobId = uniqueName("job");
    const read = async () => {
      const result = await blocks.readResult(jobId);
      if (result === undefined) return "none";
      expect(Buffer.compare(result.summary, noise(RESULT_BYTES, result.generation))).toBe(0);
      return `generation ${result.generation}`;
    };
    const seen: string[] = [];
    afterPut = async () => void seen.push(await read());
    for (const generation of [0, 1]) await blocks.putResult(jobId, generation, noise(RESULT_BYTES, generation), LATER_MS);
    expect(seen).toEqual(["none", "none", "generation 0", "none", "none", "generation 1"]);
  });

  it("heal when the writer that died half-way is repeated", async () => {
    const blocks = createDynamoBlockStore(table.client, table.tableName, createManualClock(START_MS));
    const jobId = uniqueName("job");
    afterPut = async () => {};
    await blocks.putResult(jobId, 0, noise(RESULT_BYTES), LATER_MS);
    let puts = 0;
    afterPut = async () => {
      if (++puts === 2) throw new Error("the function was killed");
    };
    await expect(blocks.putResult(jobId, 1, noise(9), LATER_MS)).resolves.toBe(true);
    await expect(blocks.putResult(jobId, 2, noise(RESULT_BYTES), LATER_MS)).rejects.toThrow("killed");
    expect(await blocks.readResult(jobId)).toBeUndefined();
    expect(await blocks.putResult(jobId, 2, noise(RESULT_BYTES), LATER_MS)).toBe(true);
    expect(await blocks.readResult(jobId)).toMatchObject({ generation: 2 });
  });
});
