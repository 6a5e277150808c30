import {
  LEVEL_CODES,
  LEVEL_SLOTS,
  PACKED,
  ROW_BYTES,
  ROW_ERRORS,
  ROW_LATENCY_CHUNKS,
  ROW_MAX,
  ROW_MICROS,
  ROW_MIN,
  ROW_RECORDS,
  ROW_REQUESTS,
  ROW_STATUS_CHUNKS,
  TOTAL_ROW,
  WINDOW_LATENCY,
  WINDOW_LEVELS,
  WINDOW_ROWS,
  WINDOW_ROW_BYTES,
  WINDOW_STATUS,
} from "./layout";

// The tally of a window as bytes, the same that `encodeTally` of the core writes: numbers in base 128, low digits first.

const CHUNK_COUNTERS: usize = 64;
const SERVER_ERRORS_START: usize = 500;

/** Where the next byte goes. */
let to: usize = 0;
/** Of the counts written last: how many records they count of indices from {@link SERVER_ERRORS_START} on. */
let serverErrors: u64 = 0;

/** The rows of windows are cleared, and so is the total. */
export function forgetTotal(): void {
  memory.fill(TOTAL_ROW, 0, WINDOW_ROW_BYTES);
  store<u32>(TOTAL_ROW, u32.MAX_VALUE, ROW_MIN);
}

/** Write the tally of the window with this row to {@link PACKED}, add it to the total, and clear the row. Returns the bytes written; 0 without records. */
export function packWindow(number: u32): usize {
  const row = WINDOW_ROWS + <usize>number * WINDOW_ROW_BYTES;
  const records = <u64>load<u32>(row, ROW_RECORDS);
  to = PACKED;
  if (records != 0) {
    writeInteger(records);
    writeInteger(records - <u64>load<u32>(row, ROW_REQUESTS));
    serverErrors = 0;
    writeCounts(row, WINDOW_STATUS, load<u64>(row, ROW_STATUS_CHUNKS));
    writeInteger(<u64>load<u32>(row, ROW_ERRORS) - serverErrors);
    writeLevels(row);
    writeInteger(load<u64>(row, ROW_BYTES));
    if (writeCounts(row, WINDOW_LATENCY, load<u64>(row, ROW_LATENCY_CHUNKS)) != 0) writeDurations(row);
    addToTotal(row);
  }
  memory.fill(row, 0, WINDOW_LEVELS);
  return to - PACKED;
}

function writeInteger(value: u64): void {
  let rest = value;
  while (rest >= 128) {
    store<u8>(to++, <u8>rest | 128);
    rest >>= 7;
  }
  store<u8>(to++, <u8>rest);
}

/** Write the counters that are not 0, add them to the total's and clear them; returns how many they are. */
function writeCounts(row: usize, offset: usize, chunks: u64): u32 {
  const counters = row + offset;
  const size = countCounters(counters, chunks);
  writeInteger(size);
  let expected: usize = 0;
  for (let left = chunks; left != 0; left &= left - 1) {
    const first = <usize>ctz(left) * CHUNK_COUNTERS;
    for (let index = first; index < first + CHUNK_COUNTERS; index++) {
      const count = load<u32>(counters + (index << 2));
      if (count == 0) continue;
      const skipped = index - expected;
      writeInteger((<u64>count << 1) | <u64>u32(skipped != 0));
      if (skipped != 0) writeInteger(<u64>(skipped - 1));
      expected = index + 1;
      const total = TOTAL_ROW + offset + (index << 2);
      store<u32>(total, load<u32>(total) + count);
      if (index >= SERVER_ERRORS_START) serverErrors += count;
    }
    memory.fill(counters + (first << 2), 0, CHUNK_COUNTERS << 2);
  }
  return size;
}

function countCounters(counters: usize, chunks: u64): u32 {
  let size: u32 = 0;
  for (let left = chunks; left != 0; left &= left - 1) {
    const first = counters + ((<usize>ctz(left) * CHUNK_COUNTERS) << 2);
    for (let at = first; at < first + (CHUNK_COUNTERS << 2); at += 16) size += popcnt(i32x4.bitmask(i32x4.ne(v128.load(at), i32x4.splat(0))));
  }
  return size;
}

/** The slots of levels are in the order in which names are written. */
function writeLevels(row: usize): void {
  let names: u32 = 0;
  for (let slot: usize = 0; slot < LEVEL_SLOTS; slot++) if (load<u32>(row + (slot << 2), WINDOW_LEVELS) != 0) names++;
  writeInteger(names);
  for (let slot: usize = 0; slot < LEVEL_SLOTS; slot++) {
    const count = load<u32>(row + (slot << 2), WINDOW_LEVELS);
    if (count == 0) continue;
    writeInteger(load<u8>(LEVEL_CODES + slot));
    writeInteger(count);
    const total = TOTAL_ROW + (slot << 2);
    store<u32>(total, load<u32>(total, WINDOW_LEVELS) + count, WINDOW_LEVELS);
    store<u32>(row + (slot << 2), 0, WINDOW_LEVELS);
  }
  // Names beyond the limit: there are none here.
  writeInteger(0);
}

function writeDurations(row: usize): void {
  const smallest = load<u32>(row, ROW_MIN);
  const largest = load<u32>(row, ROW_MAX);
  writeInteger(smallest);
  writeInteger(largest - smallest);
  writeInteger(load<u64>(row, ROW_MICROS));
  store<u32>(TOTAL_ROW, min(smallest, load<u32>(TOTAL_ROW, ROW_MIN)), ROW_MIN);
  store<u32>(TOTAL_ROW, max(largest, load<u32>(TOTAL_ROW, ROW_MAX)), ROW_MAX);
}

function addToTotal(row: usize): void {
  store<u32>(TOTAL_ROW, load<u32>(TOTAL_ROW, ROW_RECORDS) + load<u32>(row, ROW_RECORDS), ROW_RECORDS);
  store<u32>(TOTAL_ROW, load<u32>(TOTAL_ROW, ROW_REQUESTS) + load<u32>(row, ROW_REQUESTS), ROW_REQUESTS);
  store<u32>(TOTAL_ROW, load<u32>(TOTAL_ROW, ROW_ERRORS) + load<u32>(row, ROW_ERRORS), ROW_ERRORS);
  store<u64>(TOTAL_ROW, load<u64>(TOTAL_ROW, ROW_MICROS) + load<u64>(row, ROW_MICROS), ROW_MICROS);
  store<u64>(TOTAL_ROW, load<u64>(TOTAL_ROW, ROW_BYTES) + load<u64>(row, ROW_BYTES), ROW_BYTES);
  store<u64>(TOTAL_ROW, load<u64>(TOTAL_ROW, ROW_STATUS_CHUNKS) | load<u64>(row, ROW_STATUS_CHUNKS), ROW_STATUS_CHUNKS);
  store<u64>(TOTAL_ROW, load<u64>(TOTAL_ROW, ROW_LATENCY_CHUNKS) | load<u64>(row, ROW_LATENCY_CHUNKS), ROW_LATENCY_CHUNKS);
}
