// Runs the CLI's bundle, with the code that Node compiled when the same command ran before: a command starts and ends in a good part of the time.
// Node's own cache has only the functions that are compiled when a file is loaded; this one has those that the command used.
const { mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname, join } = require("node:path");
const { constants, Script } = require("node:vm");
const { crc32 } = require("node:zlib");

const CHECKSUM_BYTES = 4;
const main = join(__dirname, "..", ".cache", "cli", "main.cjs");

/** What the bundle begins with: its checksum, which takes longer to reckon than it does to load what was compiled. */
const MARK = /^\/\/([0-9a-f]{8})\n/;

/** Where the code that this command compiled of the bundle is kept, undefined when none shall be: another bundle, Node or processor has another file. */
function cachePath(bundle) {
  const { NODE_COMPILE_CACHE: folder, NODE_DISABLE_COMPILE_CACHE: isDisabled } = process.env;
  const checksum = MARK.exec(bundle)?.[1];
  if (!folder || isDisabled || checksum === undefined) return undefined;
  const command = /^[a-z]+$/.exec(process.argv[2] ?? "")?.[0] ?? "none";
  return join(folder, "fanfold", `${command}-${process.version}-${process.arch}-${checksum}`);
}

/** V8 runs whatever it is given: of damaged code nothing is taken. */
function readWhole(path) {
  try {
    const kept = readFileSync(path);
    const code = kept.subarray(CHECKSUM_BYTES);
    return kept.readUInt32LE(0) === crc32(code) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** All at once or not at all. A folder that nobody may write to is no error. */
function keep(path, code) {
  const part = `${path}.${process.pid}`;
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  checksum.writeUInt32LE(crc32(code));
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(part, Buffer.concat([checksum, code]));
    renameSync(part, path);
  } catch {
    try {
      unlinkSync(part);
    } catch {
      // It is not there.
    }
  }
}

// The bundle is ASCII.
const text = readFileSync(main, "latin1");
const source = `(function (exports, require, module, __filename, __dirname) {${text}\n})`;
const path = cachePath(text);
const cachedData = path && readWhole(path);
const script = new Script(source, { filename: main, cachedData, importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER });
// A command that failed used other functions than it mostly does.
if (path && (cachedData === undefined || script.cachedDataRejected)) process.once("exit", (code) => code === 0 && keep(path, script.createCachedData()));
const bundle = { exports: {} };
script.runInThisContext()(bundle.exports, createRequire(main), bundle, main, dirname(main));
