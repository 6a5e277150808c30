import { fork } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { EmbeddedError, parseFailure } from "../embedded-error.ts";
import type { Facts, ServiceLog, ServiceOrder, ServiceReport } from "./service-messages.ts";

const START_MS_MAX = 15_000;
const STOP_MS_MAX = 1_200;
/** What ends again and again, or cannot start, as on a full disk, is tried again after longer and longer; one that ran for a while, at once. */
const RETRY_MS_MIN = 250;
const RETRY_MS_MAX = 5_000;
const HEALTHY_MS = 10_000;
const STDERR_CHARACTERS_MAX = 4_000;

/** Ports by the name of the endpoint. */
export type Ports = Record<string, number>;

/** A service in a process of its own, as the stack sees it. */
export interface Service {
  readonly ports: Ports;
  pid(): number;
  /** Call `listener` whenever it had ended although nobody stopped it, and runs again on the same ports. */
  onRestart(listener: () => void): void;
  /** Tell it, and every later run of it, what it could not know when it started. */
  inform(facts: Facts): void;
  /** Have it kill `pid` when this process dies before {@link Service.release}. */
  guard(pid: number): void;
  release(pid: number): void;
  stop(): Promise<void>;
}

/** How to start one. `options.ports` are the preferred ports, 0 for any. */
export interface ServiceStart<Options extends { ports: Ports }> {
  name: string;
  entry: URL;
  options: Options;
  heapMb: number;
  environment: Record<string, string>;
  log: ServiceLog;
}

interface ServiceRun {
  pid: number;
  ports: Ports;
  order(message: ServiceOrder<unknown>): void;
  /** Settles with the reason when the process has ended. */
  exited: Promise<string>;
  kill(): void;
}

/**
 * Start a service and wait until it listens. When it ends by itself, it is started again; what it had confirmed is on disk.
 * @throws EmbeddedError as the service describes it, or `SERVICE_FAILED`.
 */
export async function startService<Options extends { ports: Ports }>(start: ServiceStart<Options>): Promise<Service> {
  const { name, log } = start;
  const guarded = new Set<number>();
  const listeners: (() => void)[] = [];
  let known: Facts | undefined;
  const stopping = new AbortController();
  let run = await startRun(start, start.options);
  const { ports } = run;

  // Without an end but the stack's own: who waits for the disk to have room again needs no new start.
  const supervise = async (): Promise<void> => {
    let retryMs = 0;
    let startedMs = performance.now();
    for (let isUp = true; !stopping.signal.aborted;) {
      const reason = isUp ? await run.exited : undefined;
      if (stopping.signal.aborted) return;
      if (isUp && performance.now() - startedMs > HEALTHY_MS) retryMs = 0;
      if (isUp) log(`the ${name} process ended and is started again`, { reason, retryMs });
      await delay(retryMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      retryMs = Math.min(RETRY_MS_MAX, Math.max(RETRY_MS_MIN, 2 * retryMs));
      startedMs = performance.now();
      try {
        run = await startRun(start, { ...start.options, ports });
        isUp = true;
      } catch (error) {
        isUp = false;
        log(`the ${name} process cannot be started again yet`, { error: String(error) });
        continue;
      }
      if (stopping.signal.aborted) return run.kill();
      if (known !== undefined) run.order({ order: "inform", facts: known });
      for (const pid of guarded) run.order({ order: "guard", pid });
      for (const listener of listeners) listener();
    }
  };
  const supervising = supervise();

  return {
    ports,
    pid: () => run.pid,
    onRestart(listener) {
      listeners.push(listener);
    },
    inform(facts) {
      known = facts;
      run.order({ order: "inform", facts });
    },
    guard(pid) {
      guarded.add(pid);
      run.order({ order: "guard", pid });
    },
    release(pid) {
      guarded.delete(pid);
      run.order({ order: "release", pid });
    },
    async stop() {
      stopping.abort();
      run.order({ order: "stop" });
      const timer = new AbortController();
      const tooLate = delay(STOP_MS_MAX, undefined, { signal: timer.signal }).then(
        () => run.kill(),
        () => {},
      );
      await Promise.race([run.exited, tooLate]);
      timer.abort();
      await supervising;
      await run.exited;
    },
  };
}

async function startRun<Options extends { ports: Ports }>({ name, entry, heapMb, environment, log }: ServiceStart<Options>, options: Options): Promise<ServiceRun> {
  const child = fork(entry, [], {
    execArgv: ["--disable-warning=ExperimentalWarning", `--max-old-space-size=${heapMb}`],
    env: { PATH: process.env["PATH"] ?? "", ...environment },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-STDERR_CHARACTERS_MAX);
    log(`${name} wrote to stderr`, { text: text.slice(0, STDERR_CHARACTERS_MAX) });
  });
  const exited = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => resolve(`${signal ?? `code ${code}`} ${stderr}`.trim()));
    child.once("error", (error) => resolve(error.message));
  });
  const order = (message: ServiceOrder<unknown>): void => {
    if (child.connected) child.send(message, () => {});
  };

  const tooLong = new AbortController();
  const ready = new Promise<Ports>((resolve, reject) => {
    child.on("message", (message: ServiceReport) => {
      if (message.report === "ready") resolve(message.ports);
      else if (message.report === "failed") reject(parseFailure(message.failure));
      else log(message.message, message.details);
    });
    void exited.then((reason) => reject(new EmbeddedError("SERVICE_FAILED", `The ${name} process ended while it started: ${reason}`, { name, reason })));
    void delay(START_MS_MAX, undefined, { signal: tooLong.signal }).then(
      () => reject(new EmbeddedError("SERVICE_FAILED", `The ${name} process did not start within ${START_MS_MAX / 1000} s.`, { name })),
      () => {},
    );
  });
  order({ order: "start", options });
  try {
    return { pid: child.pid as number, ports: await ready, order, exited, kill: () => void child.kill("SIGKILL") };
  } catch (error) {
    child.kill("SIGKILL");
    await exited;
    throw error;
  } finally {
    tooLong.abort();
  }
}
