import { checkResourceTypes, createResolver } from "./resolver.ts";
import type { World } from "./resource-names.ts";
import { unsupported } from "./unsupported.ts";
import { planCompute } from "./plan-compute.ts";
import { planStorage } from "./plan-storage.ts";
import type { ComputePlan, StoragePlan } from "./stack-plan.ts";
import type { Template } from "./template.ts";

const NO_ENDPOINTS: World["endpoints"] = { s3: "", sqs: "", dynamodb: "", events: "", api: "" };

/**
 * What S3, SQS and DynamoDB must serve. It does not depend on where they listen. The rest of the template is looked at too, so that one
 * that cannot run is refused before anything is started.
 * @throws EmbeddedError `TEMPLATE_UNSUPPORTED`.
 */
export function readStoragePlan(template: Template, regionName: string, accountId: string): StoragePlan {
  checkResourceTypes(template);
  const world: World = { regionName, accountId, endpoints: NO_ENDPOINTS };
  readComputePlan(template, world);
  readOutputs(template, world);
  return planStorage(createResolver(template, world));
}

/** What the Lambda host must run, with environments that name `endpoints`. @throws EmbeddedError `TEMPLATE_UNSUPPORTED`. */
export function readComputePlan(template: Template, world: World): ComputePlan {
  return planCompute(template, createResolver(template, world));
}

/** The outputs of the template as texts, without those whose condition is false. @throws EmbeddedError `TEMPLATE_UNSUPPORTED`. */
export function readOutputs(template: Template, world: World): Record<string, string> {
  const resolver = createResolver(template, world);
  const outputs: Record<string, string> = {};
  for (const [name, { value, condition }] of template.outputs) {
    if (!resolver.isTrue(condition)) continue;
    const resolved = resolver.resolve(value, `Outputs ${name}`);
    if (resolved === undefined || (resolved !== null && typeof resolved === "object")) throw unsupported(`Outputs ${name}`, "a text was expected.");
    outputs[name] = String(resolved);
  }
  return outputs;
}
