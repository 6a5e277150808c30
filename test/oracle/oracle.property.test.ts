import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generateLog, LOG_KINDS } from "../generate/generate-log.ts";
import { toByteText } from "./byte-text.ts";
import { analyzeWithOracle, oracleLines } from "./oracle.ts";
import { ORACLE_FORMATS } from "./verdict.ts";
import { findFieldsHeader } from "./w3c-line.ts";

const logs = fc
  .record({ seed: fc.integer(), kind: fc.constantFrom(...LOG_KINDS), lines: fc.nat(60), malformedShare: fc.constantFrom(0, 0.1, 0.6) })
  .map((plan) => Buffer.from(generateLog(plan)));

function sum(counts: Record<string, number | undefined>): number {
  return Object.values(counts).reduce<number>((total, count) => total + (count ?? 0), 0);
}

describe("analyzeWithOracle on generated logs", () => {
  it("counts every line once", () => {
    fc.assert(
      fc.property(logs, (content) => {
        const { summary, windows } = analyzeWithOracle(content);
        expect(summary.lines).toBe(summary.records + summary.rejected + summary.blankLines + summary.commentLines);
        expect(sum(summary.rejectedByReason)).toBe(summary.rejected);
        for (const name of ["records", "requests", "errors", "clientErrors", "bytes"] as const)
          expect(windows.reduce((total, window) => total + window[name], 0)).toBe(summary[name]);
        expect(windows.reduce((total, { latencyMs }) => total + (latencyMs?.count ?? 0), 0)).toBe(summary.latencyMs?.count ?? 0);
      }),
    );
  });

  it("has the verdict of each line from its bytes and the header alone", () => {
    fc.assert(
      fc.property(logs, (content) => {
        const lines = oracleLines(content);
        const joined = lines.map(({ byteOffset, byteLength }) => content.toString("latin1", byteOffset, byteOffset + byteLength)).join("\n");
        expect([joined, `${joined}\n`]).toContain(content.toString("latin1"));
        const fieldsHeader = findFieldsHeader(toByteText(content));
        for (const { byteOffset, byteLength, ...verdict } of lines.slice(1)) {
          const alone = Buffer.concat([Buffer.from("\n"), content.subarray(byteOffset, byteOffset + byteLength), Buffer.from("\n")]);
          const { byteOffset: _offset, byteLength: _length, ...aloneVerdict } = oracleLines(alone, { fieldsHeader })[1] ?? { byteOffset: 0, byteLength: 0 };
          expect(aloneVerdict).toEqual(verdict);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("never throws, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...ORACLE_FORMATS, "auto" as const, undefined), (content, format) => {
        expect(analyzeWithOracle(content, { format }).summary.lines).toBe(oracleLines(content).length);
      }),
    );
  });
});
