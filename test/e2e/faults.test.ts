import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateLog } from "../generate/generate-log.ts";
import { startFaultProxy, type Fate, type FaultProxy } from "./fault-proxy.ts";
import { analyzed, readDocument, resultOf, upload, waitForJob } from "./jobs.ts";
import type { Target } from "./connect.ts";
import { startTarget } from "./target.ts";
import { targetKind } from "./target-kind.ts";

const RANGE_BYTES = 20_000;
const NO_DELAY: Fate = { delayMs: 0 };
const sample = (name: string): Promise<Buffer> => readFile(new URL(`../samples/${name}.log`, import.meta.url));
const content = generateLog({ seed: 21, kind: "combined", lines: 1_500, malformedShare: 0.01 });

/** A target whose functions reach their services through a proxy that decides the fate of each request. */
async function startFaulty(decide: (service: "s3" | "sqs" | "dynamodb", path: string, range: string | undefined) => Fate): Promise<Target> {
  const proxies: FaultProxy[] = [];
  const between = async (service: "s3" | "sqs" | "dynamodb", endpoint: string): Promise<string> => {
    const proxy = await startFaultProxy(endpoint, (request) => decide(service, request.url ?? "", request.headers.range));
    proxies.push(proxy);
    return proxy.url;
  };
  const target = await startTarget({
    rangeBytes: RANGE_BYTES,
    // On AWS there is no proxy, and the tests that need one are skipped.
    ...(targetKind() !== "aws" && {
      functionEndpoints: async ({ s3, sqs, dynamodb }) => ({ s3: await between("s3", s3), sqs: await between("sqs", sqs), dynamodb: await between("dynamodb", dynamodb) }),
    }),
  });
  return {
    ...target,
    stop: async () => {
      await target.stop();
      await Promise.all(proxies.map((proxy) => proxy.close()));
    },
  };
}

// One stack for all: each scenario has its own key, and its faults are that key's alone. They wait most of the time, so they run side by side.
describe.concurrent("the running stack, when things go wrong", () => {
  let target: Target;
  let hung = 0;
  let isPoisoned = true;

  beforeAll(async () => {
    target = await startFaulty((service, path, range) => {
      if (service !== "s3" || range === undefined) return NO_DELAY;
      // The first reads of two ranges never answer: the function runs into its timeout and is killed.
      if (path.includes("worker.log") && /bytes=(19999|39999)-/.test(range) && hung < 2) {
        hung++;
        return { delayMs: 600_000 };
      }
      if (path.includes("poison.log") && isPoisoned && range.startsWith("bytes=39999-")) return { status: 500 };
      if (path.includes("replaced.log") && !range.startsWith("bytes=0-")) return { delayMs: 800 };
      return NO_DELAY;
    });
  });
  afterAll(() => target?.stop());

  it("normal: the sample gives the document of analyze", async () => {
    await upload(target, "normal/normal.log", await sample("normal"));
    const job = await waitForJob(target, "normal/normal.log");
    expect(job.state).toBe("complete");
    const result = resultOf(await readDocument(target, job.jobId));
    expect(result).toEqual(await analyzed(await sample("normal")));
    expect(result.summary.records).toBe(3_000);
  });

  it("malformed: every bad line is counted by its reason, none is lost", async () => {
    await upload(target, "malformed/malformed.log", await sample("malformed"));
    const { summary } = await readDocument(target, (await waitForJob(target, "malformed/malformed.log")).jobId);
    expect(summary).toMatchObject({ records: 200, rejected: 30 });
    expect(Object.values(summary.rejectedByReason).reduce((sum, count) => sum + count, 0)).toBe(30);
  });

  it("worker failure: attempts that hang are killed, and their ranges come back", { timeout: 150_000 }, async () => {
    await upload(target, "failure/worker.log", content);
    const job = await waitForJob(target, "failure/worker.log", undefined, 140_000);
    expect(hung).toBe(2);
    expect(job.state).toBe("complete");
    expect(resultOf(await readDocument(target, job.jobId))).toEqual(await analyzed(content));
  });

  it("a range that cannot be read ends as a gap, and a redrive completes the job", { timeout: 150_000 }, async () => {
    await upload(target, "gap/poison.log", content);
    const job = await waitForJob(target, "gap/poison.log", undefined, 140_000);
    expect(job.state).toBe("complete-with-gaps");
    const document = await readDocument(target, job.jobId);
    expect(document.job.ranges).toEqual({ total: 11, done: 10, failed: 1 });
    expect(document.job.gaps).toMatchObject([{ startByte: 40_000, endByte: 60_000, attempts: 5 }]);
    expect(document.summary.records).toBeLessThan((await analyzed(content)).summary.records);

    isPoisoned = false;
    expect((await target.api(`/jobs/${job.jobId}/redrive`, { method: "POST" })).status).toBe(202);
    await waitForJob(target, "gap/poison.log", ["complete"], 60_000);
    const healed = await readDocument(target, job.jobId);
    expect(healed.job).toMatchObject({ generation: 1, gaps: [] });
    expect(resultOf(healed)).toEqual(await analyzed(content));
  });

  it("an object that is replaced while it is read: the old job ends superseded, the new one complete", { timeout: 150_000 }, async () => {
    const newer = generateLog({ seed: 22, kind: "combined", lines: 900, malformedShare: 0 });
    await upload(target, "replaced/replaced.log", content);
    const old = await waitForJob(target, "replaced/replaced.log", ["running"]);
    await upload(target, "replaced/replaced.log", newer);
    const job = await waitForJob(target, "replaced/replaced.log", ["complete"], 140_000);
    expect(job.jobId).not.toBe(old.jobId);
    expect(resultOf(await readDocument(target, job.jobId))).toEqual(await analyzed(newer));
    const response = await target.api(`/jobs/${old.jobId}`);
    expect(((await response.json()) as { job: { state: string } }).job.state).toBe("superseded");
  });
});

describe("high latency", () => {
  it("of 300 ms on every call gives the same result", { timeout: 150_000 }, async () => {
    const target = await startFaulty(() => ({ delayMs: 300 }));
    try {
      await upload(target, "scenarios/latency.log", content);
      const job = await waitForJob(target, "scenarios/latency.log", undefined, 140_000);
      expect(job.state).toBe("complete");
      expect(resultOf(await readDocument(target, job.jobId))).toEqual(await analyzed(content));
    } finally {
      await target.stop();
    }
  });
});
