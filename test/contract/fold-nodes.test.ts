import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DAY_MS, LATER_MS, START_MS, uniqueName } from "./fixtures.ts";
import { IMPLEMENTATIONS } from "./stores.ts";
import type { Stores } from "./stores.ts";

describe.each(IMPLEMENTATIONS)("fold nodes of the $name store", ({ start }) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(() => stores.stop());

  const create = async (childCount: number, expiresAtMs = LATER_MS, generation = 0) => {
    const key = { jobId: uniqueName("job#"), level: 1, index: 3 };
    await stores.jobs.createNodes([{ ...key, childCount, generation }], expiresAtMs);
    return key;
  };

  it("creates nodes with empty sets, each if absent", async () => {
    const key = await create(2);
    await stores.jobs.markDone(key, 1, 0);
    await stores.jobs.createNodes([{ ...key, childCount: 9, generation: 4 }], LATER_MS);
    expect(await stores.jobs.readNode(key)).toEqual({ ...key, childCount: 2, generation: 0, done: new Set([1]), failed: new Set() });
    expect(await stores.jobs.readNode({ ...key, index: 4 })).toBeUndefined();
  });

  it("reads many nodes in the order asked, absent ones as undefined, the same one twice", async () => {
    const jobId = uniqueName("job");
    const keys = Array.from({ length: 120 }, (_, index) => ({ jobId, level: 1, index }));
    await stores.jobs.createNodes(
      keys.map((key) => ({ ...key, childCount: key.index + 1, generation: 0 })),
      LATER_MS,
    );
    const asked = [...keys.toReversed(), { jobId, level: 2, index: 0 }, keys[7]!];
    const read = await stores.jobs.readNodes(asked);
    expect(read.map((node) => node?.childCount)).toEqual([...keys.map((key) => key.index + 1).toReversed(), undefined, 8]);
    expect(await stores.jobs.readNodes([])).toEqual([]);
  });

  it("marks a child as often as it is told, and answers the node afterwards", async () => {
    const key = await create(3);
    expect(await stores.jobs.markDone(key, 2, 0)).toMatchObject({ done: new Set([2]), failed: new Set() });
    expect(await stores.jobs.markFailed(key, 0, 0)).toMatchObject({ done: new Set([2]), failed: new Set([0]) });
    expect(await stores.jobs.markDone(key, 2, 0)).toEqual({ ...key, childCount: 3, generation: 0, done: new Set([2]), failed: new Set([0]) });
  });

  it("keeps the sets disjoint: the first writer of a child wins", async () => {
    const key = await create(40);
    await Promise.all(Array.from({ length: 40 }, (_, child) => (child % 2 === 0 ? stores.jobs.markDone(key, child, 0) : stores.jobs.markFailed(key, child, 0))));
    expect(await stores.jobs.markFailed(key, 0, 0)).toBeUndefined();
    expect(await stores.jobs.markDone(key, 1, 0)).toBeUndefined();
    const node = (await stores.jobs.readNode(key))!;
    expect([node.done.size, node.failed.size, node.done.has(10), node.failed.has(11)]).toEqual([20, 20, true, true]);
  });

  it("accepts one of two marks of the same child into both sets at the same time", async () => {
    for (let round = 0; round < 5; round++) {
      const key = await create(1);
      const marks = await Promise.all([stores.jobs.markDone(key, 0, 0), stores.jobs.markFailed(key, 0, 0)]);
      expect(marks.filter((node) => node !== undefined)).toHaveLength(1);
      const node = (await stores.jobs.readNode(key))!;
      expect(node.done.size + node.failed.size).toBe(1);
    }
  });

  it("refuses marks of another generation, of a child beyond the last, and of an absent node, which stays absent", async () => {
    const key = await create(2, LATER_MS, 3);
    for (const generation of [2, 4]) expect(await stores.jobs.markDone(key, 0, generation)).toBeUndefined();
    expect(await stores.jobs.markFailed(key, 2, 3)).toBeUndefined();
    const absent = { ...key, index: 99 };
    expect(await stores.jobs.markDone(absent, 0, 0)).toBeUndefined();
    expect(await stores.jobs.reopenNode(absent, 9, [0])).toBe(false);
    expect(await stores.jobs.readNode(absent)).toBeUndefined();
    expect(await stores.jobs.readNode(key)).toMatchObject({ done: new Set(), failed: new Set() });
  });

  it("reopens a node of an older generation: failed empties, done loses the children named", async () => {
    const key = await create(4);
    for (const child of [0, 1, 3]) await stores.jobs.markDone(key, child, 0);
    await stores.jobs.markFailed(key, 2, 0);
    expect(await stores.jobs.reopenNode(key, 2, [1, 2, 7])).toBe(true);
    expect(await stores.jobs.readNode(key)).toEqual({ ...key, childCount: 4, generation: 2, done: new Set([0, 3]), failed: new Set() });
    expect(await stores.jobs.reopenNode(key, 2, [0, 3])).toBe(false);
    expect(await stores.jobs.reopenNode(key, 1, [0, 3])).toBe(false);
    expect(await stores.jobs.markDone(key, 1, 0)).toBeUndefined();
    expect(await stores.jobs.markDone(key, 1, 2)).toMatchObject({ done: new Set([0, 1, 3]) });
    expect(await stores.jobs.reopenNode(key, 3, [])).toBe(true);
    expect(await stores.jobs.reopenNode(key, 4, [0, 1, 3])).toBe(true);
    expect(await stores.jobs.readNode(key)).toMatchObject({ generation: 4, done: new Set(), failed: new Set() });
  });

  it("takes a node for absent once it has expired: no late mark resurrects it, a new one may be created", async () => {
    const own = await start();
    const key = { jobId: "a", level: 1, index: 0 };
    await own.jobs.createNodes([{ ...key, childCount: 1, generation: 0 }], START_MS + DAY_MS);
    await own.clock.advance(DAY_MS);
    expect(await own.jobs.readNode(key)).toBeUndefined();
    expect(await own.jobs.readNodes([key])).toEqual([undefined]);
    expect(await own.jobs.markDone(key, 0, 0)).toBeUndefined();
    expect(await own.jobs.reopenNode(key, 1, [])).toBe(false);
    await own.jobs.createNodes([{ ...key, childCount: 5, generation: 0 }], LATER_MS);
    expect(await own.jobs.readNode(key)).toMatchObject({ childCount: 5 });
    await own.stop();
  });
});
