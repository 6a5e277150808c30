#!/usr/bin/env node
// Runs a command line on Node 24 or newer, started by any Node from 20 on: this one when it is new enough, else the one that
// the optional dependency `node` carries. `node bin/node24.mjs <script> [args…]`.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NODE_MAJOR_MIN = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Whether this process's Node is new enough. */
function isNewEnough() {
  return Number(process.versions.node.split(".")[0]) >= NODE_MAJOR_MIN;
}

/** The path of a Node that is new enough; undefined when this machine has none. */
function findNode() {
  if (isNewEnough()) return process.execPath;
  const carried = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
  return existsSync(carried) ? carried : undefined;
}

/** Run `args` on that Node with this process's terminal, signals and exit code. */
export function runOnNode24(args) {
  const node = findNode();
  if (node === undefined) {
    process.stderr.write(
      `fanfold needs Node ${NODE_MAJOR_MIN} or newer; this is ${process.version}, and no newer one came with npm for this platform. Install Node ${NODE_MAJOR_MIN} from https://nodejs.org and run it again.\n`,
    );
    process.exit(1);
  }
  const child = spawn(node, args, {
    stdio: "inherit",
    env: { ...process.env, PATH: `${dirname(node)}${process.platform === "win32" ? ";" : ":"}${process.env.PATH ?? ""}` },
  });
  // A terminal sends Ctrl-C to the whole group, so that the child has it already; a script that signals this process alone has no terminal.
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal === null ? code : 128 + (signal === "SIGINT" ? 2 : 15)));
}

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === process.argv[1]) runOnNode24(process.argv.slice(2));
