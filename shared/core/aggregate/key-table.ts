import { assert } from "../errors.ts";
import { KEY_BYTES_MAX } from "../limits.ts";
import type { AggregateLimits } from "./aggregate-limits.ts";
import { bytesToText } from "./byte-text.ts";
import { KeyIndex, NO_KEY } from "./key-index.ts";
import type { Latency } from "./latency.ts";
import { TallyRows } from "./tally-rows.ts";

const ROW_CAPACITY = 64;

/** What a table knows of one key. The true number of its records is at least `records` and at most `records + countErrorMax`. */
export interface KeyEntry {
  key: Uint8Array;
  records: number;
  errors: number;
  countErrorMax: number;
  latency: Latency;
}

/**
 * The records, errors and latency of each route, service or host, for at least `keysMax` keys exactly.
 * While lines are recorded it holds up to twice as many, memory permitting; then the keys with fewest records are dropped down to `keysMax`.
 * `untrackedMax` is at least what any key outside the table can have had, so that a key that comes (again) knows how much it may have missed.
 */
export class KeyTable {
  /** Records with any key at all, tracked or not. */
  records = 0;
  /** No key outside the table has more records than this. */
  untrackedMax = 0;
  /** How often keys were dropped: since then ids are others. */
  cuts = 0;
  private readonly keysMax: number;
  private readonly bytesMax: number;
  private readonly index = new KeyIndex();
  /** Rows have the ids of the index. */
  private readonly rows = new TallyRows("key", ROW_CAPACITY);

  constructor(limits: AggregateLimits) {
    this.keysMax = limits.trackedKeysMax;
    this.bytesMax = limits.liveKeyBytesMax;
  }

  /** Tracked keys. */
  get size(): number {
    return this.index.size;
  }

  /** Memory of what is counted, about; the keys' own bytes are at most `KEY_BYTES_MAX` each. */
  get memoryBytes(): number {
    return this.rows.memoryBytes;
  }

  /** The id of the key `bytes[start, end)`, at least one byte, cut at `KEY_BYTES_MAX`; it is tracked from now on. Valid until the next cut. */
  idOf(bytes: Uint8Array, start: number, end: number): number {
    const keyEnd = Math.min(end, start + KEY_BYTES_MAX);
    const id = this.index.find(bytes, start, keyEnd);
    return id === NO_KEY ? this.admit(bytes, start, keyEnd) : id;
  }

  /** Count one record of a key; `micros` is -1 when absent. */
  record(id: number, isError: boolean, micros: number, bucket: number): void {
    this.records++;
    this.rows.recordKey(id, isError, micros, bucket);
    if (this.memoryBytes > this.bytesMax) this.cut();
  }

  /** Count records of a key, at least one, that were counted elsewhere. */
  add(key: Uint8Array, records: number, errors: number, latency: Latency): void {
    this.records += records;
    this.rows.addKey(this.idOf(key, 0, key.length), records, errors, latency);
    if (this.memoryBytes > this.bytesMax) this.cut();
  }

  /** Add what another table counted, then cut to `keysMax` keys. */
  merge(from: KeyTable): void {
    assert(this.size <= this.keysMax && from.size <= this.keysMax, "KEY_MERGE", { size: this.size, from: from.size });
    const missedBy = from.untrackedMax === 0 ? [] : this.index.ids();
    const merged = new Set<number>();
    for (const fromId of from.index.ids()) {
      const key = from.index.key(fromId);
      const id = this.idOf(key, 0, key.length);
      this.rows.merge(id, from.rows, fromId);
      merged.add(id);
    }
    for (const id of missedBy) if (!merged.has(id)) this.rows.addCountError(id, from.untrackedMax);
    this.records += from.records;
    this.untrackedMax += from.untrackedMax;
    this.cut();
  }

  /** Keep the `keysMax` keys with most records; of equals the smaller hash, then the smaller bytes, so that the choice is the same for every order. */
  cut(): void {
    if (this.index.size <= this.keysMax) return;
    this.cuts++;
    const { index, rows } = this;
    const ranked = index.ids().sort((a, b) => rows.records(b) - rows.records(a) || index.hash(a) - index.hash(b) || compareKeys(index.key(a), index.key(b)));
    for (const id of ranked.slice(this.keysMax)) {
      this.untrackedMax = Math.max(this.untrackedMax, rows.records(id) + rows.countErrorMax(id));
      rows.close(id);
    }
    index.retain(ranked.slice(0, this.keysMax));
  }

  /** Track a key from now on. It may have been here before, and been dropped. */
  private admit(bytes: Uint8Array, start: number, end: number): number {
    if (this.index.size === 2 * this.keysMax) this.cut();
    const id = this.index.add(bytes, start, end);
    this.rows.open(id);
    if (this.untrackedMax > 0) this.rows.addCountError(id, this.untrackedMax);
    return id;
  }

  /** A table with these contents; no key is there twice. */
  static of(limits: AggregateLimits, records: number, untrackedMax: number, entries: Iterable<KeyEntry>): KeyTable {
    const table = new KeyTable(limits);
    for (const { key, ...counted } of entries) {
      const id = table.index.add(key, 0, key.length);
      table.rows.open(id);
      table.rows.addKey(id, counted.records, counted.errors, counted.latency);
      table.rows.addCountError(id, counted.countErrorMax);
    }
    table.records = records;
    table.untrackedMax = untrackedMax;
    return table;
  }

  /** The records of all tracked keys, in no order; `text` has one character for each byte of the key. */
  counts(): { id: number; text: string; records: number }[] {
    return this.index.ids().map((id) => ({ id, text: bytesToText(this.index.key(id)), records: this.rows.records(id) }));
  }

  /** What is known of one key. */
  entry(id: number): KeyEntry {
    const { index, rows } = this;
    return { key: index.key(id), records: rows.records(id), errors: rows.errors(id), countErrorMax: rows.countErrorMax(id), latency: rows.latency(id) };
  }

  /** All tracked keys by ascending bytes; each entry is made when it is asked for. */
  *entries(): Generator<KeyEntry> {
    const ascending = this.counts().sort((left, right) => (left.text < right.text ? -1 : 1));
    for (const { id } of ascending) yield this.entry(id);
  }
}

/** Compare as unsigned bytes, a prefix before what continues it. */
export function compareKeys(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) if (left[i] !== right[i]) return left[i]! - right[i]!;
  return left.length - right.length;
}
