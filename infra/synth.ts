import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ensureFolder } from "./made-folders.ts";
import { type Context, readStageConfig } from "./stage-config.ts";
import { hashSources } from "./source-hash.ts";

/** What to synthesize. `context` are the options of `stage-config.ts` except the stage. */
export interface SynthesisRequest {
  stage: string;
  context?: Context;
}

const REPOSITORY = dirname(import.meta.dirname);
const CACHE = join(REPOSITORY, ".cache", "synth");

/**
 * Synthesize a stage into `outDir`: the template, the assets manifest beside it and the bundles of the functions. The CDK's own rules for
 * templates take most of a synthesis: `cdk synth` and a test apply them, a local stack need not wait for them.
 * @throws InputError `BAD_CONTEXT` for an unknown option or a bad value.
 */
export async function synthesize(request: SynthesisRequest & { outDir: string; appliesRules?: boolean }): Promise<{ templatePath: string }> {
  const context = contextOf(request);
  // A bad option is refused before anything is bundled.
  readStageConfig(context);
  // Imported here, because a cached synthesis needs neither the CDK nor esbuild; the one is read while the other works.
  const loading = import("./fanfold-app.ts");
  const { withBundles } = await import("./function-bundles.ts");
  return withBundles(async (bundles) => {
    const { buildApp } = await loading;
    const props = { outdir: request.outDir, context, builtinCloudFormationValidation: request.appliesRules ?? false, treeMetadata: false };
    return { templatePath: buildApp(props, bundles).synth().stacks[0]?.templateFullPath as string };
  });
}

/** The context that `cdk synth` would have: the feature flags of `cdk.json` and what is asked for. */
export function contextOf({ stage, context }: SynthesisRequest): Context & { stage: string } {
  const written = JSON.parse(readFileSync(join(REPOSITORY, "cdk.json"), "utf8")) as { context: Context };
  return { ...written.context, ...context, stage };
}

/** The synthesis of the current sources: an earlier one when nothing that matters has changed since. */
export async function ensureSynthesized(request: SynthesisRequest): Promise<{ templatePath: string; isCached: boolean }> {
  const hashNow = () => hashSources(REPOSITORY, JSON.stringify([request.stage, request.context ?? {}]));
  const { folder, isCached } = await ensureFolder(CACHE, hashNow, async (outDir) => void (await synthesize({ ...request, outDir })));
  return { templatePath: join(folder, `fanfold-${request.stage}.template.json`), isCached };
}

/** `node infra/synth.ts <stage> [key=value…]` prints the template's path. */
if (import.meta.main) {
  const [stage = "dev", ...options] = process.argv.slice(2);
  const context = Object.fromEntries(options.map((option) => [option.slice(0, option.indexOf("=")), option.slice(option.indexOf("=") + 1)]));
  const { templatePath } = await ensureSynthesized({ stage, context });
  process.stdout.write(`${templatePath}\n`);
}
