import { EXIT } from "../exit-codes.ts";

/** Stopping takes at most so long; what is still there then ends with the process. */
const STOP_WITHIN_MS = 2_800;

export interface StopRequest {
  /** Aborted when somebody wants the process to stop. */
  signal: AbortSignal;
  /** Settled then. */
  requested: Promise<void>;
  /** Wait for the stopping, but not for ever. */
  within(stopping: Promise<void>): Promise<void>;
}

/** Listens for Ctrl-C and for being told to terminate. A second one ends the process at once. */
export function createStopRequest(): StopRequest {
  const controller = new AbortController();
  const requested = new Promise<void>((resolve) => controller.signal.addEventListener("abort", () => resolve(), { once: true }));
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(EXIT.failed);
      controller.abort();
    });
  }
  return {
    signal: controller.signal,
    requested,
    within: async (stopping) => {
      const timer = setTimeout(() => process.exit(process.exitCode ?? EXIT.done), STOP_WITHIN_MS);
      await stopping;
      clearTimeout(timer);
    },
  };
}
