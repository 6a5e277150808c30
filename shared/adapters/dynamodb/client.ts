import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SDK_ATTEMPTS_MAX, TABLE_REQUESTS_MAX } from "../adapter-limits.ts";
import { countCalls } from "../metering/count-calls.ts";

const CONNECTION_TIMEOUT_MS = 1_000;
/** A request to DynamoDB takes milliseconds; one that takes seconds is lost. */
const REQUEST_TIMEOUT_MS = 3_000;

/** A client that retries in place and gives up on requests that hang. Endpoint, region and credentials come from the environment. */
export function createDynamoClient(): DynamoDBClient {
  const client = new DynamoDBClient({
    maxAttempts: SDK_ATTEMPTS_MAX,
    retryMode: "standard",
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      socketTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      httpAgent: { maxSockets: TABLE_REQUESTS_MAX * 4 },
      httpsAgent: { maxSockets: TABLE_REQUESTS_MAX * 4 },
    },
  });
  return countCalls(client, "dynamodb");
}
