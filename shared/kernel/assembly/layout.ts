// The memory of one kernel, flat and fixed: nothing is ever allocated. Sizes are in bytes. What JavaScript needs to know is exported by `index.ts`.

/** Counters of a histogram: 64 an octave, for durations below 2^31 µs (35 minutes). Longer ones go the slow way. */
export const LATENCY_BUCKETS: usize = 1664;
/** Status codes are below this. */
export const STATUS_CODES: usize = 1024;
/** Level names and methods of the fast path; the numbers are those of `names.ts`. */
export const LEVEL_SLOTS: usize = 32;
export const METHOD_SLOTS: usize = 16;

/** Words that JavaScript and the kernel share. */
export const STATE: usize = 1024;
/** Records by method. */
export const METHODS: usize = STATE + 256;
/** Bytes of a route that is not in the line as it is. */
export const ROUTE_SCRATCH: usize = 2048;
/** A route has at most so many bytes. */
export const KEY_BYTES_MAX: usize = 256;

// --- rows of windows

export const WINDOWS_MAX: u32 = 512;
/** Open addressing: {minute, row + 1} each. */
export const MINUTE_PLACES: u32 = 2048;
export const MINUTE_TABLE: usize = 4096;
const MINUTE_TABLE_BYTES: usize = <usize>MINUTE_PLACES * 8;

// Offsets in a row of a window or of a key. They share the first ones.
export const ROW_NUMBER: usize = 0; // u32: minute of a window; dimension of a key
export const ROW_RECORDS: usize = 4; // u32
export const ROW_REQUESTS: usize = 8; // u32; of a key: its length
export const ROW_ERRORS: usize = 12; // u32
export const ROW_MIN: usize = 16; // u32, µs
export const ROW_MAX: usize = 20; // u32, µs
export const ROW_MICROS: usize = 24; // u64, sum of µs
export const ROW_BYTES: usize = 32; // u64, sum of bytes; only of windows
export const ROW_LATENCY_CHUNKS: usize = 40; // u64, bit c: some counter of [64 c, 64 c + 64) is not 0
export const ROW_STATUS_CHUNKS: usize = 48; // u64, the same for status codes; only of windows
export const KEY_LATENCY: usize = 64; // u32 each
export const KEY_ROW_BYTES: usize = KEY_LATENCY + LATENCY_BUCKETS * 4;
export const WINDOW_LEVELS: usize = 64; // u32 each
export const WINDOW_LATENCY: usize = WINDOW_LEVELS + LEVEL_SLOTS * 4;
export const WINDOW_STATUS: usize = WINDOW_LATENCY + LATENCY_BUCKETS * 4;
export const WINDOW_ROW_BYTES: usize = WINDOW_STATUS + STATUS_CODES * 4;

export const WINDOW_ROWS: usize = MINUTE_TABLE + MINUTE_TABLE_BYTES;

// --- rows of routes, services and hosts

export const KEYS_MAX: u32 = 4096;
/** Open addressing: row + 1 in the low half, bits of the hash in the high one. */
export const KEY_PLACES: u32 = 16384;
export const KEY_TABLE: usize = WINDOW_ROWS + <usize>WINDOWS_MAX * WINDOW_ROW_BYTES;
/** The bytes of each key. */
export const KEY_TEXTS: usize = KEY_TABLE + <usize>KEY_PLACES * 4;
export const KEY_ROWS: usize = KEY_TEXTS + <usize>KEYS_MAX * KEY_BYTES_MAX;

// --- the index of a block of text

/** Text that is indexed at once: its index stays in the processor's cache. */
export const BLOCK_BYTES: usize = 32768;
/** Positions, u32 each, and room for the ones that are written ahead. */
export const POSITIONS: usize = KEY_ROWS + <usize>KEYS_MAX * KEY_ROW_BYTES;
const POSITIONS_BYTES: usize = (BLOCK_BYTES + 128) * 4;

// --- the text

/** The longest line that the fast path takes. */
export const FAST_LINE_BYTES_MAX: usize = BLOCK_BYTES;
/** Loads may reach so far before and behind the text. */
const MARGIN_BYTES: usize = 256;
export const INPUT: usize = (POSITIONS + POSITIONS_BYTES + MARGIN_BYTES + 4095) & ~4095;
export const INPUT_MARGIN_BYTES: usize = MARGIN_BYTES;
