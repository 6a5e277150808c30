import { InputError } from "../shared/core/errors.ts";
import { PRICE_NAMES } from "../shared/core/receipt/prices.ts";
import { TASK_QUEUE_NAMES, type TaskQueueName } from "./queue-names.ts";
import { STAGE_TIMES, type StageTimes } from "./stage-times.ts";

/** What a deployment decides, read from `cdk -c key=value` or `cdk.json`. */
export interface StageConfig {
  /** Part of the stack's name, so that stages stand side by side in one account. */
  stage: string;
  /** Whether the bucket and the table outlive the stack. */
  isRetained: boolean;
  /** A bucket that exists already and announces its objects to EventBridge; undefined: the stack makes one. */
  existingBucketName: string | undefined;
  workerMemoryMb: number;
  /** Queues that the ranges are spread over. Each has an event source of its own, and each of these gets five more functions a second. */
  rangeQueues: number;
  /** Bytes of a range for sources that fix none; undefined lets the object's size decide. */
  rangeBytes: number | undefined;
  /** Attempts of each queue's function that may run at once. */
  maximumConcurrency: Readonly<Record<TaskQueueName, number>>;
  apiKind: ApiKind;
  /** Who is told of alarms; undefined: they are only shown in CloudWatch. */
  alarmEmail: string | undefined;
  /** Dollars of one day from which the alarm rings; 0: there is none. */
  alarmDollars: number;
  /** Whether X-Ray traces the functions. */
  isTraced: boolean;
  /** Days that CloudWatch keeps what the functions print. */
  logRetentionDays: number;
  /** Days after which an uploaded object is deleted; undefined: never. */
  objectExpiryDays: number | undefined;
  /** Prices that receipts are reckoned by in place of the published ones, dollars by name. */
  prices: Readonly<Record<string, number>>;
  times: StageTimes;
}

/**
 * What stands before the results API's function: an HTTP API with throttling and an access log, or a function URL. Both give it the same
 * payload. The function URL is for LocalStack without a token, which has no HTTP APIs.
 */
type ApiKind = (typeof API_KINDS)[number];
const API_KINDS = ["http", "function-url"] as const;

/** Options by name: texts from the command line, any JSON values from a file. Feature flags of the CDK stand among them. */
export type Context = Readonly<Record<string, unknown>>;

const OPTIONS = [
  "stage",
  "retain",
  "bucket",
  "memory",
  "rangeQueues",
  "rangeBytes",
  "maximumConcurrency",
  "api",
  "alarmEmail",
  "alarmDollars",
  "tracing",
  "logRetentionDays",
  "objectExpiryDays",
  "prices",
  "times",
] as const;
type Option = (typeof OPTIONS)[number];
/** What the CDK's own commands keep in the context without a colon in its name. */
const OPTIONS_OF_CDK = new Set(["cli-telemetry", "acknowledged-issue-numbers", "cdk-migrate"]);

/**
 * Lambda reads S3 at 78 MB/s from 640 MB of memory up, and gives a vCPU for 1,769. The kernel parses a usual access log at more than that with
 * the third of a vCPU that 640 MB have, so S3 sets the pace: a TB costs $0.11 instead of $0.17 at 1,024 MB. Logs that only the reference
 * parser knows are bound by the CPU and are faster with more. Measured: docs/scale.md.
 */
const WORKER_MEMORY_MB_DEFAULT = 640;
const RANGE_QUEUES_MAX = 8;
/** Less leaves no room for Node, the buffers of a range and its windows side by side. Source of the other: "Lambda quotas". */
const WORKER_MEMORY_MB_MIN = 512;
const WORKER_MEMORY_MB_MAX = 10_240;
/** A worker reads 1 GiB in 14 s of its 60. */
const RANGE_BYTES_MAX = 1024 ** 3;
/** Source: "Configuring scaling behavior for SQS event source mappings" (2 to 1,000). */
const CONCURRENCY_MIN = 2;
const CONCURRENCY_MAX = 1_000;
/** Together they leave a few of an account's default 1,000 to the API, the dead letters and the sweeper: 10 TB need all the workers there are. */
const CONCURRENCY_DEFAULT: Readonly<Record<TaskQueueName, number>> = { uploads: 10, ranges: 935, streams: 20, folds: 30 };
/** A hundred terabytes. */
const ALARM_DOLLARS_DEFAULT = 20;
const ALARM_DOLLARS_MAX = 1_000_000;
const LOG_RETENTION_DAYS_DEFAULT = 30;
/** Source: `PutRetentionPolicy`, CloudWatch Logs API reference. */
const LOG_RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557, 2_922, 3_288, 3_653];
const OBJECT_EXPIRY_DAYS_MAX = 36_500;

/**
 * The configuration of a stage; every option that is not given has its default.
 * @throws InputError `BAD_CONTEXT` naming the option, what was given and what would do; also for an option that there is not.
 */
export function readStageConfig(context: Context): StageConfig {
  refuseUnknownOptions(Object.keys(context));
  const stage = readText(context["stage"]) ?? "dev";
  // No hyphens: the names of one stage are never a prefix of another's.
  if (!/^[a-z][a-z0-9]{0,19}$/.test(stage)) throw badContext("stage", stage, "lower-case letters and digits, at most 20, starting with a letter");
  return {
    stage,
    isRetained: readFlag(context, "retain", true),
    existingBucketName: readBucket(context),
    workerMemoryMb: readCount(context, "memory", WORKER_MEMORY_MB_MIN, WORKER_MEMORY_MB_MAX) ?? WORKER_MEMORY_MB_DEFAULT,
    rangeQueues: readCount(context, "rangeQueues", 1, RANGE_QUEUES_MAX) ?? 1,
    rangeBytes: readCount(context, "rangeBytes", 1, RANGE_BYTES_MAX),
    maximumConcurrency: readConcurrency(context["maximumConcurrency"]),
    apiKind: readApiKind(context["api"]),
    alarmEmail: readEmail(context["alarmEmail"]),
    alarmDollars: readCount(context, "alarmDollars", 0, ALARM_DOLLARS_MAX) ?? ALARM_DOLLARS_DEFAULT,
    isTraced: readFlag(context, "tracing", false),
    logRetentionDays: readLogRetention(context),
    objectExpiryDays: readCount(context, "objectExpiryDays", 1, OBJECT_EXPIRY_DAYS_MAX),
    prices: readPrices(context["prices"]),
    times: readTimes(context["times"], stage),
  };
}

/** Where the stage's own metrics are: stages do not mix. */
export function metricsNamespaceOf({ stage }: Pick<StageConfig, "stage">): string {
  return `Fanfold/${stage}`;
}

/** A misspelt option would be ignored in silence. Feature flags have a colon or a slash in their names. */
function refuseUnknownOptions(names: readonly string[]): void {
  const known = new Set<string>([...OPTIONS, ...OPTIONS_OF_CDK]);
  const unknown = names.find((name) => !known.has(name) && !/[:/]/.test(name));
  if (unknown !== undefined) throw new InputError("BAD_CONTEXT", `-c ${unknown}=…: no such option; there are ${OPTIONS.join(", ")}`, { option: unknown });
}

function readFlag(context: Context, option: Option, fallback: boolean): boolean {
  const value = context[option] ?? fallback;
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  throw badContext(option, value, "true or false");
}

function readCount(context: Context, option: Option, min: number, max: number): number | undefined {
  const value = context[option];
  return value === undefined || value === "" ? undefined : parseCount(option, value, min, max);
}

function parseCount(option: string, value: unknown, min: number, max: number): number {
  const isDigits = typeof value === "number" || (typeof value === "string" && /^\d+$/.test(value));
  const count = isDigits ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(count) || count < min || count > max) throw badContext(option, value, `a whole number from ${min} to ${max}`);
  return count;
}

/** `200` means the ranges; `ranges=200,folds=20` names each. */
function readConcurrency(value: unknown): Record<TaskQueueName, number> {
  const concurrency = { ...CONCURRENCY_DEFAULT };
  for (const [queue, count] of listConcurrency(value)) {
    const name = TASK_QUEUE_NAMES.find((known) => known === queue);
    if (name === undefined) throw badContext("maximumConcurrency", value, `a number for the ranges, or a list such as ranges=200,folds=20 of ${TASK_QUEUE_NAMES.join(", ")}`);
    concurrency[name] = parseCount(`maximumConcurrency ${name}`, count, CONCURRENCY_MIN, CONCURRENCY_MAX);
  }
  return concurrency;
}

function listConcurrency(value: unknown): [string, unknown][] {
  return listPairs(value).map(([queue, count]) => (count === undefined ? ["ranges", queue] : [queue, count]));
}

/** The entries of an object, or of a text `name=value,…`; a part of that without `=` is a name without a value. */
function listPairs(value: unknown): [string, unknown][] {
  if (value === undefined || value === "") return [];
  if (typeof value === "object" && value !== null) return Object.entries(value);
  const parts = (readText(value) ?? "").split(",");
  return parts.map((part) => {
    const [name = "", given] = part.split("=");
    return [name, given];
  });
}

/** A number of a file and a text of the command line are the same. */
function readText(value: unknown): string | undefined {
  return typeof value === "string" ? value : value === undefined ? undefined : JSON.stringify(value);
}

function readApiKind(value: unknown): ApiKind {
  const kind = API_KINDS.find((known) => known === (value === "" ? "http" : (value ?? "http")));
  if (kind === undefined) throw badContext("api", value, API_KINDS.join(" or "));
  return kind;
}

/** `sqsRequest=3e-7,s3Get=0`, or an object of a file. */
function readPrices(value: unknown): Record<string, number> {
  return Object.fromEntries(
    listPairs(value).map(([name, price]) => {
      const dollars = price === undefined || price === "" ? Number.NaN : Number(price);
      if (!PRICE_NAMES.some((known) => known === name) || !(dollars >= 0) || dollars === Infinity)
        throw badContext("prices", value, `a list of dollars such as sqsRequest=3e-7 of ${PRICE_NAMES.join(", ")}`);
      return [name, dollars];
    }),
  );
}

/** Stages `local` and `test` have the times of their names unless they are told otherwise, all others the default. */
function readTimes(value: unknown, stage: string): StageTimes {
  const name = value === undefined || value === "" ? (stage === "local" || stage === "test" ? stage : "default") : value;
  const known = (Object.keys(STAGE_TIMES) as (keyof typeof STAGE_TIMES)[]).find((times) => times === name);
  if (known === undefined) throw badContext("times", value, Object.keys(STAGE_TIMES).join(" or "));
  return STAGE_TIMES[known];
}

/** Source: "General purpose bucket naming rules", Amazon S3 user guide. */
function readBucket(context: Context): string | undefined {
  const value = context["bucket"];
  if (value === undefined || value === "") return undefined;
  if (typeof value !== "string" || !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value)) throw badContext("bucket", value, "the name of a bucket of this account and region");
  if (context["objectExpiryDays"] !== undefined && context["objectExpiryDays"] !== "")
    throw badContext("objectExpiryDays", context["objectExpiryDays"], "none together with bucket: the rules of a bucket that exists stay its owner's");
  return value;
}

function readEmail(value: unknown): string | undefined {
  if (value === undefined || value === "") return undefined;
  if (typeof value !== "string" || !/^[^\s@,]+@[^\s@,]+$/.test(value)) throw badContext("alarmEmail", value, "one e-mail address");
  return value;
}

function readLogRetention(context: Context): number {
  const days = readCount(context, "logRetentionDays", 1, 3_653) ?? LOG_RETENTION_DAYS_DEFAULT;
  if (!LOG_RETENTION_DAYS.includes(days)) throw badContext("logRetentionDays", days, `one of ${LOG_RETENTION_DAYS.join(", ")}`);
  return days;
}

function badContext(option: string, value: unknown, wanted: string): InputError {
  const given = readText(value);
  return new InputError("BAD_CONTEXT", `-c ${option}=${given}: expected ${wanted}`, { option, given });
}
