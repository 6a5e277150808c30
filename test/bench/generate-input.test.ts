import { describe, expect, it } from "vitest";
import { generateInput, LINES_PER_MALFORMED } from "../../bench/inputs/generate-input.ts";
import { INPUT_FORMATS, type InputFormat } from "../../bench/inputs/input-format.ts";
import { analyzeWithOracle, oracleLines } from "../oracle/oracle.ts";

const BYTES = 2_000_000;
const LINE_BYTES_MAX = 1_000;
const whole = (format: InputFormat, byteLength: number, seed: number): Buffer => Buffer.concat([...generateInput(format, byteLength, seed)]);
const shareOf = (lines: readonly string[], pattern: RegExp): number => lines.filter((line) => pattern.test(line)).length / lines.length;

describe("generateInput", () => {
  it.each(INPUT_FORMATS)("makes the same bytes of %s from the same seed, and others from another", (format) => {
    expect(whole(format, 100_000, 1).equals(whole(format, 100_000, 1))).toBe(true);
    expect(whole(format, 100_000, 1).equals(whole(format, 100_000, 2))).toBe(false);
  });

  it.each(INPUT_FORMATS)("makes whole lines of %s, as many as fit", (format) => {
    const content = whole(format, BYTES, 1);
    expect(content.length).toBeLessThanOrEqual(BYTES);
    expect(content.length).toBeGreaterThan(BYTES - LINE_BYTES_MAX);
    expect(content.at(-1)).toBe(0x0a);
  });

  it.each(INPUT_FORMATS)("makes each thousandth line of %s one that is rejected, and no other, spread over a day", (format) => {
    const content = whole(format, BYTES, 1);
    const lines = oracleLines(content).filter(({ verdict }) => verdict !== "comment");
    const rejected = lines.flatMap(({ verdict }, index) => (verdict === "record" ? [] : [index + 1]));
    expect(rejected).toEqual(Array.from({ length: Math.floor(lines.length / LINES_PER_MALFORMED) }, (_, index) => (index + 1) * LINES_PER_MALFORMED));
    const { summary, routes } = analyzeWithOracle(content);
    const hours = (Date.parse(summary.lastRecordAt!) - Date.parse(summary.firstRecordAt!)) / 3_600_000;
    expect(hours).toBeGreaterThan(21);
    expect(hours).toBeLessThan(27);
    expect(routes.entries.length).toBeGreaterThan(35);
  });

  it("makes JSON of six services with as many orders of keys, nested objects, escapes and keys in strings", () => {
    const lines = whole("json", BYTES, 1).toString().trimEnd().split("\n");
    const orders = new Map<string, Set<string>>();
    for (const line of lines) {
      const record = readObject(line);
      if (record === undefined) continue;
      const service = String(record["service"]);
      orders.set(
        service,
        (orders.get(service) ?? new Set<string>()).add(
          Object.keys(record)
            .filter((key) => key !== "upstream")
            .join(),
        ),
      );
    }
    expect([...orders.values()].map(({ size }) => size)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(new Set([...orders.values()].flatMap((set) => [...set])).size).toBe(6);
    expect(shareOf(lines, /"upstream": ?\{/)).toBeCloseTo(0.18, 1);
    expect(shareOf(lines, /\\/)).toBeCloseTo(0.23, 1);
    expect(shareOf(lines, /\\"status\\"/)).toBeGreaterThan(0.02);
    expect(shareOf(lines, /"status": ?\d{3}.*"status": ?\d{3}/)).toBeGreaterThan(0.1);
  });
});

function readObject(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
