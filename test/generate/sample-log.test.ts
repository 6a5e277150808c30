import { describe, expect, it } from "vitest";
import { generateSampleLog, type SampleFormat } from "../../cli/sample-log.ts";
import { analyzeWithOracle } from "../oracle/oracle.ts";

const START_MS = Date.UTC(2026, 10, 21);
const FORMATS: SampleFormat[] = ["combined", "json"];

function makeSample(bytes: number, seed: number, format: SampleFormat): Buffer {
  return Buffer.concat([...generateSampleLog(bytes, seed, START_MS, format)]);
}

describe.each(FORMATS)("generateSampleLog as %s", (format) => {
  const { summary, windows, routes, services } = analyzeWithOracle(makeSample(9_000_000, 1, format));

  it("makes the same bytes of the same arguments, and others of another seed", () => {
    expect(makeSample(3_000_000, 1, format).equals(makeSample(3_000_000, 1, format))).toBe(true);
    expect(makeSample(30_000, 1, format).equals(makeSample(30_000, 2, format))).toBe(false);
  });

  it("ends with a whole line, less than one line below the size that was asked for", () => {
    for (const bytes of [600, 50_000, 1_048_576, 1_048_577, 2_500_000]) {
      const content = makeSample(bytes, 3, format);
      expect(content.at(-1)).toBe(0x0a);
      expect(content.length).toBeLessThanOrEqual(bytes);
      expect(content.length).toBeGreaterThan(bytes - 512);
    }
    expect(makeSample(50, 3, format)).toHaveLength(0);
  });

  it("has requests alone, on about forty routes, through most of a day", () => {
    expect(summary.records).toBe(summary.lines);
    expect(summary.requests).toBe(summary.lines);
    expect(summary.latencyMs?.count).toBe(summary.lines);
    expect(routes.entries.length).toBeGreaterThanOrEqual(40);
    expect(services.entries).toHaveLength(format === "json" ? 4 : 0);
    expect(windows.length).toBeGreaterThan(1_380);
    expect(windows.length).toBeLessThan(1_500);
    const inHour = (hour: string): number => windows.filter(({ windowStart }) => windowStart.startsWith(`2026-11-21T${hour}`)).reduce((total, { records }) => total + records, 0);
    expect(inHour("13")).toBeGreaterThan(2 * inHour("04"));
    const { p50 = 0, p99 = 0 } = summary.latencyMs ?? {};
    expect(p99).toBeGreaterThan(10 * p50);
  });

  it("has one spike of errors, some six tenths into its time span", () => {
    const quarters = Map.groupBy(windows, ({ windowStart }) => Math.floor(Date.parse(windowStart) / 900_000));
    const rates = [...quarters.values()].map((inQuarter) => {
      const sum = (pick: "errors" | "records"): number => inQuarter.reduce((total, window) => total + window[pick], 0);
      return { windowStart: inQuarter[0]?.windowStart, rate: sum("errors") / sum("records") };
    });
    const high = rates.filter(({ rate }) => rate > 0.04).map(({ windowStart }) => windowStart);
    expect(high).toContain("2026-11-21T14:45:00Z");
    expect(high.every((windowStart) => windowStart?.startsWith("2026-11-21T14:45") || windowStart?.startsWith("2026-11-21T15:00"))).toBe(true);
    expect(summary.errorRate).toBeLessThan(0.01);
  });

  it("covers a quarter of an hour at least, however short it is", () => {
    const { firstRecordAt, lastRecordAt } = analyzeWithOracle(makeSample(60_000, 1, format)).summary;
    const minutes = (Date.parse(lastRecordAt ?? "") - Date.parse(firstRecordAt ?? "")) / 60_000;
    expect(minutes).toBeGreaterThan(12);
    expect(minutes).toBeLessThan(40);
  });
});
