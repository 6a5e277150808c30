import { SHOWN_KEYS_MAX } from "../limits.ts";
import { readableText } from "./byte-text.ts";
import { finalizeLatency, type LatencyDocument } from "./finalize-tally.ts";
import type { KeyTable } from "./key-table.ts";

/** One route, service or host. */
export interface KeyDocument {
  key: string;
  /** At least so many records, and at most `countErrorMax` more. */
  records: number;
  errors: number;
  latencyMs: LatencyDocument | null;
  countErrorMax: number;
}

/** The routes, services or hosts with most records. */
export interface KeysDocument {
  entries: KeyDocument[];
  /** Records that have a key and are in none of the entries. */
  otherRecords: number;
  /** No key was ever dropped: entries and their order are those of all keys. */
  isExact: boolean;
}

/** The entries of a table by records descending, then key bytes ascending, as many as a document shows. */
export function finalizeKeys(table: KeyTable, shownMax: number = SHOWN_KEYS_MAX): KeysDocument {
  const counts = table.counts();
  const tracked = counts.reduce((sum, { records }) => sum + records, 0);
  const shown = counts.sort((left, right) => right.records - left.records || (left.text < right.text ? -1 : 1)).slice(0, shownMax);
  const entries = shown.map(({ id }): KeyDocument => {
    const { key, records, errors, countErrorMax, latency } = table.entry(id);
    // No key misses more records than all tracked keys together.
    return { key: readableText(key), records, errors, latencyMs: finalizeLatency(latency), countErrorMax: Math.min(countErrorMax, table.records - tracked) };
  });
  return { entries, otherRecords: table.records - shown.reduce((sum, { records }) => sum + records, 0), isExact: table.untrackedMax === 0 };
}
