import { Worker } from "node:worker_threads";
import type { Profile } from "./profiles.ts";
import type { SeedResult } from "./run-seed.ts";

/** A seed that could not be played to its end: the simulator itself is broken. */
export interface BrokenSeed {
  seed: number;
  broken: string;
}

/** What a thread is asked for, and whether it shall tell what happens. */
export interface SeedOrder {
  seed: number;
  isTold: boolean;
}

/** What a thread says: a line of the story, or what came of it in the end. */
export type SeedReport = { line: string } | { result: SeedResult | BrokenSeed };

/** A thread under one profile's limits. Every seed is played in one, also the one that is told: limits are read once, when the product is loaded. */
export interface SeedThread {
  play(seed: number, tell?: (line: string) => void): Promise<SeedResult | BrokenSeed>;
  end(): Promise<unknown>;
}

/** Start a thread. It plays one seed at a time. */
export function startSeedThread(profile: Profile): SeedThread {
  const worker = new Worker(new URL("run-seeds.ts", import.meta.url), { workerData: profile });
  return {
    play: (seed, tell) =>
      new Promise((resolve) => {
        const settle = (result: SeedResult | BrokenSeed): void => {
          worker.off("error", onError).off("message", onReport);
          resolve(result);
        };
        const onError = (error: Error): void => settle({ seed, broken: error.stack ?? error.message });
        const onReport = (report: SeedReport): void => {
          if ("line" in report) tell?.(report.line);
          else settle(report.result);
        };
        worker.on("error", onError).on("message", onReport);
        worker.postMessage({ seed, isTold: tell !== undefined } satisfies SeedOrder);
      }),
    end: () => worker.terminate(),
  };
}
