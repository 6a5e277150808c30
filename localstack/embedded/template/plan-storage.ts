import { readFields, type Fields } from "./fields.ts";
import type { Resolver } from "./resolver.ts";
import { unsupported } from "./unsupported.ts";
import type { BucketPlan, CorsRulePlan, NotificationPlan, QueuePlan, StoragePlan, TablePlan } from "./stack-plan.ts";
import type { Json, Resource } from "./template.ts";

const QUEUE_ATTRIBUTES = ["VisibilityTimeout", "MessageRetentionPeriod", "DelaySeconds", "ReceiveMessageWaitTimeSeconds", "MaximumMessageSize"] as const;

/** The buckets, queues, tables and event buses of a template. @throws EmbeddedError `TEMPLATE_UNSUPPORTED`. */
export function planStorage(resolver: Resolver): StoragePlan {
  const each = <Plan>(type: string, plan: (resource: Resource, fields: Fields) => Plan): Plan[] =>
    resolver.resourcesOf(type).map((resource) => plan(resource, readFields(resolver.properties(resource), `${resource.logicalId} (${type})`)));
  return {
    buckets: each("AWS::S3::Bucket", (resource, fields) => planBucket(resolver.nameOf(resource), fields)),
    queues: each("AWS::SQS::Queue", (resource, fields) => planQueue(resolver.nameOf(resource), fields)),
    buses: each("AWS::Events::EventBus", (resource) => resolver.nameOf(resource)),
    tables: ["AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"].flatMap((type) => each(type, (resource, fields) => planTable(resolver.nameOf(resource), fields))),
  };
}

/** The name in an ARN of SQS. @throws EmbeddedError `TEMPLATE_UNSUPPORTED` when it is another service's. */
export function queueNameOf(arn: string, place: string): string {
  const match = /^arn:[^:]+:sqs:[^:]*:[^:]*:(.+)$/.exec(arn);
  if (match?.[1] === undefined) throw unsupported(place, `${arn} is not the ARN of a queue; other targets are not known.`);
  return match[1];
}

function planQueue(queueName: string, fields: Fields): QueuePlan {
  const attributes: Record<string, string> = {};
  for (const name of QUEUE_ATTRIBUTES) {
    const value = fields.optionalNumber(name);
    if (value !== undefined) attributes[name] = String(value);
  }
  if (fields.has("RedrivePolicy")) {
    const policy = fields.fields("RedrivePolicy");
    attributes["RedrivePolicy"] = JSON.stringify({ deadLetterTargetArn: policy.text("deadLetterTargetArn"), maxReceiveCount: policy.number("maxReceiveCount", 0) });
    policy.refuseOthers();
  }
  return { queueName, attributes };
}

function planTable(tableName: string, fields: Fields): TablePlan {
  const indexes = (name: string): Json[] => {
    const list = fields.value(name);
    if (list === undefined) return [];
    return (list as Record<string, Json>[]).map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }) as Json);
  };
  const globalIndexes = indexes("GlobalSecondaryIndexes");
  const localIndexes = indexes("LocalSecondaryIndexes");
  return {
    tableName,
    input: {
      TableName: tableName,
      KeySchema: fields.value("KeySchema"),
      AttributeDefinitions: fields.value("AttributeDefinitions"),
      BillingMode: "PAY_PER_REQUEST",
      ...(globalIndexes.length > 0 && { GlobalSecondaryIndexes: globalIndexes }),
      ...(localIndexes.length > 0 && { LocalSecondaryIndexes: localIndexes }),
    },
  };
}

function planBucket(bucketName: string, fields: Fields): BucketPlan {
  const configuration = fields.fields("NotificationConfiguration");
  const notifications = configuration.list("QueueConfigurations").map((one, index) => planNotification(one, index));
  configuration.refuseOthers();
  const corsRules = fields.fields("CorsConfiguration").list("CorsRules").map(planCorsRule);
  return { bucketName, notifications, corsRules };
}

function planNotification(fields: Fields, index: number): NotificationPlan {
  const event = fields.text("Event");
  if (!event.startsWith("s3:ObjectCreated:")) throw unsupported(`${fields.place} Event`, `${event} is not known; only s3:ObjectCreated:* and its kinds are.`);
  const rules = fields.fields("Filter").fields("S3Key").list("Rules");
  const affix = (wanted: string): string => rules.find((rule) => rule.text("Name").toLowerCase() === wanted)?.text("Value") ?? "";
  const plan = { id: fields.optionalText("Id") ?? `notification-${index}`, queueName: queueNameOf(fields.text("Queue"), `${fields.place} Queue`), events: [event] };
  fields.refuseOthers();
  return { ...plan, prefix: affix("prefix"), suffix: affix("suffix") };
}

function planCorsRule(fields: Fields): CorsRulePlan {
  const maxAgeSeconds = fields.optionalNumber("MaxAge");
  fields.optionalText("Id");
  const rule = {
    allowedOrigins: fields.texts("AllowedOrigins"),
    allowedMethods: fields.texts("AllowedMethods"),
    allowedHeaders: fields.texts("AllowedHeaders"),
    exposedHeaders: fields.texts("ExposedHeaders"),
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
  };
  fields.refuseOthers();
  return rule;
}
