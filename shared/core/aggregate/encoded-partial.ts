/**
 * A partial as it is stored and sent: the summary, then the windows in ascending order cut into pages of at most `PAGE_BYTES_MAX` raw bytes.
 * The same aggregate always has the same bytes. Not compressed: adapters do that.
 */
export interface EncodedPartial {
  summary: Uint8Array;
  /** Empty when the partial has no records. */
  windowPages: readonly Uint8Array[];
}
