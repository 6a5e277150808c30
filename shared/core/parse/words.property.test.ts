import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf } from "./testing/judge-line.ts";
import { findClosingQuote } from "./words.ts";

describe("findClosingQuote", () => {
  it("finds the first quote that no backslash escapes, and none behind the end", () => {
    const text = fc.array(fc.constantFrom("a", "\\", "\\\\", '"', '\\"', "long enough for another search"), { maxLength: 6 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, text, (inside, behind) => {
        const bytes = bytesOf(`\\${inside}${behind}"`);
        const expected = /^(?:[^"\\]|\\.)*"/.exec(inside)?.[0].length ?? 0;
        expect(findClosingQuote(bytes, 1, 1 + inside.length)).toBe(expected === 0 ? -1 : expected);
      }),
      { numRuns: 2_000 },
    );
  });
});
