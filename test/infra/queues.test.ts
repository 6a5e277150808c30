import { describe, expect, it } from "vitest";
import { ENV } from "../../shared/contracts/names.ts";
import { RECEIVES_MAX } from "../../shared/core/limits.ts";
import { logicalIdOf, synthesizedStack, type Statement, type SynthesizedStack } from "./synthesized-stack.ts";

const FOURTEEN_DAYS_SECONDS = 14 * 24 * 60 * 60;
const stages: [string, SynthesizedStack][] = [
  ["dev", synthesizedStack("dev")],
  ["test", synthesizedStack("test")],
  ["local", synthesizedStack("local")],
];

describe.each(stages)("Queues of stage %s", (_stage, stack) => {
  const queues = stack.resourcesOf("AWS::SQS::Queue");
  const [deadLettersId] = stack.one("AWS::SQS::Queue", "QueuesDeadLetters");

  it("there are four that carry work, and one for dead letters", () => {
    expect(Object.keys(queues).map((id) => id.replace(/^Queues|[0-9A-F]{8}$/g, ""))).toEqual(["DeadLetters", "Uploads", "Ranges", "Streams", "Folds"]);
  });

  it("a message stays hidden for at least six times the timeout of the function that has it, or longer than the timeout where there is a heartbeat", () => {
    const mappings = Object.values(stack.resourcesOf("AWS::Lambda::EventSourceMapping"));
    expect(mappings).toHaveLength(5);
    for (const { Properties: mapping } of mappings) {
      const queue = queues[logicalIdOf(mapping["EventSourceArn"]) as string];
      const lambda = stack.resourcesOf("AWS::Lambda::Function")[logicalIdOf(mapping["FunctionName"]) as string];
      const hasHeartbeat = Number(lambda?.Properties["Environment"].Variables[ENV.heartbeatSeconds] ?? 0) > 0;
      const timeouts = queue?.Properties["VisibilityTimeout"] / lambda?.Properties["Timeout"];
      if (hasHeartbeat) expect(timeouts).toBeGreaterThan(1);
      else expect(timeouts).toBeGreaterThanOrEqual(6);
    }
  });

  it("every message that was received too often becomes a dead letter, and dead letters stay where they are", () => {
    for (const [logicalId, { Properties }] of Object.entries(queues)) {
      if (logicalId === deadLettersId) expect(Properties["RedrivePolicy"]).toBeUndefined();
      else expect(Properties["RedrivePolicy"]).toEqual({ deadLetterTargetArn: { "Fn::GetAtt": [deadLettersId, "Arn"] }, maxReceiveCount: RECEIVES_MAX });
    }
  });

  it("messages are encrypted and kept as long as SQS can", () => {
    for (const { Properties } of Object.values(queues)) expect(Properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: FOURTEEN_DAYS_SECONDS });
  });

  it("nobody gets in without TLS", () => {
    const policies = Object.values(stack.resourcesOf("AWS::SQS::QueuePolicy"));
    const refused = policies.filter(({ Properties }) =>
      Properties["PolicyDocument"].Statement.some((one: Statement) => one.Effect === "Deny" && one.Action === "sqs:*" && one.Condition?.Bool?.["aws:SecureTransport"] === "false"),
    );
    expect(new Set(refused.map(({ Properties }) => logicalIdOf(Properties["Queues"][0])))).toEqual(new Set(Object.keys(queues)));
  });
});
