import { describe, expect, it } from "vitest";
import { AssertionError } from "../errors.ts";
import { AGGREGATE_LIMITS } from "./aggregate-limits.ts";
import { blockHourMs, decodeBlock, encodeBlock } from "./block.ts";
import { emptyTally } from "./tally.ts";
import { packWindow, type PackedWindow, unpackWindow } from "./window.ts";
import { createPageWriter } from "./window-pages.ts";

const HOUR_MS = Date.UTC(2026, 10, 21, 10);
const windowAt = (minute: number): PackedWindow => packWindow({ ...emptyTally(), windowStartMs: HOUR_MS + minute * 60_000, records: minute + 1 });
const hour = Array.from({ length: 60 }, (_, minute) => windowAt(minute));
const unpackedHour = hour.map((window) => unpackWindow(window, AGGREGATE_LIMITS));

describe("encodeBlock", () => {
  it("packs the windows of one hour into one page, and decodeBlock gives them back", () => {
    const pages = encodeBlock(hour);
    expect(pages.length).toBe(1);
    expect(decodeBlock(pages[0]!)).toEqual(unpackedHour);
    expect(encodeBlock([])).toEqual([]);
    expect(blockHourMs(HOUR_MS + 3_599_999)).toBe(HOUR_MS);
  });

  it("makes further pages when one is not enough", () => {
    const limits = { ...AGGREGATE_LIMITS, pageBytesMax: 100 };
    const pages = encodeBlock(hour, limits);
    expect(pages.length).toBeGreaterThan(3);
    expect(pages.every((page) => page.length <= 100)).toBe(true);
    expect(pages.flatMap((page) => decodeBlock(page, limits))).toEqual(unpackedHour);
  });

  it("refuses windows of two hours, and out of order", () => {
    expect(() => encodeBlock([windowAt(59), windowAt(60)])).toThrow(AssertionError);
    expect(() => encodeBlock([windowAt(2), windowAt(1)])).toThrow(AssertionError);
    const pages: Uint8Array[] = [];
    const writer = createPageWriter((page) => pages.push(page));
    for (const minute of [59, 60]) writer.write(windowAt(minute));
    writer.finish();
    expect(() => decodeBlock(pages[0]!)).toThrow(AssertionError);
  });
});
