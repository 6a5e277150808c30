import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runCommandLine } from "../../cli/run-command-line.ts";
import { openTerminal } from "../../cli/terminal.ts";

const REPOSITORY = dirname(dirname(import.meta.dirname));
const MAIN = join(REPOSITORY, "cli", "main.ts");

export interface CliRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  env?: Record<string, string>;
  input?: string | Uint8Array;
  cwd?: string;
  uid?: number;
  /** Send SIGINT once stderr holds this, and `beforeInterrupt` has done its part. */
  interruptAt?: string;
  beforeInterrupt?: (stderr: string) => Promise<void>;
  /** Send it once stdout holds this. */
  interruptAtOutput?: RegExp;
}

/** Run the real command line as another process. Its environment has nothing of ours that could change what it says. */
export function runCli(args: readonly string[], { env = {}, input, cwd, uid, interruptAt, beforeInterrupt, interruptAtOutput }: RunOptions = {}): Promise<CliRun> {
  const clean = { PATH: process.env["PATH"] ?? "", HOME: tmpdir(), COLUMNS: "80", ...env };
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN, ...args], { env: clean, cwd: cwd ?? tmpdir(), ...(uid === undefined ? {} : { uid }) });
  const run: CliRun = { code: null, stdout: "", stderr: "" };
  let isInterrupted = false;
  child.stdout.on("data", (data: Buffer) => {
    run.stdout += data.toString();
    if (interruptAtOutput !== undefined && !isInterrupted && interruptAtOutput.test(run.stdout)) {
      isInterrupted = true;
      child.kill("SIGINT");
    }
  });
  child.stderr.on("data", (data: Buffer) => {
    run.stderr += data.toString();
    if (interruptAt !== undefined && !isInterrupted && run.stderr.includes(interruptAt)) {
      isInterrupted = true;
      void Promise.resolve(beforeInterrupt?.(run.stderr)).finally(() => child.kill("SIGINT"));
    }
  });
  // A command that refuses its arguments never reads its input.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input ?? "");
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...run, code }));
  });
}

/** The same within this process, for what needs no process of its own: a terminal of 80 columns that is none. */
export async function runHere(args: readonly string[], env: Record<string, string> = {}): Promise<CliRun> {
  const run: CliRun = { code: null, stdout: "", stderr: "" };
  const stream = (name: "stdout" | "stderr") => ({ write: (text: string | Uint8Array) => ((run[name] += String(text)), true) });
  const terminal = openTerminal(stream("stdout"), stream("stderr"), { COLUMNS: "80", ...env });
  run.code = await runCommandLine(args, { terminal, env, workingDirectory: tmpdir() });
  return run;
}

/** A folder of its own for one test file, with a writer of files and a remover. */
export function createFolder(): { path: string; write: (name: string, content: string | Uint8Array) => string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "fanfold-cli-"));
  return {
    path,
    write: (name, content) => {
      const file = join(path, name);
      writeFileSync(file, content);
      return file;
    },
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }),
  };
}
