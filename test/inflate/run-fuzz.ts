/** The long run: `npm run test:fuzz-inflate -- [--runs 200000] [--seed 1]`. Exit code 1 with the seed when the inflater and zlib differ. */
import { parseArgs } from "node:util";
import { fuzzInflate } from "./fuzz-inflate.ts";

const PROGRESS_RUNS = 50_000;

const { values } = parseArgs({ options: { runs: { type: "string", default: "200000" }, seed: { type: "string", default: "1" } } });
const { runs, ended, truncated, corrupt, textBytes, failure } = fuzzInflate(Number(values.seed), Number(values.runs), (done) => {
  if (done % PROGRESS_RUNS === 0) process.stderr.write(`${done} streams\n`);
});
if (failure !== undefined) process.stdout.write(`seed ${failure.seed}: ${failure.what}\n`);
process.stdout.write(
  `${runs} streams inflated from seed ${values.seed}: ${ended} ended, ${truncated} truncated, ${corrupt} corrupt, ${(textBytes / 1e6).toFixed(0)} MB of text, ${failure === undefined ? "all as zlib" : "not as zlib"}\n`,
);
process.exitCode = failure === undefined ? 0 : 1;
