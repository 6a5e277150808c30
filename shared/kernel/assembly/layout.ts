// The memory of one kernel, flat and fixed: nothing is ever allocated. Sizes are in bytes. What JavaScript needs to know is exported by `kernel.ts`.

/** Counters of a chunk, u32 each. */
export const CHUNK_COUNTERS: usize = 64;
export const CHUNK_BYTES: usize = CHUNK_COUNTERS * 4;
/** Chunks of a histogram: 64 counters an octave, for durations below 2^31 µs (35 minutes). Longer ones go the slow way. */
export const LATENCY_CHUNKS: usize = 26;
/** Chunks of status codes, which are below 1,024. */
export const STATUS_CHUNKS: usize = 16;
/** Level names and methods of the fast path; the numbers are those of `levels.ts` and `methods.ts`. */
export const LEVEL_SLOTS: usize = 17;
export const METHOD_SLOTS: usize = 16;

/** Words that JavaScript and the kernel share. */
export const STATE: usize = 1024;
/** Records by method. */
export const METHODS: usize = STATE + 256;
/** The number that stands for each level's name in a packed tally, u8 each. Written by JavaScript. */
export const LEVEL_CODES: usize = METHODS + 64;
/** Bytes of a route that is not in the line as it is. */
export const ROUTE_SCRATCH: usize = 2048;
/** A route has at most so many bytes. */
export const KEY_BYTES_MAX: usize = 256;

/** Vectors of one byte each, see `vectors.ts`. */
export const VECTORS: usize = 3328;
/** The last time in the Common Log Format, see `minute-cache.ts`. */
export const CLF_MEMO: usize = 3792;
/** The memo of hosts of lines without a shape, see `record.ts`. */
export const HOST_MEMO: usize = 3840;
/** The same of services. */
export const SERVICE_MEMO: usize = 3872;
/** Spaces of a part of a line, and as many at most: u32 each. */
export const SPACES_MAX: u32 = 32;
export const SPACE_POSITIONS: usize = 3072;

// --- rows of windows

export const WINDOWS_MAX: u32 = 2048;
/** Open addressing: {minute, row + 1} each. */
export const MINUTE_PLACES: u32 = 8192;
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
// The addresses of chunks of counters, see `counters.ts`: u32 each.
export const KEY_LATENCY: usize = 40;
export const KEY_ROW_BYTES: usize = (KEY_LATENCY + LATENCY_CHUNKS * 4 + 63) & ~63;
export const WINDOW_LEVELS: usize = 40; // counters, u32 each
export const WINDOW_LATENCY: usize = WINDOW_LEVELS + LEVEL_SLOTS * 4;
export const WINDOW_STATUS: usize = WINDOW_LATENCY + LATENCY_CHUNKS * 4;
export const WINDOW_ROW_BYTES: usize = (WINDOW_STATUS + STATUS_CHUNKS * 4 + 63) & ~63;

export const WINDOW_ROWS: usize = MINUTE_TABLE + MINUTE_TABLE_BYTES;
/** The sum of the windows that were packed, see `pack.ts`. */
export const TOTAL_ROW: usize = WINDOW_ROWS + <usize>WINDOWS_MAX * WINDOW_ROW_BYTES;
/** Packed tallies one behind the other, and the bytes of one at most: up to 7 for each counter, and few more. */
export const PACKED: usize = TOTAL_ROW + WINDOW_ROW_BYTES;
export const TALLY_BYTES_MAX: usize = 7 * ((LATENCY_CHUNKS + STATUS_CHUNKS) * CHUNK_COUNTERS + LEVEL_SLOTS) + 128;
export const PACKED_END: usize = PACKED + 512 * 1024 + TALLY_BYTES_MAX;

// --- rows of routes, services and hosts

export const KEYS_MAX: u32 = 4096;
/** Open addressing: row + 1 in the low half, bits of the hash in the high one. */
export const KEY_PLACES: u32 = 16384;
export const KEY_TABLE: usize = (PACKED_END + 63) & ~63;
/** The bytes of each key. */
export const KEY_TEXTS: usize = KEY_TABLE + <usize>KEY_PLACES * 4;
export const KEY_ROWS: usize = KEY_TEXTS + <usize>KEYS_MAX * KEY_BYTES_MAX;

/** Rows of routes by the paths that lead to them, and by the layouts of these: see `route-cache.ts`. */
export const ROUTE_CACHE_PLACES: u32 = 1024;
export const ROUTE_CACHE_ENTRY_BYTES: usize = 64;
export const ROUTE_CACHE: usize = (KEY_ROWS + <usize>KEYS_MAX * KEY_ROW_BYTES + 63) & ~63;
export const LAYOUT_CACHE: usize = ROUTE_CACHE + <usize>ROUTE_CACHE_PLACES * ROUTE_CACHE_ENTRY_BYTES;

/** Chunks of counters: as many as all rows can have. */
export const CHUNKS: usize = LAYOUT_CACHE + <usize>ROUTE_CACHE_PLACES * ROUTE_CACHE_ENTRY_BYTES;
const CHUNKS_MAX: usize = (<usize>WINDOWS_MAX + 1) * (LATENCY_CHUNKS + STATUS_CHUNKS) + <usize>KEYS_MAX * LATENCY_CHUNKS;

// --- the index of a block of text

/** Text that is indexed at once: its index stays in the processor's cache. */
export const BLOCK_BYTES: usize = 32768;
/** Positions, u32 each, and room for the ones that are written ahead. */
export const POSITIONS: usize = CHUNKS + CHUNKS_MAX * CHUNK_BYTES;
const POSITIONS_BYTES: usize = (BLOCK_BYTES + 128) * 4;

// --- JSON lines

/** Bitmaps of a line: for each 64 bytes one word of 64 bits a class of bytes, side by side. See `json-bitmaps.ts`. */
export const BITMAP_STRIDE: usize = 64;
export const BITMAPS: usize = (POSITIONS + POSITIONS_BYTES + 63) & ~63;
const BITMAPS_BYTES: usize = (BLOCK_BYTES / 64 + 2) * BITMAP_STRIDE;
/** The wanted keys, a hash table: see `json-keys.ts`. Written by JavaScript. */
export const JSON_KEY_PLACES: u32 = 1024;
export const JSON_KEY_ENTRY_BYTES: usize = 32;
export const JSON_KEY_TABLE: usize = (BITMAPS + BITMAPS_BYTES + 63) & ~63;
/** By key number: the texts of long keys, 64 bytes each, u8. */
export const JSON_KEYS_MAX: usize = 256;
export const JSON_KEY_TEXT_BYTES: usize = 64;
export const JSON_KEY_TEXTS: usize = JSON_KEY_TABLE + <usize>JSON_KEY_PLACES * JSON_KEY_ENTRY_BYTES;
/** By container and key: the container that the key opens, u8, 0 when it opens none; and the candidate that a value there is, u16, {@link NO_CANDIDATE} when it is none. */
export const JSON_CONTAINERS_MAX: usize = 64;
export const JSON_KEY_CONTAINERS: usize = JSON_KEY_TEXTS + JSON_KEYS_MAX * JSON_KEY_TEXT_BYTES;
export const JSON_CANDIDATES: usize = JSON_KEY_CONTAINERS + JSON_CONTAINERS_MAX * JSON_KEYS_MAX;
/** How deep members stand that are wanted; those of the line's object stand at 1. */
export const JSON_WANTED_DEPTH_MAX: i32 = 4;
export const NO_CANDIDATE: u32 = 0xffff;
/** By candidate: the want that it serves, u8; the power of ten from a bare number to µs, i8; and the line that gave it a value last, u32. */
export const JSON_CANDIDATES_MAX: usize = 4096;
export const JSON_CANDIDATE_WANTS: usize = JSON_CANDIDATES + JSON_CONTAINERS_MAX * JSON_KEYS_MAX * 2;
export const JSON_SHIFTS: usize = JSON_CANDIDATE_WANTS + JSON_CANDIDATES_MAX;
export const JSON_SEEN: usize = JSON_SHIFTS + JSON_CANDIDATES_MAX;
/** What is wanted of a JSON line, in the order of `JSON_WANTS` of the core; a list with a word for each has room for some more. */
export const JSON_WANTS: usize = 12;
const JSON_WANTS_MAX: usize = 16;
export const JSON_WANTS_BYTES: usize = JSON_WANTS_MAX * 4;
/** By want: the candidate that is best in this line, u32, {@link NO_BEST} when there is none; and where its value begins, u32. */
export const NO_BEST: u32 = 0xffffffff;
export const JSON_BEST: usize = JSON_SEEN + JSON_CANDIDATES_MAX * 4;
export const JSON_VALUES: usize = JSON_BEST + JSON_WANTS_BYTES;
/** By place in the list of positions: whose candidate the value behind it is, u32, {@link NO_CANDIDATE} when it is nobody's. */
export const JSON_POSITIONS_MAX: usize = 128;
export const JSON_NOTED: usize = JSON_VALUES + JSON_WANTS_BYTES;
/** Guesses at the first step of a line, in the head of the shapes. */
export const JSON_GUESSES: usize = 128;
/** Shapes of lines, see `json-shapes.ts`: a head, the values of a line without a shape, steps and leaves. JavaScript clears the head when other keys are wanted. */
export const JSON_SHAPES_HEAD_BYTES: usize = 64 + JSON_GUESSES * 4;
export const JSON_STEP_BYTES: usize = 128;
export const JSON_STEPS_MAX: u32 = 2048;
export const JSON_LEAF_BYTES: usize = 192;
export const JSON_LEAVES_MAX: u32 = 512;
export const JSON_SHAPES: usize = (JSON_NOTED + JSON_POSITIONS_MAX * 4 + 63) & ~63;
export const JSON_LONE_STEPS: usize = JSON_SHAPES + JSON_SHAPES_HEAD_BYTES;
export const JSON_LONE_LEAF: usize = JSON_LONE_STEPS + JSON_WANTS_MAX * JSON_STEP_BYTES;
export const JSON_STEPS: usize = JSON_LONE_LEAF + JSON_LEAF_BYTES;
export const JSON_LEAVES: usize = JSON_STEPS + <usize>JSON_STEPS_MAX * JSON_STEP_BYTES;
/** The keys of the last line of logfmt, see `logfmt.ts`. JavaScript clears them when other keys are wanted. */
export const LOGFMT_MEMOS_MAX: usize = 32;
export const LOGFMT_MEMO_BYTES: usize = 32;
export const LOGFMT_MEMOS: usize = JSON_LEAVES + <usize>JSON_LEAVES_MAX * JSON_LEAF_BYTES;
export const LOGFMT_MEMOS_BYTES: usize = LOGFMT_MEMOS_MAX * LOGFMT_MEMO_BYTES;
const JSON_END: usize = LOGFMT_MEMOS + LOGFMT_MEMOS_BYTES;

// --- the text

/** Loads may reach so far before and behind the text. */
const MARGIN_BYTES: usize = 256;
/** The line that an object of JSON contains, without its escapes: see `json-envelope.ts`. */
export const CONTAINED_TEXT: usize = (JSON_END + MARGIN_BYTES + 63) & ~63;
export const INPUT: usize = (CONTAINED_TEXT + BLOCK_BYTES + MARGIN_BYTES + 4095) & ~4095;
