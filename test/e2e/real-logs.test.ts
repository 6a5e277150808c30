import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analyzeInput } from "../../cli/analyze/analyze.ts";
import { stringifyDocument, type JobDocument } from "../../shared/contracts/document.ts";
import { readDocument, resultOf, upload, waitForJob } from "./jobs.ts";
import type { Target } from "./connect.ts";
import { hasRealLogs, REAL_LOGS_FOLDER } from "./real-logs-folder.ts";
import { startTarget } from "./target.ts";

/** The smallest makes some hundred ranges of a log; thousands would take a minute and prove no more. */
const [MIB, KIB_64] = [1024 * 1024, 64 * 1024];
/** Figures of the logs, counted by others. */
const LOGS = [
  {
    name: "apache_combined.log",
    rangeSizes: [MIB, KIB_64, 6_000],
    windows: 84,
    figures: { lines: 10_000, records: 10_000, rejected: 0, bytes: 2_747_282_740, latencyMs: null },
    status: { 200: 9126, 206: 45, 301: 164, 304: 445, 403: 2, 404: 213, 416: 2, 500: 3 },
    methods: { GET: 9952, HEAD: 42, POST: 5, OPTIONS: 1 },
  },
  {
    name: "nginx_shop_access.log",
    rangeSizes: [MIB, KIB_64, 1_000],
    windows: 4,
    figures: { lines: 1_000, records: 1_000, rejected: 0, bytes: 18_963_364, latencyMs: null },
    status: { 200: 938, 301: 11, 302: 20, 304: 7, 404: 24 },
    methods: { GET: 976, POST: 14, HEAD: 10 },
  },
];

if (!hasRealLogs()) console.log(`skipped: the real logs, because there is no folder ${REAL_LOGS_FOLDER}; FANFOLD_TEST_DATA may name the one that has logs/.`);

describe.skipIf(!hasRealLogs())("the real logs", () => {
  let target: Target;
  beforeAll(async () => {
    target = await startTarget();
    for (const rangeBytes of new Set(LOGS.flatMap(({ rangeSizes }) => rangeSizes))) {
      const answer = await target.api(`/sources/ranges-${rangeBytes}`, { method: "PUT", body: JSON.stringify({ settings: { rangeBytes } }) });
      expect(answer.status, await answer.text()).toBe(200);
    }
  });
  afterAll(() => target?.stop());

  describe.each(LOGS)("$name", ({ name, rangeSizes, windows, figures, status, methods }) => {
    it.each(rangeSizes)("has its figures in analyze and in the running stack, at ranges of %d bytes", { timeout: 150_000 }, async (rangeBytes) => {
      const local = JSON.parse(stringifyDocument(await analyzeInput({ input: join(REAL_LOGS_FOLDER, name), rangeBytes }))) as JobDocument;
      expect(local.summary).toMatchObject({ ...figures, status, methods });
      expect(local.windows).toHaveLength(windows);

      const key = `ranges-${rangeBytes}/${name}`;
      await upload(target, key, await readFile(join(REAL_LOGS_FOLDER, name)));
      const job = await waitForJob(target, key, undefined, 140_000);
      expect(job).toMatchObject({ state: "complete", ranges: { total: Math.ceil(local.job.objectBytes / rangeBytes) } });
      expect(resultOf(await readDocument(target, job.jobId))).toEqual(resultOf(local));
    });
  });
});
