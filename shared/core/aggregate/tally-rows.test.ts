import { describe, expect, it } from "vitest";
import type { Latency } from "./latency.ts";
import { emptySparseCounts } from "./sparse-counts.ts";
import { TallyRows } from "./tally-rows.ts";

const HUGE = 2 ** 32 - 1;
const latencyOfOnes = (count: number): Latency => ({ count, sumMicros: BigInt(count), minMicros: 1, maxMicros: 1, buckets: { indices: [1], counts: [count] } });

describe("TallyRows", () => {
  it("counts past 2^32 in one counter, by recording and by merging", () => {
    const rows = new TallyRows("key", 2);
    rows.open(0);
    rows.addKey(0, HUGE, 0, latencyOfOnes(HUGE));
    rows.recordKey(0, false, 1, 1);
    expect(rows.latency(0)).toEqual(latencyOfOnes(2 ** 32));
    rows.open(1);
    rows.merge(1, rows, 0);
    rows.merge(1, rows, 0);
    rows.recordKey(1, false, 1, 1);
    expect(rows.latency(1)).toEqual(latencyOfOnes(2 ** 33 + 1));
    expect(rows.records(1)).toBe(2 ** 33 + 1);
    rows.open(2);
    rows.addKey(2, 2 ** 34 + 5, 0, latencyOfOnes(2 ** 34 + 5));
    expect(rows.latency(2)).toEqual(latencyOfOnes(2 ** 34 + 5));
    rows.open(3);
    rows.addKey(3, 3 * 2 ** 30, 0, latencyOfOnes(3 * 2 ** 30));
    rows.open(4);
    rows.merge(4, rows, 3);
    rows.merge(4, rows, 3);
    expect(rows.latency(4)).toEqual(latencyOfOnes(3 * 2 ** 31));
  });

  it("keeps nothing of a closed row in the row that is opened in its place", () => {
    const rows = new TallyRows("window", 1);
    rows.open(0);
    const memoryBytes = rows.memoryBytes;
    rows.addKey(0, HUGE, 1, latencyOfOnes(2 ** 33));
    rows.addCountError(0, 1);
    rows.record(0, 200, 3, true, 5, 7, 7);
    expect(rows.memoryBytes).toBeGreaterThan(memoryBytes);
    rows.close(0);
    rows.open(0);
    expect(rows.memoryBytes).toBe(memoryBytes);
    rows.record(0, -1, -1, false, -1, 1, 1);
    expect(rows.tally(0)).toEqual({ records: 1, requests: 1, errors: 0, bytes: 0n, status: emptySparseCounts(), latency: latencyOfOnes(1) });
    expect([rows.levelSlots(0), rows.countErrorMax(0)]).toEqual([emptySparseCounts(), 0]);
  });

  it("keeps other rows as they are when it grows", () => {
    const rows = new TallyRows("window", 1);
    for (let row = 0; row < 100; row++) {
      rows.open(row);
      rows.record(row, 200 + row, 1, false, row, row, row);
    }
    for (let row = 0; row < 100; row++) {
      expect(rows.tally(row).status).toEqual({ indices: [200 + row], counts: [1] });
      expect(rows.latency(row).maxMicros).toBe(row);
    }
  });
});
