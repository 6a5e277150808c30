import { assert } from "../errors.ts";
import { KEY_BYTES_MAX } from "../limits.ts";
import type { AggregateLimits } from "./aggregate-limits.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { compareKeys, type KeyEntry, KeyTable } from "./key-table.ts";
import { decodeLatency, encodeLatency } from "./latency.ts";

/** Bytes of the shortest entry: shared and own length, one byte of key, records, errors, error bound, no buckets. */
const ENTRY_BYTES_MIN = 6;
const NO_BYTES = new Uint8Array(0);

/** Encode: records, bound of the untracked, number of keys, then the keys ascending, each without what it shares with the one before. */
export function encodeKeyTable(writer: ByteWriter, table: KeyTable): void {
  writer.count(table.records);
  writer.count(table.untrackedMax);
  writer.integer(table.size);
  let previous: Uint8Array = NO_BYTES;
  let tracked = 0;
  for (const entry of table.entries()) {
    assertEntry(table, entry, previous);
    const shared = sharedLength(previous, entry.key);
    writer.integer(shared);
    writer.integer(entry.key.length - shared);
    writer.raw(entry.key.subarray(shared));
    writer.count(entry.records);
    writer.count(entry.errors);
    writer.count(entry.countErrorMax);
    encodeLatency(writer, entry.latency);
    previous = entry.key;
    tracked += entry.records;
  }
  assertTotals(table, tracked);
}

/** @throws AssertionError unless the bytes are the encoding of a table within the limits. */
export function decodeKeyTable(reader: ByteReader, limits: AggregateLimits): KeyTable {
  const records = reader.count();
  const untrackedMax = reader.count();
  const size = reader.size(limits.trackedKeysMax, ENTRY_BYTES_MIN);
  let tracked = 0;
  function* entries(): Generator<KeyEntry> {
    let previous: Uint8Array = NO_BYTES;
    for (let i = 0; i < size; i++) {
      const shared = reader.integer(previous.length);
      const own = reader.raw(reader.integer(KEY_BYTES_MAX - shared));
      const key = new Uint8Array(shared + own.length);
      key.set(previous.subarray(0, shared));
      key.set(own, shared);
      assert(sharedLength(previous, key) === shared, "DECODE_NOT_MINIMAL");
      const entry = { key, records: reader.count(), errors: reader.count(), countErrorMax: reader.count(), latency: decodeLatency(reader) };
      assertEntry({ untrackedMax }, entry, previous);
      tracked += entry.records;
      previous = key;
      yield entry;
    }
  }
  const table = KeyTable.of(limits, records, untrackedMax, entries());
  assertTotals(table, tracked);
  return table;
}

function sharedLength(left: Uint8Array, right: Uint8Array): number {
  let length = 0;
  while (length < left.length && length < right.length && left[length] === right[length]) length++;
  return length;
}

function assertEntry(table: { untrackedMax: number }, entry: KeyEntry, previous: Uint8Array): void {
  const { key, records, errors, countErrorMax, latency } = entry;
  assert(key.length >= 1 && key.length <= KEY_BYTES_MAX && compareKeys(previous, key) < 0, "KEY_ORDER", { length: key.length });
  assert(records >= 1 && errors <= records && latency.count <= records && countErrorMax <= table.untrackedMax, "KEY_COUNTS", { records, errors, countErrorMax });
}

/** A record is missing from the tracked keys exactly if a key was dropped. */
function assertTotals(table: KeyTable, tracked: number): void {
  const { records, untrackedMax } = table;
  assert(tracked <= records && tracked < records === untrackedMax > 0, "KEY_TOTALS", { records, tracked, untrackedMax });
}
