import { counterOf } from "./counters";
import {
  CHUNK_BYTES,
  CHUNK_COUNTERS,
  LATENCY_CHUNKS,
  LEVEL_CODES,
  LEVEL_SLOTS,
  ROW_BYTES,
  ROW_ERRORS,
  ROW_MAX,
  ROW_MICROS,
  ROW_MIN,
  ROW_RECORDS,
  ROW_REQUESTS,
  STATUS_CHUNKS,
  TOTAL_ROW,
  WINDOW_LATENCY,
  WINDOW_LEVELS,
  WINDOW_ROWS,
  WINDOW_ROW_BYTES,
  WINDOW_STATUS,
} from "./layout";

// The tally of a window as bytes, the same that `encodeTally` of the core writes: numbers in base 128, low digits first.

const SERVER_ERRORS_START: usize = 500;

/** Where the next byte goes. */
let to: usize = 0;
/** Of the counts written last: how many records they count of indices from {@link SERVER_ERRORS_START} on. */
let serverErrors: u64 = 0;

/** There is no total any more. */
export function forgetTotal(): void {
  memory.fill(TOTAL_ROW, 0, WINDOW_ROW_BYTES);
  store<u32>(TOTAL_ROW, u32.MAX_VALUE, ROW_MIN);
}

/** Write the tally of the window with this row to `address`, and add it to the total. Returns where it ends; `address` without records. */
export function packWindow(number: u32, address: usize): usize {
  const row = WINDOW_ROWS + <usize>number * WINDOW_ROW_BYTES;
  const records = <u64>load<u32>(row, ROW_RECORDS);
  to = address;
  if (records != 0) {
    writeInteger(records);
    writeInteger(records - <u64>load<u32>(row, ROW_REQUESTS));
    serverErrors = 0;
    writeCounts(row, WINDOW_STATUS, STATUS_CHUNKS);
    writeInteger(<u64>load<u32>(row, ROW_ERRORS) - serverErrors);
    writeLevels(row);
    writeInteger(load<u64>(row, ROW_BYTES));
    if (writeCounts(row, WINDOW_LATENCY, LATENCY_CHUNKS) != 0) writeDurations(row);
    addToTotal(row);
  }
  return to;
}

function writeInteger(value: u64): void {
  let rest = value;
  while (rest >= 128) {
    store<u8>(to++, <u8>rest | 128);
    rest >>= 7;
  }
  store<u8>(to++, <u8>rest);
}

/** Write the counters that are not 0, whose chunks' addresses are `offset` bytes behind the row's beginning, and add them to the total's; returns how many they are. */
function writeCounts(row: usize, offset: usize, chunkCount: usize): u32 {
  const size = countCounters(row + offset, chunkCount);
  writeInteger(size);
  let expected: usize = 0;
  for (let number: usize = 0; number < chunkCount; number++) {
    const chunk = <usize>load<u32>(row + offset + (number << 2));
    if (chunk == 0) continue;
    const total = counterOf(TOTAL_ROW + offset, <u32>(number * CHUNK_COUNTERS));
    for (let at: usize = 0; at < CHUNK_BYTES; at += 4) {
      const count = load<u32>(chunk + at);
      if (count == 0) continue;
      const index = number * CHUNK_COUNTERS + (at >> 2);
      const skipped = index - expected;
      writeInteger((<u64>count << 1) | <u64>u32(skipped != 0));
      if (skipped != 0) writeInteger(<u64>(skipped - 1));
      expected = index + 1;
      store<u32>(total + at, load<u32>(total + at) + count);
      if (index >= SERVER_ERRORS_START) serverErrors += count;
    }
  }
  return size;
}

function countCounters(places: usize, chunkCount: usize): u32 {
  let size: u32 = 0;
  for (let place = places; place < places + (chunkCount << 2); place += 4) {
    const chunk = <usize>load<u32>(place);
    if (chunk == 0) continue;
    for (let at = chunk; at < chunk + CHUNK_BYTES; at += 16) size += popcnt(i32x4.bitmask(i32x4.ne(v128.load(at), i32x4.splat(0))));
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
}
