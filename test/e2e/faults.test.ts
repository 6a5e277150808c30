import { readFile } from "node:fs/promises";
import { afterEach, describe, expect, it } from "vitest";
import { generateLog } from "../generate/generate-log.ts";
import { startFaultProxy, type Fate, type FaultProxy } from "./fault-proxy.ts";
import { analyzed, readDocument, resultOf, upload, waitFor, waitForJob } from "./jobs.ts";
import { startTarget, type Target } from "./target.ts";

const RANGE_BYTES = 20_000;
const NO_DELAY: Fate = { delayMs: 0 };
const sample = (name: string): Promise<Buffer> => readFile(new URL(`../samples/${name}.log`, import.meta.url));
const content = generateLog({ seed: 21, kind: "combined", lines: 1_500, malformedShare: 0.01 });

let target: Target | undefined;
let proxies: FaultProxy[] = [];

afterEach(async () => {
  await target?.stop();
  await Promise.all(proxies.map((proxy) => proxy.close()));
  target = undefined;
  proxies = [];
});

/** A target whose functions reach their services through a proxy that decides the fate of each request. */
async function startFaulty(decide: (service: "s3" | "sqs" | "dynamodb", path: string, range: string | undefined) => Fate): Promise<Target> {
  const between = async (service: "s3" | "sqs" | "dynamodb", endpoint: string): Promise<string> => {
    const proxy = await startFaultProxy(endpoint, (request) => decide(service, request.url ?? "", request.headers.range));
    proxies.push(proxy);
    return proxy.url;
  };
  target = await startTarget({
    rangeBytes: RANGE_BYTES,
    functionEndpoints: async (endpoints) => ({
      ...endpoints,
      s3: await between("s3", endpoints.s3),
      sqs: await between("sqs", endpoints.sqs),
      dynamodb: await between("dynamodb", endpoints.dynamodb),
    }),
  });
  return target;
}

describe("the named scenarios", () => {
  it("normal: the sample gives the document of analyze", async () => {
    const running = (target = await startTarget({ rangeBytes: RANGE_BYTES }));
    await upload(running, "scenarios/normal.log", await sample("normal"));
    const job = await waitForJob(running, "scenarios/normal.log");
    expect(job.state).toBe("complete");
    const result = resultOf(await readDocument(running, job.jobId));
    expect(result).toEqual(await analyzed(await sample("normal")));
    expect(result.summary.records).toBe(3_000);
  });

  it("malformed: every bad line is counted by its reason, none is lost", async () => {
    const running = (target = await startTarget({ rangeBytes: RANGE_BYTES }));
    await upload(running, "scenarios/malformed.log", await sample("malformed"));
    const { summary } = await readDocument(running, (await waitForJob(running, "scenarios/malformed.log")).jobId);
    expect(summary).toMatchObject({ records: 200, rejected: 30 });
    expect(Object.values(summary.rejectedByReason).reduce((sum, count) => sum + count, 0)).toBe(30);
  });

  it("worker failure: attempts that hang are killed, and their ranges come back", { timeout: 150_000 }, async () => {
    let hung = 0;
    const running = await startFaulty((service, _path, range) => {
      // The first reads of two ranges never answer: the function runs into its timeout and is killed.
      if (service === "s3" && range !== undefined && /bytes=(19999|39999)-/.test(range) && hung < 2) {
        hung++;
        return { delayMs: 600_000 };
      }
      return NO_DELAY;
    });
    await upload(running, "scenarios/worker.log", content);
    const job = await waitForJob(running, "scenarios/worker.log", undefined, 140_000);
    expect(hung).toBe(2);
    expect(job.state).toBe("complete");
    expect(resultOf(await readDocument(running, job.jobId))).toEqual(await analyzed(content));
  });

  it("high latency: 300 ms on every call gives the same result", { timeout: 150_000 }, async () => {
    const running = await startFaulty(() => ({ delayMs: 300 }));
    await upload(running, "scenarios/latency.log", content);
    const job = await waitForJob(running, "scenarios/latency.log", undefined, 140_000);
    expect(job.state).toBe("complete");
    expect(resultOf(await readDocument(running, job.jobId))).toEqual(await analyzed(content));
  });
});

describe("an object that cannot be read in one place", () => {
  it("ends with that range as a gap, and a redrive completes it", { timeout: 150_000 }, async () => {
    let isPoisoned = true;
    const running = await startFaulty((service, path, range) =>
      isPoisoned && service === "s3" && path.includes("poison.log") && range?.startsWith("bytes=39999-") ? { status: 500 } : NO_DELAY,
    );
    await upload(running, "faults/poison.log", content);
    const job = await waitForJob(running, "faults/poison.log", undefined, 140_000);
    expect(job.state).toBe("complete-with-gaps");
    const document = await readDocument(running, job.jobId);
    expect(document.job.ranges).toEqual({ total: 11, done: 10, failed: 1 });
    expect(document.job.gaps).toMatchObject([{ startByte: 40_000, endByte: 60_000, attempts: 5 }]);
    expect(document.summary.records).toBeLessThan((await analyzed(content)).summary.records);

    isPoisoned = false;
    expect((await running.api(`/jobs/${job.jobId}/redrive`, { method: "POST" })).status).toBe(202);
    await waitFor("the redriven job", async () => ((await waitForJob(running, "faults/poison.log")).state === "complete" ? true : undefined));
    const healed = await readDocument(running, job.jobId);
    expect(healed.job).toMatchObject({ generation: 1, gaps: [] });
    expect(resultOf(healed)).toEqual(await analyzed(content));
  });
});

describe("an object that is replaced while it is read", () => {
  it("ends the old job superseded and the new one complete", { timeout: 150_000 }, async () => {
    const newer = generateLog({ seed: 22, kind: "combined", lines: 900, malformedShare: 0 });
    const running = await startFaulty((service, _path, range) => ({ delayMs: service === "s3" && range !== undefined && !range.startsWith("bytes=0-") ? 800 : 0 }));
    await upload(running, "faults/replaced.log", content);
    const old = await waitForJob(running, "faults/replaced.log", ["running"]);
    await upload(running, "faults/replaced.log", newer);
    const job = await waitForJob(running, "faults/replaced.log", ["complete"], 140_000);
    expect(job.jobId).not.toBe(old.jobId);
    expect(resultOf(await readDocument(running, job.jobId))).toEqual(await analyzed(newer));
    const response = await running.api(`/jobs/${old.jobId}`);
    expect(((await response.json()) as { job: { state: string } }).job.state).toBe("superseded");
  });
});
