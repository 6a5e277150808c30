import { describe, expect, it } from "vitest";
import { ENV, FUNCTION_ENVIRONMENT, FUNCTION_NAMES, type EnvName, type FunctionName } from "../../shared/contracts/names.ts";
import { logicalIdOf, OTHER_OPTIONS, synthesizedStack } from "./synthesized-stack.ts";

const stack = synthesizedStack();
const environmentOf = (name: FunctionName, of = stack): Record<string, unknown> => of.functionOf(name).Properties["Environment"].Variables;

describe("Functions", () => {
  it("there are the seven of the contract, and none that a construct brought along", () => {
    expect(Object.keys(stack.resourcesOf("AWS::Lambda::Function"))).toHaveLength(FUNCTION_NAMES.length);
    const types = Object.values(stack.template.toJSON()["Resources"] as Record<string, { Type: string }>).map(({ Type }) => Type);
    expect(types.filter((type) => type.startsWith("Custom::") || type === "AWS::CloudFormation::CustomResource" || type === "AWS::Lambda::LayerVersion")).toEqual([]);
  });

  it.each(FUNCTION_NAMES)("%s reads exactly the variables of the contract, each with a value", (name) => {
    expect(Object.keys(environmentOf(name)).toSorted()).toEqual([...FUNCTION_ENVIRONMENT[name]].toSorted());
    for (const value of Object.values(environmentOf(name))) expect(value === undefined || value === null).toBe(false);
  });

  it.each(FUNCTION_NAMES)("%s runs on Node 24 and arm64 with no share of the concurrency reserved", (name) => {
    const { Properties } = stack.functionOf(name);
    expect(Properties).toMatchObject({ Runtime: "nodejs24.x", Architectures: ["arm64"], Handler: "index.handler" });
    expect(Properties["ReservedConcurrentExecutions"]).toBeUndefined();
  });

  it.each(FUNCTION_NAMES)("%s has a role of its own and a log group of its own that forgets", (name) => {
    const { Properties } = stack.functionOf(name);
    const others = FUNCTION_NAMES.filter((other) => other !== name).map((other) => stack.functionOf(other).Properties);
    expect(others.some((other) => logicalIdOf(other["Role"]) === logicalIdOf(Properties["Role"]))).toBe(false);
    expect(others.some((other) => logicalIdOf(other["LoggingConfig"].LogGroup) === logicalIdOf(Properties["LoggingConfig"].LogGroup))).toBe(false);
    expect(stack.resourcesOf("AWS::Logs::LogGroup")[logicalIdOf(Properties["LoggingConfig"].LogGroup) as string]?.Properties["RetentionInDays"]).toBe(30);
  });

  it("the worker and the stream worker are one bundle under two timeouts, consuming their own queues", () => {
    const codeOf = (name: FunctionName) => stack.functionOf(name).Properties["Code"];
    expect(codeOf("worker")).toEqual(codeOf("stream-worker"));
    expect(codeOf("worker")).not.toEqual(codeOf("reducer"));
    expect([stack.functionOf("worker").Properties["Timeout"], stack.functionOf("stream-worker").Properties["Timeout"]]).toEqual([60, 780]);
    expect(logicalIdOf(environmentOf("worker")[ENV.consumedQueueUrl])).toMatch(/^QueuesRanges/);
    expect(logicalIdOf(environmentOf("stream-worker")[ENV.consumedQueueUrl])).toMatch(/^QueuesStreams/);
  });

  it("each queue variable names the queue that it is called after", () => {
    const expected: [EnvName, RegExp][] = [
      [ENV.uploadsQueueUrl, /^QueuesUploads/],
      [ENV.rangesQueueUrl, /^QueuesRanges/],
      [ENV.streamsQueueUrl, /^QueuesStreams/],
      [ENV.foldsQueueUrl, /^QueuesFolds/],
      [ENV.deadLetterQueueUrl, /^QueuesDeadLetters/],
    ];
    for (const [variable, queue] of expected) {
      const values = FUNCTION_NAMES.filter((name) => FUNCTION_ENVIRONMENT[name].includes(variable)).map((name) => logicalIdOf(environmentOf(name)[variable]));
      expect(values.length, variable).toBeGreaterThan(0);
      for (const value of values) expect(value).toMatch(queue);
    }
  });

  it("memory, range size and log retention are the stage's", async () => {
    const other = synthesizedStack("other", OTHER_OPTIONS);
    expect([stack.functionOf("worker").Properties["MemorySize"], other.functionOf("worker").Properties["MemorySize"]]).toEqual([640, 2_048]);
    expect([environmentOf("splitter")[ENV.rangeBytes], environmentOf("splitter", other)[ENV.rangeBytes]]).toEqual(["", "8388608"]);
    expect(new Set(Object.values(other.resourcesOf("AWS::Logs::LogGroup")).map(({ Properties }) => Properties["RetentionInDays"]))).toEqual(new Set([7]));
  });

  it("X-Ray traces them where it is asked for, and only then may their roles send traces", () => {
    const traced = synthesizedStack("dev", { tracing: "true" });
    for (const name of FUNCTION_NAMES) {
      expect(traced.functionOf(name).Properties["TracingConfig"]).toEqual({ Mode: "Active" });
      expect(JSON.stringify(traced.roleOf(name))).toContain('"Action":["xray:PutTelemetryRecords","xray:PutTraceSegments"],"Effect":"Allow","Resource":"*"');
      expect(stack.functionOf(name).Properties["TracingConfig"]).toBeUndefined();
      expect(JSON.stringify(stack.roleOf(name))).not.toContain("xray");
    }
    expect(traced.resourcesOf("AWS::IAM::Policy")).toEqual({});
  });
});
