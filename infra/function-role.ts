import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { EventBus } from "aws-cdk-lib/aws-events";
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { ENV, FUNCTION_ENVIRONMENT, type FunctionName } from "../shared/contracts/names.ts";
import { FUNCTION_CATALOG, type FunctionSpec } from "./function-catalog.ts";
import type { LogBucketNames } from "./log-bucket.ts";
import { CONSUMER_OF, QUEUE_NAMES, type QueueName } from "./queue-names.ts";
import type { Queues } from "./queues.ts";
import type { StageConfig } from "./stage-config.ts";

/** What roles give access to. */
export interface Storage {
  bucket: LogBucketNames;
  queues: Queues;
  table: Table;
  bus: EventBus;
}

/** The role of one function: what its catalog entry names and nothing else, not even the log groups of the others. */
export function createFunctionRole(scope: Construct, id: string, name: FunctionName, config: StageConfig, storage: Storage, logGroup: LogGroup): Role {
  const spec = FUNCTION_CATALOG[name];
  const statements = [
    allow("WriteLogs", ["logs:CreateLogStream", "logs:PutLogEvents"], [logGroup.logGroupArn]),
    ...consumeStatements(name, storage.queues),
    ...queueStatement("SendTasks", "sqs:SendMessage", spec.sendsTo, storage.queues),
    ...queueStatement("MeasureQueues", "sqs:GetQueueAttributes", spec.measures, storage.queues),
    ...tableStatements(spec, storage.table),
    ...objectStatements(spec, storage.bucket),
    allow("TellEnds", ["events:PutEvents"], [storage.bus.eventBusArn]),
    // Source: "Actions, resources, and condition keys for AWS X-Ray": neither knows a resource.
    ...(config.isTraced ? [allow("Trace", ["xray:PutTelemetryRecords", "xray:PutTraceSegments"], ["*"])] : []),
  ];
  return new Role(scope, id, { assumedBy: new ServicePrincipal("lambda.amazonaws.com"), inlinePolicies: { work: new PolicyDocument({ statements }) } });
}

/** What the event source mapping does in the function's name; a function that knows its queue's URL also brings messages back sooner. */
function consumeStatements(name: FunctionName, queues: Queues): PolicyStatement[] {
  const consumed = QUEUE_NAMES.filter((queue) => CONSUMER_OF[queue] === name);
  const returnsMessages = FUNCTION_ENVIRONMENT[name].includes(ENV.consumedQueueUrl);
  const actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", ...(returnsMessages ? ["sqs:ChangeMessageVisibility"] : [])];
  return consumed.map((queue) =>
    allow(
      "ConsumeMessages",
      actions,
      queues.byName[queue].map(({ queueArn }) => queueArn),
    ),
  );
}

function queueStatement(sid: string, action: string, names: readonly QueueName[], queues: Queues): PolicyStatement[] {
  const arns = names.flatMap((name) => queues.byName[name].map(({ queueArn }) => queueArn));
  return arns.length === 0 ? [] : [allow(sid, [action], arns)];
}

function tableStatements(spec: FunctionSpec, table: Table): PolicyStatement[] {
  const actions = spec.table.map((action) => `dynamodb:${action}`);
  const indexArns = spec.queriesIndexes.map((index) => `${table.tableArn}/index/${index}`);
  return [allow("UseTable", actions, [table.tableArn]), ...(indexArns.length === 0 ? [] : [allow("QueryIndexes", ["dynamodb:Query"], indexArns)])];
}

function objectStatements(spec: FunctionSpec, bucket: LogBucketNames): PolicyStatement[] {
  const statements: PolicyStatement[] = [];
  if (spec.readsObjects) {
    statements.push(allow("ReadObjects", ["s3:GetObject"], [bucket.arnForObjects("*")]));
    // Without it S3 answers 403 for a key that holds nothing, and a deleted object would look like a forbidden one.
    statements.push(allow("TellAbsentFromForbidden", ["s3:ListBucket"], [bucket.bucketArn]));
  }
  // Signed requests may do what their signer may: store objects and their parts. Uploads that nobody completes end by the bucket's own rule.
  if (spec.takesUploads) statements.push(allow("TakeUploads", ["s3:PutObject"], [bucket.arnForObjects("*")]));
  return statements;
}

function allow(sid: string, actions: string[], resources: string[]): PolicyStatement {
  return new PolicyStatement({ sid, actions, resources });
}
