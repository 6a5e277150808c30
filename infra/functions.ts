import { Architecture, type CfnFunction, Code, Function as LambdaFunction, Runtime, Tracing } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Duration, RemovalPolicy } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { ENV, FUNCTION_ENVIRONMENT, FUNCTION_NAMES, type EnvName, type FunctionName } from "../shared/contracts/names.ts";
import { assert } from "../shared/core/errors.ts";
import { BUNDLE_HANDLER, type FunctionBundles } from "./function-bundles.ts";
import { FUNCTION_CATALOG } from "./function-catalog.ts";
import { createFunctionRole, type Storage } from "./function-role.ts";
import { CONSUMER_OF, QUEUE_NAMES } from "./queue-names.ts";
import { metricsNamespaceOf, type StageConfig } from "./stage-config.ts";

const ARCHITECTURE = Architecture.ARM_64;

/** The seven functions, each with its own role, log group and environment. */
export class Functions extends Construct {
  readonly byName: Readonly<Record<FunctionName, LambdaFunction>>;

  constructor(scope: Construct, id: string, config: StageConfig, storage: Storage, bundles: FunctionBundles) {
    super(scope, id);
    const create = (name: FunctionName): [FunctionName, LambdaFunction] => {
      const spec = FUNCTION_CATALOG[name];
      // A group of its own making: Lambda would make one that keeps every line for ever, and `logRetention` needs a custom resource.
      const logGroup = new LogGroup(this, `${spec.constructId}Logs`, { retention: config.logRetentionDays, removalPolicy: RemovalPolicy.DESTROY });
      const lambda = new LambdaFunction(this, spec.constructId, {
        description: spec.description,
        runtime: Runtime.NODEJS_24_X,
        architecture: ARCHITECTURE,
        code: Code.fromAsset(bundles[name]),
        handler: BUNDLE_HANDLER,
        timeout: Duration.seconds(config.times.functionTimeoutSeconds[name]),
        memorySize: spec.memoryMb(config),
        role: createFunctionRole(this, `${spec.constructId}Role`, name, config, storage, logGroup),
        logGroup,
        tracing: Tracing.DISABLED,
        environment: environmentOf(name, config, storage),
      });
      // Not by the construct's own property, which would add a second policy to the role. Off unless asked for: the action that it needs knows no
      // resource but `*`, and what a job did is told by its lines.
      if (config.isTraced) (lambda.node.defaultChild as CfnFunction).tracingConfig = { mode: "Active" };
      return [name, lambda];
    };
    this.byName = Object.fromEntries(FUNCTION_NAMES.map(create)) as Record<FunctionName, LambdaFunction>;
  }
}

/** The variables that the function reads, no more and no fewer. */
function environmentOf(name: FunctionName, config: StageConfig, storage: Storage): Record<string, string> {
  const { queues } = storage;
  const consumed = QUEUE_NAMES.find((queue) => CONSUMER_OF[queue] === name);
  const values: Readonly<Record<EnvName, string | undefined>> = {
    [ENV.serviceName]: name,
    [ENV.metricsNamespace]: metricsNamespaceOf(config),
    [ENV.tableName]: storage.table.tableName,
    [ENV.eventBusName]: storage.bus.eventBusName,
    [ENV.bucketName]: storage.bucket.bucketName,
    [ENV.uploadsQueueUrl]: queues.urlsOf("uploads"),
    [ENV.rangesQueueUrl]: queues.urlsOf("ranges"),
    [ENV.streamsQueueUrl]: queues.urlsOf("streams"),
    [ENV.foldsQueueUrl]: queues.urlsOf("folds"),
    [ENV.deadLetterQueueUrl]: queues.urlsOf("deadLetters"),
    [ENV.consumedQueueUrl]: consumed === undefined ? undefined : queues.urlsOf(consumed),
    [ENV.retryDelayMinSeconds]: String(config.times.retryDelayMinSeconds),
    [ENV.retryDelayMaxSeconds]: String(config.times.retryDelayMaxSeconds),
    [ENV.heartbeatSeconds]: String(config.times.heartbeatSeconds),
    [ENV.sweepPatienceSeconds]: String(config.times.sweepPatienceSeconds),
    [ENV.pricing]: JSON.stringify({ architecture: ARCHITECTURE.name, prices: config.prices }),
    [ENV.rangeBytes]: config.rangeBytes === undefined ? "" : String(config.rangeBytes),
  };
  return Object.fromEntries(
    FUNCTION_ENVIRONMENT[name].map((variable) => {
      const value = values[variable];
      assert(value !== undefined, "VARIABLE_WITHOUT_VALUE", { name, variable });
      return [variable, value];
    }),
  );
}
