/** Names that the infrastructure and the functions share. This file imports nothing, so that both sides can read it. */

/** Environment variables of the functions. Each function gets only those that it reads: see {@link FUNCTION_ENVIRONMENT}. */
export const ENV = {
  /** What the function is called in its log lines; Powertools for AWS Lambda knows the variable too. */
  serviceName: "POWERTOOLS_SERVICE_NAME",
  /** Where its metrics are, `Fanfold/<stage>`. */
  metricsNamespace: "POWERTOOLS_METRICS_NAMESPACE",
  tableName: "FANFOLD_TABLE_NAME",
  /** The bus on which ended jobs are told. */
  eventBusName: "FANFOLD_EVENT_BUS_NAME",
  bucketName: "FANFOLD_BUCKET_NAME",
  uploadsQueueUrl: "FANFOLD_UPLOADS_QUEUE_URL",
  rangesQueueUrl: "FANFOLD_RANGES_QUEUE_URL",
  streamsQueueUrl: "FANFOLD_STREAMS_QUEUE_URL",
  foldsQueueUrl: "FANFOLD_FOLDS_QUEUE_URL",
  deadLetterQueueUrl: "FANFOLD_DEAD_LETTER_QUEUE_URL",
  /** The queue that this worker consumes: for bringing a failed message back sooner. */
  consumedQueueUrl: "FANFOLD_CONSUMED_QUEUE_URL",
  /** A handled failure comes back after so many seconds, chosen at random between the two. */
  retryDelayMinSeconds: "FANFOLD_RETRY_DELAY_MIN_SECONDS",
  retryDelayMaxSeconds: "FANFOLD_RETRY_DELAY_MAX_SECONDS",
  /** A message that is worked on stays hidden for so long after each sign of life; empty: for the queue's visibility timeout. */
  heartbeatSeconds: "FANFOLD_HEARTBEAT_SECONDS",
  /** The sweeper's first patience with a live job; it doubles once. */
  sweepPatienceSeconds: "FANFOLD_SWEEP_PATIENCE_SECONDS",
  /** Bytes of a range for sources that fix none; empty lets the object's size decide. */
  rangeBytes: "FANFOLD_RANGE_BYTES",
  /** What receipts are reckoned by, JSON: the functions' architecture, and prices that are not the published ones. */
  pricing: "FANFOLD_PRICING",
} as const;

export type EnvName = (typeof ENV)[keyof typeof ENV];

export const FUNCTION_NAMES = ["splitter", "worker", "stream-worker", "reducer", "dead-letter", "sweeper", "api"] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

const ALWAYS: readonly EnvName[] = [ENV.serviceName, ENV.metricsNamespace, ENV.tableName, ENV.eventBusName];
const RETRY: readonly EnvName[] = [ENV.consumedQueueUrl, ENV.retryDelayMinSeconds, ENV.retryDelayMaxSeconds];
const TASK_QUEUES: readonly EnvName[] = [ENV.rangesQueueUrl, ENV.streamsQueueUrl, ENV.foldsQueueUrl];
const WORKER: readonly EnvName[] = [...ALWAYS, ENV.foldsQueueUrl, ENV.rangesQueueUrl, ENV.streamsQueueUrl, ...RETRY];

/** Which variables each function reads, no more and no fewer. */
export const FUNCTION_ENVIRONMENT: Readonly<Record<FunctionName, readonly EnvName[]>> = {
  splitter: [...ALWAYS, ENV.rangeBytes, ENV.sweepPatienceSeconds, ...TASK_QUEUES, ...RETRY],
  worker: WORKER,
  "stream-worker": [...WORKER, ENV.heartbeatSeconds],
  reducer: [...ALWAYS, ...TASK_QUEUES, ...RETRY, ENV.heartbeatSeconds],
  "dead-letter": [...ALWAYS, ...TASK_QUEUES, ENV.rangeBytes, ENV.sweepPatienceSeconds],
  sweeper: [...ALWAYS, ENV.uploadsQueueUrl, ...TASK_QUEUES, ENV.deadLetterQueueUrl, ENV.sweepPatienceSeconds],
  api: [...ALWAYS, ENV.bucketName, ENV.uploadsQueueUrl, ...TASK_QUEUES, ENV.deadLetterQueueUrl, ENV.rangeBytes, ENV.sweepPatienceSeconds, ENV.pricing],
};

/** Metrics that the functions count themselves, in the namespace of their stage; all under one value of the dimension `service`. */
export const METRIC = {
  jobsComplete: "JobsComplete",
  jobsCompleteWithGaps: "JobsCompleteWithGaps",
  jobsFailed: "JobsFailed",
  jobsSuperseded: "JobsSuperseded",
  /** Of jobs that ended with gaps: how many each has. */
  gaps: "Gaps",
  linesAnalysed: "LinesAnalysed",
  linesRejected: "LinesRejected",
  /** Bytes of the objects of jobs that ended with a result. */
  bytesAnalysed: "BytesAnalysed",
  /** From the creation of a job to its end, of jobs with a result. */
  secondsToEnd: "SecondsToEnd",
  /** Events of ended jobs that the bus did not take at that try. */
  eventsRefused: "EventsRefused",
} as const;
export type MetricName = (typeof METRIC)[keyof typeof METRIC];
export const METRIC_SERVICE = "fanfold";

/** Outputs of the stack that the CLI, the tests and the local stack look for. */
export const OUTPUT = {
  bucketName: "BucketName",
  tableName: "TableName",
  apiUrl: "ApiUrl",
  eventBusName: "EventBusName",
} as const;

/** The attributes and indexes of the table. Every key is a string. */
export const TABLE = {
  partitionKey: "pk",
  sortKey: "sk",
  /** Epoch seconds from which an item is absent; the table's time to live. */
  ttl: "expiresAt",
  /** The version of the item's shape. */
  version: "v",
  /** Jobs of a source and day by creation, with all of their attributes. */
  jobsIndex: { name: "jobs", partitionKey: "jobsPk", sortKey: "jobsSk", projection: "ALL" },
  /** Live jobs by their next check: the keys alone. */
  liveIndex: { name: "live", partitionKey: "livePk", sortKey: "liveSk", projection: "KEYS_ONLY" },
} as const;
