// Runs the CLI's bundle, with the code that Node compiled when the same command ran before: a command starts and ends in a good part of the time.
// Node's own cache has only the functions that are compiled when a file is loaded; this one has those that the command used.
const { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname, join } = require("node:path");
const { constants, Script } = require("node:vm");

const main = join(__dirname, "..", ".cache", "cli", "main.cjs");

/** Where the code of this command is kept: another bundle, Node or processor has another file. */
function cachePath() {
  const { mtimeMs, size } = statSync(main);
  const command = /^[a-z]+$/.exec(process.argv[2] ?? "")?.[0] ?? "none";
  return join(process.env.NODE_COMPILE_CACHE, "fanfold", `${command}-${process.version}-${process.arch}-${mtimeMs}-${size}`);
}

function readIfThere(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** All at once or not at all. A folder that nobody may write to is no error. */
function keep(path, code) {
  const part = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(part, code);
    renameSync(part, path);
  } catch {
    rmSync(part, { force: true });
  }
}

const path = cachePath();
const cachedData = readIfThere(path);
// The bundle is ASCII.
const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(main, "latin1")}\n})`;
const script = new Script(source, { filename: main, cachedData, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER });
// A command that failed used other functions than it mostly does.
if (cachedData === undefined || script.cachedDataRejected) process.once("exit", (code) => code === 0 && keep(path, script.createCachedData()));
const bundle = { exports: {} };
script.runInThisContext()(bundle.exports, createRequire(main), bundle, main, dirname(main));
