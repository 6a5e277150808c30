import { parentPort, workerData } from "node:worker_threads";
import { applyProfile, type Profile } from "./profiles.ts";
import type { SeedResult } from "./run-seed.ts";

/** One thread of the simulation: the product under one profile's limits. It is told a seed and answers what came of it. */
const profile = workerData as Profile;
applyProfile(profile);
const { runSeed } = await import("./run-seed.ts");

const play = async (seed: number): Promise<SeedResult | { seed: number; broken: string }> => {
  try {
    return await runSeed(seed, profile);
  } catch (error) {
    return { seed, broken: error instanceof Error ? (error.stack ?? error.message) : "something that is no error was thrown" };
  }
};

parentPort!.on("message", (seed: number) => void play(seed).then((result) => parentPort!.postMessage(result)));
