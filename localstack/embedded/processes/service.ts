import { fork } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import { EmbeddedError, parseFailure } from "../embedded-error.ts";
import type { ServiceLog, ServiceOrder, ServiceReport } from "./service-messages.ts";

const START_MS_MAX = 15_000;
const STOP_MS_MAX = 1_200;

/** A service in a process of its own, as the stack sees it. */
export interface Service {
  readonly pid: number;
  readonly ports: Record<string, number>;
  /** Have it kill `pid` when this process dies before {@link Service.release}. */
  guard(pid: number): void;
  release(pid: number): void;
  stop(): Promise<void>;
}

/** How to start one. `onExit` is called when it ends although nobody stopped it. */
export interface ServiceStart<Options> {
  name: string;
  entry: URL;
  options: Options;
  heapMb: number;
  environment?: Record<string, string>;
  log: ServiceLog;
  onExit: (reason: string) => void;
}

/** Start a service and wait until it listens. @throws EmbeddedError as the service describes it, or `SERVICE_FAILED`. */
export async function startService<Options>({ name, entry, options, heapMb, environment, log, onExit }: ServiceStart<Options>): Promise<Service> {
  const child = fork(entry, [], {
    execArgv: [`--max-old-space-size=${heapMb}`],
    env: { PATH: process.env["PATH"] ?? "", ...environment },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-4000);
    log(`${name} wrote to stderr`, { text: text.slice(0, 2000) });
  });
  let isStopping = false;
  const exited = new Promise<string>((resolve) => child.once("exit", (code, signal) => resolve(signal ?? `code ${code}`)));
  const order = (message: ServiceOrder<Options>): void => {
    if (child.connected) child.send(message, () => {});
  };

  const ready = new Promise<Record<string, number>>((resolve, reject) => {
    child.on("message", (message: ServiceReport) => {
      if (message.report === "ready") resolve(message.ports);
      else if (message.report === "failed") reject(parseFailure(message.failure));
      else log(message.message, message.details);
    });
    child.once("error", reject);
    void exited.then((reason) => reject(new EmbeddedError("SERVICE_FAILED", `The ${name} process ended while it started (${reason}). ${stderr}`, { name, reason })));
    setTimeout(() => reject(new EmbeddedError("SERVICE_FAILED", `The ${name} process did not start within ${START_MS_MAX / 1000} s.`, { name })), START_MS_MAX).unref();
  });
  order({ order: "start", options });

  let ports: Record<string, number>;
  try {
    ports = await ready;
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  void exited.then((reason) => {
    if (!isStopping) onExit(`${reason} ${stderr}`.trim());
  });

  return {
    pid: child.pid as number,
    ports,
    guard: (pid) => order({ order: "guard", pid }),
    release: (pid) => order({ order: "release", pid }),
    async stop() {
      isStopping = true;
      order({ order: "stop" });
      const timer = new AbortController();
      await Promise.race([exited, delay(STOP_MS_MAX, undefined, { signal: timer.signal }).then(() => child.kill("SIGKILL"), () => {})]);
      timer.abort();
      await exited;
    },
  };
}
