import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { CACHE } from "../paths.ts";
import { findProgram } from "../peers/install.ts";

/** What one whole process took, from its start to its end, with what it started. */
export interface Measured {
  seconds: number;
  /** User and system time. */
  cpuSeconds: number;
  /** The most that it held resident, the sum over it and its children; undefined without `/proc`. */
  peakBytes: number | undefined;
  output: string;
}

/** A process that ended with another code than 0; the message is what it said last. */
export class ProcessFailure extends Error {}

const LOOK_INTERVAL_MS = 10;
const SAID_MAX = 300;
/** The exit code of who was interrupted. */
const INTERRUPTED = 130;
/** The shell's own clock measures to the millisecond. Descriptor 3 says which process to look at. Without the braces the clock would be the subshell's, which becomes the command. */
const TIMED = 'TIMEFORMAT="%R %U %S"; time { (echo $BASHPID >&3; exec "$@" 3>&-); }; exit $?';

const taskset = findProgram("taskset");
/** Whether processes can be kept on chosen cores here. */
export const CAN_PIN = taskset !== undefined;

/**
 * Run a command on the first `cores` cores (all of them where there is no `taskset`) and measure it. Its output goes to a file first, so that nobody
 * reads along.
 * @throws ProcessFailure when it fails, or takes more than `secondsMax`.
 */
export async function runProcess(command: readonly string[], options: { cores: number; env?: Record<string, string> | undefined; secondsMax: number }): Promise<Measured> {
  mkdirSync(CACHE, { recursive: true });
  const outputPath = join(CACHE, `output-${process.pid}`);
  const output = openSync(outputPath, "w");
  const pinned = taskset === undefined ? command : [taskset, "-c", options.cores === 1 ? "0" : `0-${options.cores - 1}`, ...command];
  const child = spawn("bash", ["-c", TIMED, "bash", ...pinned], { stdio: ["ignore", output, "pipe", "pipe"], env: { ...process.env, ...options.env }, detached: true });
  closeSync(output);
  const watch = watchPeak(child.stdio[3] as NodeJS.ReadableStream);
  const kill = (): void => void process.kill(-child.pid!, "SIGKILL");
  const interrupt = (): void => {
    kill();
    process.exit(INTERRUPTED);
  };
  const deadline = setTimeout(kill, options.secondsMax * 1_000);
  // It has a process group of its own, so that a terminal's Ctrl-C does not reach it.
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const [said, [code]] = await Promise.all([text(child.stderr!), once(child, "exit") as Promise<[number | null]>]);
  process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  clearTimeout(deadline);
  const peakBytes = watch.stop();
  const lines = said.trimEnd().split("\n");
  const [seconds = Number.NaN, user = Number.NaN, system = Number.NaN] = lines.at(-1)!.split(" ").map(Number);
  if (code !== 0) throw new ProcessFailure(code === null ? `killed after ${options.secondsMax} s` : lines.slice(0, -1).join(" ").slice(0, SAID_MAX));
  if (!(seconds > 0 && user + system >= 0)) throw new ProcessFailure(`the shell did not say how long it took, but: ${lines.at(-1)}`);
  return { seconds, cpuSeconds: user + system, peakBytes, output: readFileSync(outputPath, "utf8") };
}

/** Look at the high-water mark of a process, whose id is the first line of `pidLine`, and at those of its children, as long as they are there. */
function watchPeak(pidLine: NodeJS.ReadableStream): { stop(): number | undefined } {
  const peaks = new Map<number, number>();
  let timer: NodeJS.Timeout | undefined;
  pidLine.once("data", (line: Buffer) => {
    const pid = Number(line.toString());
    timer = setInterval(() => {
      for (const each of [pid, ...childrenOf(pid)]) peaks.set(each, Math.max(peaks.get(each) ?? 0, peakOf(each)));
    }, LOOK_INTERVAL_MS);
  });
  return {
    stop: () => {
      clearInterval(timer);
      const sum = [...peaks.values()].reduce((total, bytes) => total + bytes, 0);
      return sum === 0 ? undefined : sum;
    },
  };
}

function childrenOf(pid: number): number[] {
  return readProc(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number);
}

function peakOf(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(readProc(`/proc/${pid}/status`))?.[1] ?? 0) * 1_024;
}

function readProc(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // It ended between two looks, or there is no /proc.
    return "";
  }
}
