import { describe, expect, it } from "vitest";
import { AGGREGATE_LIMITS } from "./aggregate-limits.ts";
import { bytesToText, textToBytes } from "./byte-text.ts";
import { KeyTable } from "./key-table.ts";
import { bucketOf, BUCKET_COUNT, LATENCY_MICROS_MAX } from "./latency-buckets.ts";

const record = (table: KeyTable, key: string, micros = -1): void => table.record(table.idOf(textToBytes(key), 0, key.length), false, micros, micros < 0 ? -1 : bucketOf(micros));
const countsOf = (table: KeyTable): Record<string, number> => Object.fromEntries([...table.entries()].map(({ key, records }) => [bytesToText(key), records]));

describe("KeyTable", () => {
  it("holds twice as many keys while it records, then keeps those with most records", () => {
    const table = new KeyTable({ ...AGGREGATE_LIMITS, trackedKeysMax: 2 });
    for (const key of ["a", "a", "a", "b", "b", "c", "d"]) record(table, key);
    expect(countsOf(table)).toEqual({ a: 3, b: 2, c: 1, d: 1 });
    expect(table.untrackedMax).toBe(0);
    record(table, "e");
    expect(countsOf(table)).toEqual({ a: 3, b: 2, e: 1 });
    expect([table.records, table.untrackedMax]).toEqual([8, 1]);
    expect([...table.entries()].map(({ countErrorMax }) => countErrorMax)).toEqual([0, 0, 1]);
  });

  it("keeps the same of equally frequent keys in whichever order they come", () => {
    const keys = Array.from({ length: 40 }, (_, i) => `key ${i}`);
    const cut = (list: string[]): string[] => {
      const table = new KeyTable({ ...AGGREGATE_LIMITS, trackedKeysMax: 20 });
      for (const key of list) record(table, key);
      table.cut();
      return Object.keys(countsOf(table));
    };
    expect(cut(keys).length).toBe(20);
    expect(cut(keys.toReversed())).toEqual(cut(keys));
  });

  it("stays within its memory whatever the durations, and never drops one of `keysMax` keys for it", () => {
    const limits = { ...AGGREGATE_LIMITS, trackedKeysMax: 16, liveKeyBytesMax: 170_000 };
    const table = new KeyTable(limits);
    for (let key = 0; key < 16; key++) {
      for (let octave = 0; octave < 37; octave++) record(table, `key ${key}`, 2 ** octave);
    }
    expect([table.size, table.untrackedMax]).toEqual([16, 0]);
    expect(table.memoryBytes).toBeLessThanOrEqual(limits.liveKeyBytesMax);
    for (let key = 0; key < 32; key++) {
      for (let octave = 0; octave < 37; octave++) {
        record(table, `other ${key}`, 2 ** octave);
        expect(table.memoryBytes).toBeLessThanOrEqual(limits.liveKeyBytesMax);
      }
    }
    expect(table.untrackedMax).toBeGreaterThan(0);
  });

  it("has room in its memory for all tracked keys with all buckets", () => {
    const table = new KeyTable({ ...AGGREGATE_LIMITS, liveKeyBytesMax: Infinity });
    for (let octave = 0; octave < 37; octave++) record(table, "key", 2 ** octave);
    record(table, "key", LATENCY_MICROS_MAX + 1);
    expect(table.entry(0).latency.buckets.indices.at(-1)).toBe(BUCKET_COUNT - 1);
    expect(table.memoryBytes * AGGREGATE_LIMITS.trackedKeysMax).toBeLessThan(AGGREGATE_LIMITS.liveKeyBytesMax);
  });
});
