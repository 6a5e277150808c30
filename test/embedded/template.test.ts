import { afterEach, describe, expect, it } from "vitest";
import type { EmbeddedError } from "../../localstack/embedded/embedded-error.ts";
import { readComputePlan, readOutputs, readStoragePlan } from "../../localstack/embedded/template/read-plan.ts";
import { readTemplate } from "../../localstack/embedded/template/template.ts";
import { lambda, mapping, writeFixture, type Fixture, type Resources } from "./fixture.ts";

const WORLD = {
  regionName: "eu-west-1",
  accountId: "000000000000",
  endpoints: { s3: "http://s3", sqs: "http://sqs", dynamodb: "http://dynamodb", events: "http://events", api: "http://api" },
};

describe("reading a template", () => {
  let fixture: Fixture | undefined;
  afterEach(() => fixture?.remove());
  const read = (resources: Resources, outputs: Record<string, unknown> = {}) => {
    fixture = writeFixture({ resources, handlers: { fn: "" }, outputs });
    return readTemplate(fixture.templatePath);
  };
  const refusal = (resources: Resources, outputs: Record<string, unknown> = {}): string => {
    const template = read(resources, outputs);
    try {
      readStoragePlan(template, WORLD.regionName, WORLD.accountId);
      readComputePlan(template, WORLD);
      readOutputs(template, WORLD);
    } catch (error) {
      expect((error as EmbeddedError).code).toBe("TEMPLATE_UNSUPPORTED");
      return (error as Error).message;
    }
    return "nothing was refused";
  };
  const valueOf = (value: unknown): string | undefined =>
    readOutputs(read({ Q: { Type: "AWS::SQS::Queue" }, B: { Type: "AWS::S3::Bucket" }, Role: { Type: "AWS::IAM::Role" } }, { Out: value }), WORLD)["Out"];

  it.each<[string, unknown, string]>([
    ["Ref of a queue is its URL", { Ref: "Q" }, "http://sqs/000000000000/Test-Q"],
    ["Ref of a bucket is its name, in small letters", { Ref: "B" }, "test-b"],
    ["Ref of a parameter is its default", { Ref: "BootstrapVersion" }, "/cdk-bootstrap/hnb659fds/version"],
    ["GetAtt as a list", { "Fn::GetAtt": ["Q", "Arn"] }, "arn:aws:sqs:eu-west-1:000000000000:Test-Q"],
    ["GetAtt as a text", { "Fn::GetAtt": "B.Arn" }, "arn:aws:s3:::test-b"],
    ["GetAtt of what has no effect", { "Fn::GetAtt": ["Role", "Arn"] }, "arn:aws:iam:eu-west-1:000000000000:Test-Role"],
    [
      "Join",
      { "Fn::Join": ["-", [{ Ref: "AWS::Region" }, { Ref: "AWS::AccountId" }, { Ref: "AWS::Partition" }, { Ref: "AWS::URLSuffix" }]] },
      "eu-west-1-000000000000-aws-amazonaws.com",
    ],
    ["Sub", { "Fn::Sub": "${AWS::StackName}/${Q.QueueName}/${B}/${!Literal}" }, "Test/Test-Q/test-b/${Literal}"],
    ["Sub with variables", { "Fn::Sub": ["${A}${B}", { A: { Ref: "AWS::Region" } }] }, "eu-west-1test-b"],
    ["Select of Split", { "Fn::Select": [5, { "Fn::Split": [":", { "Fn::GetAtt": ["Q", "Arn"] }] }] }, "Test-Q"],
  ])("%s", (_name, value, expected) => {
    expect(valueOf(value)).toBe(expected);
  });

  it("leaves out what a false condition or AWS::NoValue removes", () => {
    const template = read({
      Q: { Type: "AWS::SQS::Queue", Properties: { VisibilityTimeout: { "Fn::If": ["Yes", 30, 40] }, DelaySeconds: { Ref: "AWS::NoValue" } } },
      Gone: { Type: "AWS::SQS::Queue", Condition: "No" } as Resources[string],
    });
    const conditions = new Map<string, never>([
      ["Yes", { "Fn::Equals": [{ Ref: "AWS::Region" }, "eu-west-1"] } as never],
      ["No", { "Fn::Not": [{ Condition: "Yes" }] } as never],
    ]);
    expect(readStoragePlan({ ...template, conditions }, WORLD.regionName, WORLD.accountId).queues).toEqual([{ queueName: "Test-Q", attributes: { VisibilityTimeout: "30" } }]);
  });

  it("learns functions, mappings and schedules", () => {
    const template = read({
      Role: { Type: "AWS::IAM::Role" },
      Q: { Type: "AWS::SQS::Queue" },
      Fn: lambda("fn"),
      M: mapping("Q", "Fn", { Enabled: true }),
      Off: mapping("Q", "Fn", { Enabled: false }),
      Rule: {
        Type: "AWS::Events::Rule",
        Properties: { ScheduleExpression: "rate(5 minutes)", State: "ENABLED", Targets: [{ Arn: { "Fn::GetAtt": ["Fn", "Arn"] }, Id: "Target0", Input: `{"a":1}` }] },
      },
      Schedule: {
        Type: "AWS::Scheduler::Schedule",
        Properties: { ScheduleExpression: "rate(1 hour)", FlexibleTimeWindow: { Mode: "OFF" }, Target: { Arn: { "Fn::GetAtt": ["Fn", "Arn"] }, RoleArn: "role" } },
      },
    });
    const { functions, mappings, schedules } = readComputePlan(template, WORLD);
    const functionArn = "arn:aws:lambda:eu-west-1:000000000000:function:fn";
    expect(functions).toMatchObject([
      { functionName: "fn", arn: functionArn, handler: "index.handler", timeoutSeconds: 10, memoryMb: 256, folder: expect.stringContaining("asset.fn") },
    ]);
    expect(mappings).toMatchObject([{ queueName: "Test-Q", functionArn, batchSize: 1, reportsItemFailures: false }]);
    expect(schedules).toMatchObject([
      { functionArn, everyMs: 300_000, input: { a: 1 } },
      { functionArn, everyMs: 3_600_000, input: undefined },
    ]);
  });

  const queue = (properties: object): Resources => ({ Q: { Type: "AWS::SQS::Queue", Properties: properties } });
  const withFunction = (extra: Resources, properties: object = {}): Resources => ({
    Role: { Type: "AWS::IAM::Role" },
    Q: { Type: "AWS::SQS::Queue" },
    Fn: lambda("fn", properties),
    ...extra,
  });
  it.each<[string, Resources, string]>([
    ["a type", { Cluster: { Type: "AWS::ECS::Cluster" } }, "Cluster (AWS::ECS::Cluster): this resource type is not one"],
    ["a property", queue({ FifoQueue: true }), "Q (AWS::SQS::Queue) FifoQueue: this property is not one"],
    ["an intrinsic", queue({ DelaySeconds: { "Fn::Cidr": [] } }), "Q (AWS::SQS::Queue) DelaySeconds: the intrinsic Fn::Cidr is not one"],
    ["a dangling reference", queue({ QueueName: { Ref: "Nobody" } }), "QueueName: refers to Nobody"],
    ["an attribute", queue({ QueueName: { "Fn::GetAtt": ["Q", "Colour"] } }), "the attribute Colour of Q (AWS::SQS::Queue) is not known"],
    ["a name that depends on itself", queue({ QueueName: { Ref: "Q" } }), "refers to itself"],
    [
      "a nested property",
      { B: { Type: "AWS::S3::Bucket", Properties: { NotificationConfiguration: { TopicConfigurations: [] } } } },
      "NotificationConfiguration TopicConfigurations: this property",
    ],
    ["a versioned bucket", { B: { Type: "AWS::S3::Bucket", Properties: { VersioningConfiguration: { Status: "Enabled" } } } }, "B (AWS::S3::Bucket) VersioningConfiguration"],
    ["a runtime", withFunction({}, { Runtime: "python3.13" }), "Fn (AWS::Lambda::Function) Runtime: python3.13 is not known"],
    ["code that is no asset", withFunction({}, { Code: { S3Key: "else.zip" } }), "Code.S3Key: else.zip is not a folder"],
    [
      "a mapping of something else",
      withFunction({ M: { Type: "AWS::Lambda::EventSourceMapping", Properties: { EventSourceArn: "arn:aws:kinesis:eu-west-1:0:stream/s", FunctionName: "fn" } } }),
      "is not the ARN of a queue",
    ],
    [
      "a mapping to nobody",
      withFunction({ M: { Type: "AWS::Lambda::EventSourceMapping", Properties: { EventSourceArn: { "Fn::GetAtt": ["Q", "Arn"] }, FunctionName: "other" } } }),
      "other is not a function of this template",
    ],
    [
      "a cron expression",
      withFunction({ R: { Type: "AWS::Events::Rule", Properties: { ScheduleExpression: "cron(0 0 * * ? *)", State: "ENABLED", Targets: [] } } }),
      "R (AWS::Events::Rule) ScheduleExpression: cron",
    ],
    ["an authorizer", { Api: { Type: "AWS::ApiGatewayV2::Api", Properties: { ProtocolType: "WEBSOCKET" } } }, "Api (AWS::ApiGatewayV2::Api) ProtocolType: only HTTP"],
  ])("refuses %s that it does not know, by name", (_name, resources, expected) => {
    expect(refusal(resources)).toContain(expected);
  });

  it("says what to do about a template that is not there or is none", () => {
    expect(() => readTemplate("/nowhere/Test.template.json")).toThrow(/cdk synth/);
    fixture = writeFixture({ resources: {} });
    expect(() => readTemplate(`${fixture?.folder}/Test.assets.json`)).toThrow(/no CloudFormation template/);
  });
});
