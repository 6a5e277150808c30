import { describe, expect, it } from "vitest";
import { fuzzInflate } from "./fuzz-inflate.ts";

/** CI inflates seven times as many besides: `npm run test:fuzz-inflate`. */
const STREAMS = 400;

describe("createInflater", () => {
  it("makes the text that zlib makes, and refuses what zlib refuses at the same byte", { timeout: 300_000 }, () => {
    const { runs, ended, truncated, corrupt, failure } = fuzzInflate(1, STREAMS);
    expect(failure).toBeUndefined();
    // None of the three ends is rare.
    expect(Math.min(ended, truncated, corrupt) / runs).toBeGreaterThan(0.1);
  });
});
