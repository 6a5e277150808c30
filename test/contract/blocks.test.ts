import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SourceBlock } from "../../shared/ports/block-store.ts";
import { DAY_MS, HOUR_MS, LATER_MS, START_MS, collect, noise, uniqueName } from "./fixtures.ts";
import { IMPLEMENTATIONS } from "./stores.ts";
import type { Stores } from "./stores.ts";

const HOUR = START_MS - (START_MS % HOUR_MS);
const plain = <Value extends { bytes: Uint8Array }>({ bytes, ...rest }: Value) => ({ ...rest, bytes: Buffer.from(bytes).toString("base64") });

describe.each(IMPLEMENTATIONS)("blocks of the $name store", ({ start }) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(() => stores.stop());

  const block = (hours: number, page = 0, generation = 0, byteLength = 20) => ({
    hourStartMs: HOUR + hours * HOUR_MS,
    page,
    generation,
    bytes: noise(byteLength, hours * 31 + page * 7 + generation),
  });
  const read = async (jobId: string, from: number, to: number) => (await collect(stores.blocks.readBlocks(jobId, from, to))).map(plain);

  describe("a job's blocks", () => {
    it("are read in ascending order of hour and page, from the first hour to before the last", async () => {
      const jobId = uniqueName("job");
      const blocks = [block(0), block(1, 0), block(1, 1), block(1, 11), block(7)];
      for (const one of blocks.toReversed()) expect(await stores.blocks.putBlock(jobId, one, LATER_MS)).toBe(true);
      await stores.blocks.putBlock(`${jobId}0`, block(0), LATER_MS);
      expect(await read(jobId, 0, Number.MAX_SAFE_INTEGER)).toEqual(blocks.map(plain));
      expect(await read(jobId, -Infinity, Infinity)).toEqual(blocks.map(plain));
      expect(await read(jobId, HOUR + HOUR_MS, HOUR + 7 * HOUR_MS)).toEqual(blocks.slice(1, 4).map(plain));
      expect(await read(jobId, HOUR + 1, HOUR + HOUR_MS + 1)).toEqual(blocks.slice(1, 4).map(plain));
      expect(await read(jobId, HOUR, HOUR)).toEqual([]);
    });

    it("replace those of the same or an older generation, and refuse to replace a newer one", async () => {
      const jobId = uniqueName("job");
      const put = (generation: number) => stores.blocks.putBlock(jobId, block(0, 0, generation), LATER_MS);
      expect([await put(1), await put(1), await put(0), await put(3), await put(2)]).toEqual([true, true, false, true, false]);
      expect(await read(jobId, 0, Infinity)).toEqual([plain(block(0, 0, 3))]);
    });

    it("are read beyond what one answer of the table holds", async () => {
      const jobId = uniqueName("job");
      const blocks = Array.from({ length: 6 }, (_, hour) => block(hour, 0, 0, 200_000));
      await Promise.all(blocks.map((one) => stores.blocks.putBlock(jobId, one, LATER_MS)));
      expect(await read(jobId, 0, Infinity)).toEqual(blocks.map(plain));
    });
  });

  describe("a whole result", () => {
    it.each([20, 5_000])("with blocks of %i bytes is read as if its parts had been written one by one", async (byteLength) => {
      const jobId = uniqueName("job");
      const blocks = [block(0, 0, 1, byteLength), block(1, 0, 1, byteLength), block(9, 0, 1, byteLength), block(9, 1, 1, byteLength)];
      expect(await stores.blocks.putWhole(jobId, { generation: 1, summary: noise(600), blocks }, LATER_MS)).toBe(true);
      expect(await read(jobId, 0, Infinity)).toEqual(blocks.map(plain));
      expect(await read(jobId, HOUR + 1, HOUR + 10 * HOUR_MS)).toEqual(blocks.slice(1).map(plain));
      expect(await read(jobId, HOUR, HOUR + 9 * HOUR_MS)).toEqual(blocks.slice(0, 2).map(plain));
      const { generation, summary } = (await stores.blocks.readResult(jobId))!;
      expect([generation, Buffer.compare(summary, noise(600))]).toEqual([1, 0]);
      await stores.blocks.deleteBlocks(jobId);
      expect(await read(jobId, 0, Infinity)).toEqual([]);
      expect(await stores.blocks.readResult(jobId)).toBeUndefined();
    });

    it("is the same when it is written again, and gives way to a newer generation alone, part by part", async () => {
      const jobId = uniqueName("job");
      const put = (generation: number) =>
        stores.blocks.putWhole(jobId, { generation, summary: noise(9, generation), blocks: [block(0, 0, generation), block(1, 0, generation)] }, LATER_MS);
      expect([await put(1), await put(1), await put(0)]).toEqual([true, true, false]);
      expect(await stores.blocks.putBlock(jobId, block(0, 0, 1), LATER_MS)).toBe(true);
      expect(await read(jobId, 0, Infinity)).toEqual([block(0, 0, 1), block(1, 0, 1)].map(plain));
      expect(await stores.blocks.putBlock(jobId, block(1, 0, 2), LATER_MS)).toBe(true);
      expect(await read(jobId, 0, Infinity)).toEqual([block(0, 0, 1), block(1, 0, 2)].map(plain));
      expect(await stores.blocks.putResult(jobId, 2, noise(9, 2), LATER_MS)).toBe(true);
      expect(await put(1)).toBe(false);
      expect(await read(jobId, HOUR + HOUR_MS, Infinity)).toEqual([plain(block(1, 0, 2))]);
    });
  });

  describe("a result", () => {
    it.each([0, 5_000, 600_000])("of %i bytes is given back with its generation", async (byteLength) => {
      const jobId = uniqueName("job");
      expect(await stores.blocks.readResult(jobId)).toBeUndefined();
      expect(await stores.blocks.putResult(jobId, 4, noise(byteLength), LATER_MS)).toBe(true);
      const result = (await stores.blocks.readResult(jobId))!;
      expect([result.generation, Buffer.compare(result.summary, noise(byteLength))]).toEqual([4, 0]);
    });

    it("replaces one of the same or an older generation, longer or shorter, and refuses to replace a newer one", async () => {
      const jobId = uniqueName("job");
      const put = (generation: number, byteLength: number) => stores.blocks.putResult(jobId, generation, noise(byteLength, generation), LATER_MS);
      expect([await put(0, 300_000), await put(0, 300_000), await put(2, 10), await put(1, 300_000)]).toEqual([true, true, true, false]);
      const result = (await stores.blocks.readResult(jobId))!;
      expect([result.generation, Buffer.compare(result.summary, noise(10, 2))]).toEqual([2, 0]);
    });
  });

  describe("a source's blocks", () => {
    const sourceBlock = (objectId: string, version: number, generation = 0, page = 0, hours = 0, jobId = "j"): SourceBlock => ({
      ...block(hours, page, generation),
      objectId,
      jobId,
      version,
    });
    const readHour = async (source: string, hours = 0) => (await collect(stores.blocks.readSourceBlocks(source, HOUR + hours * HOUR_MS))).map(plain);

    it("are read by hour, of every object, version, generation and job that is still stored; pages of one in order", async () => {
      const source = uniqueName("web#/ü");
      const pages = Array.from({ length: 12 }, (_, page) => sourceBlock("a", 3, 0, page));
      const blocks = [sourceBlock("a", 2), ...pages, sourceBlock("a", 3, 1), sourceBlock("b", 1), sourceBlock("b", 1, 0, 0, 0, "k")];
      for (const one of blocks.toReversed()) await stores.blocks.putSourceBlock(source, one, LATER_MS);
      await stores.blocks.putSourceBlock(source, blocks[0]!, LATER_MS);
      await stores.blocks.putSourceBlock(source, sourceBlock("a", 2, 0, 0, 1), LATER_MS);
      await stores.blocks.putSourceBlock(`${source}#`, sourceBlock("a", 2), LATER_MS);
      expect(await readHour(source)).toEqual(blocks.map(plain));
      expect(await readHour(source, 2)).toEqual([]);
    });

    it("are deleted by object, version, generation and hour; absent ones are no error", async () => {
      const source = uniqueName("web");
      const pages = Array.from({ length: 30 }, (_, page) => sourceBlock("a", 1, 0, page));
      const kept = [sourceBlock("a", 1, 1), sourceBlock("a", 10), sourceBlock("ab", 1)];
      for (const one of [...pages, ...kept, sourceBlock("a", 1, 0, 0, 1), sourceBlock("a", 1, 0, 0, 2)]) await stores.blocks.putSourceBlock(source, one, LATER_MS);
      const hours = new Set([HOUR, HOUR + 2 * HOUR_MS, HOUR + 50 * HOUR_MS]);
      for (let time = 0; time < 2; time++) await stores.blocks.deleteSourceBlocks(source, "a", 1, 0, hours);
      expect(await readHour(source)).toEqual(kept.map(plain));
      expect(await readHour(source, 1)).toHaveLength(1);
      expect(await readHour(source, 2)).toEqual([]);
    });
  });

  it("takes all of them for absent once they have expired, and then accepts any generation", async () => {
    const own = await start();
    await own.blocks.putBlock("j", block(0, 0, 5), START_MS + DAY_MS);
    await own.blocks.putResult("j", 5, noise(9), START_MS + DAY_MS);
    await own.blocks.putSourceBlock("s", { ...block(0), objectId: "o", jobId: "j", version: 1 }, START_MS + DAY_MS);
    await own.clock.advance(DAY_MS);
    expect(await collect(own.blocks.readBlocks("j", 0, Infinity))).toEqual([]);
    expect(await own.blocks.readResult("j")).toBeUndefined();
    expect(await collect(own.blocks.readSourceBlocks("s", HOUR))).toEqual([]);
    expect(await own.blocks.putBlock("j", block(0), LATER_MS)).toBe(true);
    expect(await own.blocks.putResult("j", 0, noise(9), LATER_MS)).toBe(true);
    await own.stop();
  });
});
