/** Every bound of the product, with its unit in the name. Relations between them are asserted in `limits.test.ts`. */

const KIB = 1024;
const MIB = 1024 * KIB;

/** The longest line that is parsed, bytes before the line end; a longer one is rejected as `too-long`. */
export const LINE_BYTES_MAX = 1 * MIB;

/** Default size of a range. At 78 MB/s a worker is done with one in under a second. */
export const RANGE_BYTES_DEFAULT = 64 * MIB;
/** An object of more ranges than these gets larger ones, up to `RANGE_BYTES_GROWN_MAX`: each partial costs as much as reading 10 MB. */
export const RANGES_BEFORE_GROWTH = 4_096;
/** At 78 MB/s a worker is done with one in 3.4 seconds: the last attempt, and its second one if it fails, are all that anybody waits for at the end. */
export const RANGE_BYTES_GROWN_MAX = 256 * MIB;
/** Larger ranges are a multiple of this. */
export const RANGE_BYTES_ALIGNMENT = 8 * MIB;
/** A plan grows its ranges until it needs no more than these. */
export const RANGES_PLANNED_MAX = 40_960;
/** Children of one fold node. */
export const FAN_IN = 256;
/** Fold levels above the ranges. */
export const FOLD_LEVELS_MAX = 2;
/** No job has more ranges: two fold levels of `FAN_IN` children hold these. */
export const RANGES_PER_JOB_MAX = FAN_IN ** FOLD_LEVELS_MAX;

/** Bytes of an object that detection looks at. */
export const DETECT_BYTES = 64 * KIB;
/** Lines of them, neither blank nor comments, after which the format of a job has its name. */
export const NAMED_BY_LINES = 100;

/** An object of at most so many bytes is read in one request, and finished by the splitter itself. */
export const SMALL_OBJECT_BYTES_MAX = 1 * MIB;
/** Text of a compressed object that the splitter finishes itself; what expands further goes to a worker. */
export const SMALL_TEXT_BYTES_MAX = 16 * MIB;

/** Keys kept exactly for each of routes, services and hosts; beyond them the smallest are dropped and counted. */
export const TRACKED_KEYS_MAX = 4_096;
/** Entries of routes, services and hosts that a document shows. */
export const SHOWN_KEYS_MAX = 50;
/** Bytes of a route, service or host name. */
export const KEY_BYTES_MAX = 256;
/** Distinct level names and method names a document keeps; further ones count as `OTHER`. */
export const LEVEL_NAMES_MAX = 32;
export const METHOD_NAMES_MAX = 32;
/** Bytes of a level's and a method's name. */
export const LEVEL_BYTES_MAX = 32;
export const METHOD_BYTES_MAX = 20;

/** Slowest requests, first errors, and first rejected lines of each reason that are kept as samples. */
export const SLOWEST_SAMPLES_MAX = 10;
export const ERROR_SAMPLES_MAX = 10;
export const REJECTED_SAMPLES_MAX = 5;
/** Bytes of text that a sample of a compressed object keeps. */
export const SAMPLE_TEXT_BYTES_MAX = 256;

/** Windows of one partial; records of further windows stay in the summary and are counted as dropped from the windows. */
export const WINDOWS_PER_PARTIAL_MAX = 1_048_576;
/** Raw bytes of one page of an encoded partial. 256 children with one page in memory each are 64 MiB. */
export const PAGE_BYTES_MAX = 256 * KIB;
/** Partitions that a job's blocks are spread over, hour by hour: one takes 1,000 write units a second, and the fold of a root writes more. */
export const BLOCK_SHARDS = 8;
/** Windows of one block item. */
export const WINDOWS_PER_BLOCK_MAX = 60;

/** Bytes of a pattern that a source's lines are read by. */
export const PATTERN_BYTES_MAX = 512;

/** Columns of a `#Fields` header that are looked at. */
export const W3C_COLUMNS_MAX = 256;

/** Deepest nesting of a JSON line. */
export const JSON_DEPTH_MAX = 256;

/** Bytes of text that one compressed object may expand to; the rest is a gap. */
export const STREAM_TEXT_BYTES_MAX = 256 * 1024 * MIB;

/** Deliveries of a message before it goes to the dead-letter queue. */
export const RECEIVES_MAX = 5;
/** Tasks that a sweep re-enqueues for one job. */
export const SWEEP_TASKS_MAX = 1_000;
/** Sweeps that found the same loss before what is missing becomes a gap. */
export const SWEEPS_MAX = 6;
/** Shards of the index of live jobs. */
export const LIVE_SHARDS = 16;
/** Windows on one page of the results API. */
export const WINDOWS_PER_PAGE_MAX = 1_440;
/** Jobs on one page of the results API. */
export const JOBS_PER_PAGE_MAX = 100;
/** Answers of the source metrics may merge so many bytes of blocks; a wider query is refused. */
export const SOURCE_QUERY_BYTES_MAX = 32 * MIB;
/** Days that partials are kept: a redrive needs them. */
export const PARTIAL_RETENTION_DAYS = 7;
/** Days that jobs, results and blocks are kept unless the source's settings say otherwise. */
export const RESULT_RETENTION_DAYS_DEFAULT = 400;
