import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { ensureSynthesized } from "../../infra/synth.ts";
import { startEmbedded, type EmbeddedStack, type Endpoints } from "../../localstack/embedded/start-embedded.ts";
import { createDynamoJobStore } from "../../shared/adapters/dynamodb/job-store.ts";
import { systemClock } from "../../shared/adapters/system/system-clock.ts";
import { OUTPUT } from "../../shared/contracts/names.ts";

/** A deployed stack under test: what any target offers. */
export interface Target {
  s3: S3Client;
  bucketName: string;
  /** Ask the results API with a token that may do everything. */
  api(path: string, init?: { method: string; body?: string }): Promise<Response>;
  stop(): Promise<void>;
}

export interface TargetOptions {
  /** Bytes of a range; small ones give small files many ranges. */
  rangeBytes?: number;
  /** Endpoints that functions see: where a fault proxy stands in between. */
  functionEndpoints?: (endpoints: Endpoints) => Endpoints | Promise<Endpoints>;
}

/** The embedded stack in its test stage, on a data directory of its own. */
export async function startTarget({ rangeBytes, functionEndpoints }: TargetOptions = {}): Promise<Target> {
  const { templatePath } = await ensureSynthesized({ stage: "test", context: rangeBytes === undefined ? {} : { rangeBytes: String(rangeBytes) } });
  const dataDir = await mkdtemp(join(tmpdir(), "fanfold-e2e-"));
  const stack = await startEmbedded({ templatePath, dataDir, ...(functionEndpoints === undefined ? {} : { functionEndpoints }) });
  return connect(stack, async () => {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });
}

/** Speak to a stack that runs somewhere, with a new token. */
export async function connect(stack: Pick<EmbeddedStack, "endpoints" | "outputs" | "regionName" | "credentials">, stop: () => Promise<void>): Promise<Target> {
  const aws = { region: stack.regionName, credentials: stack.credentials };
  const s3 = new S3Client({ ...aws, endpoint: stack.endpoints.s3, forcePathStyle: true });
  const dynamo = new DynamoDBClient({ ...aws, endpoint: stack.endpoints.dynamodb });
  const token = randomBytes(32).toString("hex");
  await createDynamoJobStore(dynamo, stack.outputs[OUTPUT.tableName]!, systemClock).putToken({
    sha256: createHash("sha256").update(token).digest("hex"),
    role: "admin",
    name: "e2e",
  });
  dynamo.destroy();
  return {
    s3,
    bucketName: stack.outputs[OUTPUT.bucketName]!,
    api: (path, init) => fetch(stack.endpoints.api + path, { ...init, headers: { authorization: `Bearer ${token}` } }),
    stop: async () => {
      s3.destroy();
      await stop();
    },
  };
}
