import { CHUNK_COUNTERS, CounterRows } from "./counter-rows.ts";
import { BUCKET_COUNT } from "./latency-buckets.ts";
import { emptyLatency, type Latency } from "./latency.ts";
import { type SparseCounts, sumSparseCounts } from "./sparse-counts.ts";
import { STATUS_END, type Tally } from "./tally.ts";

const roundUpToChunk = (counters: number): number => Math.ceil(counters / CHUNK_COUNTERS) * CHUNK_COUNTERS;

/** The counters of a row: latency buckets, then status codes, then level slots. A key has the first alone. */
const STATUS_START = roundUpToChunk(BUCKET_COUNT);
const LEVEL_START = STATUS_START + roundUpToChunk(STATUS_END);
/** Level slots of a row. */
export const LEVEL_SLOTS = CHUNK_COUNTERS;

/** The level slot of a record without a level. */
export const NO_LEVEL = -1;

/** The plain numbers of a row. An exact sum is `high · 2^52 + low`, `low` below 2^52; its high part is the column behind its low part. */
const COLUMNS = 10;
const RECORDS = 0;
const REQUESTS = 1;
const ERRORS = 2;
const COUNT_ERROR_MAX = 3;
const BYTES_LOW = 4;
const BYTES_HIGH = 5;
const LATENCY_LOW = 6;
const LATENCY_HIGH = 7;
/** Infinity without durations. */
const LATENCY_MIN = 8;
const LATENCY_MAX = 9;
/** What adds up column by column. */
const COUNT_COLUMNS = [RECORDS, REQUESTS, ERRORS, COUNT_ERROR_MAX, BYTES_HIGH, LATENCY_HIGH];
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
    if ((row + 1) * COLUMNS > this.columns.length) {
      const rowCapacity = Math.max(row + 1, (this.columns.length / COLUMNS) * 2);
      const columns = new Float64Array(rowCapacity * COLUMNS);
      columns.set(this.columns);
      this.columns = columns;
      this.counters.grow(rowCapacity);
    }
    this.columns[row * COLUMNS + LATENCY_MIN] = Infinity;
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
    if (status >= 0) this.counters.increment(row, STATUS_START + status);
    if (levelSlot >= 0) this.counters.increment(row, LEVEL_START + levelSlot);
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
    if (micros < columns[base + LATENCY_MIN]!) columns[base + LATENCY_MIN] = micros;
    if (micros > columns[base + LATENCY_MAX]!) columns[base + LATENCY_MAX] = micros;
    this.addExact(base + LATENCY_LOW, micros);
    this.counters.increment(row, bucket);
  }

  /** Add records that were counted elsewhere to the row of a window; levels come by slot. */
  add(row: number, tally: Omit<Tally, "levels">, levels: SparseCounts): void {
    this.columns[row * COLUMNS + REQUESTS]! += tally.requests;
    this.addSum(row * COLUMNS + BYTES_LOW, tally.bytes);
    for (let i = 0; i < tally.status.indices.length; i++) this.counters.add(row, STATUS_START + tally.status.indices[i]!, tally.status.counts[i]!);
    for (let i = 0; i < levels.indices.length; i++) this.counters.add(row, LEVEL_START + levels.indices[i]!, levels.counts[i]!);
    this.addKey(row, tally.records, tally.errors, tally.latency);
  }

  /** Add records that were counted elsewhere to the row of a key. */
  addKey(row: number, records: number, errors: number, latency: Latency): void {
    const columns = this.columns;
    const base = row * COLUMNS;
    columns[base + RECORDS]! += records;
    columns[base + ERRORS]! += errors;
    if (latency.count === 0) return;
    columns[base + LATENCY_MIN] = Math.min(columns[base + LATENCY_MIN]!, latency.minMicros);
    columns[base + LATENCY_MAX] = Math.max(columns[base + LATENCY_MAX]!, latency.maxMicros);
    this.addSum(base + LATENCY_LOW, latency.sumMicros);
    const { indices, counts } = latency.buckets;
    for (let i = 0; i < indices.length; i++) this.counters.add(row, indices[i]!, counts[i]!);
  }

  /** Add `fromRow` of `from`, rows of the same kind, to `row`. */
  merge(row: number, from: TallyRows, fromRow: number): void {
    const columns = this.columns;
    const base = row * COLUMNS;
    const fromBase = fromRow * COLUMNS;
    for (const column of COUNT_COLUMNS) columns[base + column]! += from.columns[fromBase + column]!;
    for (const low of [BYTES_LOW, LATENCY_LOW]) this.addExact(base + low, from.columns[fromBase + low]!);
    columns[base + LATENCY_MIN] = Math.min(columns[base + LATENCY_MIN]!, from.columns[fromBase + LATENCY_MIN]!);
    columns[base + LATENCY_MAX] = Math.max(columns[base + LATENCY_MAX]!, from.columns[fromBase + LATENCY_MAX]!);
    this.counters.merge(row, from.counters, fromRow);
  }

  /** Let the records that may be missing from a key's row be `records` more. */
  addCountError(row: number, records: number): void {
    this.columns[row * COLUMNS + COUNT_ERROR_MAX]! += records;
  }

  /** Add `value`, up to 2^53 - 1, to the exact sum whose low part is at `position`. */
  private addExact(position: number, value: number): void {
    const columns = this.columns;
    const low = columns[position]! + value;
    if (low < LOW_END) columns[position] = low;
    else this.carry(position, value);
  }

  /** Add a value that makes the low part overflow. The sum above may have lost a bit, so it is made again from parts. */
  private carry(position: number, value: number): void {
    const columns = this.columns;
    const highs = Math.floor(value / LOW_END);
    const low = columns[position]! + (value - highs * LOW_END);
    const carried = low >= LOW_END ? 1 : 0;
    columns[position] = low - carried * LOW_END;
    columns[position + 1]! += highs + carried;
  }

  /** Add any sum to the exact sum whose low part is at `position`. */
  private addSum(position: number, sum: bigint): void {
    this.columns[position + 1]! += Number(sum >> LOW_BITS);
    this.addExact(position, Number(sum & LOW_MASK));
  }

  private exactSum(position: number): bigint {
    return (BigInt(this.columns[position + 1]!) << LOW_BITS) + BigInt(this.columns[position]!);
  }

  /** What was counted in a row, but for its levels: those are {@link levelSlots}, and whoever gave the slots knows their names. */
  tally(row: number): Omit<Tally, "levels"> {
    const base = row * COLUMNS;
    return {
      records: this.records(row),
      requests: this.columns[base + REQUESTS]!,
      errors: this.errors(row),
      bytes: this.exactSum(base + BYTES_LOW),
      status: this.counters.read(row, STATUS_START, STATUS_START + STATUS_END),
      latency: this.latency(row),
    };
  }

  /** Records by level slot. */
  levelSlots(row: number): SparseCounts {
    return this.counters.read(row, LEVEL_START, LEVEL_START + LEVEL_SLOTS);
  }

  records(row: number): number {
    return this.columns[row * COLUMNS + RECORDS]!;
  }

  errors(row: number): number {
    return this.columns[row * COLUMNS + ERRORS]!;
  }

  /** How many records of the row's key may be missing from it. */
  countErrorMax(row: number): number {
    return this.columns[row * COLUMNS + COUNT_ERROR_MAX]!;
  }

  latency(row: number): Latency {
    const buckets = this.counters.read(row, 0, BUCKET_COUNT);
    if (buckets.counts.length === 0) return emptyLatency();
    const base = row * COLUMNS;
    return {
      count: sumSparseCounts(buckets),
      sumMicros: this.exactSum(base + LATENCY_LOW),
      minMicros: this.columns[base + LATENCY_MIN]!,
      maxMicros: this.columns[base + LATENCY_MAX]!,
      buckets,
    };
  }
}
