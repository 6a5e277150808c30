/* oxlint-disable no-new -- a construct adds itself to its scope */
import { App, type AppProps, DefaultStackSynthesizer, type IReusableStackSynthesizer } from "aws-cdk-lib/core";
import { InputError } from "../shared/core/errors.ts";
import { FanfoldStack } from "./fanfold-stack.ts";
import type { FunctionBundles } from "./function-bundles.ts";
import { CONTEXT_KEYS, readStageConfig } from "./stage-config.ts";

/** What the CDK's own commands keep in the context without a colon in its name. */
const CONTEXT_OF_CDK = new Set(["cli-telemetry", "acknowledged-issue-numbers", "cdk-migrate"]);

/**
 * The app of one stage, ready to be synthesized; the bundles are copied already. It looks nothing up: the same sources and context give the
 * same bytes in every account.
 * @throws InputError `BAD_CONTEXT` for a context option that is unknown or has a value that would not do.
 */
export function buildApp(props: AppProps, bundles: FunctionBundles): App {
  const app = new App({
    ...props,
    analyticsReporting: false,
    // `cdk deploy` checks the bootstrap stack itself; the rule in the template would only repeat it, with a parameter for every deployment.
    // Cast: its optional fields and those of its interface differ by `undefined` alone.
    defaultStackSynthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IReusableStackSynthesizer,
  });
  refuseUnknownContext(Object.keys(app.node.getAllContext() as Record<string, unknown>));
  new FanfoldStack(
    app,
    readStageConfig((key) => app.node.tryGetContext(key) as unknown),
    bundles,
  );
  return app;
}

/** A misspelt option would be ignored in silence. Feature flags have a colon or a slash in their names. */
function refuseUnknownContext(keys: readonly string[]): void {
  const known = new Set<string>([...CONTEXT_KEYS, ...CONTEXT_OF_CDK]);
  const unknown = keys.find((key) => !known.has(key) && !/[:/]/.test(key));
  if (unknown !== undefined) throw new InputError("BAD_CONTEXT", `-c ${unknown}=…: no such option; there are ${CONTEXT_KEYS.join(", ")}`, { key: unknown });
}
