import { SQSClient } from "@aws-sdk/client-sqs";
import { SDK_ATTEMPTS_MAX, SEND_BATCHES_MAX } from "../adapter-limits.ts";
import { countCalls } from "../metering/count-calls.ts";

const CONNECTION_TIMEOUT_MS = 1_500;
const REQUEST_TIMEOUT_MS = 5_000;

/** A client that retries in place and gives up on requests that hang. Endpoint, region and credentials come from the environment. */
export function createSqsClient(): SQSClient {
  const client = new SQSClient({
    maxAttempts: SDK_ATTEMPTS_MAX,
    retryMode: "standard",
    // A queue's URL names a host of its own; the endpoint decides where requests go.
    useQueueUrlAsEndpoint: false,
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      socketTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      httpAgent: { maxSockets: SEND_BATCHES_MAX * 2 },
      httpsAgent: { maxSockets: SEND_BATCHES_MAX * 2 },
    },
  });
  return countCalls(client, "sqs");
}
