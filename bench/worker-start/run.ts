/**
 * How long a worker takes from its import to the first byte parsed. Each run is a new process that loads the bundle
 * which is deployed, without a compile cache, and takes one range from a table and a bucket that answer at once.
 */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { generateSampleLog } from "../../cli/sample-log.ts";
import { withBundles } from "../../infra/function-bundles.ts";
import { buildJobItem } from "../../shared/adapters/dynamodb/job-item.ts";
import { encodeItem } from "../../shared/adapters/dynamodb/attributes.ts";
import { SWEEP_AT_START } from "../../shared/adapters/job-rules.ts";
import { DEFAULT_SOURCE_SETTINGS, type Job } from "../../shared/contracts/job.ts";
import { buildTask } from "../../shared/contracts/messages.ts";
import { ENV, FUNCTION_ENVIRONMENT } from "../../shared/contracts/names.ts";
import { readScriptOptions, wholeNumberOf } from "../../test/script-options.ts";
import { median } from "../report/statistics.ts";

const NOW_MS = Date.UTC(2026, 10, 22);
const HOUR_MS = 3_600_000;
const LOG_BYTES = 1_000_000;
const E_TAG = "0123456789abcdef0123456789abcdef";
const CHILD = join(import.meta.dirname, "start-worker.mjs");

/** What one run says of itself, ms from the moment before the import. */
interface Started {
  imported: number;
  parsed: number;
}

const USAGE = `usage: npm run bench:worker-start -- [--runs 21]: ms from a worker's import to the first byte parsed
  --runs  new processes, of which the median counts`;

const values = readScriptOptions(USAGE, { runs: { type: "string", default: "21" } });
const runCount = wholeNumberOf(USAGE, "runs", values.runs);
const log = Buffer.concat([...generateSampleLog(LOG_BYTES, 1, NOW_MS)].map((chunk) => chunk.slice()));
const job: Job = {
  jobId: "worker-start",
  objectId: "logs/access.log",
  source: "default",
  bucketName: "logs",
  objectKey: "access.log",
  eTag: E_TAG,
  objectBytes: log.length,
  lastModifiedMs: NOW_MS,
  encoding: "plain",
  format: "access",
  settings: DEFAULT_SOURCE_SETTINGS,
  rangeBytes: log.length,
  rangeCount: 1,
  state: "running",
  generation: 1,
  version: 1,
  createdAtMs: Date.now(),
  redrivableUntilMs: Date.now() + HOUR_MS,
  sweep: SWEEP_AT_START,
  nextCheckAtMs: Date.now() + HOUR_MS,
};

/** A table that holds one job, and a bucket that holds one object. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  request.on("end", () => {
    if (request.headers["x-amz-target"] !== undefined) {
      response.setHeader("content-type", "application/x-amz-json-1.0");
      response.end(JSON.stringify({ Item: encodeItem(buildJobItem(job)) }));
      return;
    }
    response.statusCode = 206;
    response.setHeader("etag", `"${E_TAG}"`);
    response.setHeader("content-range", `bytes 0-${log.length - 1}/${log.length}`);
    response.setHeader("content-length", String(log.length));
    response.end(log);
  });
}

function environmentOf(endpoint: string): Record<string, string> {
  const valueOf = (name: string): string => (/_(SECONDS|BYTES)$/.test(name) ? "1" : `${endpoint}/000000000000/${name}`);
  return {
    ...Object.fromEntries(FUNCTION_ENVIRONMENT.worker.map((name) => [name, valueOf(name)])),
    [ENV.tableName]: "table",
    [ENV.serviceName]: "worker",
    [ENV.metricsNamespace]: "Fanfold/bench",
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_ENDPOINT_URL: endpoint,
    AWS_LAMBDA_FUNCTION_NAME: "worker",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "640",
  };
}

const server = createServer(answer).listen(0, "127.0.0.1");
await once(server, "listening");
try {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const task = buildTask({ kind: "range", jobId: job.jobId, generation: job.generation, rangeIndex: 0 });
  const runs: Started[] = [];
  await withBundles(async ({ worker }) => {
    for (let run = 0; run < runCount; run++) {
      const { stdout } = await promisify(execFile)(process.execPath, [CHILD, join(worker, "index.mjs"), task], { env: environmentOf(endpoint) });
      runs.push(JSON.parse(stdout.trim().split("\n").at(-1)!) as Started);
    }
  });
  for (const [what, key] of [
    ["import", "imported"],
    ["import to first byte parsed", "parsed"],
  ] as const) {
    const times = runs.map((run) => run[key]);
    process.stdout.write(
      `${what}: median ${median(times).toFixed(0)} ms, least ${Math.min(...times).toFixed(0)} ms, most ${Math.max(...times).toFixed(0)} ms of ${runs.length} processes\n`,
    );
  }
} finally {
  server.close();
  server.closeAllConnections();
}
