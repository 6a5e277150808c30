import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergePartials } from "../../shared/core/aggregate/merge-partials.test-support.ts";
import { DETECT_BYTES } from "../../shared/core/limits.ts";
import { DEFAULT_PARSE_SETTINGS, type JobConstants } from "../../shared/core/parse/settings.ts";
import { findW3cColumns } from "../../shared/core/parse/w3c-header.ts";
import { generateLog, LOG_KINDS } from "../generate/generate-log.ts";
import { analyzeWithOracle } from "../oracle/oracle.ts";
import { documentOf, parseRanges, smallParser } from "./parse-ranges.ts";

const REFERENCE_TIME_MS = Date.UTC(2026, 10, 21);

/** The constants of the job of a content, as the splitter finds them. */
function constantsOf(content: Uint8Array): JobConstants {
  const columns = findW3cColumns(content.subarray(0, DETECT_BYTES), content.length <= DETECT_BYTES);
  return { settings: DEFAULT_PARSE_SETTINGS, referenceTimeMs: REFERENCE_TIME_MS, ...(columns === undefined ? {} : { columns }) };
}

const logs = fc.record({ seed: fc.nat(1e9), kind: fc.constantFrom(...LOG_KINDS), lines: fc.integer({ min: 0, max: 60 }), malformedShare: fc.constantFrom(0, 0.1, 0.6) });

describe("the product", () => {
  it("agrees with the oracle on every figure of the document", { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(logs, (plan) => {
        const content = generateLog(plan);
        const expected = analyzeWithOracle(content, { referenceTimeMs: REFERENCE_TIME_MS });
        expect(comparable(documentOf(mergePartials(parseRanges(content, 1 << 20, constantsOf(content)))))).toEqual(comparable(expected));
      }),
      { numRuns: 400, seed: 20_261_121 },
    );
  });

  it("encodes the same partial for every split of the content, down to ranges of one byte", { timeout: 120_000 }, () => {
    let cases = 0;
    let crossing = 0;
    fc.assert(
      fc.property(
        logs,
        fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 9, max: 2_000 })),
        fc.integer({ min: 1, max: 700 }),
        (plan, askedRangeBytes, askedPieceBytes) => {
          const content = generateLog({ ...plan, lines: Math.min(plan.lines, askedRangeBytes < 9 ? 6 : 60) });
          const constants = constantsOf(content);
          // A line of a megabyte in ranges of a byte would prove nothing more, and take minutes.
          const isHuge = content.length > 20_000;
          const [rangeBytes, pieceBytes] = isHuge ? [askedRangeBytes + Math.ceil(content.length / 20), 50_000] : [askedRangeBytes, askedPieceBytes];
          const whole = mergePartials(parseRanges(content, Math.max(1, content.length), constants, pieceBytes, smallParser));
          const partials = parseRanges(content, rangeBytes, constants, pieceBytes, smallParser);
          cases++;
          if (partials.length >= 3 && hasCrossingLine(content, rangeBytes)) crossing++;
          expect(mergePartials(partials)).toEqual(whole);
          // Any grouping of the fold gives the same bytes.
          const middle = Math.floor(partials.length / 2);
          expect(mergePartials([mergePartials(partials.slice(0, middle)), mergePartials(partials.slice(middle))])).toEqual(whole);
        },
      ),
      { numRuns: 120, seed: 20_261_121 },
    );
    expect(crossing / cases).toBeGreaterThan(0.3);
  });
});

/** The document as JSON has it. Means are ratios of exact sums: the oracle divides in doubles, so the last digit may differ. */
function comparable(document: unknown): unknown {
  return JSON.parse(
    JSON.stringify(document, (key, value: unknown) => {
      if (typeof value === "bigint") return Number(value);
      return key === "mean" && typeof value === "number" ? Number(value.toPrecision(12)) : value;
    }),
  );
}

/** Whether some line begins before a border between ranges and ends behind it. */
function hasCrossingLine(content: Uint8Array, rangeBytes: number): boolean {
  for (let border = rangeBytes; border < content.length; border += rangeBytes) if (content[border - 1] !== 0x0a) return true;
  return false;
}
