// How a step of the inflater ended. JavaScript knows the ones from NEEDS_INPUT on.

export const GOES_ON: i32 = 0;
export const BLOCK_ENDED: i32 = 1;
/** More compressed bytes are needed, and there may be some. */
export const NEEDS_INPUT: i32 = 2;
/** The text has come to its end address. */
export const TEXT_FULL: i32 = 3;
/** The stream is at its end: the input stands behind its last byte. */
export const ENDED: i32 = 4;
/** The input ended in the middle of the stream. */
export const TRUNCATED: i32 = 5;
/** Something that DEFLATE forbids: the input stands behind the last byte that was needed to see it. */
export const CORRUPT: i32 = 6;
