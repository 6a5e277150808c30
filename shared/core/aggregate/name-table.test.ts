import { describe, expect, it } from "vitest";
import { textToBytes } from "./byte-text.ts";
import { compareNames } from "./name-order.ts";
import { NameTable, NO_SLOT, OTHER_SLOT } from "./name-table.ts";

const slotOf = (table: NameTable, name: string): number => table.slotOf(textToBytes(name), 0, name.length);
const record = (table: NameTable, name: string): number => {
  const slot = slotOf(table, name);
  if (slot !== NO_SLOT) table.record(slot);
  return slot;
};

describe("compareNames", () => {
  it("puts known names first, errors before the others, then shorter names, then by bytes", () => {
    expect(["ZZ", "AAA", "GET", "INFO", "AB", "ERROR", "\xff"].toSorted(compareNames)).toEqual(["ERROR", "INFO", "GET", "\xff", "AB", "ZZ", "AAA"]);
  });
});

describe("NameTable", () => {
  it("keeps the best names with exact counts, however late they come", () => {
    const table = new NameTable(2, 32);
    expect(["CCC", "BBB", "DDD", "AAA", "CCC"].map((name) => record(table, name))).toEqual([1, 2, OTHER_SLOT, 3, 1]);
    expect(record(table, "INFO")).toBe(NO_SLOT);
    expect(table.nameCounts()).toEqual({ names: ["AAA", "BBB"], counts: [1, 1], other: 3 });
    table.compact();
    expect(record(table, "INFO")).toBeGreaterThan(OTHER_SLOT);
    expect(table.nameCounts()).toEqual({ names: ["INFO", "AAA"], counts: [1, 1], other: 4 });
  });

  it("names counts by slot, and counts as other what is not kept any more", () => {
    const table = new NameTable(2, 32);
    const [c, b, a] = ["CCC", "BBB", "AAA"].map((name) => record(table, name));
    expect(table.named({ indices: [OTHER_SLOT, c!, b!, a!], counts: [1, 2, 3, 4] })).toEqual({ names: ["AAA", "BBB"], counts: [4, 3], other: 3 });
  });

  it("cuts long names", () => {
    const table = new NameTable(2, 4);
    record(table, "LONGER");
    expect(record(table, "LONG")).toBe(1);
    expect(table.nameCounts().names).toEqual(["LONG"]);
  });
});
