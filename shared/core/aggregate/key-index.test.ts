import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashBytes, LastView, viewOf } from "./byte-view.ts";
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
