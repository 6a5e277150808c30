/** What `cdk` runs, see `cdk.json`. The options, given as `-c key=value`, are those of `stage-config.ts`. */
import { FanfoldError } from "../shared/core/errors.ts";
import { buildApp } from "./fanfold-app.ts";
import { withBundles } from "./function-bundles.ts";

try {
  await withBundles((bundles) => buildApp({}, bundles).synth());
} catch (error) {
  process.stderr.write(`${error instanceof FanfoldError ? error.message : (error as Error).stack}\n`);
  // At once: the CDK would write the unfinished app when the process ends by itself.
  process.exit(1);
}
