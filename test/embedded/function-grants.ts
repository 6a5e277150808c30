import { CONSUMER_OF, QUEUE_NAMES } from "../../infra/queue-names.ts";
import { FUNCTION_NAMES, type FunctionName } from "../../shared/contracts/names.ts";
import { synthesizedStack, type Statement } from "../infra/synthesized-stack.ts";

const stack = synthesizedStack("test");
const list = <Value>(value: Value | Value[]): Value[] => (Array.isArray(value) ? value : [value]);
const statementsOf = (name: FunctionName): Statement[] =>
  stack.roleOf(name).Properties["Policies"].flatMap((policy: { PolicyDocument: { Statement: Statement[] } }) => policy.PolicyDocument.Statement);

/** The logical id of each function's resource. */
export function logicalIdsOfFunctions(): Record<FunctionName, string> {
  const resources = Object.entries(stack.resourcesOf("AWS::Lambda::Function"));
  return Object.fromEntries(FUNCTION_NAMES.map((name) => [name, resources.find(([, resource]) => resource === stack.functionOf(name))![0]])) as Record<FunctionName, string>;
}

/** What the function's role grants: `sqs:SendMessage QueuesRanges`, `dynamodb:Query live`, `dynamodb:GetItem`, one for each action and resource. */
export function grantsOf(name: FunctionName): Set<string> {
  const grants = statementsOf(name).flatMap(({ Action, Resource }) =>
    list(Action).flatMap((action) =>
      list(Resource).map((resource) => {
        const text = JSON.stringify(resource);
        const part = action.startsWith("sqs:") ? /"(Queues[A-Za-z]+)[0-9A-F]{8}"/.exec(text)?.[1] : /\/index\/(\w+)/.exec(text)?.[1];
        return part === undefined ? action : `${action} ${part}`;
      }),
    ),
  );
  return new Set(grants);
}

/**
 * What Lambda does in the function's name: it consumes the function's queue and writes its log.
 * Source: "Creating and configuring an Amazon SQS event source mapping"; `AWSLambdaBasicExecutionRole` less the creation of log groups.
 */
export function heldByLambda(name: FunctionName): string[] {
  const queues = QUEUE_NAMES.filter((queue) => CONSUMER_OF[queue] === name).map((queue) => `Queues${queue[0]!.toUpperCase()}${queue.slice(1)}`);
  const consuming = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
  return ["logs:CreateLogStream", "logs:PutLogEvents", ...queues.flatMap((queue) => consuming.map((action) => `${action} ${queue}`))];
}
