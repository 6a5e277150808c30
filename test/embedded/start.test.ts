import { createServer, type Server } from "node:http";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { closeServer, listenOn } from "../../localstack/embedded/processes/listen.ts";
import { startEmbedded, type EmbeddedStack } from "../../localstack/embedded/start-embedded.ts";
import { lambda, until, type Fixture, type Resources } from "./fixture.ts";
import { clientsOf, readNotes, writeNotedFixture } from "./running.ts";

const RESOURCES: Resources = {
  Bucket: { Type: "AWS::S3::Bucket", Properties: { BucketName: "bucket" } },
  Queue: { Type: "AWS::SQS::Queue", Properties: { QueueName: "queue" } },
  Sweeper: lambda("sweeper", { Environment: { Variables: { QUEUE_URL: { Ref: "Queue" } } } }),
  Rule: {
    Type: "AWS::Events::Rule",
    Properties: { ScheduleExpression: "rate(5 minutes)", State: "ENABLED", Targets: [{ Arn: { "Fn::GetAtt": ["Sweeper", "Arn"] }, Id: "Target0" }] },
  },
};
const HANDLERS = {
  sweeper: `export const handler = async (event) => { console.log("swept"); note({ event, env: process.env }); };`,
};

describe("startEmbedded", () => {
  const fixtures: Fixture[] = [];
  const stacks: EmbeddedStack[] = [];
  const servers: Server[] = [];
  afterEach(async () => {
    await Promise.all([...stacks.splice(0).map((stack) => stack.stop()), ...servers.splice(0).map(closeServer)]);
    for (const fixture of fixtures.splice(0)) fixture.remove();
  });
  const write = (resources: Resources = RESOURCES): Fixture => {
    const fixture = writeNotedFixture({ resources, handlers: HANDLERS, outputs: { BucketName: { Ref: "Bucket" }, QueueUrl: { Ref: "Queue" } } });
    fixtures.push(fixture);
    return fixture;
  };
  const start = async (fixture: Fixture, options: object = {}): Promise<EmbeddedStack> => {
    const stack = await startEmbedded({ templatePath: fixture.templatePath, dataDir: fixture.dataDir, ...options });
    stacks.push(stack);
    return stack;
  };
  const stop = async (stack: EmbeddedStack): Promise<void> => stacks.splice(stacks.indexOf(stack), 1)[0]?.stop();
  const failure = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => "no error",
      (error: unknown) => error,
    );

  it("gives outputs and endpoints, runs schedules at once, and lets a proxy stand between functions and services", async () => {
    const fixture = write();
    const proxied = "http://127.0.0.1:1";
    const { endpoints, outputs } = await start(fixture, { functionEndpoints: (real: EmbeddedStack["endpoints"]) => ({ ...real, sqs: proxied }) });
    expect(outputs).toEqual({ BucketName: "bucket", QueueUrl: `${endpoints.sqs}/000000000000/queue` });
    interface Note {
      event: unknown;
      env: Record<string, string>;
    }
    const [note] = await until("the schedule has run", () => (readNotes(fixture, "sweeper").length > 0 ? readNotes<Note>(fixture, "sweeper") : undefined));
    expect(note?.event).toMatchObject({ source: "aws.events", "detail-type": "Scheduled Event", region: "us-east-1" });
    expect(note?.env).toMatchObject({
      AWS_REGION: "us-east-1",
      AWS_LAMBDA_FUNCTION_NAME: "sweeper",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
      AWS_ENDPOINT_URL_S3: endpoints.s3,
      AWS_ENDPOINT_URL_SQS: proxied,
      AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
      QUEUE_URL: `${proxied}/000000000000/queue`,
      NODE_OPTIONS: "--enable-source-maps",
    });
    expect(note?.env).not.toHaveProperty("HOME");
    await until("its log", () =>
      /"message":"swept"\}\n.*"type":"platform.report".*"status":"success"/.test(readFileSync(join(fixture.dataDir, "logs", "sweeper.00000001.log"), "utf8")),
    );
  });

  it("stops within two seconds, and starts again with the same ports and objects", async () => {
    const fixture = write();
    const first = await start(fixture);
    await clientsOf(first).s3.send(new PutObjectCommand({ Bucket: "bucket", Key: "kept", Body: "x" }));
    const stoppedMs = performance.now();
    await stop(first);
    expect(performance.now() - stoppedMs).toBeLessThan(2000);
    const second = await start(fixture);
    expect(second.endpoints).toEqual(first.endpoints);
    expect(await (await clientsOf(second).s3.send(new GetObjectCommand({ Bucket: "bucket", Key: "kept" }))).Body?.transformToString()).toBe("x");
    await expect(start(fixture)).rejects.toMatchObject({ code: "DATA_DIR_IN_USE", context: { pid: process.pid } });
  });

  it("takes another port when one of the last run is in use, but not instead of the one that it was given", async () => {
    const fixture = write();
    const first = await start(fixture);
    await stop(first);
    const port = Number(new URL(first.endpoints.s3).port);
    const other = createServer();
    servers.push(other);
    await listenOn(other, port);
    const second = await start(fixture);
    expect(second.endpoints.s3).not.toBe(first.endpoints.s3);
    await stop(second);
    expect(await failure(start(fixture, { port }))).toMatchObject({ code: "PORT_IN_USE", context: { port }, message: expect.stringContaining(`Port ${port} is in use`) });
    // The refused start left neither a lock nor a process.
    await start(fixture);
  });

  it("refuses a template that it does not know before it touches the disk", async () => {
    const unknown = { Type: { Cluster: { Type: "AWS::ECS::Cluster" } }, property: { Sweeper: lambda("sweeper", { Layers: [] }) } };
    for (const resources of Object.values(unknown)) {
      const fixture = write({ ...RESOURCES, ...resources });
      await expect(start(fixture)).rejects.toMatchObject({ code: "TEMPLATE_UNSUPPORTED" });
      expect(existsSync(fixture.dataDir)).toBe(false);
    }
  });

  it("refuses a data directory that is none", async () => {
    const fixture = write();
    writeFileSync(fixture.dataDir, "a file");
    await expect(start(fixture)).rejects.toMatchObject({ code: "DATA_DIR_UNUSABLE", message: expect.stringContaining("cannot be used") });
    expect(readdirSync(fixture.folder)).toContain("data");
  });

  it("refuses a table of the data directory that has other keys than the template", async () => {
    const table = (name: string): Resources => ({
      Table: {
        Type: "AWS::DynamoDB::Table",
        Properties: { TableName: "table", KeySchema: [{ AttributeName: name, KeyType: "HASH" }], AttributeDefinitions: [{ AttributeName: name, AttributeType: "S" }] },
      },
    });
    const fixture = write({ ...RESOURCES, ...table("pk") });
    await stop(await start(fixture));
    const changed = write({ ...RESOURCES, ...table("id") });
    await expect(start({ ...changed, dataDir: fixture.dataDir })).rejects.toMatchObject({ code: "DATA_DIR_UNUSABLE", message: expect.stringContaining("other keys") });
  });
});
