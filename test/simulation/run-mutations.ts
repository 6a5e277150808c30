import { spawn } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readScriptOptions, refuse, wholeNumberOf } from "../script-options.ts";
import { MUTATIONS, type Mutation } from "./mutations.ts";
import { replaceSection } from "./report-section.ts";

/**
 * Apply each deliberate bug to a copy of the tree, never in place, and let the simulation look for it.
 * The last line is `N mutations, N caught, N survived`. First the copy without a bug has to pass.
 */
const USAGE = `usage: npm run test:mutations -- [--runs 2000] [--control 300] [--only TEXT] [--minutes 600] [--results FILE] [--report docs/simulation.md]
  --runs     after so many seeds a bug that nobody saw has survived
  --control  seeds that have to pass without a bug, first
  --only     only bugs with this text in their names
  --minutes  after which no further bug is tried; the table says how many were
  --results  keep what came of each in this file, one JSON a line, and do not try those that it has: delete it when the product has changed
  --report   write the table into this document`;

const values = readScriptOptions(USAGE, {
  runs: { type: "string", default: "2000" },
  control: { type: "string", default: "300" },
  only: { type: "string", default: "" },
  minutes: { type: "string", default: "600" },
  results: { type: "string" },
  report: { type: "string" },
});
const runs = wholeNumberOf(USAGE, "runs", values.runs);
const controlRuns = wholeNumberOf(USAGE, "control", values.control);
const minutes = wholeNumberOf(USAGE, "minutes", values.minutes);
const wanted = MUTATIONS.filter(({ name }) => name.includes(values.only));
if (wanted.length === 0) refuse(USAGE, `--only ${values.only}: no bug has that in its name`);
const ROOT = join(import.meta.dirname, "../..");
const COPIED = ["cli", "functions", "infra", "shared", "test/simulation", "test/generate", "test/oracle", "test/world", "test/script-options.ts", "tsconfig.json", "package.json"];

/** What came of looking for a bug. */
interface Caught {
  name: string;
  /** Undefined when nobody saw it. */
  checker?: string | undefined;
  /** Seeds played until one failed, and which. */
  seeds: number;
  seed?: number | undefined;
}

const copy = mkdtempSync(join(tmpdir(), "fanfold-mutations-"));
try {
  for (const path of COPIED) cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  writeFileSync(join(copy, "test/simulation/failing-seeds.json"), "[]\n");
  // Only what the simulation runs is checked: a bug in it still has to be a program.
  const config = JSON.parse(readFileSync(join(copy, "tsconfig.json"), "utf8")) as { exclude: readonly string[] };
  writeFileSync(join(copy, "tsconfig.json"), JSON.stringify({ ...config, include: ["test/simulation", "functions", "shared"], exclude: [...config.exclude, "**/*.test.ts"] }));
  process.exitCode = await runAll();
} finally {
  rmSync(copy, { recursive: true, force: true });
}

async function runAll(): Promise<number> {
  const control = await play(controlRuns);
  if (control.failed) throw new Error(`the simulation fails without a bug:\n${control.output}`);
  process.stdout.write(`without a bug: ${control.output.trim().split("\n").at(-1)}\n`);
  const results = readResults();
  const endsAtMs = performance.now() + minutes * 60_000;
  for (const mutation of wanted) {
    if (results.has(mutation.name)) continue;
    if (performance.now() >= endsAtMs) break;
    const result = await look(mutation);
    results.set(mutation.name, result);
    if (values.results !== undefined) appendFileSync(values.results, `${JSON.stringify(result)}\n`);
    process.stdout.write(`${result.checker === undefined ? "SURVIVED" : `${result.checker} after ${result.seeds} seeds (seed ${result.seed})`}: ${mutation.name}\n`);
  }
  const survived = [...results.values()].filter(({ checker }) => checker === undefined).length;
  if (values.report !== undefined) replaceSection(values.report, "mutations", describe(results), { readFileSync, writeFileSync });
  process.stdout.write(`${results.size} mutations, ${results.size - survived} caught, ${survived} survived\n`);
  return survived === 0 ? 0 : 1;
}

/** What an earlier run found, by the bug's name. */
function readResults(): Map<string, Caught> {
  if (values.results === undefined || !existsSync(values.results)) return new Map();
  const lines = readFileSync(values.results, "utf8").trim().split("\n").filter(Boolean);
  return new Map(lines.map((line) => JSON.parse(line) as Caught).map((result) => [result.name, result]));
}

/** Apply the bug, check that it is a program, look for it, and take it back. */
async function look(mutation: Mutation): Promise<Caught> {
  const path = join(copy, mutation.file);
  const original = readFileSync(path, "utf8");
  if (original.split(mutation.find).length !== 2) throw new Error(`${mutation.name}: its place does not occur exactly once in ${mutation.file}`);
  writeFileSync(
    path,
    original.replace(mutation.find, () => mutation.replace),
  );
  try {
    const checked = await run([join(ROOT, "node_modules/typescript/bin/tsc"), "--noEmit", "--incremental", "--tsBuildInfoFile", "checked.tsbuildinfo", "-p", "."]);
    if (checked.exitCode !== 0) throw new Error(`${mutation.name} is no program:\n${checked.output}`);
    const { output, failed } = await play(runs);
    const found = /^seed (\d+) (?:\[([a-z-]+)\]|the simulator broke)/m.exec(output);
    const seeds = Number(/^(\d+) seeds/m.exec(output)?.[1] ?? 0);
    if (failed && found?.[2] === undefined) throw new Error(`${mutation.name}: no checker reported it\n${output}`);
    return { name: mutation.name, checker: found?.[2], seeds, seed: found === null ? undefined : Number(found[1]) };
  } finally {
    writeFileSync(path, original);
  }
}

async function play(runs: number): Promise<{ output: string; failed: boolean }> {
  const { exitCode, output } = await run(["test/simulation/main.ts", "--runs", String(runs), "--stop-at-first", "--no-coverage"]);
  return { output, failed: exitCode !== 0 };
}

async function run(args: readonly string[]): Promise<{ exitCode: number | null; output: string }> {
  const child = spawn(process.execPath, args, { cwd: copy, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  const exitCode = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { exitCode, output };
}

/** The table in the order of the list; what was not tried is left out. */
function describe(results: ReadonlyMap<string, Caught>): string {
  const tried = MUTATIONS.filter(({ name }) => results.has(name));
  const rows = tried.map(({ name, file }) => {
    const { checker, seeds } = results.get(name)!;
    return `| ${name} | \`${file}\` | ${checker === undefined ? "**nobody**" : `\`${checker}\``} | ${seeds.toLocaleString("en")} |`;
  });
  const caught = tried.filter(({ name }) => results.get(name)!.checker !== undefined).length;
  const summary = `${tried.length} of ${MUTATIONS.length} tried in up to ${runs.toLocaleString("en")} seeds each, ${caught} caught.`;
  return [summary, "", "| deliberate bug | file | caught by | after seeds |", "|---|---|---|---:|", ...rows].join("\n");
}
