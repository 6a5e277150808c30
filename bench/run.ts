/**
 * Measure the product on 1 GB of combined log: `analyze` as a whole process, and the embedded stack from the end of the upload to the end of the job.
 * `npm run bench [-- --bytes 1000000000] [--runs 3]`. Prints a table; nothing here is a test.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createReadStream, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { Upload } from "@aws-sdk/lib-storage";
import { connectEmbedded } from "../test/e2e/embedded-target.ts";
import { waitForJob } from "../test/e2e/jobs.ts";
import { watchTree } from "./process-tree.ts";

const { values } = parseArgs({ options: { bytes: { type: "string", default: "1000000000" }, runs: { type: "string", default: "3" } } });
const BYTES = Number(values.bytes);
const RUNS = Number(values.runs);
const ROOT = dirname(import.meta.dirname);
const MB = 1e6;
const LOOK_INTERVAL_MS = 1_000;

interface Measured {
  name: string;
  seconds: number;
  largestMb: number | undefined;
  largestName: string;
}

function bigLog(): string {
  const path = join(ROOT, ".cache", "bench", `combined-${BYTES}.log`);
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    process.stderr.write(`writing ${path} …\n`);
  }
  return path;
}

function run(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
}

async function ended(child: ChildProcess): Promise<void> {
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`${child.spawnargs.join(" ")} ended with ${code}`);
}

/** `analyze` from the start of its process to its end. */
async function measureAnalyze(path: string): Promise<Measured> {
  const began = performance.now();
  const child = run(["bin/fanfold.mjs", "analyze", path, "--output", "json"]);
  const watch = watchTree(child.pid!);
  await ended(child);
  return measured("analyze, whole process", (performance.now() - began) / 1000, watch.stop());
}

/** The embedded stack from the last byte of the upload to the end of the job. */
async function measureStack(path: string): Promise<Measured> {
  const dataDir = mkdtempSync(join(tmpdir(), "fanfold-bench-"));
  const child = spawn(process.execPath, ["test/e2e/serve-stack.ts", dataDir, "local"], { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    const target = await connectEmbedded(JSON.parse(line), async () => {});
    const watch = watchTree(child.pid!);
    await new Upload({
      client: target.s3,
      params: { Bucket: target.bucketName, Key: "bench/big.log", Body: createReadStream(path, { highWaterMark: 1 << 20 }) },
      partSize: 64 << 20,
      queueSize: 1,
    }).done();
    const uploadedAtMs = Date.now();
    // Every look costs the machine that is measured: the job itself says when it ended.
    const { jobId, state } = await waitForJob(target, "bench/big.log", undefined, 600_000, LOOK_INTERVAL_MS);
    if (state !== "complete") throw new Error(`the job ended ${state}`);
    const { job } = (await (await target.api(`/jobs/${jobId}`)).json()) as { job: { endedAt: string } };
    const result = measured("embedded stack, end of upload to complete", (Date.parse(job.endedAt) - uploadedAtMs) / 1000, watch.stop());
    await target.stop();
    return result;
  } finally {
    child.kill("SIGKILL");
    await once(child, "exit");
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

function measured(name: string, seconds: number, memory: ReturnType<ReturnType<typeof watchTree>["stop"]>): Measured {
  return { name, seconds, largestMb: memory && memory.largestBytes / MB, largestName: memory?.largestName ?? "" };
}

const path = bigLog();
if (!existsSync(path)) await ended(run(["bench/generate.ts", path, "--bytes", String(BYTES)]));
const bytes = statSync(path).size;
console.log(
  `${(bytes / MB).toFixed(0)} MB combined with durations; ${availableParallelism()} cores of ${cpus()[0]?.model}; Node ${process.version}; ${new Date().toISOString().slice(0, 10)}; ${RUNS} runs, interleaved`,
);
const results: Measured[] = [];
for (let count = 0; count < RUNS; count++) results.push(await measureAnalyze(path), await measureStack(path));
for (const name of new Set(results.map((result) => result.name))) {
  const of = results.filter((result) => result.name === name).toSorted((a, b) => a.seconds - b.seconds);
  const median = of[Math.floor(of.length / 2)]!;
  const largest = of.toSorted((a, b) => (b.largestMb ?? 0) - (a.largestMb ?? 0))[0]!;
  const memory = largest.largestMb === undefined ? "memory not measured" : `largest process ${largest.largestMb.toFixed(0)} MB (${largest.largestName})`;
  console.log(
    `${name}: median ${median.seconds.toFixed(2)} s, ${(bytes / MB / median.seconds).toFixed(0)} MB/s; ${memory}; all ${of.map(({ seconds }) => seconds.toFixed(2)).join(" ")} s`,
  );
}
