import type { CountedLines, SamplesWanted } from "../core/aggregate/counted-elsewhere.ts";
import { MS_PER_MINUTE } from "../core/parse/calendar.ts";
import { MILLIS_TO_MICROS, SECONDS_TO_MICROS } from "../core/parse/duration.ts";
import { REJECT_REASONS, VERDICT_BLANK, VERDICT_COMMENT } from "../core/parse/verdict.ts";
import { W3C_COLUMNS, type JobConstants, type LineFormat, type ParseSettings } from "../core/parse/settings.ts";
import { CLOUDFRONT_COLUMNS } from "../core/parse/w3c-header.ts";
import { CLOUDFRONT_COLUMNS_MIN } from "../core/parse/w3c.ts";
import { writeJsonTables } from "./json-tables.ts";
import { writeLevelCodes } from "./kernel-names.ts";
import type { Kernel } from "./kernel.ts";

/** The words of the state, as `assembly/state.ts` has them: byte offsets. */
const WINDOW_COUNT = 0;
const KEY_COUNT = 4;
const SLOWEST_MICROS = 8;
const ERROR_SAMPLES_WANTED = 12;
const FIRST_RECORD_MS = 16;
const LAST_RECORD_MS = 24;
const FAST_LINES = 32;
const ENABLED = 36;
const LINE_BYTES_MAX = 40;
const IS_UTC = 44;
const HAS_COLUMNS = 48;
const SEPARATORS_MIN = 52;
const COLUMN_SHIFT = 56;
const MET_KEYS = 60;
const COLUMNS = 64;
const LATEST_YEAR = 96;
const LATEST_MINUTE = 100;
const REJECTED_SAMPLES_WANTED = 104;
const VERDICTS = 112;
/** The verdict whose lines are counted first. */
const VERDICT_MIN = VERDICT_COMMENT;
const COUNTER_BYTES = 4;

const MS_PER_DAY = 86_400_000;
const JSON_BIT = 2;
const LOGFMT_BIT = 64;
/** The formats whose lines are read by their keys. */
const KEY_BITS = JSON_BIT | LOGFMT_BIT;
/** The bit of lines in other ones. */
const CONTAINED_BIT = 1_024;
/** The bits of what the fast path may take. */
const ENABLED_FORMATS: readonly (readonly [format: LineFormat, bit: number])[] = [
  ["access", 1],
  ["json", JSON_BIT],
  ["alb", 4],
  ["elb", 8],
  ["s3", 16],
  ["app", 32],
  ["logfmt", LOGFMT_BIT],
  ["w3c", 128],
  ["syslog", 256],
  ["apache-error", 512],
];

/** Rows in use, and lines that the fast path took since it was cleared. */
export function countsOf({ view, layout }: Kernel): { windows: number; keys: number; fastLines: number } {
  const at = (offset: number): number => view.getUint32(layout.STATE + offset, true);
  return { windows: at(WINDOW_COUNT), keys: at(KEY_COUNT), fastLines: at(FAST_LINES) };
}

/** Smallest and largest timestamp of what was counted, epoch ms. */
export function timesOf({ view, layout }: Kernel): { firstRecordMs: number; lastRecordMs: number } {
  const at = (offset: number): number => Number(view.getBigInt64(layout.STATE + offset, true));
  return { firstRecordMs: at(FIRST_RECORD_MS), lastRecordMs: at(LAST_RECORD_MS) };
}

/** Lines that were counted without being records. */
export function refusedOf({ view, layout }: Kernel): CountedLines {
  const linesOf = (verdict: number): number => view.getUint32(layout.STATE + VERDICTS + COUNTER_BYTES * (verdict - VERDICT_MIN), true);
  return { blank: linesOf(VERDICT_BLANK), comment: linesOf(VERDICT_COMMENT), rejectedByReason: REJECT_REASONS.map((_, reason) => linesOf(reason + 1)) };
}

/** Tell the kernel which records, and lines that are rejected, may become samples. */
export function wantSamples({ view, layout }: Kernel, { slowestMicros, errorSamplesWanted, rejectedSamplesWanted }: SamplesWanted): void {
  // Durations of the fast path are below 2^31 µs.
  view.setInt32(layout.STATE + SLOWEST_MICROS, Math.min(slowestMicros, 0x7fffffff), true);
  view.setUint32(layout.STATE + ERROR_SAMPLES_WANTED, errorSamplesWanted, true);
  view.setUint32(layout.STATE + REJECTED_SAMPLES_WANTED, rejectedSamplesWanted, true);
}

function enabledBits({ format, pattern }: ParseSettings): number {
  // A pattern is asked before any format.
  const isAuto = format === "auto" && pattern === null;
  return ENABLED_FORMATS.reduce((bits, [name, bit]) => (isAuto || format === name ? bits | bit : bits), isAuto ? CONTAINED_BIT : 0);
}

/** Tell the kernel which lines it may take under these settings: those with keys only once {@link allowKeys} was called. True when it should be, for the first of them. */
export function setUpKernel(kernel: Kernel, settings: ParseSettings, lineBytesMax: number): boolean {
  const { view, layout } = kernel;
  const enabled = enabledBits(settings);
  writeLevelCodes(kernel);
  view.setUint32(layout.STATE + ENABLED, enabled & ~KEY_BITS, true);
  view.setUint32(layout.STATE + MET_KEYS, 0, true);
  view.setUint32(layout.STATE + LINE_BYTES_MAX, lineBytesMax, true);
  view.setUint32(layout.STATE + IS_UTC, settings.timeZone === "UTC" ? 1 : 0, true);
  return (enabled & KEY_BITS) !== 0;
}

/** Whether a contained line or a message was met that is read by its keys. */
export function hasMetKeys({ view, layout }: Kernel): boolean {
  return view.getUint32(layout.STATE + MET_KEYS, true) !== 0;
}

/** Tell the kernel what is the object's own. */
export function setUpObject({ view, layout }: Kernel, { settings, columns, referenceTimeMs }: JobConstants): void {
  view.setUint32(layout.STATE + HAS_COLUMNS, columns === undefined ? 0 : 1, true);
  const { isMilliseconds, ...places } = columns ?? CLOUDFRONT_COLUMNS;
  const separatorsMin = columns === undefined ? CLOUDFRONT_COLUMNS_MIN - 1 : Math.max(1, ...Object.values(places));
  view.setUint32(layout.STATE + SEPARATORS_MIN, separatorsMin, true);
  view.setInt32(layout.STATE + COLUMN_SHIFT, isMilliseconds === true ? MILLIS_TO_MICROS : SECONDS_TO_MICROS, true);
  for (const [field, column] of W3C_COLUMNS.entries()) view.setUint32(layout.STATE + COLUMNS + 4 * field, places[column] ?? 0, true);
  const latestMs = referenceTimeMs + MS_PER_DAY;
  const latestYear = new Date(latestMs).getUTCFullYear() + 1;
  // All years that the fast path tries are those of a log.
  const isUsual = settings.timeZone === "UTC" && latestYear >= 2_000 && latestYear < 2_100;
  view.setUint32(layout.STATE + LATEST_YEAR, isUsual ? latestYear : 0, true);
  view.setInt32(layout.STATE + LATEST_MINUTE, isUsual ? Math.floor(latestMs / MS_PER_MINUTE) : 0, true);
}

/** Let the kernel take lines with keys, if its fast path can tell the keys of these settings apart. Its tables take longer to write than a small object to parse. */
export function allowKeys(kernel: Kernel, settings: ParseSettings): void {
  const { view, layout } = kernel;
  if (!writeJsonTables(kernel, settings)) return;
  view.setUint32(layout.STATE + ENABLED, view.getUint32(layout.STATE + ENABLED, true) | (enabledBits(settings) & KEY_BITS), true);
}
