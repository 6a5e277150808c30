import type { InputFormat } from "../inputs/input-format.ts";
import type { Figures, Work } from "../peers/figures.ts";
import type { Tool, Way } from "../peers/tool.ts";
import { type Deviation, DEVIATION_MAX, deviationOf } from "./deviation.ts";
import { ProcessFailure, runProcess } from "./run-process.ts";

/** One way of a tool, tried on the first part of the file. */
export interface Trial {
  tool: string;
  way: string;
  format: InputFormat;
  work: Work;
  cores: number;
  /** The best of the trials; undefined when it failed. */
  seconds: number | undefined;
  deviation: Deviation | undefined;
  /** Why it failed. */
  failure: string | undefined;
}

/** A tool at one work on one number of cores, with the name of its way: the fastest whose counters are right. */
export interface Chosen {
  tool: Tool;
  work: Work;
  cores: number;
  format: InputFormat;
  wayName: string;
}

/** A way that takes longer on the first part of the file is given up. */
const TRIAL_SECONDS_MAX = 300;

const isRight = (trial: Trial): boolean => trial.deviation !== undefined && trial.deviation.counters <= DEVIATION_MAX;

/**
 * Try each way of a tool at `work` and choose the fastest that is right; if none is, the fastest that ends, which the table then calls wrong. Nothing is chosen when
 * every way failed or there is none. `ours` are the figures of the same file.
 */
export async function chooseWay(
  tool: Tool,
  task: { format: InputFormat; file: string; work: Work; cores: number },
  options: { rounds: number; ours: Figures },
): Promise<{ trials: Trial[]; chosen: Chosen | undefined }> {
  const ways = tool.waysOf(task);
  const trials: Trial[] = ways.map(({ name }) => ({ tool: tool.name, way: name, ...withoutFile(task), seconds: undefined, deviation: undefined, failure: undefined }));
  for (let round = 0; round < options.rounds; round++) for (const [index, way] of ways.entries()) await tryWay(way, task.cores, trials[index]!, options.ours);
  const ended = trials.filter(({ seconds, failure }) => seconds !== undefined && failure === undefined);
  const candidates = ended.some(isRight) ? ended.filter(isRight) : ended;
  const best = candidates.toSorted((a, b) => a.seconds! - b.seconds!)[0];
  return { trials, chosen: best && { tool, wayName: best.way, ...withoutFile(task) } };
}

function withoutFile({ format, work, cores }: { format: InputFormat; work: Work; cores: number }): { format: InputFormat; work: Work; cores: number } {
  return { format, work, cores };
}

async function tryWay(way: Way, cores: number, trial: Trial, ours: Figures): Promise<void> {
  if (trial.failure !== undefined) return;
  try {
    const { seconds, output } = await runProcess(way.command, { cores, env: way.env, secondsMax: TRIAL_SECONDS_MAX });
    trial.deviation ??= deviationOf(ours, way.read(output));
    trial.seconds = Math.min(trial.seconds ?? Infinity, seconds);
  } catch (error) {
    if (!(error instanceof ProcessFailure)) throw error;
    trial.failure = error.message;
  }
}
