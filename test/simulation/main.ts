import { availableParallelism } from "node:os";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readScriptOptions, wholeNumberOf } from "../script-options.ts";
import { addCoverage, describeCoverage, emptyCoverage, unmet } from "./coverage.ts";
import { profileOf } from "./profiles.ts";
import { replaceSection } from "./report-section.ts";
import { playSeeds } from "./seed-pool.ts";
import { startSeedThread, type BrokenSeed } from "./seed-thread.ts";
import type { SeedResult } from "./run-seed.ts";
import { CHECKERS } from "./violation.ts";

/**
 * The simulation's command line. Seeds that failed once come first. The last line is `N seeds, N passed, N failed`; the exit code says whether all passed and
 * everything was exercised.
 */
const USAGE = `usage: npm run test:sim -- [--runs 1000] [--from 1] [--threads 2] [--stop-at-first] [--no-coverage] [--report docs/simulation.md]
       npm run test:sim -- --seed 42: one seed, told as it happens
  --runs           how many seeds, besides those that failed once
  --from           the first of them
  --threads        how many are played at once
  --stop-at-first  end with the first seed that fails
  --no-coverage    do not ask whether everything was exercised
  --report         write what was exercised into this document`;

const values = readScriptOptions(USAGE, {
  runs: { type: "string", default: "1000" },
  from: { type: "string", default: "1" },
  threads: { type: "string", default: String(Math.min(4, availableParallelism())) },
  seed: { type: "string" },
  "stop-at-first": { type: "boolean", default: false },
  "no-coverage": { type: "boolean", default: false },
  report: { type: "string" },
});

const SHOWN_MAX = 10;

process.exitCode = values.seed === undefined ? await playMany() : await replay(wholeNumberOf(USAGE, "seed", values.seed));

async function playMany(): Promise<number> {
  const remembered = (JSON.parse(readFileSync(join(import.meta.dirname, "failing-seeds.json"), "utf8")) as { seed: number }[]).map(({ seed }) => seed);
  const first = wholeNumberOf(USAGE, "from", values.from);
  const fresh = Array.from({ length: wholeNumberOf(USAGE, "runs", values.runs, 0) }, (_, index) => first + index).filter((seed) => !remembered.includes(seed));
  const coverage = emptyCoverage();
  let played = 0;
  let failed = 0;
  const onResult = (result: SeedResult | BrokenSeed): boolean => {
    played++;
    if ("broken" in result) print(failed++, result.seed, `the simulator broke: ${result.broken}`);
    else {
      addCoverage(coverage, result);
      const { violation } = result;
      if (violation !== undefined) print(failed++, result.seed, `[${violation.checker}] ${CHECKERS[violation.checker]}:\n  ${violation.message}`);
    }
    return failed === 0 || !values["stop-at-first"];
  };
  const threads = wholeNumberOf(USAGE, "threads", values.threads);
  await playSeeds(remembered, threads, onResult);
  process.stdout.write(`${played} of ${remembered.length} seeds that failed once were replayed\n`);
  if (played !== remembered.length && failed === 0) throw new Error("not every seed that failed once was replayed");
  if (failed === 0 || !values["stop-at-first"]) await playSeeds(fresh, threads, onResult);

  const missing = values["no-coverage"] ? [] : unmet(coverage);
  if (!values["no-coverage"]) process.stdout.write(`\n${describeCoverage(coverage)}\n\n`);
  for (const sentence of missing) process.stdout.write(`not exercised: ${sentence}\n`);
  if (values.report !== undefined && failed === 0)
    replaceSection(values.report, "coverage", `${coverage.seeds.toLocaleString("en")} seeds, none failed.\n\n${describeCoverage(coverage)}`, { readFileSync, writeFileSync });
  process.stdout.write(`${played} seeds, ${played - failed} passed, ${failed} failed\n`);
  return failed === 0 && missing.length === 0 ? 0 : 1;
}

function print(failedBefore: number, seed: number, what: string): void {
  if (failedBefore >= SHOWN_MAX) return;
  process.stdout.write(`seed ${seed} ${what}\n  replay: npm run test:sim -- --seed ${seed}\n`);
}

/** One seed, told as it happens. */
async function replay(seed: number): Promise<number> {
  const thread = startSeedThread(profileOf(seed));
  const result = await thread.play(seed, (line) => process.stdout.write(`${line}\n`));
  await thread.end();
  if ("broken" in result) process.stdout.write(`the simulator broke: ${result.broken}\n`);
  const failed = "broken" in result || result.violation !== undefined ? 1 : 0;
  process.stdout.write(`1 seeds, ${1 - failed} passed, ${failed} failed\n`);
  return failed;
}
