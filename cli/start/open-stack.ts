import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LOG_FOLDER } from "../../localstack/embedded/logs/log-segments.ts";
import { openLogWriter } from "../../localstack/embedded/logs/log-writer.ts";
import { startEmbedded, type EmbeddedStack } from "../../localstack/embedded/start-embedded.ts";
import packageDescription from "../../package.json" with { type: "json" };
import { createDynamoBlockStore } from "../../shared/adapters/dynamodb/block-store.ts";
import { createDynamoJobStore } from "../../shared/adapters/dynamodb/job-store.ts";
import { createDynamoPartialStore } from "../../shared/adapters/dynamodb/partial-store.ts";
import { systemClock } from "../../shared/adapters/system/system-clock.ts";
import { sha256Hex } from "../../shared/contracts/identity.ts";
import { OUTPUT } from "../../shared/contracts/names.ts";
import { failure } from "../cli-error.ts";
import { createStackConsole, type ConsoleStack } from "../console/stack-console.ts";
import { labelOfResource } from "../console/stack-labels.ts";
import { CONNECTION_FILE, readConnection, type LocalConnection } from "../http/connection.ts";
import { SCRAPE_TOKEN_FILE } from "./data-dir.ts";

const TOKEN_BYTES = 32;
const OWNER_ONLY = 0o600;
/** What the stack itself says, beside what its functions do. */
const STACK_LOG = "stack";

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
  const log = openLogWriter(join(dataDir, LOG_FOLDER), STACK_LOG);
  const say = (level: "INFO" | "WARN", message: string, details: object = {}): void =>
    log.write(JSON.stringify({ ...details, timestamp: new Date().toISOString(), level, message }));
  const watcher = createStackConsole(packageDescription.version);
  const stack = await startEmbedded({
    templatePath,
    dataDir,
    ...(port === undefined ? {} : { port }),
    labelOf: labelOfResource,
    observer: watcher.observer,
    log: ({ message, ...details }) => say("WARN", message, details),
  });
  const table = openTable(stack);
  const stop = async (): Promise<void> => {
    watcher.stop();
    say("INFO", "the stack stops");
    await stack.stop();
    table.close();
    log.close();
  };
  try {
    const path = join(dataDir, CONNECTION_FILE);
    const before = await readConnection(path).catch(() => undefined);
    const token = before?.token ?? makeToken();
    await table.jobs.putToken({ sha256: sha256Hex(token), role: "admin", name: "local" });
    await letScraperIn(join(dataDir, SCRAPE_TOKEN_FILE), table.jobs);
    watcher.attach({ functions: stack.functions, queues: stack.queues, serve: stack.serve, deps: { ...table, clock: systemClock } });
    const connection = describeConnection(stack, token, rangeBytes);
    await writeOwnFile(path, `${JSON.stringify(connection, null, 2)}\n`);
    say("INFO", "the stack runs", { endpoint: connection.endpoint, pid: process.pid });
    return { connection, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The stores of the running stack's table. */
function openTable({ endpoints, regionName: region, credentials, outputs }: EmbeddedStack): Pick<ConsoleStack["deps"], "jobs" | "blocks" | "partials"> & { close(): void } {
  const client = new DynamoDBClient({ endpoint: endpoints.dynamodb, region, credentials });
  const tableName = outputOf(outputs, OUTPUT.tableName);
  return {
    jobs: createDynamoJobStore(client, tableName, systemClock),
    blocks: createDynamoBlockStore(client, tableName, systemClock),
    partials: createDynamoPartialStore(client, tableName, systemClock),
    close: () => client.destroy(),
  };
}

/** A token for whoever scrapes `/metrics`, in a file of its own: it may read, and nothing else. The one of an earlier run stays. */
async function letScraperIn(path: string, jobs: ConsoleStack["deps"]["jobs"]): Promise<void> {
  const before = await readFile(path, "utf8").catch(() => "");
  const token = /^[\w-]{43}$/.test(before.trim()) ? before.trim() : makeToken();
  await jobs.putToken({ sha256: sha256Hex(token), role: "read", name: "scrape" });
  await writeOwnFile(path, token);
}

/** Only its hash is stored. */
function makeToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
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
