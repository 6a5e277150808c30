import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { ENV, FUNCTION_NAMES, METRIC, METRIC_SERVICE } from "../../shared/contracts/names.ts";
import { OTHER_OPTIONS, synthesizedStack } from "./synthesized-stack.ts";

const stack = synthesizedStack();
const alarms = Object.values(stack.resourcesOf("AWS::CloudWatch::Alarm")).map(({ Properties }) => Properties);
const ofMetric = (name: string) => alarms.filter((alarm) => alarm["MetricName"] === name);

const oldFrom = (queueId: string) => ofMetric("ApproximateAgeOfOldestMessage").find((alarm) => JSON.stringify(alarm["Dimensions"]).includes(queueId))?.["Threshold"];

describe("Alarms", () => {
  it("the first dead letter rings, although the dead-letter function takes it from the queue at once", () => {
    expect(ofMetric("NumberOfMessagesReceived")).toMatchObject([{ Statistic: "Sum", Threshold: 0, ComparisonOperator: "GreaterThanThreshold", EvaluationPeriods: 1 }]);
    expect(JSON.stringify(ofMetric("NumberOfMessagesReceived")[0]?.["Dimensions"])).toMatch(/QueuesDeadLetters/);
  });

  it("a message that outlived two visibility timeouts rings, in every queue", () => {
    const queues = Object.entries(stack.resourcesOf("AWS::SQS::Queue"));
    for (const [id, { Properties }] of queues) expect(oldFrom(id)).toBe(2 * Properties["VisibilityTimeout"]);
  });

  it("an error of any function rings", () => {
    expect(ofMetric("Errors")).toHaveLength(FUNCTION_NAMES.length);
  });

  it("silence is no alarm, and every alarm names its place in the runbook", () => {
    for (const alarm of alarms) {
      expect(alarm["TreatMissingData"]).toBe("notBreaching");
      expect(alarm["AlarmDescription"]).toMatch(/^[A-Z].*\. Runbook: docs\/runbook\.md#[a-z-]+$/);
    }
  });

  it("every section of the runbook has an alarm, every alarm a section, and every section says what happened, what is safe and what to type", () => {
    const named = new Set(alarms.map((alarm) => /#([a-z-]+)$/.exec(alarm["AlarmDescription"] as string)?.[1]));
    const sections = readFileSync(join(import.meta.dirname, "../../docs/runbook.md"), "utf8")
      .split(/^## /m)
      .slice(1);
    expect(new Set(sections.map((section) => section.split("\n")[0]!.toLowerCase().replaceAll(" ", "-")))).toEqual(named);
    for (const section of sections) for (const part of ["What happened", "What is safe", "What to type"]) expect(section).toContain(`**${part}.**`);
  });

  it("gaps, failed jobs and refused events ring, by what the functions count themselves", () => {
    for (const metric of [METRIC.jobsCompleteWithGaps, METRIC.jobsFailed, METRIC.eventsRefused])
      expect(ofMetric(metric)).toMatchObject([{ Namespace: "Fanfold/dev", Dimensions: [{ Name: "service", Value: METRIC_SERVICE }], Statistic: "Sum", Threshold: 0 }]);
    const environments = FUNCTION_NAMES.map((name) => stack.functionOf(name).Properties["Environment"].Variables[ENV.metricsNamespace] as unknown);
    expect(new Set(environments)).toEqual(new Set(["Fanfold/dev"]));
  });

  it("throttled functions and a throttled table ring", () => {
    expect(ofMetric("Throttles")).toHaveLength(FUNCTION_NAMES.length);
    for (const metric of ["ReadThrottleEvents", "WriteThrottleEvents"]) expect(ofMetric(metric)).toMatchObject([{ Threshold: 100 }]);
  });

  it("the dollars of a day ring, by the functions' own memory, with at most the ten metrics that a formula may have", () => {
    const [alarm] = alarms.filter(({ AlarmDescription }) => String(AlarmDescription).endsWith("#dollars-a-day"));
    const metrics = alarm?.["Metrics"] as { Expression?: string; MetricStat?: { Period: number; Metric: { MetricName: string } } }[];
    expect(alarm?.["Threshold"]).toBe(20);
    expect(metrics.filter(({ MetricStat }) => MetricStat !== undefined).length).toBeLessThanOrEqual(10);
    expect(new Set(metrics.flatMap(({ MetricStat }) => MetricStat?.Period ?? []))).toEqual(new Set([86_400]));
    const expression = metrics.flatMap(({ Expression }) => Expression ?? [])[0]!;
    expect(expression).toContain("FILL(f1, 0) * 640 +");
    // A terabyte as docs/scale.md counts it: 8.2 million MB·s of workers, 40 million units.
    const given = { f0: 0, f1: (1e12 / 78e6) * 1000, f2: 0, f3: 0, f4: 0, w0: 4e4, w1: 0, w2: 0, r0: 0, FILL: (value: number) => value };
    const dollars = Number(runInNewContext(expression, given));
    expect(dollars).toBeCloseTo(0.107 + 0.025, 2);
  });

  it("no alarm is a formula, which MiniStack refuses, but the one of the dollars, and that one can be left out", () => {
    expect(alarms.filter((alarm) => alarm["Metrics"] !== undefined)).toHaveLength(1);
    const without = Object.values(synthesizedStack("dev", { alarmDollars: "0" }).resourcesOf("AWS::CloudWatch::Alarm"));
    expect(without).toHaveLength(alarms.length - 1);
    expect(without.every(({ Properties }) => Properties["Metrics"] === undefined)).toBe(true);
  });

  it("nobody is written to unless an address is given", async () => {
    expect(stack.resourcesOf("AWS::SNS::Topic")).toEqual({});
    expect(alarms.every((alarm) => alarm["AlarmActions"] === undefined)).toBe(true);
    const other = synthesizedStack("other", OTHER_OPTIONS);
    const [topicId] = other.one("AWS::SNS::Topic");
    other.template.hasResourceProperties("AWS::SNS::Subscription", { Protocol: "email", Endpoint: OTHER_OPTIONS.alarmEmail, TopicArn: { Ref: topicId } });
    for (const { Properties } of Object.values(other.resourcesOf("AWS::CloudWatch::Alarm"))) expect(Properties["AlarmActions"]).toEqual([{ Ref: topicId }]);
  });
});
