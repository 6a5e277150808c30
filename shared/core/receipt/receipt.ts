import { ByteReader } from "../aggregate/byte-reader.ts";
import { ByteWriter } from "../aggregate/byte-writer.ts";

/** The functions that work on jobs and say what it cost. The others look at the stack as a whole, or at what went wrong. */
export const METERED_FUNCTIONS = ["splitter", "worker", "stream-worker", "reducer"] as const;
export type MeteredFunction = (typeof METERED_FUNCTIONS)[number];

/** One invocation is divided among the messages of its batch: a number that every batch size up to ten divides. */
export const PARTS_PER_INVOCATION = 2_520;
/** Read units come in halves: what need not be consistent costs half a unit. */
export const PARTS_PER_READ_UNIT = 2;

/**
 * What a receipt counts, in the order of its encoding: a counter is only ever added at the end.
 * `invocationParts` and `megabyteMs` are of Lambda, `chunks` are what SQS bills (64 KiB of a request each), `readHalves` are halves of read units.
 */
export const COUNTERS = [
  "splitter.invocationParts",
  "splitter.megabyteMs",
  "worker.invocationParts",
  "worker.megabyteMs",
  "stream-worker.invocationParts",
  "stream-worker.megabyteMs",
  "reducer.invocationParts",
  "reducer.megabyteMs",
  "s3.GetObject",
  "s3.other",
  "sqs.SendMessageBatch",
  "sqs.ChangeMessageVisibility",
  "sqs.other",
  "sqs.chunks",
  "dynamodb.GetItem",
  "dynamodb.BatchGetItem",
  "dynamodb.Query",
  "dynamodb.PutItem",
  "dynamodb.UpdateItem",
  "dynamodb.BatchWriteItem",
  "dynamodb.other",
  "dynamodb.readHalves",
  "dynamodb.writeUnits",
  /** Text of a compressed object. */
  "text.bytes",
  /** From the upload to the look of the splitter that made the job. */
  "upload.waitMs",
  /** Deliveries before those that reported. */
  "attempts.retries",
  /** From the first delivery of a message to the one that reported. */
  "attempts.recoveryMs",
  /** Requests that failed and were made again, and starts again because something moved on. */
  "attempts.faults",
  /** Reports that are still to come: of the deletion of what a job replaced. */
  "attempts.promises",
  "events.PutEvents",
] as const;
export type Counter = (typeof COUNTERS)[number];

/** Counts; what is not there is zero. Sums of receipts are receipts. */
export type Receipt = Readonly<Partial<Record<Counter, number>>>;

const INDEX_OF: ReadonlyMap<string, number> = new Map(COUNTERS.map((counter, index) => [counter, index]));

/** Whether there is such a counter. */
export const isCounter = (name: string): name is Counter => INDEX_OF.has(name);

/** The sum of receipts. */
export function addReceipts(receipts: Iterable<Receipt>): Receipt {
  const sum: Partial<Record<Counter, number>> = {};
  for (const receipt of receipts) for (const [counter, count] of entriesOf(receipt)) sum[counter] = (sum[counter] ?? 0) + count;
  return sum;
}

/** Each count of `receipt` less that of `other`, never below zero. */
export function subtractReceipt(receipt: Receipt, other: Receipt): Receipt {
  return Object.fromEntries(entriesOf(receipt).map(([counter, count]) => [counter, Math.max(0, count - (other[counter] ?? 0))]));
}

/** The receipt's bytes, about fifty: one byte for each counter that is not zero, and its count in base 128. Equal receipts are equal bytes. */
export function encodeReceipt(receipt: Receipt): Uint8Array {
  const writer = new ByteWriter();
  for (const [index, counter] of COUNTERS.entries()) {
    const count = receipt[counter] ?? 0;
    if (count === 0) continue;
    writer.byte(index);
    writer.integer(count);
  }
  return writer.toBytes();
}

/**
 * The receipt of these bytes; counters that this version does not know are left out.
 * @throws AssertionError `DECODE_…` when they are not what {@link encodeReceipt} makes.
 */
export function decodeReceipt(bytes: Uint8Array): Receipt {
  const reader = new ByteReader(bytes);
  const receipt: Partial<Record<Counter, number>> = {};
  while (reader.remaining > 0) {
    const counter = COUNTERS[reader.byte()];
    const count = reader.integer();
    if (counter !== undefined) receipt[counter] = count;
  }
  return receipt;
}

function entriesOf(receipt: Receipt): [Counter, number][] {
  return Object.entries(receipt) as [Counter, number][];
}
