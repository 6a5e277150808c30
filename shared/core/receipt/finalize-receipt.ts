import { pricesOf, PRICES_AS_OF, type Prices } from "./prices.ts";
import { METERED_FUNCTIONS, PARTS_PER_INVOCATION, PARTS_PER_READ_UNIT, type MeteredFunction, type Receipt } from "./receipt.ts";

/**
 * What the numbers of a receipt are: `exact` where all attempts reported and nothing failed, a `lower-bound` where one did not report or a request was
 * made again, an `estimate` where the services were no AWS.
 */
export const RECEIPT_BASES = ["exact", "lower-bound", "estimate"] as const;
export type ReceiptBasis = (typeof RECEIPT_BASES)[number];

export const ARCHITECTURES = ["arm64", "x86_64"] as const;
export type Architecture = (typeof ARCHITECTURES)[number];

/** What a receipt is reckoned by. */
export interface ReceiptTerms {
  region: string;
  architecture: Architecture;
  /** Whether the services are an emulator's. */
  isEmulated: boolean;
  /** Prices other than the published ones. */
  overrides?: Partial<Prices>;
}

/** What is known of the job besides its counts. */
export interface ReceiptFacts {
  /** Bytes of the object as it is stored. */
  storedBytes: number;
  isCompressed: boolean;
  /** Undefined without a result. */
  lines: number | undefined;
  ranges: number;
  gaps: number;
  createdAtMs: number;
  /** Undefined where there never was a result. */
  resultAtMs: number | undefined;
  /** Every part has reported, no range is missing, and nothing was set to work again. */
  isWhole: boolean;
}

/** Counts by name; names without a count are left out. */
type Named = Record<string, number>;

/** What a job cost. Dollars are not rounded to cents: a small job costs a hundred-thousandth of one. */
export interface ReceiptDocument {
  basis: ReceiptBasis;
  /** Of text; null where nobody reported how long a compressed object's is. */
  bytes: number | null;
  storedBytes: number;
  lines: number | null;
  ranges: number;
  /** Deliveries of tasks besides the ones that came through. */
  retries: number;
  /** Requests that failed and were made again. */
  faults: number;
  gaps: number;
  /** From the upload; null where there never was a result. */
  secondsToResult: number | null;
  /** From the first delivery of a task to the one that came through, summed over all that failed at first. */
  recoverySeconds: number;
  /** Text, or stored bytes where nobody knows its length, by the seconds from the upload to the result. */
  megabytesPerSecond: number | null;
  lambda: { requests: number; requestsByFunction: Named; gbSeconds: number; gbSecondsByFunction: Named };
  s3: { requests: Named; getRequests: number; putRequests: number };
  sqs: { requests: Named; units: number };
  dynamodb: { requests: Named; readUnits: number; writeUnits: number };
  /** Of EventBridge: the end of the job is told there. */
  events: { requests: Named };
  /** What S3 and Lambda ask of SQS in the account's name, reckoned: the event, and for each invocation a message received and deleted. */
  polling: { sqsRequests: number };
  dollars: { lambda: number; s3: number; sqs: number; dynamodb: number; events: number; polling: number; total: number };
  prices: { asOf: string; region: string; architecture: Architecture; isOverridden: boolean };
  /** What Athena would charge for one query that scans the object as it is stored. */
  athena: { scannedBytes: number; dollars: number };
}

/** Source: Amazon Athena pricing: rounded up to the nearest megabyte, at least 10 MB a query. */
const ATHENA_ROUNDING_BYTES = 1024 ** 2;
const ATHENA_BYTES_MIN = 10 * ATHENA_ROUNDING_BYTES;
const TB = 1024 ** 4;
const MEGABYTE_MS_PER_GB_SECOND = 1024 * 1000;
/** Received and deleted. */
const POLLS_PER_INVOCATION = 2;
/** Digits behind the point that survive: a millionth of the smallest price, so that sums of doubles look like what they are. */
const DOLLAR_DIGITS = 13;

/** The receipt of a job that has ended. */
export function finalizeReceipt(counted: Receipt, facts: ReceiptFacts, terms: ReceiptTerms): ReceiptDocument {
  const { prices, region } = pricesOf(terms.region, terms.overrides);
  const count = (counter: keyof Receipt): number => counted[counter] ?? 0;
  const byFunction = (valueOf: (name: MeteredFunction) => number): Named => withoutZeros(METERED_FUNCTIONS.map((name) => [name, valueOf(name)]));
  const requestsByFunction = byFunction((name) => count(`${name}.invocationParts`) / PARTS_PER_INVOCATION);
  const gbSecondsByFunction = byFunction((name) => count(`${name}.megabyteMs`) / MEGABYTE_MS_PER_GB_SECOND);
  const [invocations, gbSeconds] = [sumOf(requestsByFunction), sumOf(gbSecondsByFunction)];
  const s3 = { requests: requestsOf(counted, "s3"), getRequests: count("s3.GetObject"), putRequests: count("s3.other") };
  const sqs = { requests: requestsOf(counted, "sqs"), units: count("sqs.chunks") };
  const dynamodb = { requests: requestsOf(counted, "dynamodb"), readUnits: count("dynamodb.readHalves") / PARTS_PER_READ_UNIT, writeUnits: count("dynamodb.writeUnits") };
  const events = { requests: requestsOf(counted, "events") };
  const polling = { sqsRequests: round(1 + invocations * POLLS_PER_INVOCATION) };
  const scannedBytes = Math.max(ATHENA_BYTES_MIN, Math.ceil(facts.storedBytes / ATHENA_ROUNDING_BYTES) * ATHENA_ROUNDING_BYTES);
  const parts = {
    lambda: gbSeconds * (terms.architecture === "arm64" ? prices.lambdaGbSecondArm64 : prices.lambdaGbSecondX86) + invocations * prices.lambdaRequest,
    s3: s3.getRequests * prices.s3Get + s3.putRequests * prices.s3Put,
    sqs: sqs.units * prices.sqsRequest,
    dynamodb: dynamodb.readUnits * prices.dynamoReadUnit + dynamodb.writeUnits * prices.dynamoWriteUnit,
    events: sumOf(events.requests) * prices.event,
    polling: polling.sqsRequests * prices.sqsRequest,
  };
  const total = Object.values(parts).reduce((sum, dollars) => sum + dollars, 0);
  const bytes = facts.isCompressed ? (counted["text.bytes"] ?? null) : facts.storedBytes;
  const secondsToResult = facts.resultAtMs === undefined ? null : Math.max(0, facts.resultAtMs - facts.createdAtMs + count("upload.waitMs")) / 1000;
  return {
    basis: basisOf(counted, facts, terms),
    bytes,
    storedBytes: facts.storedBytes,
    lines: facts.lines ?? null,
    ranges: facts.ranges,
    retries: count("attempts.retries"),
    faults: count("attempts.faults"),
    gaps: facts.gaps,
    secondsToResult,
    recoverySeconds: count("attempts.recoveryMs") / 1000,
    megabytesPerSecond: secondsToResult === null || secondsToResult === 0 ? null : round((bytes ?? facts.storedBytes) / 1e6 / secondsToResult),
    lambda: { requests: round(invocations), requestsByFunction: rounded(requestsByFunction), gbSeconds: round(gbSeconds), gbSecondsByFunction: rounded(gbSecondsByFunction) },
    s3,
    sqs,
    dynamodb,
    events,
    polling,
    dollars: { ...rounded(parts), total: round(total) },
    prices: { asOf: PRICES_AS_OF, region, architecture: terms.architecture, isOverridden: Object.keys(terms.overrides ?? {}).length > 0 },
    athena: { scannedBytes, dollars: round((scannedBytes / TB) * prices.athenaTb) },
  };
}

function basisOf(counted: Receipt, { isWhole }: ReceiptFacts, { isEmulated }: ReceiptTerms): ReceiptBasis {
  if (isEmulated) return "estimate";
  return isWhole && (counted["attempts.retries"] ?? 0) === 0 && (counted["attempts.faults"] ?? 0) === 0 ? "exact" : "lower-bound";
}

/** Requests of a service by operation: counters whose second part is capitalised, or what has no counter of its own. */
function requestsOf(counted: Receipt, service: string): Named {
  const entries = Object.entries(counted).map(([counter, count]) => [counter.split(".") as [string, string], count] as const);
  return withoutZeros(entries.filter(([[of, operation]]) => of === service && /^(?:[A-Z]|other$)/.test(operation)).map(([[, operation], count]) => [operation, count]));
}

const withoutZeros = (entries: readonly (readonly [string, number])[]): Named => Object.fromEntries(entries.filter(([, count]) => count !== 0));
const sumOf = (counts: Named): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
const round = (value: number): number => Number(value.toFixed(DOLLAR_DIGITS));
const rounded = <Key extends string>(values: Record<Key, number>): Record<Key, number> =>
  Object.fromEntries(Object.entries<number>(values).map(([key, value]) => [key, round(value)])) as Record<Key, number>;
