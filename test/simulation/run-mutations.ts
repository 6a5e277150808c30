import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { MUTATIONS, type Mutation } from "./mutations.ts";
import { replaceSection } from "./report-section.ts";

/**
 * Apply each deliberate bug to a copy of the tree, never in place, and let the simulation look for it.
 *   npm run test:mutations -- [--runs 2000] [--only text] [--minutes 60] [--report docs/simulation.md]
 * The last line is `N mutations, N caught, N survived`. First the copy without a bug has to pass.
 * After `--minutes` no further bug is tried; the table says how many were.
 */
const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "2000" },
    control: { type: "string", default: "300" },
    only: { type: "string", default: "" },
    minutes: { type: "string", default: "600" },
    report: { type: "string" },
  },
});
const ROOT = join(import.meta.dirname, "../..");
const COPIED = ["cli", "functions", "infra", "shared", "test/simulation", "test/generate", "test/oracle", "test/world", "tsconfig.json", "package.json"];

interface Caught {
  mutation: Mutation;
  checker: string | undefined;
  /** Seeds played until one failed. */
  seeds: number;
  seed: number | undefined;
}

const copy = mkdtempSync(join(tmpdir(), "fanfold-mutations-"));
try {
  for (const path of COPIED) cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  writeFileSync(join(copy, "test/simulation/failing-seeds.json"), "[]\n");
  // Only what the simulation runs is checked: a bug in it still has to be a program.
  const config = JSON.parse(readFileSync(join(copy, "tsconfig.json"), "utf8")) as object;
  writeFileSync(
    join(copy, "tsconfig.json"),
    JSON.stringify({ ...config, include: ["test/simulation", "functions", "shared"], exclude: ["**/*.test.ts", "shared/kernel/assembly"] }),
  );
  process.exitCode = await runAll();
} finally {
  rmSync(copy, { recursive: true, force: true });
}

async function runAll(): Promise<number> {
  const control = await play(Number(values.control));
  if (control.failed) throw new Error(`the simulation fails without a bug:\n${control.output}`);
  process.stdout.write(`without a bug: ${control.output.trim().split("\n").at(-1)}\n`);
  const results: Caught[] = [];
  const endsAtMs = performance.now() + Number(values.minutes) * 60_000;
  for (const mutation of MUTATIONS.filter(({ name }) => name.includes(values.only))) {
    if (performance.now() >= endsAtMs) break;
    const result = await look(mutation);
    results.push(result);
    process.stdout.write(`${result.checker === undefined ? "SURVIVED" : `${result.checker} after ${result.seeds} seeds (seed ${result.seed})`}: ${mutation.name}\n`);
  }
  const survived = results.filter(({ checker }) => checker === undefined).length;
  if (values.report !== undefined) replaceSection(values.report, "mutations", describe(results), { readFileSync, writeFileSync });
  process.stdout.write(`${results.length} mutations, ${results.length - survived} caught, ${survived} survived\n`);
  return survived === 0 ? 0 : 1;
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
    const { output, failed } = await play(Number(values.runs));
    const found = /^seed (\d+) (?:\[([a-z-]+)\]|the simulator broke)/m.exec(output);
    const seeds = Number(/^(\d+) seeds/m.exec(output)?.[1] ?? 0);
    if (failed && found?.[2] === undefined) throw new Error(`${mutation.name}: no checker reported it\n${output}`);
    return { mutation, checker: found?.[2], seeds, seed: found === null ? undefined : Number(found[1]) };
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

function describe(results: readonly Caught[]): string {
  const rows = results.map(
    ({ mutation, checker, seeds }) => `| ${mutation.name} | \`${mutation.file}\` | ${checker === undefined ? "**nobody**" : `\`${checker}\``} | ${seeds.toLocaleString("en")} |`,
  );
  const caught = results.filter(({ checker }) => checker !== undefined).length;
  const tried = `${results.length} of ${MUTATIONS.length} tried in up to ${Number(values.runs).toLocaleString("en")} seeds each, ${caught} caught.`;
  return [tried, "", "| deliberate bug | file | caught by | after seeds |", "|---|---|---|---:|", ...rows].join("\n");
}
