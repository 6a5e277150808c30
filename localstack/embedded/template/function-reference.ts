import type { Resolver } from "./resolver.ts";
import { unsupported } from "./unsupported.ts";

/**
 * The ARN of the function that a reference means: its name, its ARN, or the path of API Gateway around it.
 * @throws EmbeddedError `TEMPLATE_UNSUPPORTED` when no function of the template has it.
 */
export function requireFunctionArn(resolver: Resolver, reference: string, place: string): string {
  for (const resource of resolver.resourcesOf("AWS::Lambda::Function")) {
    const arn = resolver.attributeOf(resource, "Arn", place);
    if (reference === arn || reference === resolver.nameOf(resource) || reference.endsWith(`functions/${arn}/invocations`)) return arn;
  }
  throw unsupported(place, `${reference} is not a function of this template; other targets are not known.`);
}
