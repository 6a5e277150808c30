import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { equalBytes, hashBytes, LastView, viewOf } from "./byte-view.ts";
import { bytesToText, textToBytes } from "./byte-text.ts";
import { KeyIndex, NO_KEY } from "./key-index.ts";

const keys = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 300, size: "max" });

describe("KeyIndex", () => {
  it("finds the id of every key that was added, wherever its bytes are, and of no other", () => {
    fc.assert(
      fc.property(keys, fc.nat({ max: 20 }), (list, offset) => {
        const index = new KeyIndex();
        const known = new Map<string, number>();
        for (const key of list) {
          const placed = new Uint8Array(offset + key.length + 3);
          placed.set(key, offset);
          const id = index.find(placed, offset, offset + key.length);
          expect(id).toBe(known.get(bytesToText(key)) ?? NO_KEY);
          if (id === NO_KEY) known.set(bytesToText(key), index.add(placed, offset, offset + key.length));
        }
        expect(index.size).toBe(known.size);
        for (const [text, id] of known) {
          expect(bytesToText(index.key(id))).toBe(text);
          expect(index.hash(id)).toBe(hashBytes(viewOf(textToBytes(text)), 0, text.length) >>> 0);
        }
      }),
    );
  });

  it("tells all short keys of two letters apart, and keys that have the same hash", () => {
    const index = new KeyIndex();
    const short = Array.from({ length: 10 }, (_, length) =>
      Array.from({ length: 2 ** length }, (_, bits) => textToBytes(bits.toString(2).padStart(length, "0").slice(0, length))),
    ).flat();
    const known = short.filter((key) => key.length > 0);
    for (const key of known) index.add(key, 0, key.length);
    known.forEach((key, id) => expect(index.find(key, 0, key.length)).toBe(id));
    const byHash = new Map<number, Uint8Array>();
    let collisions = 0;
    for (let i = 0; i < 200_000; i++) {
      const key = textToBytes(`key number ${i}`.padEnd(20, "."));
      const other = byHash.get(hashBytes(viewOf(key), 0, key.length));
      byHash.set(hashBytes(viewOf(key), 0, key.length), key);
      if (other === undefined) continue;
      collisions++;
      const pair = new KeyIndex();
      pair.add(other, 0, other.length);
      expect(pair.find(key, 0, key.length)).toBe(NO_KEY);
      pair.add(key, 0, key.length);
      expect([pair.find(other, 0, other.length), pair.find(key, 0, key.length)]).toEqual([0, 1]);
    }
    expect(collisions).toBeGreaterThan(0);
  });

  it("retains the ids of the keys it keeps, and gives the others again, the smallest first", () => {
    const index = new KeyIndex();
    const add = (text: string): number => index.add(textToBytes(text), 0, text.length);
    const find = (text: string): number => index.find(textToBytes(text), 0, text.length);
    for (let i = 0; i < 200; i++) add(`key ${i}`);
    index.retain([3, 150, 7]);
    expect(index.ids()).toEqual([3, 7, 150]);
    expect([find("key 3"), find("key 7"), find("key 150"), find("key 8")]).toEqual([3, 7, 150, NO_KEY]);
    expect([add("new"), add("newer"), add("newest"), add("last")]).toEqual([0, 1, 2, 4]);
    expect([find("new"), find("key 3"), find("last")]).toEqual([0, 3, 4]);
  });
});

describe("equalBytes", () => {
  it("sees a difference at every place, and nothing beside the bytes", () => {
    for (let length = 1; length < 20; length++) {
      const left = Uint8Array.from({ length: length + 8 }, (_, i) => i);
      const right = Uint8Array.from(left, (byte, i) => (i < 3 || i >= length + 3 ? 99 : byte));
      expect(equalBytes(viewOf(left), 3, viewOf(right), 3, length)).toBe(true);
      for (let at = 3; at < length + 3; at++) {
        const changed = right.with(at, 77);
        expect(equalBytes(viewOf(left), 3, viewOf(changed), 3, length)).toBe(false);
      }
    }
  });
});

describe("hashBytes", () => {
  it("spreads keys that differ in one place over all its bits", () => {
    const hashes = new Set<number>();
    const low = new Set<number>();
    for (let i = 0; i < 4_096; i++) {
      const key = textToBytes(`/api/v1/resource-${i}/details`);
      const hash = hashBytes(viewOf(key), 0, key.length);
      hashes.add(hash);
      low.add(hash & 16_383);
    }
    expect(hashes.size).toBe(4_096);
    expect(low.size).toBeGreaterThan(3_500);
  });
});

describe("LastView", () => {
  it("views the part of memory that the array is", () => {
    const memory = Uint8Array.from([1, 2, 3, 4]);
    const view = new LastView();
    expect(view.of(memory.subarray(2)).getUint8(0)).toBe(3);
    expect(view.of(memory).getUint8(0)).toBe(1);
    expect(view.of(memory)).toBe(view.of(memory));
  });
});
