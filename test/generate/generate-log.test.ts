import { describe, expect, it } from "vitest";
import { oracleLines } from "../oracle/oracle.ts";
import { generateLog, LOG_KINDS } from "./generate-log.ts";

const REASONS = ["no-format", "bad-json", "no-timestamp", "bad-timestamp", "bad-field", "too-long", "continuation"];
const OPTIONS = { referenceTimeMs: Date.UTC(2026, 10, 21) };
const SEEDS = [1, 2, 3, 40_404, -5, 2 ** 40];

/** What is seen when each of some fields was once present and once absent. */
const both = (format: string, names: string): string[] => names.split(" ").flatMap((name) => [`${format}: ${name}`, `${format}: no ${name}`]);

describe("generateLog", () => {
  it.each(LOG_KINDS)("makes the same %s log of the same seed, and another of another", (kind) => {
    const make = (seed: number): Buffer => Buffer.from(generateLog({ seed, kind, lines: 50, malformedShare: 0.3 }));
    expect(make(7).equals(make(7))).toBe(true);
    const logs = new Set(SEEDS.map((seed) => make(seed).toString("latin1")));
    expect(logs.size).toBe(SEEDS.length);
  });

  it.each(LOG_KINDS.filter((kind) => kind !== "mixed"))("makes %s lines that are all records when none is damaged", (kind) => {
    for (const seed of SEEDS) {
      const content = generateLog({ seed, kind, lines: 400, malformedShare: 0 });
      const lines = oracleLines(content, OPTIONS).filter(({ verdict }) => kind !== "w3c" || verdict !== "comment");
      expect(lines).toHaveLength(400);
      const others = lines.filter(({ verdict }) => verdict !== "record");
      expect(others.map(({ byteOffset, byteLength }) => Buffer.from(content).toString("latin1", byteOffset, byteOffset + byteLength))).toEqual([]);
    }
  });

  it("makes every kind of verdict, every reason, and every field present and absent", () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= 6; seed++)
      for (const line of ["mixed" as const, "w3c" as const].flatMap((kind) => oracleLines(generateLog({ seed, kind, lines: 1000, malformedShare: 0.5 }), OPTIONS))) {
        seen.add(line.verdict === "rejected" ? line.reason : line.verdict);
        if (line.verdict !== "record") continue;
        for (const [name, value] of Object.entries(line.fields)) seen.add(`${line.format}: ${value === null ? "no " : ""}${name}`);
      }
    const fields = [
      ...both("access", "level status durationUs bytes method route host"),
      ...both("app", "level status durationUs method route"),
      ...both("alb", "status durationUs bytes method route host"),
      ...both("elb", "status durationUs bytes method route"),
      ...both("s3", "status durationUs bytes method route host"),
      ...both("w3c", "status durationUs bytes method route service host"),
      ...both("syslog", "level status durationUs bytes method route service host"),
      ...both("apache-error", "level"),
      ...both("logfmt", "level status durationUs bytes method route service host"),
      ...both("json", "level status durationUs bytes method route service host"),
    ];
    expect([...REASONS, "record", "blank", "comment", ...fields].filter((name) => !seen.has(name))).toEqual([]);
  });

  it("makes mixed logs with and without CR, byte order mark and last line end", () => {
    const logs = Array.from({ length: 40 }, (_, seed) => Buffer.from(generateLog({ seed, kind: "mixed", lines: 30, malformedShare: 0 })).toString("latin1"));
    const traits = [/^\xef\xbb\xbf/, /[^\n]$/, /\r\n/, /[^\r]\n/];
    for (const trait of traits) {
      const count = logs.filter((log) => trait.test(log)).length;
      expect(count, String(trait)).toBeGreaterThan(0);
      expect(count, String(trait)).toBeLessThan(40);
    }
  });

  it("makes nothing of no lines", () => {
    expect(generateLog({ seed: 1, kind: "json", lines: 0, malformedShare: 1 })).toHaveLength(0);
  });
});
