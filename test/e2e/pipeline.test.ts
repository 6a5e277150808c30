import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateSampleLog } from "../../cli/sample-log.ts";
import { generateLog } from "../generate/generate-log.ts";
import { analyzed, listJobs, readDocument, resultOf, upload, waitFor, waitForJob } from "./jobs.ts";
import type { Target } from "./connect.ts";
import { startTarget } from "./target.ts";

const RANGE_BYTES = 20_000;

describe("an upload to the running stack", () => {
  let target: Target;
  // Below every limit, the 32 names of levels among them: above one, the plan decides what is named `OTHER`.
  const content = generateLog({ seed: 11, kind: "mixed", lines: 1_000, malformedShare: 0.02 });
  const again = Buffer.concat([...generateSampleLog(200_000, 13, Date.UTC(2026, 10, 20))]);
  const other = generateLog({ seed: 12, kind: "combined", lines: 1_000, malformedShare: 0 });

  beforeAll(async () => {
    target = await startTarget({ rangeBytes: RANGE_BYTES });
  });
  afterAll(() => target?.stop());

  it.each([
    { name: "plain", encode: (text: Uint8Array): Uint8Array => text },
    { name: "gzip", encode: (text: Uint8Array): Uint8Array => gzipSync(text) },
    { name: "zstd", encode: (text: Uint8Array): Uint8Array => zstdCompressSync(text) },
  ])("gives the document of analyze: $name", async ({ name, encode }) => {
    await upload(target, `${name}/mixed.log`, encode(content));
    const job = await waitForJob(target, `${name}/mixed.log`);
    expect(job.state).toBe("complete");
    if (name === "plain") expect(job.ranges.total).toBe(Math.ceil(content.length / RANGE_BYTES));
    const document = await readDocument(target, job.jobId);
    // Damaged lines have names that are too long, which are cut. Nothing else was full.
    expect(document.job.limits.filter(({ name: limit }) => !limit.startsWith("long-"))).toEqual([]);
    expect(resultOf(document)).toEqual(await analyzed(encode(content)));
  });

  it("of nothing is complete, without windows", async () => {
    await upload(target, "empty/nothing.log", new Uint8Array(0));
    const job = await waitForJob(target, "empty/nothing.log");
    expect(job).toMatchObject({ state: "complete", ranges: { total: 0 } });
    expect((await readDocument(target, job.jobId)).windows).toEqual([]);
  });

  it("of the same content twice is one job", async () => {
    await upload(target, "twice/a.log", other);
    const first = await waitForJob(target, "twice/a.log");
    await upload(target, "twice/a.log", other);
    await upload(target, "twice/marker.log", content);
    await waitForJob(target, "twice/marker.log");
    expect((await listJobs(target, "twice")).filter(({ objectKey }) => objectKey === "twice/a.log")).toMatchObject([{ jobId: first.jobId, state: "complete", generation: 0 }]);
  });

  it("of A, then B, then A again shows A, and the source's metrics are A's alone", async () => {
    await upload(target, "aba/a.log", again);
    const jobA = await waitForJob(target, "aba/a.log");
    await upload(target, "aba/a.log", other);
    const jobB = await waitFor("B", async () => (await listJobs(target, "aba")).find(({ jobId, state }) => jobId !== jobA.jobId && state === "complete"));
    await upload(target, "aba/a.log", again);
    await waitFor("A again", async () => (await listJobs(target, "aba")).find(({ jobId, state }) => jobId === jobA.jobId && state === "complete"));
    expect((await listJobs(target, "aba")).find(({ jobId }) => jobId === jobB.jobId)?.state).toBe("superseded");
    const document = await readDocument(target, jobA.jobId);
    const from = document.windows[0]!.windowStart;
    const to = new Date(Date.parse(document.windows.at(-1)!.windowStart) + 60_000).toISOString();
    const response = await target.api(`/sources/aba/metrics?from=${from}&to=${to}&step=86400`);
    const metrics = (await response.json()) as { windows: { records: number }[] };
    expect(response.status, JSON.stringify(metrics)).toBe(200);
    expect(metrics.windows.reduce((sum, { records }) => sum + records, 0)).toBe(document.summary.records);
  });

  it("of 1,000 small files under one prefix ends with every file complete", { timeout: 150_000 }, async () => {
    const files = Array.from({ length: 1_000 }, (_, i) => ({ key: `many/part-${i}.log`, body: generateLog({ seed: 5_000 + i, kind: "combined", lines: 3, malformedShare: 0 }) }));
    const queue = [...files];
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (let file = queue.pop(); file !== undefined; file = queue.pop()) await upload(target, file.key, file.body);
      }),
    );
    const jobs = await waitFor(
      "1,000 complete jobs",
      async () => {
        const complete = (await listJobs(target, "many")).filter(({ state }) => state === "complete");
        return complete.length === files.length ? complete : undefined;
      },
      140_000,
      // Listing 1,000 jobs is ten pages: seldom, so that the stack works on the files and not on the question.
      1_000,
    );
    expect(new Set(jobs.map(({ objectKey }) => objectKey)).size).toBe(files.length);
  });

  it("leaves no message behind once its job has ended", async () => {
    const queues = await waitFor("empty queues", async () => {
      const response = await target.api("/queues");
      const answer = (await response.json()) as { queues: { queue: string; visible: number; inFlight: number; delayed: number }[] };
      expect(response.status, JSON.stringify(answer)).toBe(200);
      return answer.queues.every(({ visible, inFlight, delayed }) => visible + inFlight + delayed === 0) ? answer.queues : undefined;
    });
    expect(queues.map(({ queue }) => queue)).toEqual(["uploads", "ranges", "streams", "folds", "dead-letters"]);
  });
});
