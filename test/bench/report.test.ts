import { describe, expect, it } from "vitest";
import type { Row } from "../../bench/measure/run-rounds.ts";
import { parseBytes, parseOptions } from "../../bench/options.ts";
import { markdownTable } from "../../bench/report/markdown-table.ts";
import { ratioOf, renderRows } from "../../bench/report/render-report.ts";
import { median, twoDigits } from "../../bench/report/statistics.ts";
import { replaceTable } from "../../bench/report/write-doc.ts";

describe("median", () => {
  it("is the middle, and between the two in the middle of an even number", () => {
    expect(median([3])).toBe(3);
    expect(median([10, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 100])).toBe(3.5);
  });
});

describe("twoDigits", () => {
  it("shows what means something", () => {
    expect([0.123, 1.26, 9.96, 12.6, 4_170.2].map(twoDigits)).toEqual(["0.12", "1.3", "10.0", "13", "4,170"]);
  });
});

describe("markdownTable", () => {
  it("aligns texts to the left and numbers to the right", () => {
    expect(
      markdownTable(
        ["tool", "MB/s"],
        [
          ["mawk", "260"],
          ["x", "1"],
        ],
        1,
      ),
    ).toBe(["| tool | MB/s |", "|------|-----:|", "| mawk |  260 |", "| x    |    1 |"].join("\n"));
  });
});

const ROW: Row = {
  format: "json",
  encoding: "plain",
  cores: 1,
  tool: "Fanfold",
  way: "",
  work: "minutes and routes",
  textBytes: 1e9,
  seconds: 0.5,
  cpuSeconds: 0.4,
  peakBytes: 60e6,
  all: [0.5],
  deviation: { counters: 0, percentiles: 0 },
};
const PEER: Row = { ...ROW, tool: "Peer", work: "minutes", seconds: 2, cpuSeconds: 2, deviation: { counters: 0.0011, percentiles: undefined } };

describe("ratioOf", () => {
  it("is how many times as long a tool takes for the same text on the same cores", () => {
    expect(ratioOf(PEER, [ROW, PEER])).toBe(4);
    expect(ratioOf({ ...PEER, textBytes: 1e8, seconds: 1 }, [ROW, PEER])).toBeCloseTo(20);
    expect(ratioOf(PEER, [{ ...ROW, cores: 2 }, { ...ROW, encoding: "gzip" }, PEER])).toBeUndefined();
  });
});

describe("renderRows", () => {
  it("shows speed, speed per core, memory and ratio, fastest first", () => {
    const [, , first, second] = renderRows([PEER, ROW], 1e8).split("\n");
    expect(first!.split("|").map((cell) => cell.trim())).toEqual(["", "json, plain", "1", "Fanfold", "2,000", "2,500", "60", "", "0", "0", ""]);
    expect(second!.split("|").map((cell) => cell.trim())).toEqual(["", "json, plain", "1", "Peer, minutes **wrong**", "500", "500", "60", "4.0 ×", "0.110 %", "", ""]);
  });

  it("calls nobody wrong who is off by 0.1 %, and says who had only a part of the file", () => {
    const text = renderRows([ROW, { ...PEER, textBytes: 1e8, deviation: { counters: 0.001, percentiles: undefined } }], 1e8);
    expect(text).toContain("Peer, minutes (first 100 MB)");
    expect(text).not.toContain("wrong");
  });
});

describe("replaceTable", () => {
  const document = "# Bench\n\n<!-- The table: written by `npm run bench -- --write`. -->\nold\n<!-- End of the table. -->\nend\n";

  it("replaces what stands between the marks, as often as it is asked", () => {
    const once = replaceTable(document, "| new |\n");
    expect(once).not.toContain("old");
    expect(once).toContain("\n\n| new |\n\n<!-- End of the table. -->\nend\n");
    expect(replaceTable(once, "| new |\n")).toBe(once);
  });

  it("refuses a document without a place for it", () => {
    expect(() => replaceTable("# Bench\n", "| new |")).toThrow("no place");
  });
});

describe("parseOptions", () => {
  it("measures 1 GB of every format unless asked otherwise", () => {
    expect(parseOptions([])).toMatchObject({ bytes: 1e9, formats: ["combined", "json", "alb"], cores: [1, 2], hasStack: false, writes: false });
    expect(parseOptions(["--quick"])).toMatchObject({ bytes: 2e7, rounds: 1 });
    expect(parseOptions([]).peers).toBeUndefined();
    expect(parseOptions(["--ours"]).peers).toEqual([]);
    expect(parseOptions(["--cores", "1", "--peers", "DuckDB,clickhouse"])).toMatchObject({ cores: [1], peers: ["duckdb", "clickhouse"] });
    expect(parseOptions(["--bytes", "1MB", "--formats", "json", "--runs", "2"])).toMatchObject({ bytes: 1e6, trialBytes: 1e6, checkBytes: 1e6, formats: ["json"], rounds: 2 });
  });

  it("refuses what is no size, format or number of runs", () => {
    expect(parseBytes("64MiB")).toBe(67_108_864);
    for (const words of [
      ["--bytes", "much"],
      ["--bytes", "0"],
      ["--formats", "csv"],
      ["--runs", "0"],
      ["--cores", "1,3"],
      ["--peers", "duckdb,nobody"],
    ])
      expect(() => parseOptions(words)).toThrow(RangeError);
    expect(() => parseOptions(["--fast"])).toThrow(TypeError);
  });
});
