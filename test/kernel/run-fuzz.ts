/** The long run of the kernel's fuzzer. Exit code 1 with the seed and the line when the kernel and the reference differ. */
import { readScriptOptions, wholeNumberOf } from "../script-options.ts";
import { fuzzKernel } from "./fuzz-kernel.ts";

const PROGRESS_LINES = 1_000_000;

const USAGE = `usage: npm run test:fuzz -- [--lines 10000000] [--seed 1]: hold the kernel to the reference on damaged and usual lines
  --lines  how many lines
  --seed   where to begin; a failure prints the seed that shows it at once`;

const values = readScriptOptions(USAGE, { lines: { type: "string", default: "10000000" }, seed: { type: "string", default: "1" } });
const wanted = wholeNumberOf(USAGE, "lines", values.lines);
let nextProgress = PROGRESS_LINES;
const { lines, fastLines, failure } = fuzzKernel(wholeNumberOf(USAGE, "seed", values.seed, 0), wanted, (done) => {
  if (done < nextProgress) return;
  nextProgress += PROGRESS_LINES;
  process.stderr.write(`${done} lines\n`);
});
if (failure !== undefined) process.stdout.write(`seed ${failure.seed}: ${failure.what}\n`);
process.stdout.write(
  `${lines} lines fuzzed from seed ${values.seed}, fast path ${((100 * fastLines) / lines).toFixed(1)} %, ${failure === undefined ? "all equal" : "not equal"}\n`,
);
process.exitCode = failure === undefined ? 0 : 1;
