import type { ReceiptSource } from "./meter.ts";

/** Where a partial stands: of a range (`level` 0) or of a fold node, by its number among its parent's children's level. */
export interface PartialKey {
  jobId: string;
  level: number;
  child: number;
}

/** A stored partial, read piece by piece so that memory depends on the number of children and not on the time span. */
export interface StoredPartial {
  /** Names the content: equal names are equal bytes. */
  contentHash: string;
  generation: number;
  /** What it cost to make, beside the content; undefined where nobody measured. */
  receipt?: Uint8Array;
  summary(): Promise<Uint8Array>;
  /** Raw window pages in ascending order. */
  windowPages(): AsyncIterable<Uint8Array>;
}

export interface PartialStore {
  /**
   * Store the pages, then the head that names them, unless the head is of a newer generation already. `contentHash` must name the content
   * (the bytes, or the contents that it was folded from): a duplicate writes the same bytes under the same names. Pages may be produced lazily.
   * The receipt goes with the head: of a partial that is written twice, that of the last who wrote it counts.
   * Returns false when a newer generation's head was there.
   */
  put(
    key: PartialKey,
    generation: number,
    contentHash: string,
    summary: Uint8Array,
    windowPages: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    receipt?: ReceiptSource,
  ): Promise<boolean>;
  /** By exact key, consistent; undefined when it was not written or has expired. */
  open(key: PartialKey): Promise<StoredPartial | undefined>;
}
