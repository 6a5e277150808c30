/**
 * Hold what `analyze` says of a file against the test oracle, on every counter: summary, windows, routes, services, hosts, samples. A program of its
 * own, because the oracle keeps every record: `node --max-old-space-size=… oracle-check.ts <file>` ends with 0 when they are equal.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { analyzeWithOracle } from "../../test/oracle/oracle.ts";
import { analyzeCommand } from "../peers/fanfold.ts";

const OUTPUT_BYTES_MAX = 1_000_000_000;
const [file = ""] = process.argv.slice(2);

const { command, env } = analyzeCommand(file);
const [program = "", ...args] = command;
const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", env: { ...process.env, ...env }, maxBuffer: OUTPUT_BYTES_MAX });
if (status !== 0) throw new Error(stderr);
const ours = JSON.parse(stdout) as Record<string, unknown>;
const expected = JSON.parse(JSON.stringify(analyzeWithOracle(readFileSync(file)))) as Record<string, unknown>;
const wrong = Object.keys(expected).filter((part) => !isDeepStrictEqual(ours[part], expected[part]));
for (const part of wrong) process.stderr.write(`${part} is not what the oracle says\n`);
process.exitCode = wrong.length === 0 ? 0 : 1;
