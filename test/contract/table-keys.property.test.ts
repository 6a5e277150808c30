import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as keys from "../../shared/contracts/table-keys.ts";

const text = fc.oneof(fc.string({ unit: "binary", maxLength: 12 }), fc.string({ unit: fc.constantFrom("#", "%", "/", "a", "0", "\ud800", "é"), maxLength: 6 }));
const small = fc.nat(999_999);
const instant = fc.nat(keys.INSTANT_MAX_MS - 1);

/** Every builder with the parser that undoes it, and the parts they agree on. */
const PAIRS: Record<string, [(parts: never) => string, (key: string) => unknown, fc.Arbitrary<unknown>]> = {
  job: [(p: { jobId: string }) => keys.buildJobPk(p.jobId), keys.parseJobPk, fc.record({ jobId: text })],
  node: [keys.buildNodePk, keys.parseNodePk, fc.record({ jobId: text, level: small, index: small })],
  partial: [keys.buildPartialPk, keys.parsePartialPk, fc.record({ jobId: text, level: small, child: small })],
  partialPage: [
    (p: { contentHash: string; page: number }) => keys.buildPartialPageSk(p.contentHash, p.page),
    keys.parsePartialPageSk,
    fc.record({ contentHash: text, page: small }),
  ],
  windows: [(p: { jobId: string; shard: number }) => keys.buildWindowsPk(p.jobId, p.shard), keys.parseWindowsPk, fc.record({ jobId: text, shard: small })],
  block: [(p: { hourStartMs: number; page: number }) => keys.buildBlockSk(p.hourStartMs, p.page), keys.parseBlockSk, fc.record({ hourStartMs: instant, page: small })],
  result: [(p: { page: number }) => keys.buildResultSk(p.page), keys.parseResultSk, fc.record({ page: small })],
  gap: [(p: { rangeIndex: number }) => keys.buildGapSk(p.rangeIndex), keys.parseGapSk, fc.record({ rangeIndex: small })],
  letters: [(p: { queueName: string }) => keys.buildLettersPk(p.queueName), keys.parseLettersPk, fc.record({ queueName: text })],
  letter: [(p: { messageId: string }) => keys.buildLetterSk(p.messageId), keys.parseLetterSk, fc.record({ messageId: text })],
  sourceHour: [
    (p: { source: string; hourStartMs: number }) => keys.buildSourceHourPk(p.source, p.hourStartMs),
    keys.parseSourceHourPk,
    fc.record({ source: text, hourStartMs: instant }),
  ],
  sourceBlock: [keys.buildSourceBlockSk, keys.parseSourceBlockSk, fc.record({ objectId: text, version: small, generation: small, jobId: text, page: fc.nat({ max: 99 }) })],
  object: [(p: { objectId: string }) => keys.buildObjectPk(p.objectId), keys.parseObjectPk, fc.record({ objectId: text })],
  source: [(p: { source: string }) => keys.buildSourceSk(p.source), keys.parseSourceSk, fc.record({ source: text })],
  token: [(p: { sha256: string }) => keys.buildTokenSk(p.sha256), keys.parseTokenSk, fc.record({ sha256: text })],
  jobsOfDay: [(p: { source: string; day: string }) => keys.buildJobsOfDayPk(p.source, p.day), keys.parseJobsOfDayPk, fc.record({ source: text, day: text })],
  creation: [(p: { createdAtMs: number; jobId: string }) => keys.buildCreationSk(p.createdAtMs, p.jobId), keys.parseCreationSk, fc.record({ createdAtMs: instant, jobId: text })],
  live: [(p: { shard: number }) => keys.buildLivePk(p.shard), keys.parseLivePk, fc.record({ shard: small })],
  nextCheck: [
    (p: { nextCheckAtMs: number; jobId: string }) => keys.buildNextCheckSk(p.nextCheckAtMs, p.jobId),
    keys.parseNextCheckSk,
    fc.record({ nextCheckAtMs: instant, jobId: text }),
  ],
};

describe("table keys", () => {
  it.each(Object.entries(PAIRS))("%s: the parser undoes the builder, for any name, and keys are well-formed and never empty", (_, [build, parse, parts]) => {
    fc.assert(
      fc.property(parts, (value) => {
        const key = build(value as never);
        expect(parse(key)).toEqual(value);
        expect(key.isWellFormed() && key !== "").toBe(true);
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  it("has a parser beside every builder of a whole key", () => {
    const built = Object.keys(keys).filter((exported) => exported.startsWith("build") && !exported.endsWith("Prefix"));
    expect(built.map((exported) => exported.replace("build", "parse")).filter((parser) => !(parser in keys))).toEqual([]);
    expect(built).toHaveLength(Object.keys(PAIRS).length);
  });

  it("sorts numbers as numbers", () => {
    fc.assert(
      fc.property(instant, small, instant, small, (hourA, pageA, hourB, pageB) => {
        const expected = hourA - hourB || pageA - pageB;
        const [a, b] = [keys.buildBlockSk(hourA, pageA), keys.buildBlockSk(hourB, pageB)];
        expect(a < b ? -1 : a > b ? 1 : 0).toBe(Math.sign(expected));
      }),
      { seed: 7 },
    );
  });

  it("bounds an hour's blocks and the checks that are due", () => {
    expect(keys.buildBlockSk(3_600_000) < keys.buildBlockSk(3_600_000, 0)).toBe(true);
    expect(keys.buildBlockSk(3_600_000) > keys.buildBlockSk(3_599_999, 999_999)).toBe(true);
    expect(keys.buildNextCheckSk(1_000) > keys.buildNextCheckSk(1_000, "\u{10ffff}")).toBe(true);
    expect(keys.buildNextCheckSk(1_000) < keys.buildNextCheckSk(1_001, "")).toBe(true);
  });

  it("refuses numbers that would not sort, and keys of another kind", () => {
    for (const page of [-1, 0.5, 1_000_000, NaN]) expect(() => keys.buildResultSk(page)).toThrow(expect.objectContaining({ code: "BAD_KEY_NUMBER" }));
    for (const key of ["", "NODE#a", "JOB#a#b", "JOB#"]) expect(() => keys.parseJobPk(key)).toThrow(expect.objectContaining({ code: "BAD_KEY" }));
  });
});
