import { ENV } from "../../contracts/names.ts";
import { pricingVariable } from "./receipt-terms.ts";
import { optional, positiveInteger, text, type Variable } from "./environment.ts";

/** The variables of the functions and how to read them; each function picks its own. */
export const VARIABLES = {
  serviceName: text(ENV.serviceName),
  metricsNamespace: text(ENV.metricsNamespace),
  tableName: text(ENV.tableName),
  eventBusName: text(ENV.eventBusName),
  bucketName: text(ENV.bucketName),
  uploadsQueueUrl: text(ENV.uploadsQueueUrl),
  rangesQueueUrl: text(ENV.rangesQueueUrl),
  streamsQueueUrl: text(ENV.streamsQueueUrl),
  foldsQueueUrl: text(ENV.foldsQueueUrl),
  deadLetterQueueUrl: text(ENV.deadLetterQueueUrl),
  consumedQueueUrl: text(ENV.consumedQueueUrl),
  retryDelayMinSeconds: positiveInteger(ENV.retryDelayMinSeconds),
  retryDelayMaxSeconds: positiveInteger(ENV.retryDelayMaxSeconds),
  heartbeatSeconds: optional(positiveInteger(ENV.heartbeatSeconds)),
  sweepPatienceSeconds: positiveInteger(ENV.sweepPatienceSeconds),
  rangeBytes: optional(positiveInteger(ENV.rangeBytes)),
  pricing: pricingVariable(ENV.pricing),
} satisfies Record<keyof typeof ENV, Variable<unknown>>;

const {
  serviceName,
  metricsNamespace,
  tableName,
  eventBusName,
  rangesQueueUrl,
  streamsQueueUrl,
  foldsQueueUrl,
  consumedQueueUrl,
  retryDelayMinSeconds,
  retryDelayMaxSeconds,
  heartbeatSeconds,
} = VARIABLES;

/** What every function reads; all of them may send tasks. */
export const TASK_VARIABLES = { serviceName, metricsNamespace, tableName, eventBusName, rangesQueueUrl, streamsQueueUrl, foldsQueueUrl };
/** What every consumer of tasks reads. */
export const CONSUMER_VARIABLES = { consumedQueueUrl, retryDelayMinSeconds, retryDelayMaxSeconds };
/** What a consumer reads besides whose attempts may be long. */
export const HEARTBEAT_VARIABLES = { heartbeatSeconds };
