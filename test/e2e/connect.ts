import { createHash, randomBytes } from "node:crypto";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { S3Client } from "@aws-sdk/client-s3";
import { createDynamoJobStore } from "../../shared/adapters/dynamodb/job-store.ts";
import { systemClock } from "../../shared/adapters/system/system-clock.ts";
import { OUTPUT } from "../../shared/contracts/names.ts";

/** A deployed stack under test: what any target offers. */
export interface Target {
  s3: S3Client;
  bucketName: string;
  tableName: string;
  /** Ask the results API with a token that may do everything. */
  api(path: string, init?: { method: string; body?: string }): Promise<Response>;
  stop(): Promise<void>;
}

/** Where functions reach their services. */
export interface FunctionEndpoints {
  s3: string;
  sqs: string;
  dynamodb: string;
}

export interface TargetOptions {
  /** Bytes of a range; small ones give small files many ranges. */
  rangeBytes?: number;
  /** Endpoints that functions see: where a fault proxy stands in between. Functions on AWS cannot reach it: such tests are skipped there. */
  functionEndpoints?: (endpoints: FunctionEndpoints) => Promise<FunctionEndpoints>;
}

/** What is known of a stack that runs somewhere. */
export interface RunningStack {
  s3: S3Client;
  dynamo: DynamoDBClient;
  apiUrl: string;
  outputs: Readonly<Record<string, string>>;
}

/** Speak to a stack that runs somewhere, with a new token. */
export async function connect({ s3, dynamo, apiUrl, outputs }: RunningStack, stop: () => Promise<void>): Promise<Target> {
  const token = randomBytes(32).toString("hex");
  const tableName = outputs[OUTPUT.tableName]!;
  await createDynamoJobStore(dynamo, tableName, systemClock).putToken({ sha256: createHash("sha256").update(token).digest("hex"), role: "admin", name: "e2e" });
  return {
    s3,
    bucketName: outputs[OUTPUT.bucketName]!,
    tableName,
    api: (path, init) => fetch(apiUrl + path, { ...init, headers: { authorization: `Bearer ${token}` } }),
    stop: async () => {
      await stop();
      s3.destroy();
      dynamo.destroy();
    },
  };
}
