import { S3Client } from "@aws-sdk/client-s3";
import { countCalls } from "../metering/count-calls.ts";

const CONNECTION_TIMEOUT_MS = 1_500;
/** To the first byte of an answer; a body may take longer. */
const REQUEST_TIMEOUT_MS = 5_000;
/** A socket on which nothing moved for so long is given up, with the body on it. */
const SOCKET_TIMEOUT_MS = 5_900;
const SOCKETS_MAX = 64;

export interface S3ClientOptions {
  /** Whether buckets are part of the path: stores at an endpoint of their own know no host names for buckets. */
  isPathStyle: boolean;
}

/**
 * A client that tries each request once: the adapters retry, because only they can resume a body. Checksums are computed only where S3 asks for one,
 * since other stores know none. Endpoint, region and credentials come from the environment.
 */
export function createS3Client({ isPathStyle }: S3ClientOptions): S3Client {
  const client = new S3Client({
    maxAttempts: 1,
    forcePathStyle: isPathStyle,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      socketTimeout: SOCKET_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      httpAgent: { maxSockets: SOCKETS_MAX },
      httpsAgent: { maxSockets: SOCKETS_MAX },
    },
  });
  return countCalls(client, "s3");
}
