import { fork } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { EmbeddedError, parseFailure } from "../embedded-error.ts";
import type { Facts, ServiceLog, ServiceOrder, ServiceReport } from "./service-messages.ts";

const START_MS_MAX = 15_000;
const STOP_MS_MAX = 1_200;
const RESTARTS_MAX = 20;
const RETRY_MS = 1_000;
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
 * Start a service and wait until it listens. When it ends by itself, it is started again, a few times; what it had confirmed is on disk.
 * @throws EmbeddedError as the service describes it, or `SERVICE_FAILED`.
 */
export async function startService<Options extends { ports: Ports }>(start: ServiceStart<Options>): Promise<Service> {
  const { name, log } = start;
  const guarded = new Set<number>();
  const listeners: (() => void)[] = [];
  let known: Facts | undefined;
  let isStopping = false;
  let run = await startRun(start, start.options);
  const { ports } = run;

  const supervise = async (): Promise<void> => {
    for (let restart = 1; restart <= RESTARTS_MAX; restart += 1) {
      const reason = await run.exited;
      if (isStopping) return;
      log(`the ${name} process ended and is started again`, { reason, restart });
      try {
        run = await startRun(start, { ...start.options, ports });
      } catch (error) {
        log(`the ${name} process cannot be started again yet`, { error: String(error) });
        if (!isStopping) await delay(RETRY_MS);
        continue;
      }
      if (isStopping) return run.kill();
      if (known !== undefined) run.order({ order: "inform", facts: known });
      for (const pid of guarded) run.order({ order: "guard", pid });
      for (const listener of listeners) listener();
    }
    await run.exited;
    if (!isStopping) log(`the ${name} process ended too often; stop the stack and start it again`);
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
      isStopping = true;
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
