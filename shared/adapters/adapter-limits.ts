/** Bounds of what the adapters try, hold and wait for. */

const KIB = 1024;
const MIB = 1024 * KIB;

/** Tries that the SDK makes of one request to DynamoDB or SQS. */
export const SDK_ATTEMPTS_MAX = 5;
/** Rounds in which what a batch left undone is sent again. */
export const BATCH_ROUNDS_MAX = 8;
/** First and longest wait between tries, before jitter. */
export const BACKOFF_MIN_MS = 50;
export const BACKOFF_MAX_MS = 2_000;

/** Requests to DynamoDB that one call keeps in flight. */
export const TABLE_REQUESTS_MAX = 16;
/** Reads and writes of an item before a disputed change is given up. */
export const CHANGE_ROUNDS_MAX = 8;
/** Reads of a result that is just being replaced. */
export const RESULT_READS_MAX = 4;
/** Compressed bytes of one item of a partial. A reducer holds two of them and a raw page for each of `FAN_IN` children. */
export const PARTIAL_ITEM_BYTES_MAX = 96 * KIB;
/** Items of one partial that are written at the same time. */
export const PARTIAL_WRITES_MAX = 4;
/** Compressed bytes of one item of a result. Source: an item of DynamoDB holds 400 KB. */
export const RESULT_ITEM_BYTES_MAX = 256 * KIB;
/** Compressed bytes of blocks that are kept within a result's item: whoever reads the result reads them too. */
export const BLOCKS_WITHIN_BYTES_MAX = 8 * KIB;
/** Characters of a dead letter's body that are kept. */
export const DEAD_LETTER_CHARACTERS_MAX = 100_000;

/** Bytes of one ranged GET. */
export const READ_PIECE_BYTES = 16 * MIB;
/** Tries of one request to S3, or of one piece of a range, whatever they brought. */
export const READ_TRIES_MAX = 6;

/** Messages of one batch. Source: SQS SendMessageBatch. */
export const SEND_BATCH_MESSAGES_MAX = 10;
/** Batches in flight. */
export const SEND_BATCHES_MAX = 16;
