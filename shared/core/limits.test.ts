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

/** What becomes of whatever does not fit. A limit that is not here is one that nobody thought through. */
const WHEN_FULL: Record<keyof typeof limits, string> = {
  LINE_BYTES_MAX: "the line is rejected as too-long",
  RANGE_BYTES_DEFAULT: "never full: larger objects get more ranges",
  RANGES_BEFORE_GROWTH: "never full: ranges grow",
  RANGE_BYTES_GROWN_MAX: "never full: there are more ranges, then larger ones",
  RANGE_BYTES_ALIGNMENT: "no limit",
  RANGES_PLANNED_MAX: "never full: ranges grow",
  FAN_IN: "never full: the tree has another node",
  FOLD_LEVELS_MAX: "never full: ranges grow",
  RANGES_PER_JOB_MAX: "never full: configured ranges are doubled",
  DETECT_BYTES: "no limit: each line is judged by its own bytes",
  SMALL_OBJECT_BYTES_MAX: "a worker reads the object",
  SMALL_TEXT_BYTES_MAX: "a worker reads the object",
  TRACKED_KEYS_MAX: "limits: routes, services, hosts",
  SHOWN_KEYS_MAX: "otherRecords of the top entries",
  KEY_BYTES_MAX: "the key is cut",
  LEVEL_NAMES_MAX: "limits: levels",
  METHOD_NAMES_MAX: "limits: methods",
  LEVEL_BYTES_MAX: "limits: levels, as OTHER",
  METHOD_BYTES_MAX: "limits: methods, as OTHER",
  SLOWEST_SAMPLES_MAX: "samples are the first ones by definition",
  ERROR_SAMPLES_MAX: "samples are the first ones by definition",
  REJECTED_SAMPLES_MAX: "samples are the first ones by definition; all are counted by reason",
  SAMPLE_TEXT_BYTES_MAX: "the sample says how long its line is",
  WINDOWS_PER_PARTIAL_MAX: "limits: windows",
  PAGE_BYTES_MAX: "never full: another page",
  WINDOWS_PER_BLOCK_MAX: "never full: an hour has no more minutes",
  BLOCK_SHARDS: "no limit",
  JSON_DEPTH_MAX: "the line is rejected as bad-json",
  STREAM_TEXT_BYTES_MAX: "a gap: text-limit",
  RECEIVES_MAX: "a gap, or a failure of the job",
  SWEEP_TASKS_MAX: "the next sweep",
  SWEEPS_MAX: "a gap, or a failure of the job",
  LIVE_SHARDS: "no limit",
  WINDOWS_PER_PAGE_MAX: "next, on another page, or a larger step",
  JOBS_PER_PAGE_MAX: "next, on another page",
  SOURCE_QUERY_BYTES_MAX: "413 with a code",
  PATTERN_BYTES_MAX: "the settings are refused",
  W3C_COLUMNS_MAX: "further columns are not read",
  PARTIAL_RETENTION_DAYS: "410, and a new analysis is offered",
  RESULT_RETENTION_DAYS_DEFAULT: "expired items are absent",
};

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

  it("each say what becomes of what does not fit", () => {
    const undecided = Object.keys(limits).filter((name) => WHEN_FULL[name as keyof typeof limits] === undefined);
    expect(undecided).toEqual([]);
    expect(Object.keys(WHEN_FULL).filter((name) => !(name in limits))).toEqual([]);
  });

  it("that drop something are named in the document", () => {
    const finalize = readFileSync(join(import.meta.dirname, "aggregate", "finalize-summary.ts"), "utf8");
    const named = Object.values(WHEN_FULL).flatMap((text) =>
      text.startsWith("limits: ")
        ? text
            .slice(8)
            .split(", ")
            .filter((name) => !name.startsWith("as "))
        : [],
    );
    for (const name of new Set(named)) expect(finalize, name).toContain(`name: "${name}"`);
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
