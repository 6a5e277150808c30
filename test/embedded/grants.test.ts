import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FUNCTION_CATALOG } from "../../infra/function-catalog.ts";
import { ensureSynthesized } from "../../infra/synth.ts";
import { startEmbedded, type EmbeddedStack } from "../../localstack/embedded/start-embedded.ts";
import { jobKey, buildJobItem } from "../../shared/adapters/dynamodb/job-item.ts";
import { openItemTable, type ItemTable } from "../../shared/adapters/dynamodb/item-table.ts";
import { createDynamoJobStore } from "../../shared/adapters/dynamodb/job-store.ts";
import { systemClock } from "../../shared/adapters/system/system-clock.ts";
import type { Job } from "../../shared/contracts/job.ts";
import { buildTask, buildUploadEvent, type Task } from "../../shared/contracts/messages.ts";
import { FUNCTION_NAMES, OUTPUT, type FunctionName } from "../../shared/contracts/names.ts";
import { buildJobPk, buildNodePk, buildPartialPk, SORT_KEY, SORT_KEY_PREFIX } from "../../shared/contracts/table-keys.ts";
import { SMALL_OBJECT_BYTES_MAX, SWEEPS_MAX } from "../../shared/core/limits.ts";
import type { JobStore } from "../../shared/ports/job-store.ts";
import type { Target } from "../e2e/connect.ts";
import { connectEmbedded } from "../e2e/embedded-target.ts";
import { listJobs, upload, waitFor, waitForJob } from "../e2e/jobs.ts";
import { generateLog } from "../generate/generate-log.ts";
import { grantsOf, heldByLambda, logicalIdsOfFunctions } from "./function-grants.ts";
import { startRecordingProxies, type RecordedCall } from "./recording-proxy.ts";

const RANGE_BYTES = 20_000;
/** Nothing fails here, but a busy machine may take its time. */
const PATIENCE_MS = 150_000;
const large = generateLog({ seed: 1, kind: "combined", lines: 600, malformedShare: 0 });
const larger = generateLog({ seed: 2, kind: "combined", lines: 700, malformedShare: 0.02 });
const tiny = generateLog({ seed: 3, kind: "combined", lines: 20, malformedShare: 0 });
const tinier = generateLog({ seed: 4, kind: "combined", lines: 10, malformedShare: 0 });
/** Too large for the splitter to see to by itself, also when packed. */
const [big, bigger] = [5, 6].map((seed) => generateLog({ seed, kind: "combined", lines: 8_000, malformedShare: 0 })) as [Buffer, Buffer];
const pack = (text: Uint8Array): Buffer => gzipSync(text, { level: 0 });

/** What only a race makes a function call; the simulation plays it. */
const RARELY_CALLED: Partial<Record<string, readonly string[]>> = {
  // A small job whose splitter died between writing and showing it is shown by the dead-letter function, with its source's blocks.
  "dead-letter": ["dynamodb:BatchWriteItem"],
};

/**
 * A recorder in front of the services, while every path of the seven functions is taken that asks something of AWS: what their policies
 * grant is exactly what they called. A grant that nobody uses is as red as a call that nobody granted.
 */
describe("what the functions of a running stack call", () => {
  const calls = new Set<string>();
  let proxies: Awaited<ReturnType<typeof startRecordingProxies>> | undefined;
  const logicalIds = logicalIdsOfFunctions();
  let dataDir: string;
  let stack: EmbeddedStack;
  let target: Target;
  let table: ItemTable;
  let jobs: JobStore;
  let dynamo: DynamoDBClient;
  const swallowFor = new Set<FunctionName>();

  const decide = ({ caller, action, body }: RecordedCall, path: string) => {
    const name = FUNCTION_NAMES.find((known) => logicalIds[known] === caller);
    if (name === "dead-letter" && path.includes("unreadable")) return "fail";
    // The head of a partial is lost once: whoever folds it next does not find it.
    if (name !== undefined && action === "dynamodb:PutItem" && body.includes('"HEAD"') && swallowFor.delete(name)) return "swallow";
    return "pass";
  };
  const note = ({ caller, action, resource }: RecordedCall): void => {
    const name = FUNCTION_NAMES.find((known) => logicalIds[known] === caller);
    if (name !== undefined) calls.add(`${name} ${action}${resource === "" ? "" : ` ${resource.replace(/^fanfold-test-|[0-9A-F]{8}$/g, "")}`}`);
  };

  beforeAll(async () => {
    const { templatePath } = await ensureSynthesized({ stage: "test", context: { rangeBytes: String(RANGE_BYTES), times: "local" } });
    dataDir = await mkdtemp(join(tmpdir(), "fanfold-grants-"));
    stack = await startEmbedded({
      templatePath,
      dataDir,
      functionEndpoints: async (real) => {
        proxies = await startRecordingProxies(real, decide, note);
        return proxies.endpoints;
      },
    });
    target = await connectEmbedded(stack, () => stack.stop());
    dynamo = new DynamoDBClient({ region: stack.regionName, credentials: stack.credentials, endpoint: stack.endpoints.dynamodb });
    table = openItemTable(dynamo, stack.outputs[OUTPUT.tableName]!, systemClock);
    jobs = createDynamoJobStore(dynamo, stack.outputs[OUTPUT.tableName]!, systemClock);
  });
  afterAll(async () => {
    await target?.stop();
    dynamo?.destroy();
    await proxies?.close();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  /** Upload and wait for the end. */
  const analyse = async (objectKey: string, body: Uint8Array): Promise<Job> => {
    await upload(target, objectKey, body);
    const { jobId } = await waitForJob(target, objectKey, undefined, PATIENCE_MS);
    return (await jobs.readJob(jobId))!;
  };
  const analyseAgain = async (objectKey: string, body: Uint8Array, before: Job): Promise<Job> => {
    await upload(target, objectKey, body);
    const source = objectKey.split("/")[0]!;
    const ended = await waitFor(
      `the next ${objectKey}`,
      async () => (await listJobs(target, source)).find(({ jobId, state, objectKey: key }) => key === objectKey && jobId !== before.jobId && state === "complete"),
      PATIENCE_MS,
    );
    return (await jobs.readJob(ended.jobId))!;
  };
  const invoke = (name: FunctionName, bodies: string[] = []) =>
    stack.invoke(
      logicalIds[name],
      name === "sweeper" ? {} : { Records: bodies.map((body, index) => ({ messageId: `m${index}`, receiptHandle: "none", body, attributes: {}, eventSource: "aws:sqs" })) },
    );
  const rangeTask = ({ jobId, generation }: Job, rangeIndex = 0): string => buildTask({ kind: "range", jobId, generation, rangeIndex } satisfies Task);
  const foldTask = ({ jobId, generation }: Job): string => buildTask({ kind: "fold", jobId, generation, level: 1, index: 0 } satisfies Task);
  /** Make an ended job live again as it was, but for `changes`; with `missing` the root lacks that range. Due for the sweeper at once. */
  const revive = async (ended: Job, changes: Partial<Job> = {}, missing?: number): Promise<Job> => {
    const { endedAtMs: _endedAtMs, isRedrivable: _isRedrivable, ...rest } = ended;
    const done = Array.from({ length: ended.rangeCount }, (_, index) => index).filter((index) => index !== missing);
    const job: Job = { ...rest, state: "running", nextCheckAtMs: 1, sweep: { emptyChecks: 1, sweeps: 0, settledChildren: done.length }, ...changes };
    if (missing !== undefined) {
      const key = { pk: buildNodePk({ jobId: job.jobId, level: 1, index: 0 }), sk: SORT_KEY.node };
      const { done: _done, ...node } = (await table.get(key))!;
      await table.put({ ...node, ...key, ...(done.length > 0 && { done: new Set(done) }) });
    }
    await table.put(buildJobItem(job));
    return job;
  };
  /** As if whoever ended the job had died at once. */
  const untell = (job: Job, nextCheckAtMs: number) => table.put(buildJobItem({ ...job, isEndUntold: true, nextCheckAtMs }));
  const loseHead = ({ jobId }: Job, child = 0) => table.deleteMany([{ pk: buildPartialPk({ jobId, level: 0, child }), sk: SORT_KEY.head }]);
  /** A job whose result is there already is shown as it is, whatever dies. */
  const loseResult = async ({ jobId }: Job): Promise<void> => {
    const sortKey = { condition: "begins_with(#sk, :prefix)", values: { prefix: SORT_KEY_PREFIX.result } };
    await table.deleteMany((await table.queryAll({ pk: buildJobPk(jobId), sortKey, isKeysOnly: true })) as unknown as { pk: string; sk: string }[]);
  };
  const ended = ({ jobId }: Job, states = ["complete", "complete-with-gaps", "failed", "superseded"]) =>
    waitFor(
      `${jobId} to end`,
      async () => {
        const job = await jobs.readJob(jobId);
        return job !== undefined && states.includes(job.state) ? job : undefined;
      },
      PATIENCE_MS,
    );
  /** Sweep until the job has ended: a sweep that finds something in a queue only waits. */
  const swept = ({ jobId }: Job, states = ["complete"], sweep?: Job["sweep"]) =>
    waitFor(
      `${jobId} to be swept`,
      async () => {
        const live = await jobs.readJob(jobId);
        // Due again, and as patient as it is to be: after a sweep that waited it would be due in minutes.
        if (live !== undefined) await jobs.updateSweep(jobId, sweep ?? { ...live.sweep, emptyChecks: 1 }, 1);
        await invoke("sweeper");
        const job = await jobs.readJob(jobId);
        return job !== undefined && states.includes(job.state) ? job : undefined;
      },
      PATIENCE_MS,
      500,
    );
  const api = async (path: string, init?: { method: string; body?: string }): Promise<unknown> => {
    const response = await target.api(path, init);
    expect(response.status, path).toBeLessThan(300);
    return response.headers.get("content-length") === "0" ? undefined : response.json();
  };

  it("is what their policies grant, no more and no less", { timeout: 2 * PATIENCE_MS }, async () => {
    // Contents that replace each other: plain in ranges, plain in one, compressed, and nothing at all.
    const plain = await analyse("plain/a.log", large);
    for (const source of ["one", "swallowed"]) await api(`/sources/${source}`, { method: "PUT", body: JSON.stringify({ settings: { rangeBytes: 8 * 1024 ** 2 } }) });
    expect(Math.min(big.length, bigger.length)).toBeGreaterThan(SMALL_OBJECT_BYTES_MAX);
    const one = await analyse("one/a.log", big);
    const packed = await analyse("packed/a.log", pack(big));
    const plainNow = await analyseAgain("plain/a.log", larger, plain);
    const oneNow = await analyseAgain("one/a.log", bigger, one);
    const packedNow = await analyseAgain("packed/a.log", pack(bigger), packed);
    await analyseAgain("one/a.log", tiny, await analyseAgain("one/a.log", new Uint8Array(0), oneNow));
    await api("/sources/deep", { method: "PUT", body: JSON.stringify({ settings: { rangeBytes: Math.ceil(larger.length / 260) } }) });
    await analyse("deep/two-levels.log", larger);

    // Partials that are lost between being written and being folded.
    swallowFor.add("worker");
    await analyse("swallowed/a.log", big);
    swallowFor.add("stream-worker");
    await analyse("swallowed/a.gz", pack(big));
    await loseHead(plainNow);
    await invoke("reducer", [foldTask(await revive(plainNow))]);
    await ended(plainNow);
    await loseHead(packedNow);
    await invoke("reducer", [foldTask(await revive(packedNow))]);
    await ended(packedNow);

    // A duplicate: its mark is there already, and the fold is asked for again.
    await invoke("stream-worker", [rangeTask(await revive(packedNow))]);
    await ended(packedNow);

    // What nobody understands comes back sooner.
    for (const name of ["splitter", "worker", "stream-worker", "reducer"] as const) await invoke(name, ["not a message"]);

    // Tasks and folds that were lost.
    await revive(plainNow, {}, 1);
    await swept(plainNow);
    await revive(packedNow, {}, 0);
    await swept(packedNow);
    await revive(plainNow);
    await swept(plainNow);
    await revive(plainNow, { state: "queued", version: 0 });
    await swept(plainNow);
    const worn = { emptyChecks: 1, sweeps: SWEEPS_MAX, settledChildren: plainNow.rangeCount - 1 };
    const withGap = await swept(await revive(plainNow, { sweep: worn }, 1), ["complete-with-gaps"], worn);

    // An end of which nobody was told.
    await untell(withGap, 1);
    await invoke("sweeper");
    expect((await jobs.readJob(withGap.jobId))?.isEndUntold).toBeUndefined();

    // Redrives by the splitter, for an event of a key that has a gap, and by the API; dead letters make the gaps.
    await invoke("splitter", [buildUploadEvent(withGap)]);
    const healed = await ended(withGap, ["complete"]);
    await revive(healed, {}, 1);
    await invoke("dead-letter", [rangeTask(healed, 1)]);
    await ended(healed, ["complete-with-gaps"]);
    await api(`/jobs/${healed.jobId}/redrive`, { method: "POST" });
    const whole = await ended(healed, ["complete"]);
    await revive(packedNow, {}, 0);
    await loseResult(packedNow);
    await invoke("dead-letter", [rangeTask(packedNow)]);
    await ended(packedNow, ["complete-with-gaps"]);
    await api(`/jobs/${packedNow.jobId}/redrive`, { method: "POST" });
    await ended(packedNow, ["complete"]);
    await revive(whole, { state: "failed", endedAtMs: Date.now(), failure: { code: "FOLD_FAILED", message: "" } });
    await api(`/jobs/${whole.jobId}/redrive`, { method: "POST" });
    const folded = await ended(whole, ["complete"]);
    await revive(folded);
    await invoke("splitter", [buildUploadEvent(folded)]);
    await ended(folded);
    await invoke("dead-letter", [buildUploadEvent({ bucketName: target.bucketName, objectKey: "never/unreadable.log", eTag: "0", objectBytes: 5 })]);
    const split = await waitForJob(target, "never/unreadable.log", ["failed"]);
    await api(`/jobs/${split.jobId}/redrive`, { method: "POST" });

    // Analysing again, forgetting, and what the bucket holds already.
    await api("/backfills", { method: "POST", body: JSON.stringify({ prefix: "one/" }) });
    await api("/sources/one", { method: "PUT", body: JSON.stringify({ settings: { rangeBytes: null } }) });
    const tinyJob = await waitForJob(target, "one/a.log", ["complete"]);
    await api(`/jobs/${tinyJob.jobId}/rerun`, { method: "POST" });
    await analyse("forgotten/a.log", tiny);
    const forgotten = await waitForJob(target, "forgotten/a.log", ["complete"]);
    await untell((await jobs.readJob(forgotten.jobId))!, Date.now() + PATIENCE_MS);
    await api(`/jobs/${forgotten.jobId}`, { method: "DELETE" });

    // Objects that are gone.
    const absent = buildUploadEvent({ bucketName: target.bucketName, objectKey: "never/absent.log" });
    await invoke("splitter", [absent]);
    await invoke("dead-letter", [absent]);
    await api(`/jobs/${folded.jobId}/lines?kind=rejected`);
    await target.s3.send(new DeleteObjectCommand({ Bucket: target.bucketName, Key: "plain/a.log" }));
    await target.s3.send(new DeleteObjectCommand({ Bucket: target.bucketName, Key: "packed/a.log" }));
    await api(`/jobs/${folded.jobId}/lines?kind=rejected`);
    const packedWhole = (await jobs.readJob(packedNow.jobId))!;
    await invoke("worker", [rangeTask(await revive(folded, {}, 1), 1)]);
    await invoke("stream-worker", [rangeTask(await revive(packedWhole, {}, 0))]);

    // Everything that the API answers.
    const from = new Date(Math.floor(Date.UTC(2026, 10, 20) / 86_400_000) * 86_400_000).toISOString();
    for (const path of [
      "/jobs",
      `/jobs/${whole.jobId}`,
      `/jobs/${whole.jobId}/metrics?step=60`,
      "/queues",
      "/sources",
      `/sources/one/metrics?from=${from}&to=2026-11-22T00:00Z&step=86400`,
    ])
      await api(path);
    const signed = (await api("/uploads", { method: "POST", body: JSON.stringify({ objectKey: "signed/a.log", contentLength: tinier.length }) })) as {
      request: { url: string; headers: Record<string, string> };
    };
    expect((await fetch(signed.request.url, { method: "PUT", headers: signed.request.headers, body: Buffer.from(tinier) })).status).toBe(200);
    expect(await table.get(jobKey(folded.jobId))).toBeDefined();

    for (const name of FUNCTION_NAMES) {
      const called = [...calls].filter((call) => call.startsWith(`${name} `)).map((call) => call.slice(name.length + 1));
      const granted = grantsOf(name);
      const used = new Set([...called, ...heldByLambda(name), ...(RARELY_CALLED[name] ?? [])]);
      expect
        .soft(
          { granted: [...granted].filter((grant) => !used.has(grant)).toSorted(), called: [...used].filter((call) => !granted.has(call)).toSorted() },
          `${FUNCTION_CATALOG[name].constructId}: granted but never called, called but not granted`,
        )
        .toEqual({ granted: [], called: [] });
    }
  });
});
