import type { FunctionPlan } from "../template/stack-plan.ts";

/** Nothing listens there: a call of any other service fails at once instead of leaving the machine. */
const CLOSED_ENDPOINT = "http://127.0.0.1:9";

/** What all functions of a stack see. */
export interface EnvironmentWorld {
  regionName: string;
  accountId: string;
  /** The secret of every key: any is taken. A function's key is its logical id, so that whoever stands in between sees who asks. */
  credentials: { secretAccessKey: string };
  endpoints: { s3: string; sqs: string; dynamodb: string; events: string };
}

/**
 * The environment variables of a function: the template's, what Lambda sets, and where the SDK finds the services. Nothing of this
 * process's own environment but the search path and the temporary folder gets in, nor any profile of the person's AWS CLI.
 * Source: AWS Lambda developer guide, "Defined runtime environment variables"; AWS SDKs reference, "Service-specific endpoints".
 */
export function buildEnvironment(plan: FunctionPlan, world: EnvironmentWorld & { compileCacheFolder: string }): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    ...(process.env["TMPDIR"] !== undefined && { TMPDIR: process.env["TMPDIR"] }),
    NODE_OPTIONS: "--enable-source-maps",
    TZ: "UTC",
    ...plan.environment,
    AWS_REGION: world.regionName,
    AWS_DEFAULT_REGION: world.regionName,
    AWS_ACCESS_KEY_ID: plan.logicalId,
    AWS_SECRET_ACCESS_KEY: world.credentials.secretAccessKey,
    AWS_CONFIG_FILE: "none",
    AWS_SHARED_CREDENTIALS_FILE: "none",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ENDPOINT_URL: CLOSED_ENDPOINT,
    AWS_ENDPOINT_URL_S3: world.endpoints.s3,
    AWS_ENDPOINT_URL_SQS: world.endpoints.sqs,
    AWS_ENDPOINT_URL_DYNAMODB: world.endpoints.dynamodb,
    AWS_ENDPOINT_URL_EVENTBRIDGE: world.endpoints.events,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs",
    AWS_LAMBDA_FUNCTION_NAME: plan.functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(plan.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${plan.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "local",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    LAMBDA_TASK_ROOT: plan.folder,
    _HANDLER: plan.handler,
    EMBEDDED_COMPILE_CACHE: world.compileCacheFolder,
  };
}
