import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findLineFeed } from "./find-line-feed.ts";

describe("findLineFeed", () => {
  it("finds what indexOf finds, from every position, whatever the bytes", () => {
    const byte = fc.oneof(fc.constantFrom(0x00, 0x09, 0x0a, 0x0b, 0x8a, 0xff), fc.nat(255));
    fc.assert(
      fc.property(fc.array(byte, { minLength: 1, maxLength: 40 }), (content) => {
        const bytes = new Uint8Array(Math.ceil((content.length + 1) / 4) * 4);
        bytes.set(content);
        bytes[content.length] = 0x0a;
        const words = new Int32Array(bytes.buffer);
        for (let from = 0; from <= content.length; from++) expect(findLineFeed(bytes, words, from)).toBe(bytes.indexOf(0x0a, from));
      }),
      { numRuns: 2_000, seed: 20_261_121 },
    );
  });
});
