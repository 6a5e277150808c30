import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addReceipts, COUNTERS, decodeReceipt, encodeReceipt, subtractReceipt, type Receipt } from "./receipt.ts";

const receipts = fc.dictionary(
  fc.constantFrom(...COUNTERS),
  fc.nat({ max: 2 ** 40 }).map((count) => count + 1),
) as fc.Arbitrary<Receipt>;

describe("encodeReceipt", () => {
  it("is undone by decodeReceipt, and leaves out what is zero", () => {
    fc.assert(
      fc.property(receipts, (receipt) => {
        expect(decodeReceipt(encodeReceipt(receipt))).toEqual(receipt);
      }),
    );
    expect(encodeReceipt({ "sqs.other": 0 })).toHaveLength(0);
  });

  it("takes about fifty bytes for a usual job", () => {
    const usual = Object.fromEntries(COUNTERS.filter((_, i) => i % 2 === 0).map((counter) => [counter, 1_000]));
    expect(encodeReceipt(usual).length).toBeLessThan(64);
  });

  it("can be read by a version that knows fewer counters", () => {
    const newer = Buffer.concat([encodeReceipt({ "s3.GetObject": 3 }), new Uint8Array([200, 5])]);
    expect(decodeReceipt(newer)).toEqual({ "s3.GetObject": 3 });
  });

  it("refuses what was cut off", () => {
    expect(() => decodeReceipt(encodeReceipt({ "s3.GetObject": 3 }).slice(0, 1))).toThrow("DECODE_TRUNCATED");
  });
});

describe("addReceipts", () => {
  it("adds each counter, in any order", () => {
    fc.assert(
      fc.property(receipts, receipts, (a, b) => {
        const sum = addReceipts([a, b]);
        for (const counter of COUNTERS) expect(sum[counter] ?? 0).toBe((a[counter] ?? 0) + (b[counter] ?? 0));
        expect(addReceipts([b, a])).toEqual(sum);
      }),
    );
  });
});

describe("subtractReceipt", () => {
  it("undoes addReceipts, and never goes below zero", () => {
    fc.assert(
      fc.property(receipts, receipts, (a, b) => {
        for (const [counter, count] of Object.entries(subtractReceipt(addReceipts([a, b]), b))) expect(count).toBe(a[counter as keyof Receipt] ?? 0);
        for (const count of Object.values(subtractReceipt(a, addReceipts([a, b])))) expect(count).toBe(0);
      }),
    );
  });
});
