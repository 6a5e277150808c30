import { TransientError } from "../core/errors.ts";
import type { ErrorContext } from "../core/errors.ts";

/** Error names that say "later" whatever their status. Source: the SDK's lists of throttling and transient codes. */
const LATER_NAMES = new Set([
  "InternalError",
  "LimitExceededException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestTimeout",
  "RequestTimeoutException",
  "ServiceUnavailable",
  "SlowDown",
  "ThrottledException",
  "Throttling",
  "ThrottlingException",
  "TimeoutError",
  "TransactionInProgressException",
]);
/** Codes of Node's own network errors. */
const NETWORK_CODES = new Set([
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ERR_STREAM_PREMATURE_CLOSE",
  "ETIMEDOUT",
]);

/** What an AWS client's error tells besides its message. */
export interface AwsErrorFacts {
  name: string;
  status: number | undefined;
  code: string | undefined;
  isSdkRetryable: boolean;
}

/** The facts of whatever was thrown. */
export function describeAwsError(error: unknown): AwsErrorFacts {
  const { name, code, $metadata, $retryable } = (typeof error === "object" && error !== null ? error : {}) as {
    name?: unknown;
    code?: unknown;
    $metadata?: { httpStatusCode?: number };
    $retryable?: object;
  };
  return {
    name: typeof name === "string" ? name : "",
    status: $metadata?.httpStatusCode,
    code: typeof code === "string" ? code : undefined,
    isSdkRetryable: $retryable !== undefined,
  };
}

/** Whether the same request may succeed later: throttled, a fault of the server, or of the network. */
export function isTransientAwsError(error: unknown): boolean {
  const { name, status, code, isSdkRetryable } = describeAwsError(error);
  if (isSdkRetryable || LATER_NAMES.has(name) || (code !== undefined && NETWORK_CODES.has(code))) return true;
  return status !== undefined && (status >= 500 || status === 429 || status === 408);
}

/** The error to throw in place of an AWS client's: a TransientError where trying again may help, else the error itself. */
export function translateAwsError(error: unknown, code: string, context: ErrorContext): unknown {
  if (!isTransientAwsError(error)) return error;
  const { name, status } = describeAwsError(error);
  return new TransientError(code, "the service did not do it this time", { ...context, name, status }, error);
}
