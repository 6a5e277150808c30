/** The long run of the inflater's fuzzer. Exit code 1 with the seed when the inflater and zlib differ. */
import { readScriptOptions, wholeNumberOf } from "../script-options.ts";
import { fuzzInflate } from "./fuzz-inflate.ts";

const PROGRESS_RUNS = 50_000;

const USAGE = `usage: npm run test:fuzz-inflate -- [--runs 200000] [--seed 1]: hold the inflater to zlib on whole, cut and spoilt streams
  --runs  how many streams
  --seed  where to begin; a failure prints the seed that shows it at once`;

const values = readScriptOptions(USAGE, { runs: { type: "string", default: "200000" }, seed: { type: "string", default: "1" } });
const wanted = wholeNumberOf(USAGE, "runs", values.runs);
const { runs, ended, truncated, corrupt, textBytes, failure } = fuzzInflate(wholeNumberOf(USAGE, "seed", values.seed, 0), wanted, (done) => {
  if (done % PROGRESS_RUNS === 0) process.stderr.write(`${done} streams\n`);
});
if (failure !== undefined) process.stdout.write(`seed ${failure.seed}: ${failure.what}\n`);
process.stdout.write(
  `${runs} streams inflated from seed ${values.seed}: ${ended} ended, ${truncated} truncated, ${corrupt} corrupt, ${(textBytes / 1e6).toFixed(0)} MB of text, ${failure === undefined ? "all as zlib" : "not as zlib"}\n`,
);
process.exitCode = failure === undefined ? 0 : 1;
