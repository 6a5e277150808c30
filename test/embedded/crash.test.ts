import { expect, it } from "vitest";
import { runCrashes } from "../crash/crash-run.ts";

/** The long run is `npm run test:crash`. */
it("kill -9 of everything in every phase of a job changes no result", { timeout: 280_000 }, async () => {
  const { kills, identical, recoverySeconds } = await runCrashes({ rounds: 1, textBytes: 20e6, seed: 5 });
  console.log(`killed ${JSON.stringify(kills)}; from kill to next attempt at most ${Math.max(...recoverySeconds).toFixed(2)} s`);
  expect(identical).toBe(1);
  expect(Object.values(kills).reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(4);
});
