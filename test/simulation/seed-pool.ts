import { Worker } from "node:worker_threads";
import { PROFILES, profileOf, type Profile } from "./profiles.ts";
import type { SeedResult } from "./run-seed.ts";

/** A seed that could not be played to its end: the simulator itself is broken. */
export interface BrokenSeed {
  seed: number;
  broken: string;
}

/**
 * Play seeds on so many threads at a time, in their order, and hand on what comes of each. `onResult` answers false to stop.
 * A thread has one profile; each core changes to the next profile when it has played its seeds of one.
 */
export async function playSeeds(seeds: readonly number[], threads: number, onResult: (result: SeedResult | BrokenSeed) => boolean): Promise<void> {
  const waiting = new Map<Profile, number[]>(PROFILES.map((profile) => [profile, seeds.filter((seed) => profileOf(seed) === profile)]));
  const open = new Map<Profile, Worker[]>();
  let isStopped = false;
  const takeWorker = (profile: Profile): Worker => open.get(profile)?.pop() ?? new Worker(new URL("run-seeds.ts", import.meta.url), { workerData: profile });
  const playOne = async (worker: Worker, seed: number): Promise<void> => {
    const result = await new Promise<SeedResult | BrokenSeed>((resolve) => {
      const onError = (error: Error): void => resolve({ seed, broken: error.stack ?? error.message });
      worker.once("error", onError);
      worker.once("message", (answer: SeedResult | BrokenSeed) => {
        worker.off("error", onError);
        resolve(answer);
      });
      worker.postMessage(seed);
    });
    if (!onResult(result)) isStopped = true;
  };
  /** The profile whose next seed is the smallest: seeds are played nearly in their order. */
  const nextProfile = (): Profile | undefined => PROFILES.filter((profile) => waiting.get(profile)!.length > 0).toSorted((a, b) => waiting.get(a)![0]! - waiting.get(b)![0]!)[0];
  const playAll = async (): Promise<void> => {
    for (let profile = nextProfile(); profile !== undefined && !isStopped; profile = nextProfile()) {
      const seed = waiting.get(profile)!.shift()!;
      const worker = takeWorker(profile);
      await playOne(worker, seed);
      open.set(profile, [...(open.get(profile) ?? []), worker]);
    }
  };
  await Promise.all(Array.from({ length: threads }, playAll));
  await Promise.all([...open.values()].flat().map((worker) => worker.terminate()));
}
