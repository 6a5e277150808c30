/** Everything that a name of a resource can depend on. */
export interface NameContext {
  name: string;
  logicalId: string;
  regionName: string;
  accountId: string;
  partition: string;
  urlSuffix: string;
  /** The endpoints as the reader sees them. */
  endpoints: { s3: string; sqs: string; dynamodb: string; events: string; api: string };
}

type Naming = (context: NameContext) => string;

/**
 * What this stack knows of one resource type: the properties it honours, the ones that change nothing on one machine, the property that
 * names it, and what `Ref` and `Fn::GetAtt` give. A property in neither list is refused.
 */
export interface ResourceType {
  honoured: readonly string[];
  withoutEffect: readonly string[];
  nameProperty?: string;
  ref: Naming;
  attributes: Readonly<Record<string, Naming>>;
}

const arn =
  (service: string, resource: (context: NameContext) => string): Naming =>
  (context) =>
    `arn:${context.partition}:${service}:${context.regionName}:${context.accountId}:${resource(context)}`;
const byName: Naming = ({ name }) => name;
const byLogicalId: Naming = ({ logicalId }) => logicalId;

const queueArn = arn("sqs", byName);
const queueUrl: Naming = ({ endpoints, accountId, name }) => `${endpoints.sqs}/${accountId}/${name}`;
const bucketArn: Naming = ({ partition, name }) => `arn:${partition}:s3:::${name}`;
const tableArn = arn("dynamodb", ({ name }) => `table/${name}`);
const TABLE_HONOURED = ["TableName", "KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "LocalSecondaryIndexes", "BillingMode"];
const TABLE_WITHOUT_EFFECT = [
  "TimeToLiveSpecification",
  "PointInTimeRecoverySpecification",
  "SSESpecification",
  "Tags",
  "DeletionProtectionEnabled",
  "ContributorInsightsSpecification",
  "TableClass",
  "OnDemandThroughput",
  "ResourcePolicy",
  "WarmThroughput",
];

/** The closed list of types that something is done for. */
export const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  "AWS::S3::Bucket": {
    honoured: ["BucketName", "NotificationConfiguration", "CorsConfiguration"],
    withoutEffect: [
      "BucketEncryption",
      "PublicAccessBlockConfiguration",
      "LifecycleConfiguration",
      "Tags",
      "OwnershipControls",
      "AccessControl",
      "LoggingConfiguration",
      "MetricsConfigurations",
      "IntelligentTieringConfigurations",
      "AccelerateConfiguration",
    ],
    nameProperty: "BucketName",
    ref: byName,
    attributes: {
      Arn: bucketArn,
      DomainName: ({ name }) => `${name}.s3.amazonaws.com`,
      RegionalDomainName: ({ name, regionName, urlSuffix }) => `${name}.s3.${regionName}.${urlSuffix}`,
    },
  },
  "AWS::SQS::Queue": {
    honoured: ["QueueName", "VisibilityTimeout", "RedrivePolicy", "MessageRetentionPeriod", "DelaySeconds", "ReceiveMessageWaitTimeSeconds", "MaximumMessageSize"],
    withoutEffect: ["SqsManagedSseEnabled", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "RedriveAllowPolicy", "Tags"],
    nameProperty: "QueueName",
    ref: queueUrl,
    attributes: { Arn: queueArn, QueueName: byName, QueueUrl: queueUrl },
  },
  "AWS::DynamoDB::Table": {
    honoured: TABLE_HONOURED,
    withoutEffect: [...TABLE_WITHOUT_EFFECT, "ProvisionedThroughput"],
    nameProperty: "TableName",
    ref: byName,
    attributes: { Arn: tableArn },
  },
  "AWS::DynamoDB::GlobalTable": {
    honoured: TABLE_HONOURED,
    withoutEffect: [...TABLE_WITHOUT_EFFECT, "Replicas", "WriteOnDemandThroughputSettings", "WriteProvisionedThroughputSettings"],
    nameProperty: "TableName",
    ref: byName,
    attributes: { Arn: tableArn, TableId: byLogicalId },
  },
  "AWS::Lambda::Function": {
    honoured: ["FunctionName", "Code", "Handler", "Runtime", "Timeout", "MemorySize", "Environment", "ReservedConcurrentExecutions"],
    withoutEffect: [
      "Role",
      "Architectures",
      "Description",
      "Tags",
      "TracingConfig",
      "LoggingConfig",
      "EphemeralStorage",
      "PackageType",
      "RecursiveLoop",
      "RuntimeManagementConfig",
    ],
    nameProperty: "FunctionName",
    ref: byName,
    attributes: { Arn: arn("lambda", ({ name }) => `function:${name}`) },
  },
  "AWS::Lambda::EventSourceMapping": {
    honoured: ["EventSourceArn", "FunctionName", "BatchSize", "MaximumBatchingWindowInSeconds", "FunctionResponseTypes", "ScalingConfig", "Enabled"],
    withoutEffect: ["Tags", "MetricsConfig"],
    ref: byLogicalId,
    attributes: {},
  },
  "AWS::Events::EventBus": {
    honoured: ["Name"],
    withoutEffect: ["Description", "Tags", "Policy", "KmsKeyIdentifier", "DeadLetterConfig", "LogConfig"],
    nameProperty: "Name",
    ref: byName,
    attributes: { Arn: arn("events", ({ name }) => `event-bus/${name}`), Name: byName },
  },
  "AWS::Events::Rule": {
    honoured: ["Name", "ScheduleExpression", "State", "Targets"],
    withoutEffect: ["Description", "Tags", "RoleArn"],
    nameProperty: "Name",
    ref: byName,
    attributes: { Arn: arn("events", ({ name }) => `rule/${name}`) },
  },
  "AWS::Scheduler::Schedule": {
    honoured: ["Name", "ScheduleExpression", "State", "Target"],
    withoutEffect: ["Description", "FlexibleTimeWindow", "GroupName", "ScheduleExpressionTimezone"],
    nameProperty: "Name",
    ref: byName,
    attributes: { Arn: arn("scheduler", ({ name }) => `schedule/default/${name}`) },
  },
  "AWS::ApiGatewayV2::Api": {
    honoured: ["ProtocolType", "CorsConfiguration"],
    withoutEffect: ["Name", "Description", "Tags", "DisableExecuteApiEndpoint", "RouteSelectionExpression", "IpAddressType"],
    ref: byLogicalId,
    attributes: { ApiEndpoint: ({ endpoints }) => endpoints.api, ApiId: byLogicalId },
  },
  "AWS::ApiGatewayV2::Integration": {
    honoured: ["ApiId", "IntegrationType", "IntegrationUri", "PayloadFormatVersion", "TimeoutInMillis"],
    withoutEffect: ["IntegrationMethod", "Description", "ConnectionType", "CredentialsArn"],
    ref: byLogicalId,
    attributes: { IntegrationId: byLogicalId },
  },
  "AWS::ApiGatewayV2::Route": {
    honoured: ["ApiId", "RouteKey", "Target", "AuthorizationType"],
    withoutEffect: ["OperationName", "ApiKeyRequired"],
    ref: byLogicalId,
    attributes: { RouteId: byLogicalId },
  },
  "AWS::ApiGatewayV2::Stage": {
    honoured: ["ApiId", "StageName"],
    withoutEffect: ["AutoDeploy", "AccessLogSettings", "DefaultRouteSettings", "RouteSettings", "Description", "Tags", "DeploymentId"],
    nameProperty: "StageName",
    ref: byName,
    attributes: {},
  },
};

/** The closed list of types that are accepted and do nothing here: permissions, logs, alarms, and the tools of deployment. */
export const TYPES_WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  "AWS::ApiGatewayV2::Deployment",
  "AWS::ApplicationInsights::Application",
  "AWS::Budgets::Budget",
  "AWS::CDK::Metadata",
  "AWS::CloudWatch::Alarm",
  "AWS::CloudWatch::CompositeAlarm",
  "AWS::CloudWatch::Dashboard",
  "AWS::IAM::ManagedPolicy",
  "AWS::IAM::Policy",
  "AWS::IAM::Role",
  "AWS::IAM::ServiceLinkedRole",
  "AWS::KMS::Alias",
  "AWS::KMS::Key",
  "AWS::Lambda::EventInvokeConfig",
  "AWS::Lambda::Permission",
  "AWS::Logs::LogGroup",
  "AWS::Logs::MetricFilter",
  "AWS::Logs::QueryDefinition",
  "AWS::ResourceGroups::Group",
  "AWS::S3::BucketPolicy",
  "AWS::SNS::Subscription",
  "AWS::SNS::Topic",
  "AWS::SNS::TopicPolicy",
  "AWS::SQS::QueuePolicy",
  "AWS::SSM::Parameter",
  "AWS::Scheduler::ScheduleGroup",
  "Custom::S3AutoDeleteObjects",
]);
