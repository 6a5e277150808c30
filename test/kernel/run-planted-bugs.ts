/**
 * Plant each bug in a copy of the tree, compile the kernel there, and let the fuzzer look for it.
 * The last line is `N bugs, N caught, N survived`; first the copy without a bug has to pass.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readScriptOptions, refuse, wholeNumberOf } from "../script-options.ts";
import { PLANTED_BUGS, type PlantedBug } from "./planted-bugs.ts";

const ROOT = join(import.meta.dirname, "../..");
const COPIED = ["bin", "cli", "shared", "test/generate", "test/kernel", "test/properties", "test/script-options.ts", "package.json"];
const CONTROL_LINES = "40000";

const USAGE = `usage: npm run test:kernel-bugs -- [--lines 300000] [--only TEXT]: plant wrong lines in copies of the kernel, one at a time
  --lines  after so many lines a bug that the fuzzer did not find has survived
  --only   only bugs with this text in their names`;

const values = readScriptOptions(USAGE, { lines: { type: "string", default: "300000" }, only: { type: "string", default: "" } });
const linesMax = wholeNumberOf(USAGE, "lines", values.lines);
const bugs = PLANTED_BUGS.filter(({ name }) => name.includes(values.only));
if (bugs.length === 0) refuse(USAGE, `--only ${values.only}: no bug has that in its name`);

const copy = mkdtempSync(join(tmpdir(), "fanfold-kernel-bugs-"));
try {
  for (const path of COPIED) cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  process.exitCode = runAll();
} finally {
  rmSync(copy, { recursive: true, force: true });
}

function runAll(): number {
  const control = fuzz(CONTROL_LINES);
  if (control.status !== 0) throw new Error(`the kernel fails without a bug:\n${control.stdout}${control.stderr}`);
  process.stdout.write(`without a bug: ${lastLine(control.stdout)}\n`);
  const survivors = bugs.filter((bug) => !isCaught(bug));
  process.stdout.write(`${bugs.length} bugs, ${bugs.length - survivors.length} caught, ${survivors.length} survived\n`);
  return survivors.length === 0 ? 0 : 1;
}

function isCaught({ name, file, find, replace }: PlantedBug): boolean {
  const path = join(copy, "shared/kernel/assembly", file);
  const original = readFileSync(path, "utf8");
  if (original.split(find).length !== 2) throw new Error(`${name}: its place does not occur exactly once in ${file}`);
  writeFileSync(
    path,
    original.replace(find, () => replace),
  );
  try {
    execFileSync(process.execPath, [join(copy, "bin/compile-wasm.mjs")], { cwd: copy, stdio: ["ignore", "ignore", "inherit"] });
    const { status, stdout, stderr } = fuzz(String(linesMax));
    // A crash is noticed too; but a run that cannot begin would be no proof.
    if (status !== 0 && !/lines fuzzed|RuntimeError|AssertionError/.test(stdout + stderr)) throw new Error(`${name}: the fuzzer did not run\n${stderr}`);
    process.stdout.write(`${status === 0 ? "SURVIVED" : `caught after ${/^(\d+) lines/m.exec(stdout)?.[1] ?? "?"} lines`}: ${name}\n`);
    return status !== 0;
  } finally {
    writeFileSync(path, original);
  }
}

function fuzz(lines: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", join(copy, "test/kernel/run-fuzz.ts"), "--lines", lines], { cwd: copy, encoding: "utf8" });
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
