/**
 * Bundle the CLI into two files, so that a command starts in a third of the time that its sources take. `npm ci` runs this; `bin/fanfold.cjs` takes the
 * sources instead whenever one of them is newer than the bundle.
 */
import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, ".cache", "cli");

/** What runs from its sources: it starts processes of its own. */
const BESIDE = [`localstack${sep}`, `infra${sep}`, join("cli", "start", "start.ts")];

/** Loaded only when a command needs them: the AWS SDK, and what runs from its sources because it starts processes of its own (the local stack and the infrastructure). */
const loadedWhenNeeded = {
  name: "loaded-when-needed",
  setup(context) {
    context.onResolve({ filter: /^\./ }, ({ path, resolveDir, namespace }) => {
      if (namespace === "when-needed") return { path, external: true };
      const source = resolve(resolveDir, path);
      const isBeside = BESIDE.some((name) => source.startsWith(join(root, name)));
      return isBeside ? { path: relative(folder, source).split(sep).join("/"), namespace: "when-needed" } : undefined;
    });
    context.onResolve({ filter: /^@(aws-sdk|smithy)\// }, ({ path, namespace }) => (namespace === "when-needed" ? { path, external: true } : { path, namespace: "when-needed" }));
    context.onLoad({ filter: /.*/, namespace: "when-needed" }, ({ path }) => ({ contents: `module.exports = require(${JSON.stringify(path)});`, loader: "js" }));
  },
};

/** Node's own modules that many commands never use, and that take milliseconds to load: they are loaded when one of their members is first used. */
const NODE_WHEN_USED = /^node:(child_process|fs\/promises|timers\/promises|worker_threads|zlib)$/;
/** Members that a Node lacks which may make the bundle, though not the one that runs it. */
const MEMBERS_SINCE_24 = { "node:zlib": ["createZstdCompress", "createZstdDecompress", "zstdCompressSync", "zstdDecompressSync"] };
const nodeWhenUsed = {
  name: "node-when-used",
  setup(context) {
    context.onResolve({ filter: NODE_WHEN_USED }, ({ path }) => ({ path, namespace: "node-when-used" }));
    context.onLoad({ filter: /.*/, namespace: "node-when-used" }, ({ path }) => {
      const members = new Set([...Object.keys(process.getBuiltinModule(path)), ...(MEMBERS_SINCE_24[path] ?? [])]);
      const getters = [...members].map((name) => `get ${name}() { return load().${name}; }`);
      return { contents: `let loaded;\nconst load = () => (loaded ??= process.getBuiltinModule("${path}"));\nmodule.exports = { ${getters.join(", ")} };`, loader: "js" };
    });
  },
};

const { metafile, outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: { main: "cli/main.ts", "parse-thread": "cli/analyze/parse-thread.ts" },
  outdir: folder,
  outExtension: { ".js": ".cjs" },
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node24",
  minifySyntax: true,
  minifyWhitespace: true,
  metafile: true,
  write: false,
  logLevel: "error",
  legalComments: "inline",
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
  define: { "import.meta.url": "importMetaUrl" },
  plugins: [loadedWhenNeeded, nodeWhenUsed],
});
await mkdir(folder, { recursive: true });
// Each begins with its checksum, by which what is compiled of one bundle is told from what was of others: see `bin/run-bundle.cjs`.
for (const { path, text } of outputFiles) await writeFile(path, `//${createHash("sha256").update(text).digest("hex").slice(0, 8)}\n${text}`);
// What was compiled of the bundle before is of no use any more.
await rm(join(root, ".cache", "compile"), { recursive: true, force: true });
// Packages only change with `npm ci`, which bundles anew.
await writeFile(join(folder, "inputs.json"), JSON.stringify(Object.keys(metafile.inputs).filter((input) => !/^(when-needed:|node-when-used:|node_modules\/)/.test(input))));
