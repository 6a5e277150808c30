import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { TransientError } from "../shared/core/errors.ts";
import { hashSources } from "./source-hash.ts";

/** What to synthesize. `context` are the options of `stage-config.ts` except the stage. */
export interface SynthesisRequest {
  stage: string;
  context?: Readonly<Record<string, unknown>>;
}

const REPOSITORY = dirname(import.meta.dirname);
const CACHE = join(REPOSITORY, ".cache", "synth");
/** Syntheses that are kept, and how long one that is not among them may still be in use by a running stack. */
const KEPT_SYNTHESES = 8;
const IN_USE_MS = 24 * 60 * 60 * 1000;
/** Times that a synthesis is made again because somebody saved a file meanwhile. */
const ATTEMPTS_MAX = 3;

/**
 * Synthesize a stage into `outDir`: the template, the assets manifest beside it and the bundles of the functions. The CDK's own rules for
 * templates take most of a synthesis: `cdk synth` and a test apply them, a local stack need not wait for them.
 * @throws InputError `BAD_CONTEXT` for an unknown option or a bad value.
 */
export async function synthesize(request: SynthesisRequest & { outDir: string; appliesRules?: boolean }): Promise<{ templatePath: string }> {
  // Imported here, because a cached synthesis does not need the CDK's 0.3 s.
  const { buildApp } = await import("./fanfold-app.ts");
  const written = JSON.parse(await readFile(join(REPOSITORY, "cdk.json"), "utf8")) as { context: Record<string, unknown> };
  const app = await buildApp({
    outdir: request.outDir,
    context: { ...written.context, ...request.context, stage: request.stage },
    builtinCloudFormationValidation: request.appliesRules ?? false,
    treeMetadata: false,
  });
  return { templatePath: app.synth().stacks[0]?.templateFullPath as string };
}

/**
 * The synthesis of the current sources: an earlier one when nothing that matters has changed since.
 * Processes may call it at the same time; the folder that it answers with is never written again.
 * @throws TransientError `SOURCES_CHANGING` when the sources never stand still for as long as a synthesis takes.
 */
export async function ensureSynthesized(request: SynthesisRequest): Promise<{ templatePath: string; isCached: boolean }> {
  const hashNow = () => hashSources(REPOSITORY, JSON.stringify([request.stage, request.context ?? {}]));
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const hash = hashNow();
    const folder = join(CACHE, hash);
    const answer = { templatePath: join(folder, `fanfold-${request.stage}.template.json`), isCached: existsSync(folder) };
    if (answer.isCached) {
      const now = new Date();
      await utimes(folder, now, now);
      return answer;
    }
    const unfinished = join(CACHE, `unfinished-${randomUUID()}`);
    await mkdir(unfinished, { recursive: true });
    await synthesize({ ...request, outDir: unfinished });
    if (hashNow() === hash) {
      // Another process may have been first with the same bytes.
      await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true }));
      await forgetOldSyntheses();
      return answer;
    }
    await rm(unfinished, { recursive: true });
  }
  throw new TransientError("SOURCES_CHANGING", `the sources changed during each of ${ATTEMPTS_MAX} syntheses`);
}

async function forgetOldSyntheses(): Promise<void> {
  const found = await Promise.all((await readdir(CACHE)).map(async (name) => ({ folder: join(CACHE, name), usedAtMs: (await stat(join(CACHE, name))).mtimeMs })));
  const old = found.toSorted((a, b) => b.usedAtMs - a.usedAtMs).slice(KEPT_SYNTHESES);
  await Promise.all(old.filter(({ usedAtMs }) => usedAtMs < Date.now() - IN_USE_MS).map(({ folder }) => rm(folder, { recursive: true, force: true })));
}

/** `node infra/synth.ts <stage> [key=value…]` prints the template's path. */
if (import.meta.main) {
  const [stage = "dev", ...options] = process.argv.slice(2);
  const context = Object.fromEntries(options.map((option) => [option.slice(0, option.indexOf("=")), option.slice(option.indexOf("=") + 1)]));
  const { templatePath } = await ensureSynthesized({ stage, context });
  process.stdout.write(`${templatePath}\n`);
}
