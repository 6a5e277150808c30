import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStack, type OpenStack } from "../../cli/start/open-stack.ts";
import { ensureSynthesized } from "../../infra/synth.ts";
import type { JobAnswer, JobsAnswer, QueuesAnswer } from "../../shared/contracts/api.ts";
import { runHere } from "../cli/run-cli.ts";
import { parseOpenMetrics, valueOf, type Family } from "../console/parse-open-metrics.ts";
import { until } from "./fixture.ts";

const RANGE_BYTES = 50_000;
const line = (i: number): string =>
  i % 20 === 0
    ? "neither this nor that\n"
    : `10.0.0.1 - - [21/Nov/2026:10:${String(i % 60).padStart(2, "0")}:00 +0000] "GET /items/${i} HTTP/1.1" 200 ${100 + i} "-" "test" ${1000 + i}\n`;
const log = (lines: number): string => Array.from({ length: lines }, (_, i) => line(i)).join("");

describe("a local stack", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "fanfold-console-"));
  let stack: OpenStack;
  let s3: S3Client;
  const ask = (path: string, token = stack.connection.token, init: { method?: string; body?: string; headers?: Record<string, string> } = {}): Promise<Response> =>
    fetch(stack.connection.endpoint + path, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
  const scrape = async (): Promise<Map<string, Family>> => parseOpenMetrics(await (await ask("/metrics")).text());
  const put = (Key: string, Body: Uint8Array | string) => s3.send(new PutObjectCommand({ Bucket: stack.connection.bucketName, Key, Body }));
  const ended = (objectKey: string): Promise<JobAnswer> =>
    until(
      `${objectKey} to end`,
      async () => {
        // A busy machine may take longer to answer than the API has.
        const answer = await ask("/jobs");
        const { jobs } = answer.ok ? ((await answer.json()) as JobsAnswer) : { jobs: [] };
        const job = jobs.find((one) => one.objectKey === objectKey && one.endedAt !== undefined);
        return job && ((await (await ask(`/jobs/${job.jobId}`)).json()) as JobAnswer);
      },
      100_000,
    );
  beforeAll(async () => {
    const { templatePath } = await ensureSynthesized({ stage: "test", context: { rangeBytes: String(RANGE_BYTES) } });
    stack = await openStack({ templatePath, dataDir, port: undefined, rangeBytes: RANGE_BYTES });
    const { s3Endpoint: endpoint, regionName: region, accessKeyId, secretAccessKey } = stack.connection;
    s3 = new S3Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true });
  });
  afterAll(async () => {
    s3.destroy();
    await stack.stop();
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  it("lets nobody without a token see its metrics, queues and workers, and a scraper see nothing but what it may read", async () => {
    const scrapeToken = readFileSync(join(dataDir, "scrape-token"), "utf8");
    expect(statSync(join(dataDir, "scrape-token")).mode & 0o777).toBe(0o600);
    for (const path of ["/metrics", "/local/queues", "/local/workers"]) {
      for (const headers of [{}, { authorization: "Bearer nobody" }, { authorization: `Basic ${scrapeToken}` }]) {
        const refused = await fetch(stack.connection.endpoint + path, { headers });
        expect([refused.status, refused.headers.get("www-authenticate")?.startsWith("Bearer")]).toEqual([401, true]);
        expect(await refused.text()).not.toMatch(/fanfold_|"queue"|"function"/);
      }
      expect((await ask(path, scrapeToken)).status).toBe(200);
      expect((await ask(path, stack.connection.token, { method: "POST" })).status).toBe(405);
      expect((await ask(path, stack.connection.token, { headers: { origin: "https://evil.example" } })).status).toBe(403);
    }
    expect((await ask("/metrics")).headers.get("content-type")).toBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
    expect((await ask("/jobs", scrapeToken)).status).toBe(200);
    expect((await ask("/uploads", scrapeToken, { method: "POST", body: "{}" })).status).toBe(403);
  });

  it("counts what the documents of its jobs say", async () => {
    const plain = log(1_500);
    await put("shop/plain.log", plain);
    await put("shop/small.log", log(15));
    await put("shop/cut.gz", gzipSync(log(2_000)).subarray(0, -2_000));
    const answers = await Promise.all(["shop/plain.log", "shop/small.log", "shop/cut.gz"].map(ended));
    const families = await scrape();
    const sum = (pick: (answer: JobAnswer) => number): number => answers.reduce((total, answer) => total + pick(answer), 0);
    const counted = {
      complete: valueOf(families, "fanfold_jobs_total", { state: "complete" }),
      withGaps: valueOf(families, "fanfold_jobs_total", { state: "complete-with-gaps" }),
      running: valueOf(families, "fanfold_jobs_running"),
      done: valueOf(families, "fanfold_ranges_total", { result: "done" }),
      lines: valueOf(families, "fanfold_lines_total"),
      records: valueOf(families, "fanfold_records_total"),
      noFormat: valueOf(families, "fanfold_rejected_lines_total", { reason: "no-format" }),
      gaps: valueOf(families, "fanfold_gaps_total"),
      durations: valueOf(families, "fanfold_job_duration_seconds_count", { state: "complete" }),
    };
    expect(answers[0]!.job.ranges.total).toBe(Math.ceil(plain.length / RANGE_BYTES));
    expect(counted).toEqual({
      complete: 2,
      withGaps: 1,
      running: 0,
      done: sum(({ job }) => job.ranges.done),
      lines: sum(({ summary }) => summary!.lines),
      records: sum(({ summary }) => summary!.records),
      noFormat: sum(({ summary }) => summary!.rejectedByReason["no-format"] ?? 0),
      gaps: 1,
      durations: 2,
    });
    expect(valueOf(families, "fanfold_function_invocations_total", { function: "worker" })).toBeGreaterThanOrEqual(answers[0]!.job.ranges.total);
    expect(valueOf(families, "fanfold_api_requests_total", { method: "GET", route: "/jobs/{jobId}", status: "200" })).toBeGreaterThanOrEqual(3);
    expect(await scrape().then((again) => valueOf(again, "fanfold_lines_total"))).toBe(counted.lines);
  });

  it("tells the commands of a second terminal how it stands", async () => {
    const local = (...args: string[]) => runHere([...args, "--data-dir", dataDir]);
    const queues = JSON.parse((await local("queues", "--output", "json")).stdout) as QueuesAnswer;
    expect(queues.queues.map(({ queue }) => queue)).toEqual(["uploads", "ranges", "streams", "folds", "dead-letters"]);
    await until("the results API and the stack to agree", async () => {
      const ofApi = ((await (await ask("/queues")).json()) as QueuesAnswer).queues;
      const ofStack = ((await (await ask("/local/queues")).json()) as QueuesAnswer).queues;
      return ofApi.every((entry, index) => Object.entries(entry).every(([name, value]) => ofStack[index]?.[name as keyof typeof entry] === value));
    });
    const { functions } = JSON.parse((await local("workers", "--output", "json")).stdout) as {
      functions: { function: string; done: number; failed: number; bytesPerSecond: number }[];
    };
    expect(functions.map((one) => one.function)).toEqual(["splitter", "worker", "stream-worker", "reducer", "dead-letter", "sweeper", "api"]);
    const worker = functions[1]!;
    expect(worker.done + worker.failed).toBe(valueOf(await scrape(), "fanfold_function_invocations_total", { function: "worker" }));
    expect(worker.bytesPerSecond).toBeGreaterThan(1_000);
    const { jobId } = ((await (await ask("/jobs")).json()) as JobsAnswer).jobs[0]!;
    const lines = (await local("logs", "--job", jobId, "--json", "-n", "500")).stdout
      .trim()
      .split("\n")
      .map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(lines.map(({ message }) => message)).toEqual(expect.arrayContaining(["job ended"]));
    for (const one of lines) expect(one["jobId"]).toBe(jobId);
    expect((await local("logs", "stack")).stdout).toContain("the stack runs");
  });

  it("keeps the token of its scraper over a restart", async () => {
    const before = readFileSync(join(dataDir, "scrape-token"), "utf8");
    const { templatePath } = await ensureSynthesized({ stage: "test", context: { rangeBytes: String(RANGE_BYTES) } });
    await stack.stop();
    stack = await openStack({ templatePath, dataDir, port: undefined, rangeBytes: RANGE_BYTES });
    expect(readFileSync(join(dataDir, "scrape-token"), "utf8")).toBe(before);
    expect((await ask("/metrics", before)).status).toBe(200);
  });
});
