import { PROFILES, profileOf, type Profile } from "./profiles.ts";
import type { SeedResult } from "./run-seed.ts";
import { startSeedThread, type BrokenSeed, type SeedThread } from "./seed-thread.ts";

/**
 * Play seeds on so many threads at a time, in their order, and hand on what comes of each. `onResult` answers false to stop.
 * A thread has one profile; each core changes to the next profile when it has played its seeds of one.
 */
export async function playSeeds(seeds: readonly number[], threads: number, onResult: (result: SeedResult | BrokenSeed) => boolean): Promise<void> {
  const waiting = new Map<Profile, number[]>(PROFILES.map((profile) => [profile, seeds.filter((seed) => profileOf(seed) === profile)]));
  const idle = new Map<Profile, SeedThread[]>(PROFILES.map((profile) => [profile, []]));
  let isStopped = false;
  /** The profile whose next seed is the smallest: seeds are played nearly in their order. */
  const nextProfile = (): Profile | undefined => PROFILES.filter((profile) => waiting.get(profile)!.length > 0).toSorted((a, b) => waiting.get(a)![0]! - waiting.get(b)![0]!)[0];
  const playAll = async (): Promise<void> => {
    for (let profile = nextProfile(); profile !== undefined && !isStopped; profile = nextProfile()) {
      const seed = waiting.get(profile)!.shift()!;
      const thread = idle.get(profile)!.pop() ?? startSeedThread(profile);
      if (!onResult(await thread.play(seed))) isStopped = true;
      idle.get(profile)!.push(thread);
    }
  };
  await Promise.all(Array.from({ length: threads }, playAll));
  await Promise.all([...idle.values()].flat().map((thread) => thread.end()));
}
