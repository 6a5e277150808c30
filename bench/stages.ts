/**
 * Where the time of an analysis goes, on one core: whole processes that do more and more of it, interleaved, and the kernel alone.
 * `npm run bench:stages`
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createKernelRangeParser } from "../shared/kernel/kernel-range-parser.ts";
import { readScriptOptions, wholeNumberOf } from "../test/script-options.ts";
import { inputFile, prefixFile, warmUp } from "./inputs/input-files.ts";
import { parseFile, READ_BYTES } from "./measure/parse-file.ts";
import { runProcess } from "./measure/run-process.ts";
import { CACHE } from "./paths.ts";
import { analyzeCommand } from "./peers/fanfold.ts";
import { markdownTable } from "./report/markdown-table.ts";

const FORMATS = ["combined", "json", "alb"] as const;
const MEGABYTE = 1_000_000;
/** So much the kernel reads twice: the second time its code, and that of the lines it gives back, has been used. */
const KERNEL_BYTES = 100 * MEGABYTE;
const SECONDS_MAX = 600;
const LINE = "2026-11-21T10:15:32Z INFO one line\n";
/** Reads a file as `analyze` does, into the same memory again and again, and looks at none of it. */
const READ_FILE = `const fs = require("node:fs"), file = fs.openSync(process.argv[1]), memory = Buffer.alloc(${READ_BYTES}); while (fs.readSync(file, memory) > 0);`;

const USAGE = `usage: npm run bench:stages -- [--megabytes 1000] [--runs 7]: where the time of an analysis goes, ms on one core
  --megabytes  of each input
  --runs       rounds, of which the least counts`;

const values = readScriptOptions(USAGE, { megabytes: { type: "string", default: "1000" }, runs: { type: "string", default: "7" } });
const bytes = wholeNumberOf(USAGE, "megabytes", values.megabytes) * MEGABYTE;
const rounds = wholeNumberOf(USAGE, "runs", values.runs);

const parser = createKernelRangeParser();

/** Seconds that the kernel takes for the lines of a plain file, without reading it. */
function parseInKernel(path: string): number {
  let seconds = 0;
  parseFile(parser, path, (_, commit) => {
    const start = performance.now();
    commit();
    seconds += (performance.now() - start) / 1_000;
  });
  return seconds;
}

const oneLine = join(CACHE, "one-line.log");
mkdirSync(CACHE, { recursive: true });
writeFileSync(oneLine, LINE);
const rows: string[][] = [];
for (const format of FORMATS) {
  const path = inputFile(format, bytes);
  warmUp(path);
  const commands = {
    node: { command: [process.execPath, "-e", ""], env: {} },
    read: { command: [process.execPath, "-e", READ_FILE, path], env: {} },
    oneLine: analyzeCommand(oneLine),
    whole: analyzeCommand(path),
  };
  const took = { node: [] as number[], read: [] as number[], oneLine: [] as number[], whole: [] as number[], kernel: [] as number[] };
  const prefix = prefixFile(path, KERNEL_BYTES);
  parseInKernel(prefix);
  for (let round = 0; round < rounds; round++) {
    for (const [name, { command, env }] of Object.entries(commands)) {
      const { seconds } = await runProcess(command, { cores: 1, env, secondsMax: SECONDS_MAX });
      took[name as keyof typeof took].push(seconds);
    }
    took.kernel.push((parseInKernel(prefix) * bytes) / Math.min(bytes, KERNEL_BYTES));
  }
  // Not the medians: they are of different moments, and what is left over is a difference of all of them.
  const least = (name: keyof typeof took): number => Math.min(...took[name]);
  const [node, whole, kernel] = [least("node"), least("whole"), least("kernel")];
  const [read, start] = [least("read") - node, least("oneLine") - node];
  rows.push([format, ...[whole, node, start, read, kernel, whole - node - start - read - kernel].map((seconds) => (seconds * 1_000).toFixed(0))]);
}
process.stdout.write(`${markdownTable([`${values.megabytes} MB of`, "whole, ms", "Node", "one line", "reading", "kernel", "rest"], rows, 1)}\n`);
