import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PARTIAL_RETENTION_DAYS } from "../../shared/core/limits.ts";
import type { PartialKey } from "../../shared/ports/partial-store.ts";
import { DAY_MS, collect, noise, uniqueName } from "./fixtures.ts";
import { IMPLEMENTATIONS } from "./stores.ts";
import type { Stores } from "./stores.ts";

const plain = (pages: readonly Uint8Array[]) => pages.map((page) => Buffer.from(page).toString("base64"));

describe.each(IMPLEMENTATIONS)("partials of the $name store", ({ start }) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(() => stores.stop());

  const newKey = (): PartialKey => ({ jobId: uniqueName("job"), level: 0, child: 65_535 });
  const read = async (key: PartialKey) => {
    const partial = await stores.partials.open(key);
    if (partial === undefined) return undefined;
    return { contentHash: partial.contentHash, generation: partial.generation, summary: plain([await partial.summary()]), windows: plain(await collect(partial.windowPages())) };
  };

  it.each([
    ["nothing at all", 0, []],
    ["a summary alone", 300, []],
    ["a typical partial", 3_000, [2_000]],
    ["an empty page among others", 10, [0, 5, 0]],
    ["pages that together just outgrow an item", 50_000, [30_000, 30_000, 30_000]],
    ["a summary larger than an item", 700_000, [10, 20]],
    ["pages larger than an item", 10, [262_144, 262_144, 262_144, 1]],
    ["many pages", 100_000, Array.from({ length: 60 }, (_, i) => 7_000 + i)],
  ] as [string, number, number[]][])("gives back %s, bytes and order", async (_, summaryBytes, pageBytes) => {
    const key = newKey();
    const summary = noise(summaryBytes);
    const pages = pageBytes.map((byteLength, i) => noise(byteLength, i + 2));
    expect(await stores.partials.put(key, 2, "hash", summary, pages)).toBe(true);
    expect(await read(key)).toEqual({ contentHash: "hash", generation: 2, summary: plain([summary]), windows: plain(pages) });
  });

  it("opens nothing that was not written", async () => {
    expect(await stores.partials.open(newKey())).toBeUndefined();
  });

  it("takes pages that are produced lazily", async () => {
    const key = newKey();
    async function* pages() {
      for (let i = 0; i < 3; i++) yield noise(100_000, i);
    }
    await stores.partials.put(key, 0, "h", noise(5), pages());
    expect((await read(key))?.windows).toHaveLength(3);
  });

  it("writes no head when producing the pages fails", async () => {
    const key = newKey();
    async function* pages() {
      for (let i = 0; i < 3; i++) yield noise(100_000, i);
      throw new Error("the merge failed");
    }
    await expect(stores.partials.put(key, 0, "h", noise(5), pages())).rejects.toThrow("the merge failed");
    expect(await stores.partials.open(key)).toBeUndefined();
  });

  it.each([100, 300_000])("replaces a head of the same or an older generation, and refuses to replace a newer one (%i bytes)", async (byteLength) => {
    const key = newKey();
    const put = (generation: number, contentHash: string, seed: number) => stores.partials.put(key, generation, contentHash, noise(10, seed), [noise(byteLength, seed)]);
    expect([await put(1, "a", 1), await put(1, "b", 2), await put(0, "c", 3)]).toEqual([true, true, false]);
    expect(await read(key)).toMatchObject({ contentHash: "b", generation: 1, windows: plain([noise(byteLength, 2)]) });
    expect(await put(2, "d", 4)).toBe(true);
    expect(await read(key)).toMatchObject({ contentHash: "d", generation: 2 });
  });

  it("lets a reader finish what it opened while another content takes the head", async () => {
    const key = newKey();
    const pages = [noise(200_000, 1), noise(200_000, 2)];
    await stores.partials.put(key, 0, "old", noise(9), pages);
    const opened = (await stores.partials.open(key))!;
    const iterator = opened.windowPages()[Symbol.asyncIterator]();
    const first = await iterator.next();
    await stores.partials.put(key, 1, "new", noise(9), [noise(10)]);
    const second = await iterator.next();
    expect(plain([first.value, second.value])).toEqual(plain(pages));
    await iterator.return?.();
  });

  it("ends with one whole content when two of them are put at the same time", async () => {
    const key = newKey();
    const contents = [1, 2].map((seed) => ({ hash: `h${seed}`, pages: [noise(150_000, seed), noise(90_000, seed + 9)] }));
    await Promise.all(contents.map(({ hash, pages }) => stores.partials.put(key, 0, hash, noise(20), pages)));
    const stored = (await read(key))!;
    expect(stored.windows).toEqual(plain(contents.find(({ hash }) => hash === stored.contentHash)!.pages));
  });

  it("keeps partials of other levels, children and jobs apart", async () => {
    const key = newKey();
    for (const other of [
      { ...key, level: 1 },
      { ...key, child: 0 },
      { ...key, jobId: `${key.jobId}#1` },
    ])
      await stores.partials.put(other, 0, "other", noise(5), []);
    expect(await stores.partials.open(key)).toBeUndefined();
  });

  it("forgets a partial after its retention", async () => {
    const own = await start();
    const key = newKey();
    await own.partials.put(key, 5, "h", noise(5), [noise(500_000)]);
    await own.clock.advance(PARTIAL_RETENTION_DAYS * DAY_MS - 1000);
    expect(await own.partials.open(key)).toBeDefined();
    await own.clock.advance(1000);
    expect(await own.partials.open(key)).toBeUndefined();
    expect(await own.partials.put(key, 0, "h", noise(5), [])).toBe(true);
    await own.stop();
  });
});
