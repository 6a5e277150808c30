/* oxlint-disable no-new -- a construct adds itself to its scope */
import { App, type AppProps, DefaultStackSynthesizer, type IReusableStackSynthesizer } from "aws-cdk-lib/core";
import { FanfoldStack } from "./fanfold-stack.ts";
import type { FunctionBundles } from "./function-bundles.ts";
import { type Context, readStageConfig } from "./stage-config.ts";

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
  new FanfoldStack(app, readStageConfig(app.node.getAllContext() as Context), bundles);
  return app;
}
