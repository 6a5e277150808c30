import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Upload } from "@aws-sdk/lib-storage";
import { connectEmbedded } from "../../test/e2e/embedded-target.ts";
import { waitForJob } from "../../test/e2e/jobs.ts";
import { ROOT } from "../paths.ts";
import { watchTree } from "./process-tree.ts";

const LOOK_INTERVAL_MS = 1_000;
const JOB_TIMEOUT_MS = 600_000;
const OBJECT_KEY = "bench/big.log";

/** What one analysis in the embedded stack took: from the last byte of the upload to the end of the job, and the memory of its largest process. */
export interface StackMeasured {
  seconds: number;
  peakBytes: number | undefined;
  peakName: string;
}

/** Start the embedded stack on an empty folder, upload a file, and wait for the end of its job. @throws Error when the job ends other than complete. */
export async function measureStack(path: string): Promise<StackMeasured> {
  const dataDir = mkdtempSync(join(tmpdir(), "fanfold-bench-"));
  const child = spawn(process.execPath, ["test/e2e/serve-stack.ts", dataDir, "local"], { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    const target = await connectEmbedded(JSON.parse(line), async () => {});
    const watch = watchTree(child.pid!);
    await new Upload({
      client: target.s3,
      params: { Bucket: target.bucketName, Key: OBJECT_KEY, Body: createReadStream(path, { highWaterMark: 1 << 20 }) },
      partSize: 64 << 20,
      queueSize: 1,
    }).done();
    const uploadedAtMs = Date.now();
    // Every look costs the machine that is measured: the job itself says when it ended.
    const { jobId, state } = await waitForJob(target, OBJECT_KEY, undefined, JOB_TIMEOUT_MS, LOOK_INTERVAL_MS);
    if (state !== "complete") throw new Error(`the job ended ${state}`);
    const { job } = (await (await target.api(`/jobs/${jobId}`)).json()) as { job: { endedAt: string } };
    const memory = watch.stop();
    await target.stop();
    return { seconds: (Date.parse(job.endedAt) - uploadedAtMs) / 1_000, peakBytes: memory?.largestBytes, peakName: memory?.largestName ?? "" };
  } finally {
    child.kill("SIGKILL");
    await once(child, "exit");
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
