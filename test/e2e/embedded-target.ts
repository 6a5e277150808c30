import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { ensureSynthesized } from "../../infra/synth.ts";
import { startEmbedded, type EmbeddedStack } from "../../localstack/embedded/start-embedded.ts";
import { connect, type Target, type TargetOptions } from "./connect.ts";

/** The embedded stack in its test stage, on a data directory of its own. */
export async function startEmbeddedTarget({ rangeBytes, functionEndpoints }: TargetOptions): Promise<Target> {
  const { templatePath } = await ensureSynthesized({ stage: "test", context: rangeBytes === undefined ? {} : { rangeBytes: String(rangeBytes) } });
  const dataDir = await mkdtemp(join(tmpdir(), "fanfold-e2e-"));
  const stack = await startEmbedded({
    templatePath,
    dataDir,
    ...(functionEndpoints !== undefined && { functionEndpoints: async (endpoints) => ({ ...endpoints, ...(await functionEndpoints(endpoints)) }) }),
  });
  return connectEmbedded(stack, async () => {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });
}

/** Speak to an embedded stack, also to one in another process. */
export function connectEmbedded(stack: Pick<EmbeddedStack, "endpoints" | "outputs" | "regionName" | "credentials">, stop: () => Promise<void>): Promise<Target> {
  const aws = { region: stack.regionName, credentials: stack.credentials };
  const s3 = new S3Client({ ...aws, endpoint: stack.endpoints.s3, forcePathStyle: true });
  const dynamo = new DynamoDBClient({ ...aws, endpoint: stack.endpoints.dynamodb });
  return connect({ s3, dynamo, apiUrl: stack.endpoints.api, outputs: stack.outputs }, stop);
}
