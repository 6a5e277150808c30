import { METHODS, STATE } from "./layout";
import { VERDICT_MAX, VERDICT_MIN } from "./verdicts";

// The words of the state. JavaScript reads and writes them between calls, and while the kernel calls it.

/** u32: rows of windows and keys in use, and how often a method was seen is in METHODS. */
const WINDOW_COUNT: usize = STATE;
const KEY_COUNT: usize = STATE + 4;
/** i32: a duration that is not longer is not among the slowest. */
const SLOWEST_MICROS: usize = STATE + 8;
/** u32: samples of errors that are still wanted. */
const ERROR_SAMPLES_WANTED: usize = STATE + 12;
/** i64, epoch ms: the smallest and the largest time of a record. */
const FIRST_RECORD_MS: usize = STATE + 16;
const LAST_RECORD_MS: usize = STATE + 24;
/** u32: lines that the fast path took since the state was cleared. */
const FAST_LINES: usize = STATE + 32;
/** u32, bits: what the settings let the fast path take. */
const ENABLED: usize = STATE + 36;
/** u32: a longer line is not for the fast path. */
const LINE_BYTES_MAX: usize = STATE + 40;
/** u32: 1 when a time without a zone is UTC. */
const IS_UTC: usize = STATE + 44;
/** u32: 1 when the object has a header that names columns. */
const HAS_COLUMNS: usize = STATE + 48;
/** u32: so many separators a line of columns has at least. */
const SEPARATORS_MIN: usize = STATE + 52;
/** i32: the power of ten from a number in the column of the duration to µs. */
const COLUMN_SHIFT: usize = STATE + 56;
/** u32: 1 when a contained line or a message was met that is read by its keys. */
const MET_KEYS: usize = STATE + 60;
/** u32: of times without a year the last one that is tried, 0 when they are for the slow path; i32: the last minute that they may mean. */
const LATEST_YEAR: usize = STATE + 96;
const LATEST_MINUTE: usize = STATE + 100;
/** u32 each: the column of each field, in the order of `W3C_COLUMNS` of the core; 0 for none. */
const COLUMNS: usize = STATE + 64;
/** u32, a bit for each verdict: lines that are rejected by it may become samples. */
const REJECTED_SAMPLES_WANTED: usize = STATE + 104;
/** u32 for each verdict, from the least one on: lines that have it and are no records. */
const VERDICTS: usize = STATE + 112;
const VERDICTS_BYTES: usize = <usize>(VERDICT_MAX - VERDICT_MIN + 1) * 4;

export const ENABLED_ACCESS: u32 = 1;
export const ENABLED_JSON: u32 = 2;
export const ENABLED_ALB: u32 = 4;
export const ENABLED_ELB: u32 = 8;
export const ENABLED_S3: u32 = 16;
export const ENABLED_APP: u32 = 32;
export const ENABLED_LOGFMT: u32 = 64;
export const ENABLED_W3C: u32 = 128;
export const ENABLED_SYSLOG: u32 = 256;
export const ENABLED_APACHE_ERROR: u32 = 512;
/** Lines in other ones. */
export const ENABLED_CONTAINED: u32 = 1024;

// @ts-ignore: decorator
@inline export function windowCount(): u32 {
  return load<u32>(WINDOW_COUNT);
}
// @ts-ignore: decorator
@inline export function setWindowCount(count: u32): void {
  store<u32>(WINDOW_COUNT, count);
}
// @ts-ignore: decorator
@inline export function keyCount(): u32 {
  return load<u32>(KEY_COUNT);
}
// @ts-ignore: decorator
@inline export function setKeyCount(count: u32): void {
  store<u32>(KEY_COUNT, count);
}
// @ts-ignore: decorator
@inline export function slowestMicros(): i32 {
  return load<i32>(SLOWEST_MICROS);
}
// @ts-ignore: decorator
@inline export function errorSamplesWanted(): u32 {
  return load<u32>(ERROR_SAMPLES_WANTED);
}
// @ts-ignore: decorator
@inline export function isEnabled(bit: u32): bool {
  return (load<u32>(ENABLED) & bit) != 0;
}

/** Whether lines of all formats are allowed, and none is asked about a pattern first. */
// @ts-ignore: decorator
@inline export function allowsAll(): bool {
  return isEnabled(ENABLED_CONTAINED);
}

/** Say that a contained line or a message was met that is read by its keys. */
export function meetKeys(): void {
  store<u32>(MET_KEYS, 1);
}

// @ts-ignore: decorator
@inline export function lineBytesMax(): usize {
  return <usize>load<u32>(LINE_BYTES_MAX);
}

// @ts-ignore: decorator
@inline export function isUtc(): bool {
  return load<u32>(IS_UTC) != 0;
}

// @ts-ignore: decorator
@inline export function hasColumns(): bool {
  return load<u32>(HAS_COLUMNS) != 0;
}

// @ts-ignore: decorator
@inline export function separatorsMin(): u32 {
  return load<u32>(SEPARATORS_MIN);
}

// @ts-ignore: decorator
@inline export function columnShift(): i32 {
  return load<i32>(COLUMN_SHIFT);
}

/** The column of a field, 0 when it has none. */
// @ts-ignore: decorator
@inline export function columnOf(field: usize): usize {
  return <usize>load<u32>(COLUMNS + (field << 2));
}

// @ts-ignore: decorator
@inline export function latestYear(): i32 {
  return load<i32>(LATEST_YEAR);
}

// @ts-ignore: decorator
@inline export function latestMinute(): i32 {
  return load<i32>(LATEST_MINUTE);
}

/** Note the time of a record. */
// @ts-ignore: decorator
@inline export function noteTime(timestampMs: i64): void {
  const first = load<i64>(FIRST_RECORD_MS);
  const last = load<i64>(LAST_RECORD_MS);
  store<i64>(FIRST_RECORD_MS, select(timestampMs, first, timestampMs < first));
  store<i64>(LAST_RECORD_MS, select(timestampMs, last, timestampMs > last));
}

// @ts-ignore: decorator
@inline export function countMethod(slot: usize): void {
  const at = METHODS + (slot << 2);
  store<u32>(at, load<u32>(at) + 1);
}

// @ts-ignore: decorator
@inline export function addFastLines(lines: u32): void {
  store<u32>(FAST_LINES, load<u32>(FAST_LINES) + lines);
}

/** Count a line that has `verdict` and is no record; false when it may become a sample. */
export function countVerdict(verdict: i32): bool {
  if (verdict > 0 && (load<u32>(REJECTED_SAMPLES_WANTED) & (1 << verdict)) != 0) return false;
  const at = VERDICTS + (<usize>(verdict - VERDICT_MIN) << 2);
  store<u32>(at, load<u32>(at) + 1);
  return true;
}

/** As nothing was counted: what is enabled stays. */
export function clearState(): void {
  setWindowCount(0);
  setKeyCount(0);
  store<i64>(FIRST_RECORD_MS, i64.MAX_VALUE);
  store<i64>(LAST_RECORD_MS, i64.MIN_VALUE);
  store<u32>(FAST_LINES, 0);
  memory.fill(VERDICTS, 0, VERDICTS_BYTES);
  memory.fill(METHODS, 0, 64);
}
