/** Kill the embedded stack at random moments of 200 MB jobs: `npm run test:crash [-- --rounds 20] [--mb 200] [--seed 1] [--faulty]`. Each round is five kills. */
import { parseArgs } from "node:util";
import { runCrashes } from "./crash-run.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "20" },
    mb: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    faulty: { type: "boolean", default: false },
  },
});
const { kills, identical, recoverySeconds } = await runCrashes({
  rounds: Number(values.rounds),
  textBytes: Number(values.mb) * 1e6,
  seed: Number(values.seed),
  isFaulty: values.faulty,
  say: (line) => process.stderr.write(`${line}\n`),
});
const sorted = recoverySeconds.toSorted((a, b) => a - b);
const total = Object.values(kills).reduce((sum, count) => sum + count, 0);
console.log(
  `seed ${values.seed}: ${total} kills (${Object.entries(kills)
    .map(([phase, count]) => `${phase} ${count}`)
    .join(", ")}), ${identical} results, all identical; ` +
    `from kill to next attempt: median ${(sorted[sorted.length >> 1] ?? 0).toFixed(2)} s, maximum ${(sorted.at(-1) ?? 0).toFixed(2)} s`,
);
