import type * as limits from "../../shared/core/limits.ts";
import type { ProblemCode } from "../../shared/contracts/api.ts";
import type { RejectReason } from "../../shared/core/parse/verdict.ts";

/** Who says that a limit is full, and where the user reads it. The test drives or looks up each of them. */
export type Says =
  /** An entry of `job.limits` in the document, and a sentence of the command line. */
  | { limit: string }
  /** A reason in `rejectedByReason`, and a sentence of the command line. */
  | { rejects: RejectReason }
  /** A gap of the job, with its bytes, this reason and its attempts. */
  | { gap: string }
  /** An answer of the results API with this code, which the command line shows. */
  | { problem: ProblemCode }
  /** `next`: there is another page. */
  | { pages: string }
  /** This property of the document. */
  | { shows: string }
  /** Nothing fills: what would not fit is done in another way, and nothing is lost. */
  | { otherwise: string }
  /** What a word means: the reference of formats or of the API says so. */
  | { defined: "docs/formats.md" | "docs/api.md"; as: string };

/** Every limit. One that is not here is one that nobody thought through: the test fails. */
export const WHAT_FILLS: Record<keyof typeof limits, Says> = {
  LINE_BYTES_MAX: { rejects: "too-long" },
  JSON_DEPTH_MAX: { rejects: "bad-json" },
  TRACKED_KEYS_MAX: { limit: "routes" },
  KEY_BYTES_MAX: { limit: "long-routes" },
  LEVEL_NAMES_MAX: { limit: "levels" },
  LEVEL_BYTES_MAX: { limit: "long-levels" },
  METHOD_NAMES_MAX: { limit: "methods" },
  WINDOWS_PER_PARTIAL_MAX: { limit: "windows" },
  STREAM_TEXT_BYTES_MAX: { gap: "text-limit" },
  RECEIVES_MAX: { gap: "attempts-used-up" },
  SWEEPS_MAX: { gap: "lost" },
  SHOWN_KEYS_MAX: { shows: "otherRecords" },
  SAMPLE_TEXT_BYTES_MAX: { shows: "isTruncated" },
  WINDOWS_PER_PAGE_MAX: { pages: "or a larger step, if none is asked for" },
  JOBS_PER_PAGE_MAX: { pages: "the next jobs" },
  SOURCE_QUERY_BYTES_MAX: { problem: "QUERY_TOO_LARGE" },
  PATTERN_BYTES_MAX: { problem: "BAD_BODY" },
  PARTIAL_RETENTION_DAYS: { problem: "REDRIVE_EXPIRED" },
  RESULT_RETENTION_DAYS_DEFAULT: { problem: "JOB_NOT_FOUND" },
  METHOD_BYTES_MAX: { defined: "docs/formats.md", as: "1–20 bytes" },
  W3C_COLUMNS_MAX: { defined: "docs/formats.md", as: "the first 256 are" },
  DETECT_BYTES: { defined: "docs/formats.md", as: "65,536 bytes" },
  NAMED_BY_LINES: { defined: "docs/formats.md", as: "the first 100 lines" },
  SLOWEST_SAMPLES_MAX: { otherwise: "samples are the first so many by definition; all are counted" },
  ERROR_SAMPLES_MAX: { otherwise: "samples are the first so many by definition; all are counted" },
  REJECTED_SAMPLES_MAX: { otherwise: "samples are the first so many by definition; all are counted by reason" },
  RANGE_BYTES_DEFAULT: { otherwise: "larger objects get more ranges" },
  RANGES_BEFORE_GROWTH: { otherwise: "ranges grow" },
  RANGE_BYTES_GROWN_MAX: { otherwise: "there are more ranges, then larger ones" },
  RANGE_BYTES_ALIGNMENT: { otherwise: "it is a step, not a bound" },
  RANGES_PLANNED_MAX: { otherwise: "ranges grow" },
  RANGES_PER_JOB_MAX: { otherwise: "configured ranges are doubled" },
  FAN_IN: { otherwise: "the tree has another node" },
  FOLD_LEVELS_MAX: { otherwise: "ranges grow" },
  SMALL_OBJECT_BYTES_MAX: { otherwise: "a worker reads the object" },
  SMALL_TEXT_BYTES_MAX: { otherwise: "a worker reads the object" },
  PAGE_BYTES_MAX: { otherwise: "there is another page" },
  WINDOWS_PER_BLOCK_MAX: { otherwise: "an hour has no more minutes" },
  BLOCK_SHARDS: { otherwise: "hours share them" },
  LIVE_SHARDS: { otherwise: "jobs share them" },
  SWEEP_TASKS_MAX: { otherwise: "the next sweep sends the rest" },
};
