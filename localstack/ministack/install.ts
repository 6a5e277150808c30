import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const REPOSITORY = dirname(dirname(import.meta.dirname));
const REQUIREMENTS = join(import.meta.dirname, "requirements.txt");
/** Older ones need packages that the requirements do not name. */
const PYTHON_MIN = [3, 11] as const;
const HASH_HEX_DIGITS = 16;

/**
 * The Python of a private environment below `.cache` that holds MiniStack exactly as `requirements.txt` pins it. A second call with the same
 * requirements and the same Python finds it made.
 * @throws Error of one line when Python, `venv` or `pip` is missing or too old.
 */
export async function installMiniStack(): Promise<string> {
  const requirements = await readFile(REQUIREMENTS);
  const found = await findPython();
  const hash = createHash("sha256").update(requirements).update(found.version).update(found.path).digest("hex").slice(0, HASH_HEX_DIGITS);
  const folder = join(REPOSITORY, ".cache", "ministack", hash);
  const python = join(folder, "bin", "python");
  const finished = join(folder, "finished");
  if (existsSync(finished)) return python;
  await rm(folder, { recursive: true, force: true });
  await run(found.path, ["-m", "venv", folder]).catch((error: unknown) => {
    throw new Error(`MiniStack needs Python's venv and pip: \`${found.path} -m venv\` failed (on Debian: apt-get install python3-venv): ${firstLine(error)}`);
  });
  await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps", "-r", REQUIREMENTS]).catch((error: unknown) => {
    throw new Error(`pip could not install MiniStack: ${lastLine(error)}`);
  });
  await writeFile(finished, "");
  return python;
}

/** Where and which the interpreter is. */
async function findPython(): Promise<{ path: string; version: string }> {
  const wanted = PYTHON_MIN.join(".");
  const asked = await run("python3", ["-c", "import sys; print(sys.executable, '.'.join(map(str, sys.version_info[:3])))"]).catch(() => undefined);
  if (asked === undefined) throw new Error(`MiniStack needs python3 ${wanted} or newer on the path, and there is none`);
  const [, path = "", version = ""] = asked.stdout.match(/^(.*) (\S+)\n/) ?? [];
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < PYTHON_MIN[0] || (major === PYTHON_MIN[0] && minor < PYTHON_MIN[1])) throw new Error(`MiniStack needs python3 ${wanted} or newer, and ${path} is ${version}`);
  return { path, version };
}

function firstLine(error: unknown): string {
  return saidBy(error).split("\n")[0] ?? "";
}

function lastLine(error: unknown): string {
  return saidBy(error).split("\n").at(-1) ?? "";
}

function saidBy(error: unknown): string {
  const { stderr, stdout, message } = error as { stderr?: string; stdout?: string; message: string };
  return (stderr || stdout || message).trim();
}
