import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packSections, unpackSections } from "../../shared/adapters/dynamodb/partial-packing.ts";
import { collect } from "./fixtures.ts";

const sectionsOf = fc.array(fc.record({ isSummary: fc.boolean(), bytes: fc.uint8Array({ maxLength: 40 }) }), { maxLength: 8 });

describe("packSections and unpackSections", () => {
  it("give back the sections, from items of at most the size allowed and as few as hold them", async () => {
    await fc.assert(
      fc.asyncProperty(sectionsOf, fc.integer({ min: 6, max: 64 }), async (sections, itemBytesMax) => {
        const items = await collect(packSections(sections, itemBytesMax));
        expect((await collect(unpackSections(items.map((item) => item.bytes)))).map(({ isSummary, bytes }) => ({ isSummary, bytes: [...bytes] }))).toEqual(
          sections.map(({ isSummary, bytes }) => ({ isSummary, bytes: [...bytes] })),
        );
        const packedBytes = items.map((item) => item.bytes.length);
        expect(packedBytes.every((byteLength) => byteLength > 0 && byteLength <= itemBytesMax)).toBe(true);
        const total = sections.reduce((sum, { bytes }) => sum + bytes.length + 5, 0);
        if (total <= itemBytesMax) expect(items.length).toBe(sections.length === 0 ? 0 : 1);
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it("refuse bytes that were cut off", async () => {
    const [item] = await collect(packSections([{ isSummary: true, bytes: new Uint8Array(9) }]));
    for (let length = 1; length < item!.bytes.length; length++) {
      await expect(collect(unpackSections([item!.bytes.subarray(0, length)]))).rejects.toMatchObject({ code: "TORN_FRAME" });
    }
  });
});
