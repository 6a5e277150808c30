import { describe, expect, it } from "vitest";
import { sparkline } from "../../cli/render/sparkline.ts";
import { chooseStep, chooseStepForSpan } from "../../cli/render/steps.ts";
import { displayWidth, renderTable } from "../../cli/render/text-table.ts";
import { formatBytes, formatCount, formatMs, formatPercent, formatSpan, formatStep } from "../../cli/render/units.ts";
import { visibleText } from "../../cli/render/visible-text.ts";
import { plainPaint } from "../../cli/terminal.ts";

const MINUTE_MS = 60_000;
const minutes = (count: number, every = 1): number[] => Array.from({ length: count }, (_, index) => Date.UTC(2026, 10, 21) + index * every * MINUTE_MS);

const points = (...values: (number | undefined)[]) => values.flatMap((value, index) => (value === undefined ? [] : [{ atMs: index * MINUTE_MS, value }]));

describe("chooseStep", () => {
  it("keeps minutes where they fit", () => {
    expect(chooseStep(minutes(20), 20)).toBe(60);
    expect(chooseStep([], 20)).toBe(60);
  });
  it("takes the smallest readable step with few enough windows", () => {
    expect(chooseStep(minutes(21), 20)).toBe(120);
    expect(chooseStep(minutes(1440), 24)).toBe(3600);
    expect(chooseStep(minutes(1440), 23)).toBe(7200);
  });
  it("counts only windows that hold something", () => {
    expect(chooseStep(minutes(20, 10), 20)).toBe(60);
  });
  it("ends at a day, however long the log is", () => {
    expect(chooseStep(minutes(100, 1440), 20)).toBe(86_400);
  });
  it("expects no gaps where only the span is known", () => {
    const [first = 0] = minutes(1);
    expect(chooseStepForSpan(first, first, 20)).toBe(60);
    expect(chooseStepForSpan(first, first + 1439 * MINUTE_MS, 24)).toBe(3600);
  });
});

describe("sparkline", () => {
  it("draws 0 lowest, the largest value highest, and nothing where there is nothing", () => {
    expect(sparkline(points(0, 1, undefined, 70), 60, 80, "sum").bars).toBe("▁▂ █");
  });
  it("shows no bar above the lowest when all is zero", () => {
    expect(sparkline(points(0, 0), 60, 80, "sum").bars).toBe("▁▁");
  });
  it("puts whole steps into a bar, so that even traffic is an even line", () => {
    const even = Array.from({ length: 100 }, () => 5);
    expect(sparkline(points(...even), 60, 50, "sum")).toEqual({ bars: "█".repeat(50), highest: 10, barSeconds: 120 });
  });
  it("adds up counts, takes the highest percentile and the share of the sums", () => {
    expect(sparkline(points(1, 2, 3, 6), 60, 2, "sum").highest).toBe(9);
    expect(sparkline(points(1, 2, 3, 6), 60, 2, "max").highest).toBe(6);
    const weighted = [
      { atMs: 0, value: 1, weight: 1 },
      { atMs: MINUTE_MS, value: 0, weight: 9 },
    ];
    expect(sparkline(weighted, 60, 1, "share").highest).toBe(0.1);
  });
  it("is empty for no points", () => {
    expect(sparkline([], 60, 80, "sum").bars).toBe("");
  });
});

describe("visibleText", () => {
  it("shows what a terminal would act on", () => {
    expect(visibleText("a\u001b[2Jb\u0007\r\n\u009b\u007f")).toBe("a\\x1b[2Jb\\x07\\x0d\\x0a\\x9b\\x7f");
    expect(visibleText("\u202eabc\u2066\u2028")).toBe("\\u202eabc\\u2066\\u2028");
    expect(visibleText("\u{e0041}\ud800")).toBe("\\u{e0041}\\ud800");
  });
  it("leaves readable text alone", () => {
    expect(visibleText("/größe/日本/🙂 \\x1b")).toBe("/größe/日本/🙂 \\x1b");
  });
});

describe("renderTable", () => {
  it("cuts the flexible column where the line would be too long", () => {
    const rows = [
      ["/a/very/long/route/that/does/not/fit", "1,234"],
      ["/ok", "5"],
    ];
    const table = renderTable(
      [
        { title: "route", isFlexible: true },
        { title: "records", align: "right" },
      ],
      rows,
      30,
      plainPaint,
    );
    expect(table).toBe("route                  records\n/a/very/long/route/t…    1,234\n/ok                          5\n");
    expect(table.split("\n").every((line) => displayWidth(line) <= 30)).toBe(true);
  });
  it("aligns and cuts by what a terminal shows: wide characters take two columns, colours none, and end where the cell ends", () => {
    const columns = [
      { title: "key", isFlexible: true },
      { title: "n", align: "right" as const },
    ];
    const red = (text: string): string => `\u001b[31m${text}\u001b[39m`;
    const rows = [
      [red("日本語日本語日本語日本語"), "1"],
      ["e\u0301e\u0301e\u0301", red("22")],
      [`plain ${red("and red, too long")}`, "3"],
    ];
    const lines = renderTable(columns, rows, 16, plainPaint).split("\n");
    expect(lines).toEqual(["key            n", `${red("日本語日本…")}    1`, `e\u0301e\u0301e\u0301           ${red("22")}`, `plain ${red("and r…")}   3`, ""]);
    for (const line of lines.slice(0, -1)) expect(displayWidth(line)).toBe(16);
  });
});

describe("units", () => {
  it("rounds to three digits without a fourth one", () => {
    expect([0, 999, 1000, 999_499, 999_500, 20_000_000, 9_007_199_254_740_993n].map(formatBytes)).toEqual(["0 B", "999 B", "1.00 kB", "999 kB", "1.00 MB", "20.0 MB", "9.01 PB"]);
    expect([null, 0, 0.35, 45.23, 999.4, 999.6, 61_000, 125_000].map(formatMs)).toEqual(["–", "0 ms", "0.35 ms", "45.2 ms", "999 ms", "1.00 s", "61.0 s", "2 m 05 s"]);
  });
  it("never says 0 or 100 percent of what only comes near", () => {
    expect([0, 0.00001, 0.0123, 0.155, 0.99999, 1].map(formatPercent)).toEqual(["0 %", "<0.01 %", "1.23 %", "15.5 %", ">99.99 %", "100 %"]);
  });
  it("writes counts, spans and steps for people", () => {
    expect(formatCount(1_234_567)).toBe("1,234,567");
    expect([8, 125, 11_400, 187_200].map(formatSpan)).toEqual(["8 s", "2 m 05 s", "3 h 10 m", "2 d 4 h"]);
    expect([60, 900, 7200, 86_400].map(formatStep)).toEqual(["1 min", "15 min", "2 h", "1 day"]);
  });
});
