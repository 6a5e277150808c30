import { emptyLatency, type Latency } from "../core/aggregate/latency.ts";
import type { CountedKey, CountedRecords, NamedCount, RangeAggregate } from "../core/aggregate/range-aggregate.ts";
import { type PackedWindow, WINDOW_MS } from "../core/aggregate/window.ts";
import { sumSparseCounts, type SparseCounts } from "../core/aggregate/sparse-counts.ts";
import type { Kernel } from "./kernel.ts";
import { LEVEL_NAMES, METHOD_NAMES } from "./kernel-names.ts";
import { countsOf, timesOf } from "./kernel-state.ts";

/** Byte offsets in a row of a window or a key, as in `assembly/layout.ts`. */
const NUMBER = 0;
const RECORDS = 4;
const REQUESTS = 8;
const ERRORS = 12;
const MIN = 16;
const MAX = 20;
const MICROS = 24;
const BYTES = 32;
const LATENCY_CHUNKS = 40;
const STATUS_CHUNKS = 48;
const HEADER_BYTES = 64;
/** What a key's row has in the places of {@link NUMBER} and {@link REQUESTS}. */
const DIMENSION = NUMBER;
const KEY_LENGTH = REQUESTS;

const CHUNK_COUNTERS = 64;
const WORD_BYTES = 4;

/** Take what the kernel has counted over into the aggregate; the kernel then has counted nothing. */
export function drainKernel(kernel: Kernel, aggregate: RangeAggregate): void {
  const { windows, keys } = countsOf(kernel);
  if (windows > 0) aggregate.add(takeCounted(kernel, windows, keys));
  kernel.clear();
}

/** Everything that the rows hold; they are cleared. */
function takeCounted(kernel: Kernel, windowCount: number, keyCount: number): CountedRecords {
  const { layout, words } = kernel;
  const windows = takeWindows(kernel, windowCount);
  const dimensions: CountedKey[][] = [[], [], []];
  for (let i = 0; i < keyCount; i++) {
    const row = layout.KEY_ROWS + i * layout.KEY_ROW_BYTES;
    const key = readKey(kernel, row, layout.KEY_TEXTS + i * layout.KEY_BYTES_MAX);
    if (key.records > 0) dimensions[words[(row + DIMENSION) / WORD_BYTES]!]!.push(key);
    words.fill(0, row / WORD_BYTES, (row + HEADER_BYTES) / WORD_BYTES);
  }
  const [routes, services, hosts] = dimensions as [CountedKey[], CountedKey[], CountedKey[]];
  const total = readTotal(kernel);
  const levels = readNamed(kernel, layout.TOTAL_ROW + layout.WINDOW_LEVELS, LEVEL_NAMES);
  return { ...timesOf(kernel), windows, total, levels, methods: readNamed(kernel, layout.METHODS, METHOD_NAMES), routes, services, hosts };
}

/** The windows, ascending, each as the kernel packs it. */
function takeWindows({ layout, view, bytes, packWindow }: Kernel, windowCount: number): PackedWindow[] {
  const at = (row: number, offset: number): number => layout.WINDOW_ROWS + row * layout.WINDOW_ROW_BYTES + offset;
  const opened = Array.from({ length: windowCount }, (_, row) => ({ row, minute: view.getInt32(at(row, NUMBER), true) }));
  const windows: PackedWindow[] = [];
  for (const { row, minute } of opened.sort((left, right) => left.minute - right.minute)) {
    const records = view.getUint32(at(row, RECORDS), true);
    const byteLength = packWindow(row);
    // A window that was opened for a line that then turned out to be unusual has no records.
    if (records > 0) windows.push({ windowStartMs: minute * WINDOW_MS, records, tally: bytes.slice(layout.PACKED, layout.PACKED + byteLength) });
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
    status: takeCounters(kernel, row + layout.WINDOW_STATUS, at(STATUS_CHUNKS)),
    latency: takeLatency(kernel, row, layout.WINDOW_LATENCY),
  };
}

function readKey(kernel: Kernel, row: number, text: number): CountedKey {
  const { layout, view, bytes } = kernel;
  const length = view.getUint32(row + KEY_LENGTH, true);
  return {
    key: bytes.subarray(text, text + length),
    records: view.getUint32(row + RECORDS, true),
    errors: view.getUint32(row + ERRORS, true),
    latency: takeLatency(kernel, row, layout.KEY_LATENCY),
  };
}

function readNamed({ words }: Kernel, counters: number, names: readonly Uint8Array[]): NamedCount[] {
  return names.flatMap((name, i) => {
    const records = words[counters / WORD_BYTES + i]!;
    return records === 0 ? [] : [{ name, records }];
  });
}

function takeLatency(kernel: Kernel, row: number, offset: number): Latency {
  const { view } = kernel;
  const buckets = takeCounters(kernel, row + offset, view.getUint32(row + LATENCY_CHUNKS, true));
  if (buckets.counts.length === 0) return emptyLatency();
  return {
    count: sumSparseCounts(buckets),
    sumMicros: view.getBigUint64(row + MICROS, true),
    minMicros: view.getUint32(row + MIN, true),
    maxMicros: view.getUint32(row + MAX, true),
    buckets,
  };
}

/** Read the counters at `counters` and set them to 0; bit c of `chunks`, of which there are at most 32, says that there are some among 64 c to 64 c + 63. */
function takeCounters({ words }: Kernel, counters: number, chunks: number): SparseCounts {
  const indices: number[] = [];
  const counts: number[] = [];
  const first = counters / WORD_BYTES;
  for (let chunk = 0, left = chunks; left !== 0; chunk++, left >>>= 1) {
    if ((left & 1) === 0) continue;
    const from = chunk * CHUNK_COUNTERS;
    for (let index = from; index < from + CHUNK_COUNTERS; index++) {
      const count = words[first + index]!;
      if (count === 0) continue;
      indices.push(index);
      counts.push(count);
    }
    words.fill(0, first + from, first + from + CHUNK_COUNTERS);
  }
  return { indices, counts };
}
