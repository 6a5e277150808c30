import { describe, expect, it } from "vitest";
import { DEVIATION_MAX, deviationOf } from "../../bench/measure/deviation.ts";
import { readFigures, type Figures, type KeyFigures } from "../../bench/peers/figures.ts";

const MINUTE: KeyFigures = { records: 1_000, status: [900, 50, 40, 10], bytes: 5_000, durationSum: 2_000, durationMin: 1, durationMax: 50, percentiles: [2, 10, 40] };
const figures = (minutes: Record<string, KeyFigures>, routes: Record<string, KeyFigures> = {}): Figures => ({
  minutes: new Map(Object.entries(minutes)),
  routes: new Map(Object.entries(routes)),
});
const OURS = figures({ "10:00": MINUTE, "10:01": MINUTE }, { "/a": MINUTE });

describe("deviationOf", () => {
  it("is nothing for the same figures", () => {
    expect(deviationOf(OURS, OURS)).toEqual({ counters: 0, percentiles: 0 });
  });

  it("is the share by which the worst counter is off", () => {
    expect(deviationOf(OURS, figures({ "10:00": { ...MINUTE, records: 1_002 }, "10:01": { ...MINUTE, bytes: 4_900 } })).counters).toBeCloseTo(0.01, 5);
    expect(deviationOf(OURS, figures({ "10:00": MINUTE, "10:01": { ...MINUTE, status: [890, 60, 40, 10] } })).counters).toBeCloseTo(0.01, 5);
    expect(deviationOf(OURS, figures({ "10:00": MINUTE, "10:01": { ...MINUTE, durationMax: 100 } })).counters).toBeCloseTo(50 / 102, 5);
  });

  it("does not call a tool wrong for one least duration of many, and does for all of them", () => {
    const many = (count: number, minute: KeyFigures): Record<string, KeyFigures> => Object.fromEntries(Array.from({ length: count }, (_, index) => [`10:${index}`, minute]));
    const day = figures(many(1_440, { ...MINUTE, durationMax: 5_000 }));
    const off = (count: number): Figures => figures({ ...many(1_440, { ...MINUTE, durationMax: 5_000 }), ...many(count, { ...MINUTE, durationMin: 0, durationMax: 5_000 }) });
    expect(deviationOf(day, off(1)).counters).toBeLessThan(DEVIATION_MAX);
    expect(deviationOf(day, off(15)).counters).toBeGreaterThan(DEVIATION_MAX);
    expect(deviationOf(day, off(1_440)).counters).toBeCloseTo(0.1, 5);
  });

  it("does not take the rounding of a sum for another extreme", () => {
    expect(deviationOf(OURS, figures({ "10:00": { ...MINUTE, durationMax: 50.00000001 }, "10:01": MINUTE })).counters).toBeLessThan(1e-6);
  });

  it("counts the records of minutes that only one of both knows", () => {
    expect(deviationOf(OURS, figures({ "10:00": MINUTE })).counters).toBeCloseTo(0.5, 5);
    expect(deviationOf(OURS, figures({ "10:00": MINUTE, "10:01": MINUTE, "??": { ...MINUTE, records: 2 } })).counters).toBeCloseTo(0.001, 5);
  });

  it("does not weigh one minute's surplus against another's lack", () => {
    expect(deviationOf(OURS, figures({ "10:00": { ...MINUTE, records: 900 }, "10:01": { ...MINUTE, records: 1_100 } })).counters).toBeCloseTo(0.1, 5);
  });

  it("looks at routes only where the tool shows any", () => {
    expect(deviationOf(OURS, figures({ "10:00": MINUTE, "10:01": MINUTE }, { "/a": { ...MINUTE, records: 500 }, "/other": MINUTE })).counters).toBeCloseTo(0.5, 5);
    expect(deviationOf(OURS, figures({ "10:00": MINUTE, "10:01": MINUTE })).counters).toBe(0);
  });

  it("judges percentiles apart, and not those that nobody said", () => {
    const { percentiles: _, ...without } = MINUTE;
    expect(deviationOf(OURS, figures({ "10:00": without, "10:01": without }))).toEqual({ counters: 0, percentiles: undefined });
    expect(deviationOf(OURS, figures({ "10:00": MINUTE, "10:01": { ...MINUTE, percentiles: [2, 11, 40] } })).percentiles).toBeCloseTo(0.05, 5);
  });

  it("has only the number of records of tools that say nothing else, and finds a tool wrong that says nothing", () => {
    expect(deviationOf(OURS, { ...figures({}), records: 1_990 })).toEqual({ counters: 0.005, percentiles: undefined });
    expect(deviationOf(OURS, figures({})).counters).toBe(1);
  });
});

describe("readFigures", () => {
  it("reads minutes of either spelling, routes, and durations in the unit of the format", () => {
    const read = readFigures("21/Nov/2026:10:15\t3\t2\t0\t1\t0\t700\t0.6\t0.1\t0.3\t[0.2,0.29,0.3]\n/a/:id\t1\t1\t0\t0\t0\t\\N\t0\t0\t0\t[]\n-\t9\n", "combined");
    expect(read.minutes.get("2026-11-21T10:15")).toEqual({
      records: 3,
      status: [2, 0, 1, 0],
      bytes: 700,
      durationSum: 600,
      durationMin: 100,
      durationMax: 300,
      percentiles: [200, 290, 300],
    });
    expect(read.routes.get("/a/:id")).toMatchObject({ records: 1, bytes: 0 });
    expect([read.minutes.size, read.routes.size]).toEqual([1, 1]);
    expect(readFigures("2026-11-21T10:15\t3\t2\t0\t1\t0\t700\t0.6\t0.1\t0.3\n", "json").minutes.get("2026-11-21T10:15")).toMatchObject({
      durationSum: 0.6,
      percentiles: undefined,
    });
  });
});
