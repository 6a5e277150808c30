import { emptyLatency, type Latency } from "../core/aggregate/latency.ts";
import type { CountedKey, CountedRecords, NamedCount } from "../core/aggregate/counted-elsewhere.ts";
import type { RangeAggregate } from "../core/aggregate/range-aggregate.ts";
import { type PackedWindow, WINDOW_MS } from "../core/aggregate/window.ts";
import { sumSparseCounts, type SparseCounts } from "../core/aggregate/sparse-counts.ts";
import type { Kernel } from "./kernel.ts";
import { LEVEL_NAMES, METHOD_NAMES } from "./kernel-names.ts";
import { countsOf, refusedOf, timesOf } from "./kernel-state.ts";

/** Byte offsets in a row of a window or a key, as in `assembly/layout.ts`. */
const NUMBER = 0;
const RECORDS = 4;
const REQUESTS = 8;
const ERRORS = 12;
const MIN = 16;
const MAX = 20;
const MICROS = 24;
const BYTES = 32;
/** What a key's row has in the places of {@link NUMBER} and {@link REQUESTS}. */
const DIMENSION = NUMBER;
const KEY_LENGTH = REQUESTS;

/** Rows have smaller numbers. */
const ROWS_END = 65_536;
const WORD_BYTES = 4;

/** Take what the kernel has counted over into the aggregate; the kernel then has counted nothing. */
export function drainKernel(kernel: Kernel, aggregate: RangeAggregate): void {
  const { windows, keys } = countsOf(kernel);
  if (windows > 0) aggregate.add(takeCounted(kernel, windows, keys));
  aggregate.addLines(refusedOf(kernel));
  kernel.clear();
}

/** Everything that the rows hold. */
function takeCounted(kernel: Kernel, windowCount: number, keyCount: number): CountedRecords {
  const { layout, words } = kernel;
  const windows = takeWindows(kernel, windowCount);
  const dimensions: CountedKey[][] = [[], [], []];
  for (let i = 0; i < keyCount; i++) {
    const row = layout.KEY_ROWS + i * layout.KEY_ROW_BYTES;
    const key = readKey(kernel, row, layout.KEY_TEXTS + i * layout.KEY_BYTES_MAX);
    if (key.records > 0) dimensions[words[(row + DIMENSION) / WORD_BYTES]!]!.push(key);
  }
  const [routes, services, hosts] = dimensions as [CountedKey[], CountedKey[], CountedKey[]];
  const total = readTotal(kernel);
  const levels = readNamed(kernel, layout.TOTAL_ROW + layout.WINDOW_LEVELS, LEVEL_NAMES);
  return { ...timesOf(kernel), windows, total, levels, methods: readNamed(kernel, layout.METHODS, METHOD_NAMES), routes, services, hosts };
}

/** The windows, ascending, each as the kernel packs it: most tallies are a part of its memory. */
function takeWindows({ layout, words, bytes, packWindow }: Kernel, windowCount: number): PackedWindow[] {
  const { WINDOW_ROWS, WINDOW_ROW_BYTES, PACKED, PACKED_END, TALLY_BYTES_MAX } = layout;
  const opened = Float64Array.from(
    { length: windowCount },
    (_, number) => (words[(WINDOW_ROWS + number * WINDOW_ROW_BYTES + NUMBER) / WORD_BYTES]! | 0) * ROWS_END + number,
  ).sort();
  const windows: PackedWindow[] = [];
  let address = PACKED;
  for (const minuteAndNumber of opened) {
    const minute = Math.floor(minuteAndNumber / ROWS_END);
    const number = minuteAndNumber - minute * ROWS_END;
    const records = words[(WINDOW_ROWS + number * WINDOW_ROW_BYTES + RECORDS) / WORD_BYTES]!;
    const end = packWindow(number, address);
    // A window that was opened for a line that then turned out to be unusual has no records.
    if (records === 0) continue;
    const hasRoom = PACKED_END - end >= TALLY_BYTES_MAX;
    windows.push({ windowStartMs: minute * WINDOW_MS, records, tally: hasRoom ? bytes.subarray(address, end) : bytes.slice(address, end) });
    if (hasRoom) address = end;
  }
  return windows;
}

/** The sum of the windows that were packed. */
function readTotal(kernel: Kernel): CountedRecords["total"] {
  const { layout, view } = kernel;
  const row = layout.TOTAL_ROW;
  const at = (offset: number): number => view.getUint32(row + offset, true);
  return {
    records: at(RECORDS),
    requests: at(REQUESTS),
    errors: at(ERRORS),
    bytes: view.getBigUint64(row + BYTES, true),
    status: readCounters(kernel, row + layout.WINDOW_STATUS, layout.STATUS_CHUNKS),
    latency: readLatency(kernel, row, layout.WINDOW_LATENCY),
  };
}

function readKey(kernel: Kernel, row: number, text: number): CountedKey {
  const { layout, view, bytes } = kernel;
  const length = view.getUint32(row + KEY_LENGTH, true);
  return {
    key: bytes.subarray(text, text + length),
    records: view.getUint32(row + RECORDS, true),
    errors: view.getUint32(row + ERRORS, true),
    latency: readLatency(kernel, row, layout.KEY_LATENCY),
  };
}

function readNamed({ words }: Kernel, counters: number, names: readonly Uint8Array[]): NamedCount[] {
  return names.flatMap((name, i) => {
    const records = words[counters / WORD_BYTES + i]!;
    return records === 0 ? [] : [{ name, records }];
  });
}

function readLatency(kernel: Kernel, row: number, offset: number): Latency {
  const { view, layout } = kernel;
  const buckets = readCounters(kernel, row + offset, layout.LATENCY_CHUNKS);
  if (buckets.counts.length === 0) return emptyLatency();
  return {
    count: sumSparseCounts(buckets),
    sumMicros: view.getBigUint64(row + MICROS, true),
    minMicros: view.getUint32(row + MIN, true),
    maxMicros: view.getUint32(row + MAX, true),
    buckets,
  };
}

/** The counters above 0 of the `chunkCount` chunks whose addresses are at `places`, as far as they are there. */
function readCounters({ words, layout: { CHUNK_COUNTERS } }: Kernel, places: number, chunkCount: number): SparseCounts {
  const indices: number[] = [];
  const counts: number[] = [];
  for (let chunk = 0; chunk < chunkCount; chunk++) {
    const first = words[places / WORD_BYTES + chunk]! / WORD_BYTES;
    if (first === 0) continue;
    for (let counter = 0; counter < CHUNK_COUNTERS; counter++) {
      const count = words[first + counter]!;
      if (count === 0) continue;
      indices.push(chunk * CHUNK_COUNTERS + counter);
      counts.push(count);
    }
  }
  return { indices, counts };
}
