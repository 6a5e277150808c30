import { describeFailure } from "../embedded-error.ts";
import type { Facts, ServiceLog, ServiceOrder, ServiceReport } from "./service-messages.ts";

/** A service that runs: where it listens, and how it ends. */
export interface RunningService {
  ports: Record<string, number>;
  inform?(facts: Facts): void;
  stop(): Promise<void>;
}

/**
 * Run one service as this process: it starts when the stack says so, ends when the stack says so, and ends by itself when the stack has
 * died, also by SIGKILL. Then it first kills the processes that it was told to guard, because one that computes without a pause never
 * notices.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it is what `start` takes and what the first order brings
export function runServiceProcess<Options>(start: (options: Options, log: ServiceLog) => Promise<RunningService>): void {
  const guarded = new Set<number>();
  let starting: Promise<RunningService | undefined> | undefined;

  const report = (message: ServiceReport): void => {
    if (process.connected) process.send?.(message);
  };
  const log: ServiceLog = (message, details = {}) => report({ report: "log", message, details });

  const begin = async (options: Options): Promise<RunningService | undefined> => {
    try {
      const service = await start(options, log);
      report({ report: "ready", ports: service.ports });
      return service;
    } catch (error) {
      report({ report: "failed", failure: describeFailure(error) });
      return undefined;
    }
  };
  const end = async (): Promise<void> => {
    try {
      await (await starting)?.stop();
    } finally {
      process.exit(0);
    }
  };

  process.on("message", (message: ServiceOrder<Options>) => {
    if (message.order === "start") starting = begin(message.options);
    else if (message.order === "inform") void starting?.then((service) => service?.inform?.(message.facts));
    else if (message.order === "guard") guarded.add(message.pid);
    else if (message.order === "release") guarded.delete(message.pid);
    else void end();
  });
  process.on("disconnect", () => {
    for (const pid of guarded) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
    }
    process.exit(1);
  });
  // Ctrl-C reaches the whole group of the terminal; the stack decides when its services end.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
}
