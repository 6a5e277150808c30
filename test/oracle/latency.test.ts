import { describe, expect, it } from "vitest";
import { latencyOf } from "./latency.ts";

const DAY_US = 86_400_000_000;

/** What the median shows when `us` is the middle one of three durations that are far apart. */
const around = (us: number): number | undefined => latencyOf([1, us, DAY_US])?.p50;

describe("latencyOf", () => {
  it("is null without durations", () => {
    expect(latencyOf([])).toBeNull();
  });

  it("shows the one duration there is for every figure", () => {
    for (const us of [0, 1, 127, 1_000, 127_000, DAY_US, DAY_US + 1, Number.MAX_SAFE_INTEGER]) {
      const ms = us / 1000;
      expect(latencyOf([us])).toEqual({ count: 1, min: ms, mean: ms, max: ms, p50: ms, p90: ms, p95: ms, p99: ms, p999: ms });
    }
  });

  it("is exact below 128 µs, and ranks from 1 to the count", () => {
    const durations = Array.from({ length: 100 }, (_, index) => 100 - index);
    const expected = { count: 100, min: 0.001, mean: 0.0505, max: 0.1, p50: 0.05, p90: 0.09, p95: 0.095, p99: 0.099, p999: 0.1 };
    expect(latencyOf(durations)).toEqual(expected);
  });

  it("shows the middle of the bucket, within the smallest and the largest duration", () => {
    expect(around(128)).toBe(0.1285);
    expect(around(129)).toBe(0.1285);
    expect(around(130)).toBe(0.1305);
    expect(around(255)).toBe(0.2545);
    expect(around(256)).toBe(0.2575);
    expect(around(1_000_000)).toBe((999_424 + 8_191 / 2) / 1000);
    expect(latencyOf([1_000_000, 1_000_001, 1_000_002])?.p50).toBe(1_000.002);
    expect(latencyOf([1_006_000, 1_006_001, 1_006_002])?.p50).toBe(1_006);
  });

  it("shows the largest duration for a percentile above one day", () => {
    expect(latencyOf([1, DAY_US + 5, DAY_US * 7])?.p50).toBe((DAY_US * 7) / 1000);
    expect(latencyOf([1, DAY_US, DAY_US * 7])?.p50).toBe((85_899_345_920 + 86_973_087_743) / 2 / 1000);
  });

  it("is within 1 % of the true percentile", () => {
    for (let us = 100; us < DAY_US; us = Math.floor(us * 1.37) + 1) {
      const shown = latencyOf([0, us, DAY_US * 2])?.p50 ?? Number.NaN;
      expect(Math.abs(shown * 1000 - us) / us).toBeLessThan(0.01);
    }
  });

  it("adds exactly past 2^53", () => {
    const large = 9_007_199_254_740_991;
    expect(latencyOf([large, large, large, 1, 2])?.mean).toBe(5_404_319_552_844.595);
  });
});
