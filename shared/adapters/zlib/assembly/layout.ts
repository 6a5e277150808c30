// The memory of one inflater, flat and fixed: nothing is ever allocated. Sizes are in bytes. What JavaScript needs to know is exported by `inflate.ts`.

/** Bits that the first look into a decoding table takes; longer codes go on in a subtable. */
export const LITLEN_BITS: u32 = 11;
export const DISTANCE_BITS: u32 = 8;
export const PRECODE_BITS: u32 = 7;
/** No code is longer. */
export const CODE_BITS_MAX: u32 = 15;
/** Symbols of each alphabet, those included that no stream may use. */
export const LITLEN_SYMBOLS: u32 = 288;
export const DISTANCE_SYMBOLS: u32 = 32;
export const PRECODE_SYMBOLS: u32 = 19;

/** What each symbol means, u32 each: an entry of a decoding table but for the length of the code. See `decode-table.ts`. */
export const LITLEN_MEANINGS: usize = 64;
export const DISTANCE_MEANINGS: usize = LITLEN_MEANINGS + <usize>LITLEN_SYMBOLS * 4;
export const PRECODE_MEANINGS: usize = DISTANCE_MEANINGS + <usize>DISTANCE_SYMBOLS * 4;
/** The lengths of the codes of a block, u8 each: the literals and lengths, and right behind them the distances. */
export const CODE_LENGTHS: usize = PRECODE_MEANINGS + <usize>PRECODE_SYMBOLS * 4;
const CODE_LENGTHS_BYTES: usize = 512;
/** Scratch of the building of a table: how many codes there are of each length, where these begin among the sorted symbols (u32 each), and those (u16). */
export const LENGTH_COUNTS: usize = (CODE_LENGTHS + CODE_LENGTHS_BYTES + 63) & ~63;
export const LENGTH_STARTS: usize = LENGTH_COUNTS + 64;
export const SORTED_SYMBOLS: usize = LENGTH_STARTS + 64;
/** For each distance below 16, sixteen indices of bytes: which byte of the pattern comes at which place. */
export const PATTERNS: usize = SORTED_SYMBOLS + <usize>LITLEN_SYMBOLS * 2;

/** The decoding tables. A complete code needs at most 2,342, 402 and 128 entries of four bytes (Source: `enough.c` of zlib). */
export const PRECODE_TABLE: usize = 4096;
export const DISTANCE_TABLE: usize = PRECODE_TABLE + 128 * 4;
export const LITLEN_TABLE: usize = DISTANCE_TABLE + 402 * 4;
const TABLES_END: usize = LITLEN_TABLE + 2342 * 4;

/** Compressed bytes at once; loads may reach a little behind them. */
export const INPUT: usize = (TABLES_END + 63) & ~63;
export const INPUT_BYTES: usize = 65536;

/** A distance reaches back so far at most. */
export const WINDOW_BYTES: usize = 32768;
/** The text: up to a window of what was handed on already, and then what is new. Copies may reach a little behind it. */
export const TEXT: usize = INPUT + INPUT_BYTES + 64;
