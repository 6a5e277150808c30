/**
 * Measure what a newcomer waits for: what `npm start` runs, with a sample log on an empty data directory, nothing synthesized yet.
 * Prints each time beside its budget and ends with 1 if one is exceeded.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";

const ROOT = dirname(import.meta.dirname);
const READY_SECONDS_MAX = 10;
const FIRST_METRIC_SECONDS_MAX = 30;
const STOP_SECONDS_MAX = 3;
const GIVE_UP_MS = 60_000;

const dataDir = await mkdtemp(join(tmpdir(), "fanfold-budget-"));
await rm(join(ROOT, ".cache", "synth"), { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
const began = performance.now();
const seconds = (from: number): number => (performance.now() - from) / 1000;
const child = spawn(process.execPath, ["bin/fanfold.cjs", "start", join(ROOT, "test", "samples", "normal.log"), "--data-dir", dataDir], {
  cwd: ROOT,
  stdio: ["ignore", "pipe", "pipe"],
  detached: true,
});
const giveUp = setTimeout(() => process.kill(-child.pid!, "SIGKILL"), GIVE_UP_MS);
const said: string[] = [];
const seen = new Map<string, number>();
const watch = (stream: NodeJS.ReadableStream): void => {
  createInterface(stream).on("line", (line) => {
    said.push(line);
    if (/^\s*endpoint\s+http/.test(line) && !seen.has("ready")) seen.set("ready", seconds(began));
    if (/^\s*requests\b/.test(line) && !seen.has("metric")) {
      seen.set("metric", seconds(began));
      const asked = performance.now();
      child.kill("SIGINT");
      void once(child, "exit").then(() => seen.set("stopped", seconds(asked)));
    }
  });
};
watch(child.stdout);
watch(child.stderr);
const [code] = (await once(child, "exit")) as [number | null];
clearTimeout(giveUp);
await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });

let isWithin = code === 0;
for (const [what, key, max] of [
  ["npm start to endpoint ready", "ready", READY_SECONDS_MAX],
  ["npm start to the first metric", "metric", FIRST_METRIC_SECONDS_MAX],
  ["Ctrl-C to the end", "stopped", STOP_SECONDS_MAX],
] as const) {
  const measured = seen.get(key);
  isWithin &&= measured !== undefined && measured <= max;
  console.log(`${what}: ${measured === undefined ? "never" : `${measured.toFixed(1)} s`} (budget ${max} s)`);
}
if (!isWithin) console.log(`exit code ${code}; it said:\n${said.join("\n")}`);
process.exitCode = isWithin ? 0 : 1;
