import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The code of the functions of the fixture, in plain JavaScript, by function name. Each imports the SDK from this repository. */
export type Handlers = Record<string, string>;

/** A synthesized stack on disk, and a data directory for it. */
export interface Fixture {
  templatePath: string;
  dataDir: string;
  folder: string;
  remove(): void;
}

/** CloudFormation resources by logical id. */
export type Resources = Record<string, { Type: string; Properties?: object }>;

/** Write a template, its assets manifest and the code of its functions to a new temporary folder, as a synthesis would. */
export function writeFixture({ resources, handlers = {}, outputs = {} }: { resources: Resources; handlers?: Handlers; outputs?: Record<string, unknown> }): Fixture {
  const folder = mkdtempSync(join(tmpdir(), "embedded-"));
  const files: Record<string, unknown> = {};
  for (const [name, code] of Object.entries(handlers)) {
    mkdirSync(join(folder, `asset.${name}`));
    writeFileSync(join(folder, `asset.${name}`, "index.mjs"), code);
    files[name] = { source: { path: `asset.${name}`, packaging: "zip" }, destinations: { here: { bucketName: "assets", objectKey: `${name}.zip` } } };
  }
  for (const resource of Object.values(resources)) {
    if (resource.Type !== "AWS::Lambda::Function") continue;
    const properties = resource.Properties as { Environment?: { Variables: Record<string, unknown> } };
    properties.Environment = { Variables: { ...properties.Environment?.Variables, NOTES: folder } };
  }
  const template = {
    Parameters: { BootstrapVersion: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/cdk-bootstrap/hnb659fds/version" } },
    Resources: resources,
    Outputs: Object.fromEntries(Object.entries(outputs).map(([name, Value]) => [name, { Value }])),
  };
  writeFileSync(join(folder, "Test.template.json"), JSON.stringify(template));
  writeFileSync(join(folder, "Test.assets.json"), JSON.stringify({ version: "48.0.0", files }));
  return {
    templatePath: join(folder, "Test.template.json"),
    dataDir: join(folder, "data"),
    folder,
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** A function whose code is the handler `name`. */
export function lambda(name: string, properties: object = {}): Resources[string] {
  return {
    Type: "AWS::Lambda::Function",
    Properties: {
      FunctionName: name,
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Code: { S3Bucket: { "Fn::Sub": "assets-${AWS::AccountId}" }, S3Key: `${name}.zip` },
      Role: { "Fn::GetAtt": ["Role", "Arn"] },
      Timeout: 10,
      MemorySize: 256,
      ...properties,
    },
  };
}

/** A queue that invokes a function. */
export function mapping(queueId: string, functionId: string, properties: object = {}): Resources[string] {
  return {
    Type: "AWS::Lambda::EventSourceMapping",
    Properties: { EventSourceArn: { "Fn::GetAtt": [queueId, "Arn"] }, FunctionName: { Ref: functionId }, BatchSize: 1, ...properties },
  };
}

/** Wait until `read` answers something other than undefined or false. @throws when it has not within `withinMs`. */
export async function until<Value>(what: string, read: () => Value | Promise<Value>, withinMs = 8000): Promise<NonNullable<Value>> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const value = await read();
    if (value !== undefined && value !== null && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Whether a process runs; one that has ended but that nobody has collected does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, "utf8"));
}
