/**
 * Measure the product beside databases and tools that answer the same question: `npm run bench`; docs/bench.md says how. Writes the table to
 * the terminal, everything as JSON and as text to `.cache/bench`, and with `--write` the table into docs/bench.md.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { inputFile } from "./inputs/input-files.ts";
import { countFastLines } from "./measure/fast-lines.ts";
import { measureAnalyze, measureEmbedded } from "./measure/measure-analyze.ts";
import { measureFormat } from "./measure/measure-format.ts";
import { CAN_PIN } from "./measure/run-process.ts";
import { type BenchOptions, parseOptions, USAGE } from "./options.ts";
import { CACHE, ROOT } from "./paths.ts";
import { findClickHouse, findDuckDb } from "./peers/databases.ts";
import { fanfoldTool } from "./peers/fanfold.ts";
import { installDatabases } from "./peers/install.ts";
import { findMawk, goAccessTool, nodeTool } from "./peers/text-tools.ts";
import type { FoundTool, Tool } from "./peers/tool.ts";
import { type BenchReport, OURS, renderReport } from "./report/render-report.ts";
import { writeTable } from "./report/write-doc.ts";
import { helpIfAsked } from "../test/script-options.ts";

/** Progress goes to the other stream, so that the report can be redirected. */
const report = (line: string): void => void process.stderr.write(`${line}\n`);

/** Those who are wanted, which are all unless some are named. */
function findPeers(wanted: readonly string[] | undefined): FoundTool[] {
  if (wanted?.length === 0) return [];
  const failure = installDatabases();
  if (failure !== undefined) report(failure);
  const all = [findDuckDb(), findClickHouse(), findMawk(), nodeTool(), goAccessTool()];
  return all.filter(({ name }) => wanted?.includes(name.toLowerCase()) ?? true);
}

function commit(): string {
  try {
    const git = (...args: string[]): string => execFileSync("git", args, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    return `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain") === "" ? "" : " with changes"}`;
  } catch {
    // A copy without its history.
    return "unknown";
  }
}

async function runBench(options: BenchOptions): Promise<BenchReport> {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
  const ours = fanfoldTool(version);
  const found = findPeers(options.peers);
  const peers = found.filter((tool): tool is Tool => !("missing" in tool));
  const result: BenchReport = {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      cpu: cpus()[0]?.model.trim() ?? "unknown",
      cores: availableParallelism(),
      memoryBytes: totalmem(),
      system: `${type()} ${release()}`,
      isPinned: CAN_PIN,
    },
    versions: { ...Object.fromEntries([ours, ...peers].map(({ name, version: its }) => [name, its])), Node: process.versions.node },
    missing: Object.fromEntries(found.flatMap((tool) => ("missing" in tool ? [[tool.name, tool.missing]] : []))),
    commit: commit(),
    bytes: options.bytes,
    trialBytes: options.trialBytes,
    rounds: options.rounds,
    exactness: [],
    fastLines: [],
    analyze: [],
    rows: [],
    trials: [],
  };
  for (const [name, why] of Object.entries(result.missing)) report(`not measured: ${name} (${why})`);
  for (const format of options.formats) {
    const { rows, trials, exactness } = await measureFormat(format, ours, peers, options, report);
    result.rows.push(...rows);
    result.trials.push(...trials);
    result.exactness.push(exactness);
    result.fastLines.push({ format, ...countFastLines(inputFile(format, options.bytes)) });
    result.analyze.push(...(await measureAnalyze(format, options.bytes, options.rounds)));
  }
  if (options.hasStack) result.analyze.push(await measureEmbedded(options.formats[0]!, options.bytes, options.rounds));
  return result;
}

async function main(): Promise<void> {
  helpIfAsked(USAGE);
  const options = parseOptions(process.argv.slice(2));
  const result = await runBench(options);
  const text = renderReport(result);
  writeFileSync(join(CACHE, "report.json"), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(join(CACHE, "report.md"), text);
  process.stdout.write(text);
  if (options.writes) writeTable(join(ROOT, "docs", "bench.md"), text);
  // Who is wrong is not fast.
  const isRight = result.exactness.every(({ isExact }) => isExact) && result.rows.some(({ tool }) => tool === OURS);
  process.exitCode = isRight ? 0 : 1;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
  report(`${error.message}\n${USAGE}`);
  process.exitCode = 2;
}
