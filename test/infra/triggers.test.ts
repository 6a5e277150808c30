import { describe, expect, it } from "vitest";
import { ENV } from "../../shared/contracts/names.ts";
import { logicalIdOf, OTHER_OPTIONS, synthesizedStack, type SynthesizedStack } from "./synthesized-stack.ts";

const stack = synthesizedStack();
const other = synthesizedStack("other", OTHER_OPTIONS);

const plainId = (value: unknown): string | undefined => logicalIdOf(value)?.replace(/[0-9A-F]{8}$/, "");
const mappingsOf = (of: SynthesizedStack) =>
  Object.values(of.resourcesOf("AWS::Lambda::EventSourceMapping")).map(({ Properties }) => [
    plainId(Properties["EventSourceArn"]),
    plainId(Properties["FunctionName"]),
    Properties["BatchSize"],
    Properties["ScalingConfig"].MaximumConcurrency,
  ]);

describe("EventSources", () => {
  it("every queue feeds one function, message by message except for uploads and dead letters, and no more at once than the stage allows", () => {
    expect(mappingsOf(stack)).toEqual([
      ["QueuesUploads", "FunctionsSplitter", 10, 10],
      ["QueuesRanges", "FunctionsWorker", 1, 935],
      ["QueuesStreams", "FunctionsStreamWorker", 1, 20],
      ["QueuesFolds", "FunctionsReducer", 1, 30],
      ["QueuesDeadLetters", "FunctionsDeadLetter", 10, 5],
    ]);
    expect(mappingsOf(other).map(([queue, , , maximumConcurrency]) => [queue, maximumConcurrency])).toEqual([
      ["QueuesUploads", 2],
      ["QueuesRanges", 100],
      ["QueuesStreams", 20],
      ["QueuesFolds", 30],
      ["QueuesDeadLetters", 5],
    ]);
  });

  it("ranges may be spread over several queues, which share what may run at once and feed the same function", () => {
    const spread = synthesizedStack("dev", { rangeQueues: "2" });
    expect(mappingsOf(spread).filter(([, lambda]) => lambda === "FunctionsWorker")).toEqual([
      ["QueuesRanges", "FunctionsWorker", 1, 467],
      ["QueuesRanges2", "FunctionsWorker", 1, 467],
    ]);
    const urls = Object.keys(spread.resourcesOf("AWS::SQS::Queue")).filter((id) => id.startsWith("QueuesRanges"));
    expect(urls).toHaveLength(2);
    for (const name of ["splitter", "worker", "sweeper"] as const) {
      const text = JSON.stringify(spread.functionOf(name).Properties["Environment"].Variables[ENV.rangesQueueUrl]);
      for (const url of urls) expect(text).toContain(url);
    }
    expect(Object.keys(spread.resourcesOf("AWS::CloudWatch::Alarm")).filter((id) => id.includes("Oldranges"))).toHaveLength(2);
  });

  it("a failed message comes back alone, without those that were delivered with it", () => {
    for (const { Properties } of Object.values(stack.resourcesOf("AWS::Lambda::EventSourceMapping")))
      expect(Properties["FunctionResponseTypes"]).toEqual(["ReportBatchItemFailures"]);
  });

  it("all of them together leave room in an account's 1,000 for the API and the sweeper", () => {
    expect(mappingsOf(stack).reduce((sum, [, , , maximumConcurrency]) => sum + maximumConcurrency, 0)).toBeLessThanOrEqual(1_000);
  });
});

describe("SweepSchedule", () => {
  it.each([
    ["dev", "rate(1 minute)"],
    ["local", "rate(1 minute)"],
    ["test", "rate(1 minute)"],
  ])("stage %s wakes the sweeper at %s", async (stage, rate) => {
    const [, rule] = synthesizedStack(stage).one("AWS::Events::Rule");
    expect(rule.Properties).toMatchObject({ ScheduleExpression: rate, State: "ENABLED" });
    expect(rule.Properties["Targets"].map((target: { Arn: unknown }) => plainId(target.Arn))).toEqual(["FunctionsSweeper"]);
  });
});

describe("ResultsApi", () => {
  it("gives every request to the one function, as payload 2.0", () => {
    const [integrationId, integration] = stack.one("AWS::ApiGatewayV2::Integration");
    expect(integration.Properties).toMatchObject({ IntegrationType: "AWS_PROXY", PayloadFormatVersion: "2.0" });
    expect(plainId(integration.Properties["IntegrationUri"])).toBe("FunctionsApi");
    const [, route] = stack.one("AWS::ApiGatewayV2::Route");
    expect(route.Properties).toMatchObject({ RouteKey: "$default", Target: { "Fn::Join": ["", ["integrations/", { Ref: integrationId }]] } });
  });

  it("bounds the requests, logs each without its token, and tells browsers of other origins nothing", () => {
    const [, stage] = stack.one("AWS::ApiGatewayV2::Stage");
    expect(stage.Properties).toMatchObject({ StageName: "$default", AutoDeploy: true, DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 } });
    expect(plainId(stage.Properties["AccessLogSettings"].DestinationArn)).toBe("ResultsAccessLogs");
    expect(Object.keys(JSON.parse(stage.Properties["AccessLogSettings"].Format) as object)).toEqual([
      "requestId",
      "time",
      "address",
      "method",
      "path",
      "status",
      "bytes",
      "latencyMs",
      "error",
    ]);
    expect(stage.Properties["AccessLogSettings"].Format).not.toMatch(/authorization|header/i);
    const [, api] = stack.one("AWS::ApiGatewayV2::Api");
    expect(api.Properties["CorsConfiguration"]).toBeUndefined();
  });

  it("is a function URL where there are no HTTP APIs, at an address without a slash at its end", async () => {
    const withUrl = synthesizedStack("dev", { api: "function-url" });
    expect(Object.values(withUrl.template.toJSON()["Resources"] as Record<string, { Type: string }>).filter(({ Type }) => Type.startsWith("AWS::ApiGateway"))).toEqual([]);
    const [urlId, url] = withUrl.one("AWS::Lambda::Url");
    expect(plainId(url.Properties["TargetFunctionArn"])).toBe("FunctionsApi");
    const part = (index: number) => ({ "Fn::Select": [index, { "Fn::Split": ["/", { "Fn::GetAtt": [urlId, "FunctionUrl"] }] }] });
    expect(withUrl.template.findOutputs("ApiUrl")["ApiUrl"]?.["Value"]).toEqual({ "Fn::Join": ["", [part(0), "//", part(2)]] });
  });
});
