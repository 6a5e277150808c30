import { describe, expect, it } from "vitest";
import { ENV, FUNCTION_ENVIRONMENT, FUNCTION_NAMES, type EnvName, type FunctionName } from "../../shared/contracts/names.ts";
import { actionsOfCall, listPortCalls } from "./port-calls.ts";
import { logicalIdOf, OTHER_OPTIONS, synthesizedStack, type Statement } from "./synthesized-stack.ts";

/** All that may hold a `*`, and why. Anything else is a mistake. */
const WILDCARDS: readonly { why: string; allows: (statement: Statement) => boolean }[] = [
  { why: "it forbids whatever comes without TLS", allows: ({ Effect, Condition }) => Effect === "Deny" && Condition?.Bool?.["aws:SecureTransport"] === "false" },
  {
    why: "the objects of our own bucket, whatever their keys",
    allows: ({ Sid, Resource }) =>
      ["ReadObjects", "TakeUploads"].includes(Sid ?? "") && /^\{"Fn::Join":\["",\[\{"Fn::GetAtt":\["LogsBucket[0-9A-F]{8}","Arn"\]\},"\/\*"\]\]\}$/.test(JSON.stringify(Resource)),
  },
];

const stack = synthesizedStack("other", OTHER_OPTIONS);
const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);
const policies = (documents: unknown): Statement[] => (documents as { Statement: Statement[] }).Statement;
const statementsOf = (name: FunctionName): Statement[] =>
  stack.roleOf(name).Properties["Policies"].flatMap((policy: { PolicyDocument: unknown }) => policies(policy.PolicyDocument));
const allStatements = (): Statement[] => [
  ...FUNCTION_NAMES.flatMap(statementsOf),
  ...["AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy"].flatMap((type) =>
    Object.values(stack.resourcesOf(type)).flatMap(({ Properties }) => policies(Properties["PolicyDocument"])),
  ),
];
/** `sqs:SendMessage QueuesFolds`, one for each action and resource of the function's role. */
const grantsOf = (name: FunctionName): string[] =>
  statementsOf(name).flatMap(({ Action, Resource }) =>
    list(Action).flatMap((action) => list(Resource).map((resource) => `${action} ${JSON.stringify(resource).match(/"([A-Za-z]+)[0-9A-F]{8}"/)?.[1]}`)),
  );

const isWild = (statement: Statement): boolean => JSON.stringify([statement.Action, statement.Resource, statement.Principal ?? ""]).includes("*");
const measured = (name: FunctionName): string[] => grantsOf(name).filter((grant) => grant.startsWith("sqs:GetQueueAttributes"));
const may = (action: string): FunctionName[] => FUNCTION_NAMES.filter((name) => grantsOf(name).includes(`${action} LogsBucket`));

describe("Permissions", () => {
  it("every one is in a role of its own or a resource's policy, none in a managed policy", () => {
    for (const { Properties } of Object.values(stack.resourcesOf("AWS::IAM::Role"))) expect(Properties["ManagedPolicyArns"]).toBeUndefined();
    expect(stack.resourcesOf("AWS::IAM::Policy")).toEqual({});
    expect(Object.keys(stack.resourcesOf("AWS::IAM::Role"))).toHaveLength(FUNCTION_NAMES.length);
  });

  it("no action, resource or principal is a wildcard without a reason", () => {
    const wild = allStatements().filter(isWild);
    expect(wild.filter((statement) => !WILDCARDS.some(({ allows }) => allows(statement)))).toEqual([]);
    for (const { why, allows } of WILDCARDS) expect(wild.some(allows), why).toBe(true);
  });

  it("the functions may be invoked by the API and the schedule of this stack alone", () => {
    const permissions = Object.values(stack.resourcesOf("AWS::Lambda::Permission")).map(({ Properties }) => Properties);
    expect(new Set(permissions.map((one) => `${one["Principal"]} ${logicalIdOf(one["FunctionName"])?.replace(/[0-9A-F]{8}$/, "")}`))).toEqual(
      new Set(["apigateway.amazonaws.com FunctionsApi", "events.amazonaws.com FunctionsSweeper"]),
    );
    for (const one of permissions) expect(JSON.stringify(one["SourceArn"])).toMatch(/ResultsApi[0-9A-F]{8}|SweepRule[0-9A-F]{8}/);
  });

  const queueOf: readonly [EnvName, string][] = [
    [ENV.uploadsQueueUrl, "QueuesUploads"],
    [ENV.rangesQueueUrl, "QueuesRanges"],
    [ENV.streamsQueueUrl, "QueuesStreams"],
    [ENV.foldsQueueUrl, "QueuesFolds"],
    [ENV.deadLetterQueueUrl, "QueuesDeadLetters"],
  ];
  it.each(FUNCTION_NAMES)("%s may reach no queues but those that its environment names", (name) => {
    const consumed = stack.functionOf(name).Properties["Environment"].Variables[ENV.consumedQueueUrl];
    const named = queueOf.filter(([variable]) => FUNCTION_ENVIRONMENT[name].includes(variable)).map(([, queue]) => queue);
    const reachable = grantsOf(name)
      .filter((grant) => /^sqs:(SendMessage|GetQueueAttributes) /.test(grant))
      .map((grant) => grant.split(" ")[1]);
    const consumedName = name === "dead-letter" ? "QueuesDeadLetters" : logicalIdOf(consumed)?.replace(/[0-9A-F]{8}$/, "");
    const known = [...named, ...(consumedName === undefined ? [] : [consumedName])];
    expect(reachable.filter((queue) => !known.includes(queue ?? ""))).toEqual([]);
    expect(grantsOf(name).filter((grant) => grant.startsWith("sqs:ReceiveMessage"))).toEqual(consumedName === undefined ? [] : [`sqs:ReceiveMessage ${consumedName}`]);
  });

  it("only functions that bring messages back sooner may, and only to the queue that they consume", () => {
    const returning = FUNCTION_NAMES.flatMap((name) =>
      grantsOf(name)
        .filter((grant) => grant.startsWith("sqs:ChangeMessageVisibility"))
        .map((grant) => [name, grant.split(" ")[1]]),
    );
    expect(returning).toEqual([
      ["splitter", "QueuesUploads"],
      ["worker", "QueuesRanges"],
      ["stream-worker", "QueuesStreams"],
      ["reducer", "QueuesFolds"],
    ]);
  });

  it("only the sweeper and the API measure queues that they do not consume, and they measure them all", () => {
    expect(FUNCTION_NAMES.filter((name) => measured(name).length > 1)).toEqual(["sweeper", "api"]);
    for (const name of ["sweeper", "api"] as const) expect(new Set(measured(name))).toEqual(new Set(queueOf.map(([, queue]) => `sqs:GetQueueAttributes ${queue}`)));
  });

  it("only functions that look at logs read the bucket, and only the API takes uploads", () => {
    expect(may("s3:GetObject")).toEqual(["splitter", "worker", "stream-worker", "dead-letter", "api"]);
    // Who may not list is answered 403 for an absent key, and would end the job as forbidden instead of deleted.
    expect(may("s3:ListBucket")).toEqual(may("s3:GetObject"));
    expect(may("s3:PutObject")).toEqual(["api"]);
    const used = new Set(FUNCTION_NAMES.flatMap(grantsOf).filter((grant) => grant.startsWith("s3:")));
    expect(used).toEqual(new Set(["s3:GetObject LogsBucket", "s3:ListBucket LogsBucket", "s3:PutObject LogsBucket"]));
  });

  // A module may hold more than a function calls: which of it is called, the recorder of `test/embedded/grants.test.ts` knows.
  it.each(FUNCTION_NAMES)("%s may do nothing to the table that its sources do not mention", (name) => {
    const folder = name === "stream-worker" ? "worker" : name;
    const asked = [...listPortCalls(`functions/${folder}/${folder}.ts`)].flatMap(actionsOfCall).filter((action) => action !== "index");
    const granted = statementsOf(name)
      .filter(({ Sid }) => Sid === "UseTable")
      .flatMap(({ Action }) => list(Action));
    expect(granted.filter((action) => !asked.includes(action.replace("dynamodb:", "")))).toEqual([]);
    expect(granted.length).toBeGreaterThan(0);
  });

  it("the sparse indexes are read by those who list: live jobs by the sweeper, jobs by the API", () => {
    const indexes = FUNCTION_NAMES.flatMap((name) =>
      statementsOf(name)
        .filter(({ Sid }) => Sid === "QueryIndexes")
        .map(({ Action, Resource }) => [name, Action, JSON.stringify(Resource).match(/\/index\/(\w+)/)?.[1]]),
    );
    expect(indexes).toEqual([
      ["sweeper", "dynamodb:Query", "live"],
      ["api", "dynamodb:Query", "jobs"],
    ]);
  });

  it.each(FUNCTION_NAMES)("%s writes its own log group only", (name) => {
    const logs = statementsOf(name).filter(({ Action }) => list(Action).some((action) => action.startsWith("logs:")));
    expect(logs.map(({ Action, Resource }) => [Action, logicalIdOf(Resource)])).toEqual([
      [["logs:CreateLogStream", "logs:PutLogEvents"], logicalIdOf(stack.functionOf(name).Properties["LoggingConfig"].LogGroup)],
    ]);
  });
});
