import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureSynthesized } from "../../infra/synth.ts";
import { startEmbedded } from "../../localstack/embedded/start-embedded.ts";
import type { JobAnswer } from "../../shared/contracts/api.ts";
import type { ReceiptDocument } from "../../shared/contracts/document.ts";
import { SMALL_OBJECT_BYTES_MAX } from "../../shared/core/limits.ts";
import { METERED_FUNCTIONS, type MeteredFunction } from "../../shared/core/receipt/receipt.ts";
import type { Target } from "../e2e/connect.ts";
import { connectEmbedded } from "../e2e/embedded-target.ts";
import { listJobs, upload, waitFor } from "../e2e/jobs.ts";
import { generateLog } from "../generate/generate-log.ts";
import { countsSince, createCallCounts, requestsOf, type Counts } from "./call-counts.ts";
import { logicalIdsOfFunctions } from "./function-grants.ts";
import { startRecordingProxies } from "./recording-proxy.ts";

const RANGE_BYTES = 20_000;
const PATIENCE_MS = 60_000;
/** On a machine that is busy with something else a request may take too long: then it is no run without faults, and another is. */
const MAY_HICCUP = { retry: 2 };

/** Nothing fails here; whatever the functions ask goes through a proxy that counts it, and the receipt says the same. */
describe("the receipt of a job without faults", () => {
  const calls = createCallCounts();
  const logicalIds = logicalIdsOfFunctions();
  let proxies: Awaited<ReturnType<typeof startRecordingProxies>> | undefined;
  let dataDir: string;
  let target: Target;

  beforeAll(async () => {
    const { templatePath } = await ensureSynthesized({ stage: "test", context: { rangeBytes: String(RANGE_BYTES), times: "local" } });
    dataDir = await mkdtemp(join(tmpdir(), "fanfold-receipt-"));
    const stack = await startEmbedded({
      templatePath,
      dataDir,
      functionEndpoints: async (real) => {
        proxies = await startRecordingProxies(real, () => "pass", calls.note, calls.settled);
        return proxies.endpoints;
      },
    });
    target = await connectEmbedded(stack, () => stack.stop());
  }, 2 * PATIENCE_MS);
  afterAll(async () => {
    await target?.stop();
    await proxies?.close();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  /** Invocations so far, as the host's own log has them. */
  const countInvocations = async (): Promise<Counts> => {
    const folder = join(dataDir, "logs");
    const files = await readdir(folder).catch(() => []);
    const count = async (name: MeteredFunction): Promise<[string, number]> => {
      const texts = await Promise.all(files.filter((file) => file.startsWith(`fanfold-test-${logicalIds[name]}.`)).map((file) => readFile(join(folder, file), "utf8")));
      return [name, texts.join("").split('"type":"platform.report"').length - 1];
    };
    return Object.fromEntries(await Promise.all(METERED_FUNCTIONS.map(count)));
  };
  const completeJobs = async (keys: readonly string[]): Promise<{ jobId: string }[]> =>
    (await Promise.all([...new Set(keys.map((key) => key.split("/")[0]!))].map((source) => listJobs(target, source))))
      .flat()
      .filter(({ objectKey, state }) => keys.includes(objectKey) && state === "complete");
  const receiptOf = async (jobId: string): Promise<ReceiptDocument> => {
    const { job } = (await (await target.api(`/jobs/${jobId}`)).json()) as JobAnswer;
    expect(job.receipt, job.objectKey).toBeDefined();
    return job.receipt!;
  };
  /** Upload all at once; what was counted until nothing moved, and the receipts of the new jobs. */
  const analyse = async (objects: Record<string, Uint8Array>) => {
    const keys = Object.keys(objects);
    const before = { calls: calls.read(), invocations: await countInvocations(), jobs: new Set((await completeJobs(keys)).map(({ jobId }) => jobId)) };
    await Promise.all(Object.entries(objects).map(([key, body]) => upload(target, key, body)));
    const ended = await waitFor(
      keys.join(),
      async () => {
        const jobs = (await completeJobs(keys)).filter(({ jobId }) => !before.jobs.has(jobId));
        return jobs.length === keys.length ? jobs : undefined;
      },
      PATIENCE_MS,
    );
    await calls.quiet();
    const counted = { calls: countsSince(before.calls, calls.read()), invocations: countsSince(before.invocations, await countInvocations()) };
    return { counted, receipts: await Promise.all(ended.map(({ jobId }) => receiptOf(jobId))) };
  };
  let logs = 0;
  /** Another one at every call. */
  const log = (lines: number): Uint8Array => generateLog({ seed: ++logs, kind: "combined", lines, malformedShare: 0 });

  it.each<[string, () => Record<string, Uint8Array>]>([
    ["of a small object, in a source that is new", () => ({ "small/a.log": log(100) })],
    ["of a small compressed object, in a source that is known", () => ({ "small/b.log.gz": gzipSync(log(90)) })],
    ["of a small object that replaces another", () => ({ "small/a.log": log(90) })],
    ["of an object without bytes", () => ({ [`small/empty-${++logs}.log`]: new Uint8Array(0) })],
    ["of many ranges", () => ({ "plain/a.log": log(500) })],
    ["of many ranges that replace others", () => ({ "plain/a.log": log(600) })],
    ["of a large compressed object", () => ({ "packed/a.log.gz": gzipSync(log(8_000), { level: 0 }) })],
  ])("counts each request %s", MAY_HICCUP, async (_what, objects) => {
    const { counted, receipts } = await analyse(objects());
    expect(receipts).toMatchObject([{ basis: "estimate", retries: 0, faults: 0, gaps: 0 }]);
    expect(requestsOf(receipts)).toEqual(counted);
    expect(receipts[0]!.dollars.total).toBeGreaterThan(0);
  });

  it("counts each request of one range, which its worker folds", MAY_HICCUP, async () => {
    const one = log(8_000);
    expect(one.length).toBeGreaterThan(SMALL_OBJECT_BYTES_MAX);
    await target.api("/sources/one", { method: "PUT", body: JSON.stringify({ settings: { rangeBytes: 8 * 1024 ** 2 } }) });
    const { counted, receipts } = await analyse({ "one/a.log": one });
    expect(requestsOf(receipts)).toEqual(counted);
  });

  it("counts each request once where several are under way at once", MAY_HICCUP, async () => {
    const { counted, receipts } = await analyse(Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`crowd/${i}.log`, log(i < 6 ? 80 : 500)])));
    const { calls: requested, invocations } = requestsOf(receipts);
    expect(requested).toEqual(counted.calls);
    for (const [name, count] of Object.entries(counted.invocations)) expect(invocations[name], name).toBeCloseTo(count, 9);
  });
});
