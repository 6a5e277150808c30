import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateSampleLog } from "../../cli/sample-log.ts";
import { analyzed, readDocument, resultOf, upload, waitFor, waitForJob } from "./jobs.ts";
import { connectEmbedded } from "./embedded-target.ts";
import type { Target } from "./connect.ts";

const MIB = 1024 * 1024;
const RANGE_BYTES = MIB;
const LOG_BYTES = 100 * MIB;

describe("kill -9 of the whole stack in the middle of a job", () => {
  let dataDir: string;
  let running: { child: ChildProcess; target: Target } | undefined;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "fanfold-kill-"));
  });
  afterAll(async () => {
    await running?.target.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  const start = async (): Promise<{ child: ChildProcess; target: Target }> => {
    const child = spawn(process.execPath, [join(import.meta.dirname, "serve-stack.ts"), dataDir, "test", String(RANGE_BYTES)], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    const target = await connectEmbedded(JSON.parse(line), async () => {
      child.kill("SIGKILL");
      await once(child, "exit");
    });
    return { child, target };
  };

  it("loses nothing: after a new start the job ends with the result of analyze", { timeout: 170_000 }, async () => {
    const content = Buffer.concat([...generateSampleLog(LOG_BYTES, 31, Date.UTC(2026, 10, 20))]);
    running = await start();
    await upload(running.target, "kill/big.log", content);
    const { jobId } = await waitForJob(running.target, "kill/big.log", ["queued", "running"]);
    const progress = async () => ((await (await running!.target.api(`/jobs/${jobId}`)).json()) as { job: { state: string; ranges: { done: number; total: number } } }).job;
    const atKill = await waitFor("the first ranges", async () => {
      const job = await progress();
      return job.ranges.done > 0 ? job : undefined;
    });
    running.child.kill("SIGKILL");
    await once(running.child, "exit");
    expect(atKill.ranges.done).toBeGreaterThan(0);
    expect(atKill.ranges.done).toBeLessThan(atKill.ranges.total);
    expect(atKill.ranges.total).toBe(Math.ceil(content.length / RANGE_BYTES));

    running = await start();
    const restartedAt = performance.now();
    await waitFor("the job to end", async () => ((await progress()).state === "complete" ? true : undefined), 150_000);
    console.log(`killed at ${atKill.ranges.done} of ${atKill.ranges.total} ranges; complete ${((performance.now() - restartedAt) / 1000).toFixed(1)} s after the new start`);
    expect(resultOf(await readDocument(running.target, jobId))).toEqual(await analyzed(content));
  });
});
