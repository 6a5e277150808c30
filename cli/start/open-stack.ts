import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { writeFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { startEmbedded, type EmbeddedStack } from "../../localstack/embedded/start-embedded.ts";
import { createDynamoJobStore } from "../../shared/adapters/dynamodb/job-store.ts";
import { systemClock } from "../../shared/adapters/system/system-clock.ts";
import { sha256Hex } from "../../shared/contracts/identity.ts";
import { OUTPUT } from "../../shared/contracts/names.ts";
import { failure } from "../cli-error.ts";
import { CONNECTION_FILE, readConnection, type LocalConnection } from "../http/connection.ts";
import { STACK_LOG_FILE } from "./data-dir.ts";

const TOKEN_BYTES = 32;
const OWNER_ONLY = 0o600;

export interface StackOptions {
  templatePath: string;
  dataDir: string;
  port: number | undefined;
  rangeBytes: number | null;
}

/** A stack that runs, and how to reach it. */
export interface OpenStack {
  connection: LocalConnection;
  stop(): Promise<void>;
}

/**
 * Start the local stack, let a token in, and write down how other terminals reach it. The token of an earlier run on the directory stays.
 * @throws EmbeddedError when it cannot start.
 */
export async function openStack({ templatePath, dataDir, port, rangeBytes }: StackOptions): Promise<OpenStack> {
  let stackLog: ReturnType<typeof createWriteStream> | undefined;
  const stack = await startEmbedded({
    templatePath,
    dataDir,
    ...(port === undefined ? {} : { port }),
    log: (entry) => {
      // The directory is there only once the stack has locked it.
      stackLog ??= createWriteStream(join(dataDir, STACK_LOG_FILE), { flags: "a", mode: OWNER_ONLY }).on("error", () => undefined);
      stackLog.write(`${new Date().toISOString()} ${JSON.stringify(entry)}\n`);
    },
  });
  try {
    const path = join(dataDir, CONNECTION_FILE);
    const before = await readConnection(path).catch(() => undefined);
    const token = before?.token ?? randomBytes(TOKEN_BYTES).toString("base64url");
    await letIn(token, stack);
    const connection = describeConnection(stack, token, rangeBytes);
    await writeOwnFile(path, `${JSON.stringify(connection, null, 2)}\n`);
    return { connection, stop: () => stack.stop() };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

/** Only the hash of the token is stored. */
async function letIn(token: string, { endpoints, regionName: region, credentials, outputs }: EmbeddedStack): Promise<void> {
  const client = new DynamoDBClient({ endpoint: endpoints.dynamodb, region, credentials });
  try {
    await createDynamoJobStore(client, outputOf(outputs, OUTPUT.tableName), systemClock).putToken({ sha256: sha256Hex(token), role: "admin", name: "local" });
  } finally {
    client.destroy();
  }
}

function describeConnection({ endpoints, regionName, credentials, outputs }: EmbeddedStack, token: string, rangeBytes: number | null): LocalConnection {
  return {
    endpoint: endpoints.api,
    token,
    pid: process.pid,
    s3Endpoint: endpoints.s3,
    bucketName: outputOf(outputs, OUTPUT.bucketName),
    regionName,
    accessKeyId: credentials.accessKeyId,
    secretAccessKey: credentials.secretAccessKey,
    rangeBytes,
  };
}

function outputOf(outputs: Record<string, string>, name: string): string {
  const value = outputs[name];
  if (value === undefined) throw failure("NO_OUTPUT", { what: "the stack has no output", where: name });
  return value;
}

/** Nobody else may read it, at no moment, and nobody reads half of it. */
async function writeOwnFile(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, text, { mode: OWNER_ONLY });
  await rename(unfinished, path);
}
