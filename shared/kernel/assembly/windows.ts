import {
  MINUTE_PLACES,
  MINUTE_TABLE,
  ROW_BYTES,
  ROW_ERRORS,
  ROW_MAX,
  ROW_MICROS,
  ROW_MIN,
  ROW_NUMBER,
  ROW_RECORDS,
  ROW_REQUESTS,
  WINDOWS_MAX,
  WINDOW_LATENCY,
  WINDOW_LEVELS,
  WINDOW_ROWS,
  WINDOW_ROW_BYTES,
  WINDOW_STATUS,
} from "./layout";
import { counterOf } from "./counters";
import { setWindowCount, windowCount } from "./state";

/** No window: all are taken. */
export const NO_ROW: usize = 0;
/** The level slot of a record without a level. */
export const NO_LEVEL: u32 = 0xffffffff;
/** A duration that is absent. */
export const NO_MICROS: i32 = -1;
/** The longest duration that there is a bucket for; longer ones go the slow way. */
export const MICROS_MAX: u64 = 0x7fffffff;

/** The minute that was asked for last, and its row. */
let lastMinute: i32 = 0;
let lastRow: usize = NO_ROW;

/** The row of a minute, {@link NO_ROW} when it has none and none is free. */
// @ts-ignore: decorator
@inline export function windowRow(minute: i32): usize {
  return i32(minute == lastMinute) & i32(lastRow != NO_ROW) ? lastRow : findWindowRow(minute);
}

function findWindowRow(minute: i32): usize {
  lastMinute = minute;
  lastRow = lookUpRow(minute);
  return lastRow;
}

function lookUpRow(minute: i32): usize {
  let place = (<u32>minute * 0x9e3779b1) >> 19;
  while (true) {
    const entry = MINUTE_TABLE + (<usize>place << 3);
    const number = load<u32>(entry, 4);
    if (number == 0) return openWindow(minute, entry);
    if (load<i32>(entry) == minute) return WINDOW_ROWS + <usize>(number - 1) * WINDOW_ROW_BYTES;
    place = (place + 1) & (MINUTE_PLACES - 1);
  }
}

function openWindow(minute: i32, entry: usize): usize {
  const count = windowCount();
  if (count == WINDOWS_MAX) return NO_ROW;
  setWindowCount(count + 1);
  store<i32>(entry, minute);
  store<u32>(entry, count + 1, 4);
  const row = WINDOW_ROWS + <usize>count * WINDOW_ROW_BYTES;
  store<i32>(row, minute, ROW_NUMBER);
  store<u32>(row, u32.MAX_VALUE, ROW_MIN);
  return row;
}

/** The rows hold nothing any more. */
export function forgetWindows(): void {
  memory.fill(MINUTE_TABLE, 0, <usize>MINUTE_PLACES * 8);
  memory.fill(WINDOW_ROWS, 0, <usize>windowCount() * WINDOW_ROW_BYTES);
  setWindowCount(0);
  lastRow = NO_ROW;
}

/** The bucket of a duration: 64 an octave, see `latency-buckets.ts` of the core. */
// @ts-ignore: decorator
@inline export function bucketOf(micros: u32): u32 {
  const shift = 25 - <i32>clz<u32>(micros | 64);
  return (<u32>shift << 6) + (micros >> <u32>shift);
}

/** Count one duration in a row of a window or a key, whose histogram's chunks are `latency` bytes behind its beginning. */
// @ts-ignore: decorator
@inline export function countLatency(row: usize, latency: usize, micros: u32, bucket: u32): void {
  store<u64>(row, load<u64>(row, ROW_MICROS) + micros, ROW_MICROS);
  const smallest = load<u32>(row, ROW_MIN);
  const largest = load<u32>(row, ROW_MAX);
  store<u32>(row, select(micros, smallest, micros < smallest), ROW_MIN);
  store<u32>(row, select(micros, largest, micros > largest), ROW_MAX);
  const counter = counterOf(row + latency, bucket);
  store<u32>(counter, load<u32>(counter) + 1);
}

/** Count one record in the row of its window: `status` is 0 when absent, `isError` 0 or 1, `micros` {@link NO_MICROS} when absent. */
// @ts-ignore: decorator
@inline export function countWindow(row: usize, status: u32, level: u32, isError: u32, bytes: u64, micros: i32, bucket: u32): void {
  store<u32>(row, load<u32>(row, ROW_RECORDS) + 1, ROW_RECORDS);
  store<u32>(row, load<u32>(row, ROW_REQUESTS) + u32((status != 0) | (micros >= 0)), ROW_REQUESTS);
  store<u32>(row, load<u32>(row, ROW_ERRORS) + isError, ROW_ERRORS);
  store<u64>(row, load<u64>(row, ROW_BYTES) + bytes, ROW_BYTES);
  if (status != 0) {
    const counter = counterOf(row + WINDOW_STATUS, status);
    store<u32>(counter, load<u32>(counter) + 1);
  }
  if (level != NO_LEVEL) {
    const counter = row + (<usize>level << 2);
    store<u32>(counter, load<u32>(counter, WINDOW_LEVELS) + 1, WINDOW_LEVELS);
  }
  if (micros >= 0) countLatency(row, WINDOW_LATENCY, <u32>micros, bucket);
}
