import { LogFormatter, Logger, LogItem } from "@aws-lambda-powertools/logger";
import type { LogAttributes, UnformattedAttributes } from "@aws-lambda-powertools/logger/types";
import type { Context } from "aws-lambda";
import { createLog, type Log } from "../../ports/log.ts";
import { describeError } from "./describe-error.ts";

/** The log of a function, and what tells it which invocation runs. */
export interface FunctionLog {
  log: Log;
  startInvocation(context: Context): void;
}

/**
 * One JSON object a line on standard output (errors on standard error): the shape of Powertools for AWS Lambda without what is the same in every
 * line of a log group. `docs/logs.md` documents it.
 */
export function openFunctionLog(service: string): FunctionLog {
  const logger = new Logger({ serviceName: service, logFormatter: new ShortFormatter() });
  return {
    log: createLog((level, message, fields, cause) => logger[level](message, { ...fields, ...(cause === undefined ? {} : { error: describeError(cause) }) })),
    startInvocation: (context) => logger.addContext(context),
  };
}

/** Lines are paid for by their bytes. */
class ShortFormatter extends LogFormatter {
  formatAttributes({ logLevel, message, timestamp, serviceName, lambdaContext, xRayTraceId }: UnformattedAttributes, fields: LogAttributes): LogItem {
    const attributes = {
      level: logLevel,
      message,
      timestamp: timestamp.toISOString(),
      service: serviceName,
      function_request_id: lambdaContext?.awsRequestId,
      cold_start: lambdaContext?.coldStart === true ? true : undefined,
      xray_trace_id: xRayTraceId,
    };
    // A field never takes the place of one of these.
    const own = Object.fromEntries(Object.entries(fields).filter(([name]) => !Object.hasOwn(attributes, name)));
    return new LogItem({ attributes: { ...attributes, ...own } });
  }
}
