import type { Latency } from "./latency.ts";
import type { Tally } from "./tally.ts";
import type { PackedWindow } from "./window.ts";

// What an aggregate and somebody who counts lines for it tell each other.

/** Of which lines samples are still kept, for somebody who counts lines elsewhere. */
export interface SamplesWanted {
  /** A record whose duration is not longer than this is not among the slowest. */
  readonly slowestMicros: number;
  /** Samples of errors that are still wanted, the first ones. */
  readonly errorSamplesWanted: number;
  /** A bit for each verdict, as in `parse/verdict.ts`: of lines that are rejected by it samples are still wanted, the first ones. */
  readonly rejectedSamplesWanted: number;
}

/** Lines that somebody else counted and that are no records; those that are rejected by reason, in the order of `REJECT_REASONS`. */
export interface CountedLines {
  blank: number;
  comment: number;
  rejectedByReason: readonly number[];
}

/** Records that somebody else counted: by window, by key and by name. The lists of keys and names may have duplicates. */
export interface CountedRecords {
  /** Smallest and largest timestamp, epoch ms. */
  firstRecordMs: number;
  lastRecordMs: number;
  /** Ascending. The tallies are of no use any more once they were added. */
  windows: readonly PackedWindow[];
  /** All windows together. */
  total: Omit<Tally, "levels">;
  levels: readonly NamedCount[];
  methods: readonly NamedCount[];
  routes: Iterable<CountedKey>;
  services: Iterable<CountedKey>;
  hosts: Iterable<CountedKey>;
}

/** Records of one name. */
export interface NamedCount {
  name: Uint8Array;
  records: number;
}

/** Records of one route, service or host. */
export interface CountedKey {
  key: Uint8Array;
  records: number;
  errors: number;
  latency: Latency;
}
