import { describe, expect, it } from "vitest";
import { JSON_DEPTH_MAX } from "../../shared/core/limits.ts";
import { DEFAULT_PARSE_SETTINGS } from "../../shared/core/parse/settings.ts";
import { createReferenceRangeParser } from "../../shared/core/ranges/reference-range-parser.ts";
import { createKernelRangeParser } from "../../shared/kernel/kernel-range-parser.ts";
import { agree } from "./compare-parsers.ts";
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

  it("takes JSON lines that are as deep as the reference takes, and no deeper", () => {
    const constants = { settings: DEFAULT_PARSE_SETTINGS, referenceTimeMs: 0 };
    const time = '{"ts":"2026-11-21T10:00:00Z"';
    for (const innermost of ["1", "[1]", "[]"]) {
      for (let depth = JSON_DEPTH_MAX - 3; depth <= JSON_DEPTH_MAX + 2; depth++) {
        const deep = `${time},"a":${'{"a":'.repeat(depth - 1)}${innermost}${"}".repeat(depth - 1)}}`;
        // The first JSON line of an object always goes the slow way.
        const content = Buffer.from(`${time}}\n${deep}\n`.repeat(2));
        const plan = { rangeBytes: content.length, pieceBytes: content.length, keepsSampleText: true };
        expect(agree(createReferenceRangeParser(), createKernelRangeParser(), content, constants, plan), `${innermost}, depth ${depth}`).toBe(true);
      }
    }
  });

  it("reads the keys of a line as the settings of its own job say, whatever lines came before", () => {
    const line = "time=2026-11-21T10:00:00Z level=info msg=checkout cost=5 service=api\n";
    const reference = createReferenceRangeParser();
    const kernel = createKernelRangeParser();
    const plan = { rangeBytes: 10_000, pieceBytes: 10_000, keepsSampleText: true };
    for (const content of [line, line.replaceAll(/(\w+)=([\w:-]+)( |$)/g, '"$1":"$2",').replace(/^(.*),\n/, "{$1}\n")].map((text) => Buffer.from(text.repeat(5)))) {
      for (const jsonAliases of [{}, { service: ["msg"], duration: ["cost"] }, { duration: ["cost_s"], host: ["msg"] }, {}]) {
        const constants = { settings: { ...DEFAULT_PARSE_SETTINGS, jsonAliases }, referenceTimeMs: 0 };
        expect(agree(reference, kernel, content, constants, plan), `${content.toString("latin1").split("\n")[0]} ${JSON.stringify(jsonAliases)}`).toBe(true);
      }
    }
  });
});
