#!/usr/bin/env node
// The `fanfold` command: finds a Node that is new enough and runs the CLI on it, from its bundle if that is up to date, else from the sources.
// CommonJS, as the bundle is: Node starts it in half the time of a module.
const { existsSync, readFileSync, statSync } = require("node:fs");
const nodeModule = require("node:module");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

const NODE_MAJOR_MIN = 24;
const root = join(__dirname, "..");
const bundle = join(root, ".cache", "cli");
// The local stack runs from its sources: its processes do, and it waits while it loads, which a bundle of CommonJS cannot.
const needsSources = process.argv.includes("start");
const main = !needsSources && isBundled() ? join(__dirname, "run-bundle.cjs") : join(root, "cli", "main.ts");
// What Node compiled is kept: a command starts in half the time. Elsewhere, or not at all, if somebody says so; an unwritable folder is no error.
process.env.NODE_COMPILE_CACHE ||= join(root, ".cache", "compile");

if (!existsSync(join(root, "shared", "kernel", "kernel-wasm.ts"))) {
  process.stderr.write("fanfold is not built: its install scripts did not run. Run `npm run build` here, then try again.\n");
  process.exit(1);
}

if (Number(process.versions.node.split(".")[0]) >= NODE_MAJOR_MIN) {
  nodeModule.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  hideExperimentalWarnings();
  if (main.endsWith(".cjs")) require(main);
  else void import(pathToFileURL(main).href);
} else {
  void import("./node24.mjs").then(({ runOnNode24 }) => runOnNode24(["--disable-warning=ExperimentalWarning", main, ...process.argv.slice(2)]));
}

/** Whether there is a bundle, and none of its sources was changed since it was made. */
function isBundled() {
  try {
    const { mtimeMs } = statSync(join(bundle, "main.cjs"));
    const inputs = JSON.parse(readFileSync(join(bundle, "inputs.json"), "utf8"));
    return inputs.every((input) => statSync(`${root}/${input}`).mtimeMs <= mtimeMs);
  } catch {
    return false;
  }
}

/** As `--disable-warning=ExperimentalWarning` does. */
function hideExperimentalWarnings() {
  const listeners = process.listeners("warning");
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    if (warning.name !== "ExperimentalWarning") for (const listener of listeners) listener(warning);
  });
}
