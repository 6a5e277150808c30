import { describe, expect, it } from "vitest";
import { fuzzKernel } from "./fuzz-kernel.ts";

/** CI fuzzes ten times as many besides: `npm run test:fuzz`. */
const LINES = 30_000;

describe("createKernelRangeParser", () => {
  it("makes the partials that the reference makes, of damaged lines in all kinds of logs", { timeout: 900_000 }, () => {
    const { lines, fastLines, failure } = fuzzKernel(1, LINES);
    console.log(`${lines} lines fuzzed, fast path ${((100 * fastLines) / lines).toFixed(1)} %`);
    expect(failure).toBeUndefined();
    expect(fastLines / lines).toBeGreaterThan(0.3);
  });
});
