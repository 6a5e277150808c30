import { readFields, type Fields } from "./fields.ts";
import { requireFunctionArn } from "./function-reference.ts";
import { planApi } from "./plan-api.ts";
import { queueNameOf } from "./plan-storage.ts";
import type { Resolver } from "./resolver.ts";
import { unsupported } from "./unsupported.ts";
import type { ComputePlan, FunctionPlan, MappingPlan, SchedulePlan } from "./stack-plan.ts";
import type { Resource, Template } from "./template.ts";

const UNIT_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** The functions of a template and all that invokes them. @throws EmbeddedError `TEMPLATE_UNSUPPORTED`. */
export function planCompute(template: Template, resolver: Resolver): ComputePlan {
  const each = <Plan>(type: string, plan: (resource: Resource, fields: Fields) => Plan[]): Plan[] =>
    resolver.resourcesOf(type).flatMap((resource) => plan(resource, readFields(resolver.properties(resource), `${resource.logicalId} (${type})`)));
  return {
    functions: each("AWS::Lambda::Function", (resource, fields) => [planFunction(template, resolver, resource, fields)]),
    mappings: each("AWS::Lambda::EventSourceMapping", (_resource, fields) => planMapping(resolver, fields)),
    schedules: [
      ...each("AWS::Events::Rule", (resource, fields) => planRule(resolver, resource, fields)),
      ...each("AWS::Scheduler::Schedule", (resource, fields) => planSchedule(resolver, resource, fields)),
    ],
    api: planApi(resolver),
  };
}

function planFunction(template: Template, resolver: Resolver, resource: Resource, fields: Fields): FunctionPlan {
  const runtime = fields.optionalText("Runtime") ?? "";
  if (!runtime.startsWith("nodejs")) throw unsupported(`${fields.place} Runtime`, `${runtime} is not known; only nodejs is.`);
  const code = fields.fields("Code");
  code.optionalText("S3Bucket");
  const objectKey = code.optionalText("S3Key");
  code.refuseOthers();
  const folder = template.assetFolders.get(objectKey ?? "");
  if (folder === undefined) throw unsupported(`${fields.place} Code.S3Key`, `${objectKey} is not a folder of the assets manifest beside the template.`);
  const variables = fields.fields("Environment").value("Variables") ?? {};
  return {
    logicalId: resource.logicalId,
    functionName: resolver.nameOf(resource),
    arn: resolver.attributeOf(resource, "Arn", fields.place),
    folder,
    handler: fields.text("Handler"),
    timeoutSeconds: fields.number("Timeout", 3),
    memoryMb: fields.number("MemorySize", 128),
    environment: Object.fromEntries(Object.entries(variables as Record<string, unknown>).map(([name, value]) => [name, String(value)])),
    reservedConcurrency: fields.optionalNumber("ReservedConcurrentExecutions"),
  };
}

function planMapping(resolver: Resolver, fields: Fields): MappingPlan[] {
  const queueArn = fields.text("EventSourceArn");
  const scaling = fields.fields("ScalingConfig");
  const responseTypes = fields.texts("FunctionResponseTypes");
  const unknown = responseTypes.find((one) => one !== "ReportBatchItemFailures");
  if (unknown !== undefined) throw unsupported(`${fields.place} FunctionResponseTypes`, `${unknown} is not known.`);
  const plan = {
    queueArn,
    queueName: queueNameOf(queueArn, `${fields.place} EventSourceArn`),
    functionArn: requireFunctionArn(resolver, fields.text("FunctionName"), `${fields.place} FunctionName`),
    batchSize: fields.number("BatchSize", 10),
    batchingWindowSeconds: fields.number("MaximumBatchingWindowInSeconds", 0),
    reportsItemFailures: responseTypes.length > 0,
    maximumConcurrency: scaling.optionalNumber("MaximumConcurrency"),
  };
  scaling.refuseOthers();
  return fields.flag("Enabled", true) ? [plan] : [];
}

function planRule(resolver: Resolver, resource: Resource, fields: Fields): SchedulePlan[] {
  const everyMs = parseRate(fields.text("ScheduleExpression"), `${fields.place} ScheduleExpression`);
  const plans = fields.list("Targets").map((target) => {
    target.optionalText("Id");
    return { ...planTarget(resolver, target), name: resolver.nameOf(resource), arn: resolver.attributeOf(resource, "Arn", fields.place), everyMs };
  });
  return fields.text("State") === "ENABLED" ? plans : [];
}

function planSchedule(resolver: Resolver, resource: Resource, fields: Fields): SchedulePlan[] {
  const everyMs = parseRate(fields.text("ScheduleExpression"), `${fields.place} ScheduleExpression`);
  const target = fields.fields("Target");
  const plan = { ...planTarget(resolver, target), name: resolver.nameOf(resource), arn: resolver.attributeOf(resource, "Arn", fields.place), everyMs };
  return (fields.optionalText("State") ?? "ENABLED") === "ENABLED" ? [plan] : [];
}

function planTarget(resolver: Resolver, target: Fields): Pick<SchedulePlan, "functionArn" | "input"> {
  const input = target.optionalText("Input");
  for (const withoutEffect of ["RoleArn", "RetryPolicy", "DeadLetterConfig"]) target.value(withoutEffect);
  const plan = { functionArn: requireFunctionArn(resolver, target.text("Arn"), `${target.place} Arn`), input: input === undefined ? undefined : (JSON.parse(input) as unknown) };
  target.refuseOthers();
  return plan;
}

function parseRate(expression: string, place: string): number {
  const match = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  const unitMs = UNIT_MS[match?.[2] ?? ""];
  if (match === null || unitMs === undefined) throw unsupported(place, `${expression} is not known; only rate(n minutes|hours|days) is.`);
  return Number(match[1]) * unitMs;
}
