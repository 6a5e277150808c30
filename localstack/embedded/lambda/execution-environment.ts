import { fork, type ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";

const RUNTIME = new URL("./lambda-runtime.mjs", import.meta.url);
const INITIAL_HEAP_MB_MAX = 256;
/** Source: AWS Lambda developer guide, "Init phase". */
const INIT_MS_MAX = 10_000;

/** The `errorType` of an invocation that took longer than its function may. */
export const TIMED_OUT = "Sandbox.Timedout";

/** Why an invocation has no value. `isKilled` says that its process is gone with it. */
export interface InvocationError {
  errorType: string;
  errorMessage: string;
  stackTrace?: string[];
  isKilled: boolean;
}

/** How an invocation ended. */
export type InvocationResult = { ok: true; value: unknown; rssBytes: number } | { ok: false; error: InvocationError; rssBytes?: number };

type RuntimeReport =
  | { report: "loaded" }
  | { report: "alive"; rssBytes: number }
  | { report: "returned"; requestId: string; value: unknown; rssBytes: number }
  | { report: "threw"; requestId: string; error: Omit<InvocationError, "isKilled">; rssBytes: number }
  | { report: "crashed"; error: Omit<InvocationError, "isKilled"> };

/** One process that runs one invocation at a time. */
export interface ExecutionEnvironment {
  readonly pid: number;
  /** False once its process has ended or is to end. */
  isUsable(): boolean;
  /** Run one invocation; a process that is not done after `timeoutMs` is killed. `onStarted` is called once its function is loaded. Never rejects. */
  invoke(invocation: { requestId: string; event: unknown; timeoutMs: number; onStarted: () => void }): Promise<InvocationResult>;
  kill(): Promise<void>;
}

/** How to start one. */
export interface EnvironmentStart {
  functionArn: string;
  folder: string;
  heapMb: number;
  environment: Record<string, string>;
  onOutput: (stream: Readable, level: "INFO" | "ERROR") => void;
  /** Hears about once a second from a process that runs an invocation and yields now and then. */
  onSign: (rssBytes: number) => void;
}

/** Start the process of an execution environment. It loads its function at once. */
export function startExecutionEnvironment({ functionArn, folder, heapMb, environment, onOutput, onSign }: EnvironmentStart): ExecutionEnvironment {
  const child: ChildProcess = fork(RUNTIME, [], {
    cwd: folder,
    execArgv: [`--max-old-space-size=${heapMb}`, ...heapFlags(heapMb)],
    env: environment,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  if (child.stdout !== null) onOutput(child.stdout, "INFO");
  if (child.stderr !== null) onOutput(child.stderr, "ERROR");

  let isEnded = false;
  let onLoaded = (): void => {};
  const loaded = new Promise<void>((resolve) => (onLoaded = resolve));
  let crash: Omit<InvocationError, "isKilled"> | undefined;
  let settle: ((result: InvocationResult) => void) | undefined;
  const finish = (result: InvocationResult): void => {
    const current = settle;
    settle = undefined;
    current?.(result);
  };
  const exited = new Promise<void>((resolve) => {
    const end = (reason: string): void => {
      isEnded = true;
      finish({ ok: false, error: { ...(crash ?? { errorType: "Runtime.ExitError", errorMessage: `The runtime exited (${reason})` }), isKilled: true } });
      resolve();
    };
    child.once("exit", (code, signal) => end(signal ?? `code ${code}`));
    child.once("error", (error) => end(error.message));
  });
  child.on("message", (message: RuntimeReport) => {
    if (message.report === "loaded") onLoaded();
    else if (message.report === "alive") onSign(message.rssBytes);
    else if (message.report === "returned") finish({ ok: true, value: message.value, rssBytes: message.rssBytes });
    else if (message.report === "threw") finish({ ok: false, error: { ...message.error, isKilled: false }, rssBytes: message.rssBytes });
    else if (message.report === "crashed") {
      crash = message.error;
      isEnded = true;
    }
  });

  const kill = async (): Promise<void> => {
    isEnded = true;
    child.kill("SIGKILL");
    await exited;
  };

  /** Wait for `done`; when it takes longer, fail the invocation and kill the process. */
  const within = async (limitMs: number, errorType: string, what: string, done: Promise<unknown>): Promise<void> => {
    const timer = setTimeout(() => {
      finish({ ok: false, error: { errorType, errorMessage: `${what} timed out after ${(limitMs / 1000).toFixed(2)} seconds`, isKilled: true } });
      void kill();
    }, limitMs);
    await done;
    clearTimeout(timer);
  };

  return {
    pid: child.pid ?? 0,
    isUsable: () => !isEnded,
    kill,
    async invoke({ requestId, event, timeoutMs, onStarted }) {
      const settled = new Promise<InvocationResult>((resolve) => (settle = resolve));
      if (isEnded) finish({ ok: false, error: { errorType: "Runtime.ExitError", errorMessage: "The runtime had exited", isKilled: true } });
      // Loading the function has a time of its own, like the init phase of Lambda.
      await within(INIT_MS_MAX, "Runtime.InitTimedout", "Loading the function", Promise.race([loaded, settled]));
      if (settle !== undefined) {
        onStarted();
        child.send({ requestId, event, deadlineMs: Date.now() + timeoutMs, functionArn }, (error) => {
          if (error !== null) void kill();
        });
      }
      await within(timeoutMs, TIMED_OUT, "Task", settled);
      return settled;
    },
  };
}

/**
 * A function that streams bytes makes garbage outside the heap, which has V8 collect a small heap every 12 MB: half of its time. With a
 * larger first limit, and without helper threads that fight for few cores, one process reads 650 MB/s from S3 in place of 270.
 */
function heapFlags(heapMb: number): string[] {
  return [`--initial-old-space-size=${Math.min(heapMb, INITIAL_HEAP_MB_MAX)}`, "--single-threaded-gc"];
}
