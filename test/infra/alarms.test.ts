import { describe, expect, it } from "vitest";
import { FUNCTION_NAMES } from "../../shared/contracts/names.ts";
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
      expect(alarm["AlarmDescription"]).toMatch(/Runbook: docs\/runbook\.md#(dead-letters|old-messages|function-errors)$/);
    }
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
