import { CHUNK_COUNTERS, CounterRows } from "./counter-rows.ts";
import { BUCKET_COUNT } from "./latency-buckets.ts";
import type { Latency } from "./latency.ts";
import type { SparseCounts } from "./sparse-counts.ts";
import { STATUS_END } from "./tally.ts";

const roundUpToChunk = (counters: number): number => Math.ceil(counters / CHUNK_COUNTERS) * CHUNK_COUNTERS;

/** The counters of a row: latency buckets, then status codes, then level slots. A key has the first alone. */
const STATUS_START = roundUpToChunk(BUCKET_COUNT);
const LEVEL_START = STATUS_START + roundUpToChunk(STATUS_END);
/** Level slots of a row. */
export const LEVEL_SLOTS = CHUNK_COUNTERS;

/** The plain numbers of a row. An exact sum is `high · 2^52 + low`, `low` below 2^52; its high part is the column behind its low part. */
const COLUMNS = 11;
const RECORDS = 0;
const REQUESTS = 1;
const ERRORS = 2;
const BYTES_LOW = 3;
const LATENCY_COUNT = 5;
const LATENCY_LOW = 6;
const LATENCY_HIGH = 7;
const LATENCY_MIN = 8;
const LATENCY_MAX = 9;
const COUNT_ERROR_MAX = 10;
const LOW_BITS = 52n;
const LOW_END = 2 ** 52;
const LOW_MASK = BigInt(LOW_END) - 1n;

/** Bytes of a row without its chunks, about: columns, chunk numbers, and its place in the index of windows or keys. */
const ROW_BYTES = COLUMNS * 8 + ((LEVEL_START + LEVEL_SLOTS) / CHUNK_COUNTERS) * 4 + 64;

/**
 * Rows of numbers, one for each window or key, that are incremented millions of times a second without allocating.
 * Whoever owns the rows numbers them, from 0 and without large holes.
 */
export class TallyRows {
  private openRows = 0;
  private columns: Float64Array;
  private readonly counters: CounterRows;

  /** Rows of windows, or of keys, which have no statuses and levels. */
  constructor(kind: "window" | "key", rowCapacity: number) {
    this.columns = new Float64Array(rowCapacity * COLUMNS);
    this.counters = new CounterRows(kind === "window" ? LEVEL_START + LEVEL_SLOTS : STATUS_START, rowCapacity);
  }

  /** Memory of the open rows, about; memory kept for reuse does not count. */
  get memoryBytes(): number {
    return this.openRows * ROW_BYTES + this.counters.memoryBytes;
  }

  /** Make room for `row`, which has nothing in it. */
  open(row: number): void {
    this.openRows++;
    if (row * COLUMNS < this.columns.length) return;
    const rowCapacity = Math.max(row + 1, (this.columns.length / COLUMNS) * 2);
    const columns = new Float64Array(rowCapacity * COLUMNS);
    columns.set(this.columns);
    this.columns = columns;
    this.counters.grow(rowCapacity);
  }

  /** Forget what is in `row`. */
  close(row: number): void {
    this.openRows--;
    this.columns.fill(0, row * COLUMNS, (row + 1) * COLUMNS);
    this.counters.clear(row);
  }

  /** Count one record. `status`, `levelSlot`, `bytes` and `micros` are -1 when absent; `bucket` is that of `micros`. */
  record(row: number, status: number, levelSlot: number, isError: boolean, bytes: number, micros: number, bucket: number): void {
    const base = row * COLUMNS;
    if (status >= 0 || micros >= 0) this.columns[base + REQUESTS]!++;
    if (status >= 0) this.counters.add(row, STATUS_START + status, 1);
    if (levelSlot >= 0) this.counters.add(row, LEVEL_START + levelSlot, 1);
    if (bytes > 0) this.addExact(base + BYTES_LOW, bytes);
    this.recordKey(row, isError, micros, bucket);
  }

  /** Count one record of a key. */
  recordKey(row: number, isError: boolean, micros: number, bucket: number): void {
    const columns = this.columns;
    const base = row * COLUMNS;
    columns[base + RECORDS]!++;
    if (isError) columns[base + ERRORS]!++;
    if (micros < 0) return;
    const count = columns[base + LATENCY_COUNT]!++;
    if (count === 0 || micros < columns[base + LATENCY_MIN]!) columns[base + LATENCY_MIN] = micros;
    if (micros > columns[base + LATENCY_MAX]!) columns[base + LATENCY_MAX] = micros;
    this.addExact(base + LATENCY_LOW, micros);
    this.counters.add(row, bucket, 1);
  }

  /** Fill the empty row of a key with what is known of it. */
  setKey(row: number, records: number, errors: number, countErrorMax: number, latency: Latency): void {
    const columns = this.columns;
    const base = row * COLUMNS;
    columns[base + RECORDS] = records;
    columns[base + ERRORS] = errors;
    columns[base + COUNT_ERROR_MAX] = countErrorMax;
    columns[base + LATENCY_COUNT] = latency.count;
    columns[base + LATENCY_MIN] = latency.minMicros;
    columns[base + LATENCY_MAX] = latency.maxMicros;
    columns[base + LATENCY_HIGH] = Number(latency.sumMicros >> LOW_BITS);
    columns[base + LATENCY_LOW] = Number(latency.sumMicros & LOW_MASK);
    const { indices, counts } = latency.buckets;
    for (let i = 0; i < indices.length; i++) this.counters.add(row, indices[i]!, counts[i]!);
  }

  /** Add `fromRow` of `from`, the row of the same key, to `row`. */
  mergeKey(row: number, from: TallyRows, fromRow: number): void {
    const columns = this.columns;
    const base = row * COLUMNS;
    const fromBase = fromRow * COLUMNS;
    const isFirst = columns[base + LATENCY_COUNT] === 0;
    for (const column of [RECORDS, ERRORS, COUNT_ERROR_MAX, LATENCY_COUNT, LATENCY_HIGH]) columns[base + column]! += from.columns[fromBase + column]!;
    if (from.columns[fromBase + LATENCY_COUNT] === 0) return;
    const [min, max] = [from.columns[fromBase + LATENCY_MIN]!, from.columns[fromBase + LATENCY_MAX]!];
    columns[base + LATENCY_MIN] = isFirst ? min : Math.min(columns[base + LATENCY_MIN]!, min);
    columns[base + LATENCY_MAX] = Math.max(columns[base + LATENCY_MAX]!, max);
    this.addExact(base + LATENCY_LOW, from.columns[fromBase + LATENCY_LOW]!);
    this.counters.merge(row, from.counters, fromRow);
  }

  /** Let the records that may be missing from a key's row be `records` more. */
  addCountError(row: number, records: number): void {
    this.columns[row * COLUMNS + COUNT_ERROR_MAX]! += records;
  }

  /** Add `value`, up to 2^53 - 1, to the exact sum whose low part is at `position`. */
  private addExact(position: number, value: number): void {
    const columns = this.columns;
    let low = value;
    if (low >= LOW_END) {
      low -= LOW_END;
      columns[position + 1]!++;
    }
    low += columns[position]!;
    if (low >= LOW_END) {
      low -= LOW_END;
      columns[position + 1]!++;
    }
    columns[position] = low;
  }

  private exactSum(position: number): bigint {
    return (BigInt(this.columns[position + 1]!) << LOW_BITS) + BigInt(this.columns[position]!);
  }

  records(row: number): number {
    return this.columns[row * COLUMNS + RECORDS]!;
  }
  requests(row: number): number {
    return this.columns[row * COLUMNS + REQUESTS]!;
  }
  errors(row: number): number {
    return this.columns[row * COLUMNS + ERRORS]!;
  }
  /** How many records of the row's key may be missing from it. */
  countErrorMax(row: number): number {
    return this.columns[row * COLUMNS + COUNT_ERROR_MAX]!;
  }
  bytes(row: number): bigint {
    return this.exactSum(row * COLUMNS + BYTES_LOW);
  }
  /** Records by status code. */
  status(row: number): SparseCounts {
    return this.counters.read(row, STATUS_START, STATUS_START + STATUS_END);
  }
  /** Records by level slot. */
  levelSlots(row: number): SparseCounts {
    return this.counters.read(row, LEVEL_START, LEVEL_START + LEVEL_SLOTS);
  }
  latency(row: number): Latency {
    const base = row * COLUMNS;
    return {
      count: this.columns[base + LATENCY_COUNT]!,
      sumMicros: this.exactSum(base + LATENCY_LOW),
      minMicros: this.columns[base + LATENCY_MIN]!,
      maxMicros: this.columns[base + LATENCY_MAX]!,
      buckets: this.counters.read(row, 0, BUCKET_COUNT),
    };
  }
}
