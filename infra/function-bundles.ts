import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";
import { FUNCTION_NAMES, type FunctionName } from "../shared/contracts/names.ts";
import { FUNCTION_CATALOG } from "./function-catalog.ts";

/** The folder of each function's bundle; functions with one entry share one. */
export type FunctionBundles = Readonly<Record<FunctionName, string>>;

/** The handler of every bundle, in Lambda's notation. */
export const BUNDLE_HANDLER = "index.handler";

const REPOSITORY = dirname(import.meta.dirname);
/** Nothing is written there. It is where source maps start from, always the same so that equal sources give equal bundles. */
const NOMINAL_FOLDER = join(REPOSITORY, "bundles");

/**
 * Source maps have to be on before the module that they belong to is loaded; without them a stack trace names minified columns only. The code is CommonJS: as an ES
 * module Node loads it in a sixth more time, most of it for the names that its own modules export.
 */
const INDEX = `import { createRequire } from "node:module";\nprocess.setSourceMapsEnabled(true);\nexport const { handler } = createRequire(import.meta.url)("./handler.cjs");\n`;
/**
 * Lambda gives its credentials in the environment. The SDK's own chain looks there first and has a sixth of the code for the other places.
 * Source: "Retrieving credentials", AWS Lambda developer guide, "Defined runtime environment variables".
 */
const CREDENTIALS = { "@aws-sdk/credential-provider-node": join(REPOSITORY, "shared", "adapters", "system", "environment-credentials.ts") };

/**
 * Give `use` the bundles of all functions, in a folder that is gone afterwards: a stack copies them when it is made.
 */
export async function withBundles<Result>(use: (bundles: FunctionBundles) => Result | Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "fanfold-bundles-"));
  try {
    return await use(await bundleFunctions(folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * Bundle every function with its part of the AWS SDK into folders below `folder`, all in one run of esbuild, because most of their modules
 * are the same: one `NodejsFunction` each would start esbuild seven times.
 */
async function bundleFunctions(folder: string): Promise<FunctionBundles> {
  const entries = [...new Set(FUNCTION_NAMES.map((name) => FUNCTION_CATALOG[name].entry))];
  const { outputFiles } = await build({
    absWorkingDir: REPOSITORY,
    entryPoints: entries.map((entry) => ({ in: entry, out: `${bundleName(entry)}/handler` })),
    outdir: NOMINAL_FOLDER,
    outExtension: { ".js": ".cjs" },
    write: false,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node24",
    // The SDK's ES modules: of its CommonJS everything would come along.
    mainFields: ["module", "main"],
    minify: true,
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "none",
    alias: CREDENTIALS,
    // As an ES module `node:http` loads a client of WebSockets and more, for the names that it exports.
    supported: { "dynamic-import": false },
    logLevel: "error",
  });
  const bundles = Object.fromEntries(FUNCTION_NAMES.map((name) => [name, join(folder, bundleName(FUNCTION_CATALOG[name].entry))])) as FunctionBundles;
  for (const bundle of new Set(Object.values(bundles))) {
    await mkdir(bundle, { recursive: true });
    await writeFile(join(bundle, "index.mjs"), INDEX);
  }
  await Promise.all(outputFiles.map(({ path, contents }) => writeFile(join(folder, basename(dirname(path)), basename(path)), contents)));
  return bundles;
}

/** `functions/worker/handler.ts` is bundled as `worker`. */
function bundleName(entry: string): string {
  return basename(dirname(entry));
}
