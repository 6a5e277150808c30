import type { Encoding } from "../contracts/job.ts";

/** How far a compressed object could be read. */
export interface DecompressEnd {
  /** Compressed bytes behind which nothing could be read; undefined when all was. */
  gapStartByte?: number;
  /** `truncated`, `corrupt`, or `text-limit`. */
  reason?: string;
}

/** Turns compressed bytes into text, member after member. */
export interface Decompressor {
  /**
   * Call `onText` for each piece of text in order; it answers false to stop. What could be read before a truncation or a corruption is passed on.
   * A piece is valid until the call returns. Errors of `compressed` itself are thrown as they are. `textBytesMax` bounds a bomb.
   */
  decompress(encoding: Exclude<Encoding, "plain">, compressed: AsyncIterable<Uint8Array>, textBytesMax: number, onText: (text: Uint8Array) => boolean): Promise<DecompressEnd>;
}
