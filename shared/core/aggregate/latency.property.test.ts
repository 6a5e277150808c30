import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { decodeLatency, emptyLatency, encodeLatency, type Latency, mergeLatency, percentilesMicros } from "./latency.ts";
import { BUCKET_COUNT, bucketBounds, bucketOf, LATENCY_MICROS_MAX, OVERFLOW_BUCKET } from "./latency-buckets.ts";
import { durations } from "./lines.test-support.ts";
import { TallyRows } from "./tally-rows.ts";

function latencyOf(micros: readonly number[]): Latency {
  const rows = new TallyRows("key", 1);
  rows.open(0);
  for (const duration of micros) rows.recordKey(0, false, duration, bucketOf(duration));
  return rows.latency(0);
}

describe("bucketOf", () => {
  it("puts every duration up to a day into the bucket whose bounds hold it, and longer ones into the last", () => {
    fc.assert(
      fc.property(durations, (micros) => {
        const bucket = bucketOf(micros);
        if (micros > LATENCY_MICROS_MAX) expect(bucket).toBe(OVERFLOW_BUCKET);
        else {
          const { lowMicros, highMicros } = bucketBounds(bucket);
          expect(lowMicros <= micros && micros <= highMicros).toBe(true);
        }
      }),
    );
  });

  it("has buckets without gap or overlap, of one value below 128 µs and of 64 to the octave above", () => {
    expect(bucketBounds(0)).toEqual({ lowMicros: 0, highMicros: 0 });
    for (let bucket = 1; bucket < OVERFLOW_BUCKET; bucket++) {
      const { lowMicros, highMicros } = bucketBounds(bucket);
      expect(lowMicros).toBe(bucketBounds(bucket - 1).highMicros + 1);
      expect(bucketOf(lowMicros)).toBe(bucket);
      expect(bucketOf(highMicros > LATENCY_MICROS_MAX ? LATENCY_MICROS_MAX : highMicros)).toBe(bucket);
      expect(highMicros - lowMicros + 1).toBe(lowMicros < 128 ? 1 : 2 ** (Math.floor(Math.log2(lowMicros)) - 6));
    }
    expect(BUCKET_COUNT).toBe(2002);
  });
});

const PER_MILLES = [500, 900, 950, 990, 999];

describe("percentilesMicros", () => {
  it("are within 1 % of the durations at the exact ranks", () => {
    fc.assert(
      fc.property(fc.array(durations, { minLength: 1, size: "max", maxLength: 300 }), (micros) => {
        const sorted = micros.toSorted((left, right) => left - right);
        const shown = percentilesMicros(latencyOf(micros), PER_MILLES);
        for (const [i, perMille] of PER_MILLES.entries()) {
          const exact = sorted[Math.max(1, Math.ceil((sorted.length * perMille) / 1000)) - 1]!;
          if (exact > LATENCY_MICROS_MAX) expect(shown[i]).toBe(sorted.at(-1));
          else expect(Math.abs(shown[i]! - exact)).toBeLessThanOrEqual(exact * 0.01);
        }
      }),
    );
  });

  it("take the ranks in whole numbers, the midpoint of the bucket, and clamp it", () => {
    const oneToTwenty = latencyOf(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(percentilesMicros(oneToTwenty, PER_MILLES)).toEqual([10, 18, 19, 20, 20]);
    expect(percentilesMicros(latencyOf([128, 128, 129]), [500])).toEqual([128.5]);
    expect(percentilesMicros(latencyOf([1_000_000]), [500, 999])).toEqual([1_000_000, 1_000_000]);
    expect(percentilesMicros(latencyOf([1, LATENCY_MICROS_MAX + 1, LATENCY_MICROS_MAX + 7]), [990])).toEqual([LATENCY_MICROS_MAX + 7]);
  });
});

describe("Latency", () => {
  it("keeps count, sum, smallest and largest exactly, also past 2^53", () => {
    fc.assert(
      fc.property(fc.array(durations, { size: "max", maxLength: 100 }), (micros) => {
        const latency = latencyOf(micros);
        expect(latency.count).toBe(micros.length);
        expect(latency.sumMicros).toBe(micros.reduce((sum, duration) => sum + BigInt(duration), 0n));
        if (micros.length > 0) expect([latency.minMicros, latency.maxMicros]).toEqual([Math.min(...micros), Math.max(...micros)]);
      }),
    );
  });

  it("merges to what one pass counts, in any order and grouping", () => {
    const parts = fc.array(durations, { maxLength: 50 });
    fc.assert(
      fc.property(parts, parts, parts, (a, b, c) => {
        const [left, middle, right] = [latencyOf(a), latencyOf(b), latencyOf(c)];
        const whole = latencyOf([...a, ...b, ...c]);
        expect(mergeLatency(mergeLatency(left, middle), right)).toEqual(whole);
        expect(mergeLatency(left, mergeLatency(middle, right))).toEqual(whole);
        expect(mergeLatency(right, mergeLatency(emptyLatency(), mergeLatency(middle, left)))).toEqual(whole);
      }),
    );
  });

  it("decodes to what was encoded", () => {
    fc.assert(
      fc.property(fc.array(durations, { maxLength: 100 }), (micros) => {
        const writer = new ByteWriter();
        encodeLatency(writer, latencyOf(micros));
        const reader = new ByteReader(writer.toBytes());
        expect(decodeLatency(reader)).toEqual(latencyOf(micros));
        reader.end();
      }),
    );
  });
});
