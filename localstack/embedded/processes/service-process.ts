import { describeFailure } from "../embedded-error.ts";
import type { ServiceLog, ServiceOrder, ServiceReport } from "./service-messages.ts";

/** A service that runs: where it listens, and how it ends. */
export interface RunningService {
  ports: Record<string, number>;
  stop(): Promise<void>;
}

/**
 * Run one service as this process: it starts when the stack says so, ends when the stack says so, and ends by itself when the stack has
 * died, also by SIGKILL. Then it first kills the processes that it was told to guard, because one that computes without a pause never
 * notices.
 */
export function runServiceProcess<Options>(start: (options: Options, log: ServiceLog) => Promise<RunningService>): void {
  const guarded = new Set<number>();
  let service: RunningService | undefined;

  const report = (message: ServiceReport): void => {
    if (process.connected) process.send?.(message);
  };
  const log: ServiceLog = (message, details = {}) => report({ report: "log", message, details });

  const begin = async (options: Options): Promise<void> => {
    try {
      service = await start(options, log);
      report({ report: "ready", ports: service.ports });
    } catch (error) {
      report({ report: "failed", failure: describeFailure(error) });
    }
  };

  process.on("message", (message: ServiceOrder<Options>) => {
    if (message.order === "start") void begin(message.options);
    else if (message.order === "guard") guarded.add(message.pid);
    else if (message.order === "release") guarded.delete(message.pid);
    else void (service?.stop() ?? Promise.resolve()).finally(() => process.exit(0));
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
