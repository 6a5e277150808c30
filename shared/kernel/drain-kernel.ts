import { emptyLatency, type Latency } from "../core/aggregate/latency.ts";
import type { CountedKey, CountedRecords, NamedCount, RangeAggregate } from "../core/aggregate/range-aggregate.ts";
import { sumSparseCounts, type SparseCounts } from "../core/aggregate/sparse-counts.ts";
import { asciiBytes } from "../core/parse/ascii.ts";
import type { Kernel } from "./kernel.ts";
import { countsOf, timesOf } from "./kernel-state.ts";

/** The names behind the kernel's numbers, see `assembly/methods.ts` and `assembly/levels.ts`. */
const METHOD_NAMES = ["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE"].map(asciiBytes);
const LEVEL_NAMES = ["TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "ERROR", "FATAL", "CRITICAL"].map(asciiBytes);

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
  if (windows > 0) aggregate.add(readCounted(kernel, windows, keys));
  kernel.clear();
}

/** Everything that the rows hold; their counters are cleared. */
function readCounted(kernel: Kernel, windowCount: number, keyCount: number): CountedRecords {
  const { layout, words } = kernel;
  const windows = [];
  for (let i = 0; i < windowCount; i++) {
    const window = readWindow(kernel, layout.WINDOW_ROWS + i * layout.WINDOW_ROW_BYTES);
    if (window.tally.records > 0) windows.push(window);
  }
  const dimensions: CountedKey[][] = [[], [], []];
  for (let i = 0; i < keyCount; i++) {
    const row = layout.KEY_ROWS + i * layout.KEY_ROW_BYTES;
    const key = readKey(kernel, row, layout.KEY_TEXTS + i * layout.KEY_BYTES_MAX);
    if (key.records > 0) dimensions[words[(row + DIMENSION) / WORD_BYTES]!]!.push(key);
    words.fill(0, row / WORD_BYTES, (row + HEADER_BYTES) / WORD_BYTES);
  }
  const [routes, services, hosts] = dimensions as [CountedKey[], CountedKey[], CountedKey[]];
  return { ...timesOf(kernel), windows, methods: readNamed(kernel, layout.METHODS, METHOD_NAMES), routes, services, hosts };
}

function readWindow(kernel: Kernel, row: number): { minute: number; tally: CountedWindow["tally"]; levels: NamedCount[] } {
  const { layout, view, words } = kernel;
  const at = (offset: number): number => view.getUint32(row + offset, true);
  const window = {
    minute: view.getInt32(row + NUMBER, true),
    tally: {
      records: at(RECORDS),
      requests: at(REQUESTS),
      errors: at(ERRORS),
      bytes: view.getBigUint64(row + BYTES, true),
      status: takeCounters(kernel, row + layout.WINDOW_STATUS, view.getBigUint64(row + STATUS_CHUNKS, true)),
      latency: takeLatency(kernel, row, layout.WINDOW_LATENCY),
    },
    levels: readNamed(kernel, row + layout.WINDOW_LEVELS, LEVEL_NAMES),
  };
  words.fill(0, row / WORD_BYTES, (row + layout.WINDOW_LATENCY) / WORD_BYTES);
  return window;
}

type CountedWindow = CountedRecords["windows"] extends Iterable<infer Window> ? Window : never;

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
  const buckets = takeCounters(kernel, row + offset, view.getBigUint64(row + LATENCY_CHUNKS, true));
  if (buckets.counts.length === 0) return emptyLatency();
  return {
    count: sumSparseCounts(buckets),
    sumMicros: view.getBigUint64(row + MICROS, true),
    minMicros: view.getUint32(row + MIN, true),
    maxMicros: view.getUint32(row + MAX, true),
    buckets,
  };
}

/** Read the counters at `counters` and set them to 0; bit c of `chunks` says that there are some among 64 c to 64 c + 63. */
function takeCounters({ words }: Kernel, counters: number, chunks: bigint): SparseCounts {
  const indices: number[] = [];
  const counts: number[] = [];
  const first = counters / WORD_BYTES;
  for (let chunk = 0, left = chunks; left > 0n; chunk++, left >>= 1n) {
    if ((left & 1n) === 0n) continue;
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
