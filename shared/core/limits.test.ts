import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as limits from "./limits.ts";

const {
  DETECT_BYTES,
  FAN_IN,
  FOLD_LEVELS_MAX,
  RANGES_BEFORE_GROWTH,
  RANGES_PER_JOB_MAX,
  RANGES_PLANNED_MAX,
  RANGE_BYTES_ALIGNMENT,
  RANGE_BYTES_DEFAULT,
  RANGE_BYTES_GROWN_MAX,
  SMALL_OBJECT_BYTES_MAX,
  SMALL_TEXT_BYTES_MAX,
  STREAM_TEXT_BYTES_MAX,
} = limits;

describe("limits", () => {
  it("of ranges fit each other and the tree", () => {
    expect(RANGES_PER_JOB_MAX).toBe(FAN_IN ** FOLD_LEVELS_MAX);
    expect(RANGES_BEFORE_GROWTH).toBeLessThan(RANGES_PLANNED_MAX);
    expect(RANGES_PLANNED_MAX).toBeLessThanOrEqual(RANGES_PER_JOB_MAX);
    for (const size of [RANGE_BYTES_DEFAULT, RANGE_BYTES_GROWN_MAX]) expect(size % RANGE_BYTES_ALIGNMENT).toBe(0);
    expect(RANGE_BYTES_DEFAULT).toBeLessThan(RANGE_BYTES_GROWN_MAX);
  });

  it("of small objects let detection see what it sees of others, and leave long texts to workers", () => {
    expect(DETECT_BYTES).toBeLessThanOrEqual(SMALL_OBJECT_BYTES_MAX);
    expect(SMALL_OBJECT_BYTES_MAX).toBeLessThanOrEqual(RANGE_BYTES_DEFAULT);
    expect(SMALL_TEXT_BYTES_MAX).toBeLessThan(STREAM_TEXT_BYTES_MAX);
  });

  it("are used: one that nobody reads bounds nothing", () => {
    const root = join(import.meta.dirname, "..", "..");
    const folders = ["shared", "functions", "infra", "cli"];
    const sources = folders.flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".ts") && !path.endsWith("core/limits.ts") && !path.endsWith(".test.ts"))
        .map((path) => readFileSync(join(root, folder, path), "utf8")),
    );
    const limitsText = readFileSync(join(import.meta.dirname, "limits.ts"), "utf8");
    const isUsed = (name: string): boolean => sources.some((text) => text.includes(name)) || limitsText.split(name).length > 2;
    expect(Object.keys(limits).filter((name) => !isUsed(name))).toEqual([]);
  });
});
