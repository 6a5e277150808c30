import { describe, expect, it } from "vitest";
import { InputError, TransientError } from "../../shared/core/errors.ts";
import { readSourceMetrics, type ReadSourceDeps } from "../../shared/protocol/read-source-metrics.ts";
import { createWorld, type World } from "../world/world.ts";
import { accessLog, readDepsOf } from "./access-log.ts";

const DAY = { fromMs: Date.UTC(2026, 10, 21), toMs: Date.UTC(2026, 10, 22), stepSeconds: 3_600 };

async function recordsByHour(world: World, deps: ReadSourceDeps = readDepsOf(world)): Promise<Record<string, number>> {
  const { windows } = await readSourceMetrics("shop", DAY, deps);
  return Object.fromEntries(windows.map(({ windowStart, records }) => [windowStart.slice(11, 13), records]));
}

/** Let something happen once, just before an hour's blocks are read for the n-th time. */
function interrupt(world: World, atRead: number, happen: () => Promise<void>): ReadSourceDeps {
  const deps = readDepsOf(world);
  let reads = 0;
  return {
    ...deps,
    blocks: {
      async *readSourceBlocks(...asked) {
        if (++reads === atRead) await happen();
        yield* deps.blocks.readSourceBlocks(...asked);
      },
    },
  };
}

const OLD = accessLog([10, 130], 2);
const NEW = accessLog([15, 70, 310], 3);
const OLD_HOURS = { "00": 2, "02": 2 };
const NEW_HOURS = { "00": 3, "01": 3, "05": 3 };

describe("readSourceMetrics", () => {
  it("shows the older content until the newer one is published, never both and never neither", async () => {
    const world = createWorld({ rangeBytes: 300 });
    world.put("shop/a.log", OLD);
    await world.settleAll();
    world.put("shop/a.log", NEW);
    const seen: string[] = [];
    while (await world.step()) seen.push(JSON.stringify(await recordsByHour(world)));
    expect([...new Set(seen)]).toEqual([JSON.stringify(OLD_HOURS), JSON.stringify(NEW_HOURS)]);
  });

  it("shows nothing of a content that is not published yet", async () => {
    const world = createWorld();
    world.put("shop/a.log", OLD);
    await world.settleAll();
    const { jobs, ...deps } = readDepsOf(world);
    const unpublished = { readCurrent: async (objectId: string) => ({ ...(await jobs.readCurrent(objectId))!, published: undefined as never }) };
    expect(await recordsByHour(world, { ...deps, jobs: unpublished })).toEqual({});
  });

  it("takes no block of another version or generation, though it is still stored", async () => {
    const world = createWorld();
    world.put("shop/a.log", OLD);
    await world.settleAll();
    for (const { from, version, generation } of [
      { from: 0, version: 2, generation: 0 },
      { from: 0, version: 1, generation: 1 },
      { from: 2, version: 0, generation: 0 },
    ]) {
      for await (const block of world.blocks.readSourceBlocks("shop", DAY.fromMs + from * 3_600_000)) {
        if (block.version === 1 && block.generation === 0) await world.blocks.putSourceBlock("shop", { ...block, version, generation }, Infinity);
      }
    }
    expect(await recordsByHour(world)).toEqual(OLD_HOURS);
  });

  it("looks again for an object that comes to light as a later content", async () => {
    const world = createWorld();
    world.put("shop/a.log", OLD);
    world.put("shop/b.log", OLD);
    await world.settleAll();
    world.put("shop/b.log", NEW);
    await world.settleAll();
    const { objectId } = await world.currentJob("shop/b.log");
    const deps = readDepsOf(world);
    let reads = 0;
    const blocks = {
      // The first pass falls between the writing of one content and the deletion of the other.
      async *readSourceBlocks(...asked: Parameters<typeof deps.blocks.readSourceBlocks>) {
        const isFirstPass = ++reads <= 24;
        for await (const block of deps.blocks.readSourceBlocks(...asked)) if (!isFirstPass || block.objectId !== objectId) yield block;
      },
    };
    expect(await recordsByHour(world, { ...deps, blocks })).toEqual({ "00": 5, "01": 3, "02": 2, "05": 3 });
  });

  it.each(Array.from({ length: 49 }, (_, index) => index + 1))("never mixes two contents when one is replaced before read %d", async (atRead) => {
    const world = createWorld({ rangeBytes: 300 });
    world.put("shop/a.log", OLD);
    await world.settleAll();
    const deps = interrupt(world, atRead, async () => {
      world.put("shop/a.log", NEW);
      await world.settleAll();
    });
    const shown = await recordsByHour(world, deps);
    expect([OLD_HOURS, NEW_HOURS]).toContainEqual(shown);
  });

  it.each([2, 13, 24, 25, 26, 30, 37, 48])("shows a new object wholly or not at all when it comes before read %d", async (atRead) => {
    const world = createWorld({ rangeBytes: 300 });
    world.put("shop/a.log", OLD);
    await world.settleAll();
    const deps = interrupt(world, atRead, async () => {
      world.put("shop/b.log", NEW);
      await world.settleAll();
    });
    expect([OLD_HOURS, { "00": 5, "01": 3, "02": 2, "05": 3 }]).toContainEqual(await recordsByHour(world, deps));
  });

  it("shows a redriven object's new generation only", async () => {
    const bytes = accessLog([10, 70, 130, 190], 5);
    const rangeBytes = bytes.length / 4;
    let isPoison = true;
    const world = createWorld({ rangeBytes, faults: { isPoison: (startByte) => isPoison && startByte >= rangeBytes - 1 && startByte < 2 * rangeBytes - 1 } });
    world.put("shop/a.log", bytes);
    await world.settleAll();
    expect(await recordsByHour(world)).toEqual({ "00": 5, "02": 5, "03": 5 });
    isPoison = false;
    await world.redrive((await world.currentJob("shop/a.log")).jobId);
    await world.settleAll();
    expect(await recordsByHour(world)).toEqual({ "00": 5, "01": 5, "02": 5, "03": 5 });
  });

  it("refuses more bytes than it may merge", async () => {
    const world = createWorld();
    world.put("shop/a.log", OLD);
    await world.settleAll();
    const reading = readSourceMetrics("shop", { ...DAY, bytesMax: 20 }, readDepsOf(world));
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toMatchObject({ code: "QUERY_TOO_LARGE" });
  });

  it("refuses a query that takes too long, before whoever asked stops waiting", async () => {
    const world = createWorld();
    const deps = readDepsOf(world);
    const blocks = {
      async *readSourceBlocks(...asked: Parameters<typeof deps.blocks.readSourceBlocks>) {
        await world.clock.advance(9_000);
        yield* deps.blocks.readSourceBlocks(...asked);
      },
    };
    await expect(readSourceMetrics("shop", DAY, { ...deps, blocks })).rejects.toMatchObject({ code: "QUERY_TOO_LARGE" });
  });

  it("gives up on an object that is replaced again and again", async () => {
    const world = createWorld();
    world.put("shop/a.log", OLD);
    await world.settleAll();
    const { jobs, ...deps } = readDepsOf(world);
    let version = 1;
    const restless = { readCurrent: async (objectId: string) => ({ ...(await jobs.readCurrent(objectId))!, published: { jobId: "", version: version++, generation: 0 } }) };
    await expect(recordsByHour(world, { ...deps, jobs: restless })).rejects.toThrow(TransientError);
  });
});
