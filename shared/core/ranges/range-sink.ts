import type { EncodedPartial } from "../aggregate/encoded-partial.ts";
import type { TextGap } from "../aggregate/text-gap.ts";
import type { JobConstants } from "../parse/settings.ts";

/** One range to parse: the lines whose first byte is in `[startByte, endByte)` of the object's text. */
export interface RangePlan {
  startByte: number;
  /** `Infinity` when the text's size is not known (a compressed object). */
  endByte: number;
  constants: JobConstants;
  /** Samples keep text when the object is compressed: nobody can fetch it by offset later. */
  keepsSampleText: boolean;
}

/**
 * Takes the bytes of one range in order, from `max(0, startByte - 1)` on, and ends with its partial.
 * Bytes go straight into the memory that `reserve` hands out, so that a file read or a socket needs no second copy.
 */
export interface RangeSink {
  /** Memory for the next bytes, at least one; valid until the next call. */
  reserve(): Uint8Array;
  /** The first `byteLength` bytes of the reserved memory are filled. */
  commit(byteLength: number): void;
  /** True once no further byte can change the partial: reading may stop. */
  readonly isDone: boolean;
  /** The text ended, or `isDone`. `gaps` are what could not be read: where there are any, a last line without line end was cut off and is left to them. The sink is not used afterwards. */
  finish(gaps?: readonly TextGap[]): EncodedPartial;
}

/** Turns ranges into partials. The reference and the kernel implement it; one instance per thread is enough. */
export interface RangeParser {
  open(plan: RangePlan): RangeSink;
}
