import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import type { InputFormat } from "../inputs/input-format.ts";
import { gzipFile, inputFile, prefixFile } from "../inputs/input-files.ts";
import type { BenchOptions } from "../options.ts";
import { BENCH_FOLDER } from "../paths.ts";
import type { Figures } from "../peers/figures.ts";
import type { Tool } from "../peers/tool.ts";
import { type Chosen, chooseWay, type Trial } from "./choose-ways.ts";
import { runProcess } from "./run-process.ts";
import { type Files, type OurFigures, type Row, runRounds } from "./run-rounds.ts";

/** What was found of one format. */
export interface FormatMeasured {
  rows: Row[];
  trials: Trial[];
  exactness: { format: InputFormat; bytes: number; isExact: boolean };
}

/** For what is not measured. */
const CORES_ALL = 2;
/** The oracle keeps every record: so much memory for each byte of text, and a ground. */
const ORACLE_HEAP_SHARE = 16;
const ORACLE_HEAP_MIN_MB = 4_096;
const ANALYZE_SECONDS_MAX = 600;

/** Make the inputs of a format, hold ours against the oracle, choose each tool's way, and run them all on the plain and on the compressed file. */
export async function measureFormat(format: InputFormat, ours: Tool, peers: readonly Tool[], options: BenchOptions, report: (line: string) => void): Promise<FormatMeasured> {
  const whole = inputFile(format, options.bytes);
  const prefix = prefixFile(whole, options.trialBytes);
  const checked = prefixFile(whole, options.checkBytes);
  const exactness = { format, bytes: statSync(checked).size, isExact: isExact(checked) };
  report(`${format}: ${exactness.isExact ? "equal to" : "DIFFERENT FROM"} the oracle in ${exactness.bytes} bytes`);
  const figures: OurFigures = { whole: await figuresOf(ours, format, whole), prefix: await figuresOf(ours, format, prefix) };

  const chosen: Chosen[] = [];
  const trials: Trial[] = [];
  for (const cores of options.cores)
    for (const tool of [ours, ...peers].filter(({ isParallel }) => cores === 1 || isParallel)) {
      for (const work of tool.works) {
        const choice = await chooseWay(tool, { format, file: prefix, work, cores }, { rounds: options.trialRounds, ours: figures.prefix });
        if (tool !== ours) trials.push(...choice.trials);
        if (choice.chosen !== undefined) chosen.push(choice.chosen);
        report(`${format}, ${tool.name}, ${work}, ${cores === 1 ? "one core" : `${cores} cores`}: ${choice.chosen?.wayName ?? "no way"} of ${choice.trials.length}`);
      }
    }

  const rows: Row[] = [];
  for (const files of [filesOf("plain", whole, prefix), filesOf("gzip", whole, prefix, await gzipFile(whole), await gzipFile(prefix))])
    for (const cores of options.cores) {
      const able = chosen.filter((each) => each.cores === cores && each.tool.waysOf({ ...each, file: files.whole }).length > 0);
      report(`${format}, ${files.encoding}, ${cores === 1 ? "one core" : `${cores} cores`}: ${options.rounds} runs of ${able.length} contestants`);
      rows.push(...(await runRounds(able, files, { rounds: options.rounds, ours: figures, report })));
    }
  return { rows, trials, exactness };
}

/** Text is what the plain files hold. */
function filesOf(encoding: Files["encoding"], plainWhole: string, plainPrefix: string, whole = plainWhole, prefix = plainPrefix): Files {
  return { encoding, whole, prefix, textBytes: { whole: statSync(plainWhole).size, prefix: statSync(plainPrefix).size } };
}

function isExact(path: string): boolean {
  const heapMb = Math.max(ORACLE_HEAP_MIN_MB, Math.ceil((statSync(path).size * ORACLE_HEAP_SHARE) / 2 ** 20));
  const args = [`--max-old-space-size=${heapMb}`, join(BENCH_FOLDER, "measure", "oracle-check.ts"), path];
  return spawnSync(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] }).status === 0;
}

async function figuresOf(tool: Tool, format: InputFormat, file: string): Promise<Figures> {
  const [way] = tool.waysOf({ format, file, work: "minutes and routes", cores: CORES_ALL });
  const { output } = await runProcess(way!.command, { cores: CORES_ALL, env: way!.env, secondsMax: ANALYZE_SECONDS_MAX });
  return way!.read(output);
}
