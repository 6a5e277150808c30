import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";
import { FUNCTION_NAMES, type FunctionName } from "../shared/contracts/names.ts";
import { FUNCTION_CATALOG } from "./function-catalog.ts";

/** The folder of each function's bundle; functions with one entry share one. */
export type FunctionBundles = Readonly<Record<FunctionName, string>>;

/** The handler of every bundle, in Lambda's notation. */
export const BUNDLE_HANDLER = "index.handler";

const REPOSITORY = dirname(import.meta.dirname);
const BUNDLES = join(REPOSITORY, ".cache", "bundles");

/** Source maps have to be on before the module that they belong to is loaded; without them a stack trace names minified columns only. */
const INDEX = `process.setSourceMapsEnabled(true);\nexport const { handler } = await import("./handler.mjs");\n`;
/** Some of the SDK's dependencies are CommonJS and call `require` for modules of Node. */
const REQUIRE = `import { createRequire } from "node:module";const require = createRequire(import.meta.url);`;

/**
 * Bundle every function with its part of the AWS SDK, all in one run of esbuild, because most of their modules are the same. The folders are
 * named by their content, so that runs may overlap and equal sources give equal assets wherever the repository lies.
 */
export async function bundleFunctions(): Promise<FunctionBundles> {
  const entries = [...new Set(FUNCTION_NAMES.map((name) => FUNCTION_CATALOG[name].entry))].filter((e) => existsSync(join(REPOSITORY, e)));
  const { outputFiles } = await build({
    absWorkingDir: REPOSITORY,
    entryPoints: entries.map((entry) => ({ in: entry, out: `${bundleName(entry)}/handler` })),
    outdir: BUNDLES,
    outExtension: { ".js": ".mjs" },
    write: false,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    // The SDK's ES modules: of its CommonJS everything would come along.
    mainFields: ["module", "main"],
    minify: true,
    keepNames: true,
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "none",
    banner: { js: REQUIRE },
    logLevel: "error",
  });
  const folders = new Map<string, string>();
  for (const entry of [...new Set(FUNCTION_NAMES.map((name) => FUNCTION_CATALOG[name].entry))]) {
    const name = bundleName(entry);
    const files = outputFiles.filter((file) => basename(dirname(file.path)) === name).map((file) => ({ name: basename(file.path), bytes: file.contents }));
    folders.set(entry, await writeBundle(name, [{ name: "index.mjs", bytes: Buffer.from(INDEX) }, ...files]));
  }
  return Object.fromEntries(FUNCTION_NAMES.map((name) => [name, folders.get(FUNCTION_CATALOG[name].entry)])) as FunctionBundles;
}

/** `functions/worker/handler.ts` is bundled as `worker`. */
function bundleName(entry: string): string {
  return basename(dirname(entry));
}

/** Write the files into a folder named by their content, unless it is there. */
async function writeBundle(name: string, files: readonly { name: string; bytes: Uint8Array }[]): Promise<string> {
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file.name}\0${file.bytes.byteLength}\0`).update(file.bytes);
  const folder = join(BUNDLES, `${name}-${hash.digest("hex").slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${randomUUID()}`;
  await mkdir(unfinished, { recursive: true });
  await Promise.all(files.map((file) => writeFile(join(unfinished, file.name), file.bytes)));
  // Another run may have been first; its files are the same.
  await rename(unfinished, folder).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true });
    if (!existsSync(folder)) throw error;
  });
  return folder;
}
