import { join } from "node:path";
import type { InputFormat } from "../inputs/input-format.ts";
import { inputFile, warmUp } from "../inputs/input-files.ts";
import { ROOT } from "../paths.ts";
import { analyzeCommand } from "../peers/fanfold.ts";
import { median } from "../report/statistics.ts";
import { measureStack } from "./embedded-stack.ts";
import { runProcess } from "./run-process.ts";

/** One way to meet the product, measured: a whole process, or the stack. */
export interface AnalyzeMeasured {
  name: string;
  bytes: number;
  seconds: number;
  peakBytes: number | undefined;
}

const SMALL_BYTES = 10_000_000;
const CORES = 2;
const SECONDS_MAX = 600;

/** `analyze` of a large file on two cores and of 10 MB, as the process that does it and as the command that people type; medians. */
export async function measureAnalyze(format: InputFormat, bytes: number, rounds: number): Promise<AnalyzeMeasured[]> {
  const [large, small] = [inputFile(format, bytes), inputFile(format, SMALL_BYTES)];
  const typed = (file: string) => ({ command: [process.execPath, join(ROOT, "bin", "fanfold.cjs"), "analyze", file, "--output", "json"], env: {} });
  const measured: AnalyzeMeasured[] = [];
  for (const [name, { command, env }, size] of [
    ["`analyze` on 2 cores, the process", analyzeCommand(large), bytes],
    ["`analyze` on 2 cores, the process", analyzeCommand(small), SMALL_BYTES],
    ["`npx fanfold analyze` without npx, both of its processes", typed(small), SMALL_BYTES],
  ] as const) {
    warmUp(command.find((word) => word.endsWith(".log"))!);
    const runs = [];
    for (let round = 0; round < rounds; round++) runs.push(await runProcess(command, { cores: CORES, env, secondsMax: SECONDS_MAX }));
    const peaks = runs.flatMap(({ peakBytes }) => peakBytes ?? []);
    measured.push({ name: `${format}: ${name}`, bytes: size, seconds: median(runs.map(({ seconds }) => seconds)), peakBytes: peaks.length === 0 ? undefined : Math.max(...peaks) });
  }
  return measured;
}

/** The embedded stack from the end of the upload to the end of the job; the memory is that of its largest process. */
export async function measureEmbedded(format: InputFormat, bytes: number, rounds: number): Promise<AnalyzeMeasured> {
  const file = inputFile(format, bytes);
  const runs = [];
  for (let round = 0; round < rounds; round++) runs.push(await measureStack(file));
  const largest = runs.toSorted((a, b) => (b.peakBytes ?? 0) - (a.peakBytes ?? 0))[0]!;
  const name = `${format}: embedded stack, end of the upload to complete; its largest process is ${largest.peakName}`;
  return { name, bytes, seconds: median(runs.map(({ seconds }) => seconds)), peakBytes: largest.peakBytes };
}
