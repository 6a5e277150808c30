import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { analyzeInput } from "../../cli/analyze/analyze.ts";
import { stringifyDocument, type JobDocument } from "../../shared/contracts/document.ts";
import type { Target } from "./connect.ts";

const POLL_MS = 100;

/** What an entry of `GET /jobs` says, as far as these tests look. */
export interface ListedJob {
  jobId: string;
  objectKey: string;
  state: string;
  generation: number;
  ranges: { total: number };
}

/** Ask again and again until there is an answer. @throws Error naming what did not come in time. */
export async function waitFor<Value>(what: string, read: () => Promise<Value | undefined>, withinMs = 60_000, pollMs = POLL_MS): Promise<Value> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const value = await read();
    if (value !== undefined) return value;
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

export async function upload(target: Target, objectKey: string, body: Uint8Array): Promise<void> {
  await target.s3.send(new PutObjectCommand({ Bucket: target.bucketName, Key: objectKey, Body: body }));
}

/** The jobs of a source, newest first. */
export async function listJobs(target: Target, source: string): Promise<ListedJob[]> {
  const jobs: ListedJob[] = [];
  let cursor: string | undefined;
  do {
    const response = await target.api(`/jobs?source=${encodeURIComponent(source)}&limit=100${cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`}`);
    if (response.status !== 200) throw new Error(`GET /jobs: ${response.status} ${await response.text()}`);
    const page = (await response.json()) as { jobs: ListedJob[]; next?: string };
    jobs.push(...page.jobs);
    cursor = page.next;
  } while (cursor !== undefined);
  return jobs;
}

const ENDED = new Set(["complete", "complete-with-gaps", "failed"]);

/** Wait until a job of the key is in one of the states. */
export function waitForJob(target: Target, objectKey: string, states: readonly string[] = [...ENDED], withinMs = 60_000, pollMs = POLL_MS): Promise<ListedJob> {
  const source = objectKey.includes("/") ? objectKey.slice(0, objectKey.indexOf("/")) : "default";
  return waitFor(
    `${objectKey} to be ${states.join(" or ")}`,
    async () => (await listJobs(target, source)).find((job) => job.objectKey === objectKey && states.includes(job.state)),
    withinMs,
    pollMs,
  );
}

/** The job's whole document, page by page. */
export async function readDocument(target: Target, jobId: string): Promise<JobDocument> {
  let document: JobDocument | undefined;
  let cursor = "";
  do {
    const response = await target.api(`/jobs/${jobId}/metrics?step=60${cursor}`);
    if (response.status !== 200) throw new Error(`GET metrics: ${response.status} ${await response.text()}`);
    const page = (await response.json()) as JobDocument & { next?: string };
    document = document === undefined ? page : { ...document, windows: [...document.windows, ...page.windows] };
    cursor = page.next === undefined ? "" : `&cursor=${encodeURIComponent(page.next)}`;
  } while (cursor !== "");
  return document;
}

/** The part of a document that has to be the same however it came about. */
export function resultOf({ summary, windows, routes, services, hosts, samples }: JobDocument) {
  return { summary, windows, routes, services, hosts, samples };
}

/** What `analyze` says of the content, as JSON has it. */
export async function analyzed(content: Uint8Array): Promise<ReturnType<typeof resultOf>> {
  const folder = await mkdtemp(join(tmpdir(), "fanfold-analyzed-"));
  try {
    const path = join(folder, "content");
    await writeFile(path, content);
    return JSON.parse(stringifyDocument(resultOf(await analyzeInput({ input: path })))) as ReturnType<typeof resultOf>;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
