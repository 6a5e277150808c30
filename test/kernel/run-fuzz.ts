/** The long run: `npm run test:fuzz -- [--lines 10000000] [--seed 1]`. Exit code 1 with the seed and the line when the kernel and the reference differ. */
import { parseArgs } from "node:util";
import { fuzzKernel } from "./fuzz-kernel.ts";

const PROGRESS_LINES = 1_000_000;

const { values } = parseArgs({ options: { lines: { type: "string", default: "10000000" }, seed: { type: "string", default: "1" } } });
let nextProgress = PROGRESS_LINES;
const { lines, fastLines, failure } = fuzzKernel(Number(values.seed), Number(values.lines), (done) => {
  if (done < nextProgress) return;
  nextProgress += PROGRESS_LINES;
  process.stderr.write(`${done} lines\n`);
});
if (failure !== undefined) process.stdout.write(`seed ${failure.seed}: ${failure.what}\n`);
process.stdout.write(
  `${lines} lines fuzzed from seed ${values.seed}, fast path ${((100 * fastLines) / lines).toFixed(1)} %, ${failure === undefined ? "all equal" : "not equal"}\n`,
);
process.exitCode = failure === undefined ? 0 : 1;
