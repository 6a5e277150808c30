import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SQSClient } from "@aws-sdk/client-sqs";
import { S3Client } from "@aws-sdk/client-s3";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { startEmbedded, type EmbeddedOptions, type EmbeddedStack } from "../../localstack/embedded/start-embedded.ts";
import { writeFixture, type Fixture, type Handlers, type Resources } from "./fixture.ts";

/** A stack of a fixture that runs, with clients for its endpoints. */
export interface Running {
  fixture: Fixture;
  stack: EmbeddedStack;
  s3: S3Client;
  sqs: SQSClient;
  dynamodb: DynamoDBClient;
  queueUrl(name: string): string;
  /** What the function noted with `note(value)`, in order. */
  notes<Note>(functionName: string): Note[];
  end(): Promise<void>;
}

/** How a stack is described in a test. */
export interface StackText {
  resources: Resources;
  handlers?: Handlers;
  outputs?: Record<string, unknown>;
  options?: Partial<EmbeddedOptions>;
}

/** The start of every handler of a test: `note(value)` appends a line that the test reads. */
const NOTE = `import { appendFileSync } from "node:fs";
const note = (value) => appendFileSync(process.env.NOTES + "/" + process.env.AWS_LAMBDA_FUNCTION_NAME + ".notes", JSON.stringify(value) + "\\n");
`;

/** Write a fixture with a role and with handlers that can `note`. */
export function writeNotedFixture({ resources, handlers = {}, outputs }: StackText): Fixture {
  return writeFixture({
    resources: { Role: { Type: "AWS::IAM::Role" }, ...resources },
    handlers: Object.fromEntries(Object.entries(handlers).map(([name, code]) => [name, NOTE + code])),
    ...(outputs !== undefined && { outputs }),
  });
}

/** Write a fixture and start it. */
export async function startStack(text: StackText): Promise<Running> {
  const fixture = writeNotedFixture(text);
  try {
    const stack = await startEmbedded({ templatePath: fixture.templatePath, dataDir: fixture.dataDir, ...text.options });
    return { fixture, stack, ...clientsOf(stack), notes: (functionName) => readNotes(fixture, functionName), end: () => endStack(stack, fixture) };
  } catch (error) {
    fixture.remove();
    throw error;
  }
}

async function endStack(stack: EmbeddedStack, fixture: Fixture): Promise<void> {
  await stack.stop();
  fixture.remove();
}

/** Clients for the endpoints of a stack. */
export function clientsOf({ endpoints, credentials, regionName }: Pick<EmbeddedStack, "endpoints" | "credentials" | "regionName">) {
  const common = { region: regionName, credentials };
  return {
    s3: new S3Client({ ...common, endpoint: endpoints.s3, maxAttempts: 1 }),
    sqs: new SQSClient({ ...common, endpoint: endpoints.sqs, maxAttempts: 1 }),
    dynamodb: new DynamoDBClient({ ...common, endpoint: endpoints.dynamodb, maxAttempts: 1 }),
    queueUrl: (name: string): string => `${endpoints.sqs}/000000000000/${name}`,
  };
}

/** The lines that a function noted; a last line that is not complete yet is left out. */
export function readNotes<Note>({ folder }: Fixture, functionName: string): Note[] {
  const path = join(folder, `${functionName}.notes`);
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Note);
}
