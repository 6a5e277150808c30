import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ObjectReference } from "../../shared/ports/object-store.ts";
import { collect, noise, uniqueName } from "./fixtures.ts";
import { BUCKET_NAME, OBJECT_STORES } from "./object-stores.ts";
import type { RunningObjects } from "./object-stores.ts";

const md5 = (bytes: Uint8Array) => createHash("md5").update(bytes).digest("hex");

describe.each(OBJECT_STORES)("objects of the $name store", ({ start }) => {
  let objects: RunningObjects;
  beforeAll(async () => {
    objects = await start();
  });
  afterAll(() => objects.stop());

  const put = async (bytes: Uint8Array, objectKey = uniqueName("web/été #1 +x")): Promise<ObjectReference> => {
    await objects.put(objectKey, bytes);
    return { bucketName: BUCKET_NAME, objectKey, eTag: md5(bytes), objectBytes: bytes.length };
  };
  const read = async (object: ObjectReference, from: number, to: number) => Buffer.concat(await collect(objects.store.readRange(object, from, to)));

  it.each([0, 1, 99, 100, 101, 5_000])("gives the facts of an object of %i bytes and its first 100", async (byteLength) => {
    const bytes = noise(byteLength);
    const { objectKey, eTag } = await put(bytes);
    const start = (await objects.store.readStart(BUCKET_NAME, objectKey, 100))!;
    expect({ ...start, bytes: Buffer.from(start.bytes).toString("hex"), lastModifiedMs: start.lastModifiedMs % 1000 }).toEqual({
      objectBytes: byteLength,
      eTag,
      lastModifiedMs: 0,
      bytes: Buffer.from(bytes.subarray(0, 100)).toString("hex"),
    });
  });

  it("gives facts without bytes when none are wanted", async () => {
    const { objectKey } = await put(noise(9));
    expect(await objects.store.readStart(BUCKET_NAME, objectKey, 0)).toMatchObject({ objectBytes: 9, bytes: new Uint8Array() });
  });

  it("says that a key holds nothing", async () => {
    expect(await objects.store.readStart(BUCKET_NAME, uniqueName("absent"), 100)).toBeUndefined();
    const { objectKey } = await put(noise(9));
    await objects.delete(objectKey);
    expect(await objects.store.readStart(BUCKET_NAME, objectKey, 100)).toBeUndefined();
  });

  it("gives any range, whether or not it falls on pieces, and none past the end", async () => {
    const bytes = noise(4_500);
    const object = await put(bytes);
    for (const [from, to] of [
      [0, 4_500],
      [0, 2],
      [1, 2],
      [999, 1_001],
      [1_000, 3_000],
      [2_345, 4_499],
      [4_499, 4_500],
      [4_000, 9_999],
      [10, 10],
      [4_500, 4_600],
    ] as const) {
      expect(Buffer.compare(await read(object, from, to), bytes.subarray(from, to)), `${from}-${to}`).toBe(0);
    }
  });

  it("refuses a content that is no longer there", async () => {
    const object = await put(noise(3_000));
    await put(noise(3_000, 2), object.objectKey);
    await expect(read(object, 0, 3_000)).rejects.toMatchObject({ name: "InputError", code: "OBJECT_REPLACED" });
    await put(noise(10), object.objectKey);
    await expect(read(object, 2_000, 3_000)).rejects.toMatchObject({ code: "OBJECT_REPLACED" });
    await objects.delete(object.objectKey);
    await expect(read(object, 0, 3_000)).rejects.toMatchObject({ name: "InputError", code: "OBJECT_DELETED" });
  });

  it("refuses a content that is replaced while it is read, and never mixes two", async () => {
    const bytes = noise(8_000);
    const object = await put(bytes);
    const pieces: Uint8Array[] = [];
    const reading = async () => {
      for await (const piece of objects.store.readRange(object, 0, 8_000)) {
        if (pieces.length === 0) await put(noise(8_000, 2), object.objectKey);
        pieces.push(piece);
      }
    };
    await expect(reading()).rejects.toMatchObject({ code: "OBJECT_REPLACED" });
    const got = Buffer.concat(pieces);
    expect(Buffer.compare(got, bytes.subarray(0, got.length))).toBe(0);
  });

  it("lets a reader stop early", async () => {
    const object = await put(noise(8_000));
    for await (const piece of objects.store.readRange(object, 0, 8_000)) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    expect(await read(object, 0, 8_000)).toHaveLength(8_000);
  });
});
