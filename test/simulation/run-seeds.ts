import { parentPort, workerData } from "node:worker_threads";
import { applyProfile, type Profile } from "./profiles.ts";
import type { SeedOrder, SeedReport } from "./seed-thread.ts";

/** One thread of the simulation: the product under one profile's limits. It is told a seed and answers what came of it. */
const profile = workerData as Profile;
await applyProfile(profile);
const { runSeed } = await import("./run-seed.ts");

const send = (report: SeedReport): void => parentPort!.postMessage(report);

const play = async ({ seed, isTold }: SeedOrder): Promise<void> => {
  try {
    send({ result: await runSeed(seed, profile, isTold ? (line) => send({ line }) : undefined) });
  } catch (error) {
    send({ result: { seed, broken: error instanceof Error ? (error.stack ?? error.message) : "something that is no error was thrown" } });
  }
};

parentPort!.on("message", (order: SeedOrder) => void play(order));
