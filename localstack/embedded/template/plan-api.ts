import { readFields, type Fields } from "./fields.ts";
import { requireFunctionArn } from "./function-reference.ts";
import type { Resolver } from "./resolver.ts";
import { unsupported } from "./unsupported.ts";
import type { ApiCorsPlan, ApiPlan, RoutePlan } from "./stack-plan.ts";
import type { Resource } from "./template.ts";

const INTEGRATION_TIMEOUT_MS = 30_000;

/** The HTTP API of a template; undefined when it has none. @throws EmbeddedError `TEMPLATE_UNSUPPORTED`, also for a second one. */
export function planApi(resolver: Resolver): ApiPlan | undefined {
  const read = (resource: Resource): Fields => readFields(resolver.properties(resource), `${resource.logicalId} (${resource.type})`);
  const [api, second] = resolver.resourcesOf("AWS::ApiGatewayV2::Api");
  if (api === undefined) return undefined;
  if (second !== undefined) throw unsupported(`${second.logicalId} (${second.type})`, "a second API is not known; the embedded stack serves one.");
  const fields = read(api);
  if (fields.text("ProtocolType") !== "HTTP") throw unsupported(`${fields.place} ProtocolType`, "only HTTP is known.");
  const integrations = new Map(resolver.resourcesOf("AWS::ApiGatewayV2::Integration").map((resource) => [resolver.refOf(resource), planIntegration(resolver, read(resource))]));
  const routes = resolver.resourcesOf("AWS::ApiGatewayV2::Route").map((resource) => planRoute(read(resource), integrations));
  const [stage] = resolver.resourcesOf("AWS::ApiGatewayV2::Stage");
  const stageName = stage === undefined ? "$default" : read(stage).text("StageName");
  if (stageName !== "$default") throw unsupported(`${stage?.logicalId} (AWS::ApiGatewayV2::Stage) StageName`, "only $default is known.");
  return { apiId: resolver.refOf(api), stageName, routes, cors: fields.has("CorsConfiguration") ? planCors(fields.fields("CorsConfiguration")) : undefined };
}

function planIntegration(resolver: Resolver, fields: Fields): { functionArn: string; timeoutMs: number } {
  if (fields.text("IntegrationType") !== "AWS_PROXY") throw unsupported(`${fields.place} IntegrationType`, "only AWS_PROXY is known.");
  if (fields.text("PayloadFormatVersion") !== "2.0") throw unsupported(`${fields.place} PayloadFormatVersion`, "only 2.0 is known.");
  return {
    functionArn: requireFunctionArn(resolver, fields.text("IntegrationUri"), `${fields.place} IntegrationUri`),
    timeoutMs: Math.min(fields.number("TimeoutInMillis", INTEGRATION_TIMEOUT_MS), INTEGRATION_TIMEOUT_MS),
  };
}

function planRoute(fields: Fields, integrations: ReadonlyMap<string, { functionArn: string; timeoutMs: number }>): RoutePlan {
  const routeKey = fields.text("RouteKey");
  if ((fields.optionalText("AuthorizationType") ?? "NONE") !== "NONE") throw unsupported(`${fields.place} AuthorizationType`, "only NONE is known.");
  const target = fields.text("Target");
  const integration = integrations.get(target.replace(/^integrations\//, ""));
  if (integration === undefined) throw unsupported(`${fields.place} Target`, `${target} is not an integration of this template.`);
  const [method, path] = routeKey === "$default" ? [] : routeKey.split(" ");
  return { routeKey, method, path, ...integration };
}

function planCors(fields: Fields): ApiCorsPlan {
  const plan = {
    allowOrigins: fields.texts("AllowOrigins"),
    allowMethods: fields.texts("AllowMethods"),
    allowHeaders: fields.texts("AllowHeaders"),
    exposeHeaders: fields.texts("ExposeHeaders"),
    maxAgeSeconds: fields.optionalNumber("MaxAge"),
    allowCredentials: fields.flag("AllowCredentials", false),
  };
  fields.refuseOthers();
  return plan;
}
