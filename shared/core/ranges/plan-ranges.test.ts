import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AssertionError, InputError } from "../errors.ts";
import { LINE_BYTES_MAX, RANGES_BEFORE_GROWTH, RANGES_PER_JOB_MAX, RANGES_PLANNED_MAX, RANGE_BYTES_ALIGNMENT, RANGE_BYTES_DEFAULT, RANGE_BYTES_GROWN_MAX } from "../limits.ts";
import { countRanges, planRanges, rangeAt, rangeBytesFor, readSpan } from "./plan-ranges.ts";

const TIB = 2 ** 40;

describe("rangeBytesFor", () => {
  it("is 64 MiB up to 4,096 ranges, then grows by 8 MiB to 256 MiB, and again where 40,960 ranges are not enough", () => {
    expect(rangeBytesFor(0)).toBe(RANGE_BYTES_DEFAULT);
    expect(rangeBytesFor(1)).toBe(RANGE_BYTES_DEFAULT);
    const usual = RANGE_BYTES_DEFAULT * RANGES_BEFORE_GROWTH;
    expect(rangeBytesFor(usual)).toBe(RANGE_BYTES_DEFAULT);
    expect(rangeBytesFor(usual + 1)).toBe(RANGE_BYTES_DEFAULT + RANGE_BYTES_ALIGNMENT);
    expect(rangeBytesFor(RANGE_BYTES_GROWN_MAX * RANGES_BEFORE_GROWTH)).toBe(RANGE_BYTES_GROWN_MAX);
    const largest = RANGE_BYTES_GROWN_MAX * RANGES_PLANNED_MAX;
    expect(rangeBytesFor(largest)).toBe(RANGE_BYTES_GROWN_MAX);
    expect(rangeBytesFor(largest + 1)).toBe(RANGE_BYTES_GROWN_MAX + RANGE_BYTES_ALIGNMENT);
    expect(rangeBytesFor(50 * TIB)).toBe(160 * RANGE_BYTES_ALIGNMENT);
  });

  it("keeps a configured size while the ranges of a job are enough, and doubles it then", () => {
    expect(rangeBytesFor(1_000, 1)).toBe(1);
    expect(rangeBytesFor(RANGES_PER_JOB_MAX, 1)).toBe(1);
    expect(rangeBytesFor(RANGES_PER_JOB_MAX + 1, 1)).toBe(2);
    expect(rangeBytesFor(RANGES_PER_JOB_MAX * 3 * 4 + 1, 3)).toBe(24);
  });

  it("refuses sizes that are no positive whole number", () => {
    for (const size of [0, -1, 1.5, NaN, Infinity]) expect(() => rangeBytesFor(10, size), String(size)).toThrow(InputError);
  });

  it("never needs more ranges than a job has", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 * TIB }), fc.option(fc.integer({ min: 1, max: TIB }), { nil: undefined }), (objectBytes, configured) => {
        expect(countRanges(objectBytes, rangeBytesFor(objectBytes, configured))).toBeLessThanOrEqual(configured === undefined ? RANGES_PLANNED_MAX : RANGES_PER_JOB_MAX);
      }),
    );
  });
});

describe("planRanges", () => {
  it("covers the object once, in order", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 1, max: 700 }), (objectBytes, rangeBytes) => {
        const ranges = planRanges(objectBytes, rangeBytes);
        let covered = 0;
        for (const { startByte, endByte } of ranges) {
          expect(startByte).toBe(covered);
          expect(endByte).toBeGreaterThan(startByte);
          expect(endByte - startByte === rangeBytes || endByte === objectBytes).toBe(true);
          covered = endByte;
        }
        expect(covered).toBe(objectBytes);
        expect(ranges).toHaveLength(countRanges(objectBytes, rangeBytes));
      }),
    );
  });

  it("has no ranges for an empty object", () => {
    expect(planRanges(0, 64)).toEqual([]);
  });

  it("refuses more ranges than a job has", () => {
    expect(planRanges(RANGES_PER_JOB_MAX, 1)).toHaveLength(RANGES_PER_JOB_MAX);
    expect(() => planRanges(RANGES_PER_JOB_MAX + 1, 1)).toThrow(expect.objectContaining({ name: "InputError", code: "TOO_MANY_RANGES" }));
  });
});

describe("rangeAt", () => {
  it("refuses an index that has no range", () => {
    expect(rangeAt(10, 4, 2)).toEqual({ startByte: 8, endByte: 10 });
    for (const index of [-1, 3]) expect(() => rangeAt(10, 4, index)).toThrow(AssertionError);
  });
});

describe("readSpan", () => {
  it("adds the byte before and the longest line behind, within the object", () => {
    const objectBytes = 10 * LINE_BYTES_MAX;
    expect(readSpan({ startByte: 0, endByte: 5 }, objectBytes)).toEqual({ startByte: 0, endByte: 5 + LINE_BYTES_MAX });
    expect(readSpan({ startByte: 5, endByte: 9 }, objectBytes)).toEqual({ startByte: 4, endByte: 9 + LINE_BYTES_MAX });
    expect(readSpan({ startByte: 5, endByte: objectBytes }, objectBytes)).toEqual({ startByte: 4, endByte: objectBytes });
  });
});
