import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { GetItemCommand, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { startEmbedded, type EmbeddedStack } from "../../localstack/embedded/start-embedded.ts";
import { isRunning, lambda, mapping, until, type Fixture, type Resources } from "./fixture.ts";
import { clientsOf, readNotes, writeNotedFixture } from "./running.ts";

const MIB = 1024 * 1024;

const RESOURCES: Resources = {
  Events: { Type: "AWS::SQS::Queue", Properties: { QueueName: "events" } },
  Work: {
    Type: "AWS::SQS::Queue",
    Properties: { QueueName: "work", VisibilityTimeout: 600, RedrivePolicy: { deadLetterTargetArn: { "Fn::GetAtt": ["Events", "Arn"] }, maxReceiveCount: 1 } },
  },
  Bucket: {
    Type: "AWS::S3::Bucket",
    Properties: { BucketName: "bucket", NotificationConfiguration: { QueueConfigurations: [{ Event: "s3:ObjectCreated:*", Queue: { "Fn::GetAtt": ["Events", "Arn"] } }] } },
  },
  Table: {
    Type: "AWS::DynamoDB::Table",
    Properties: {
      TableName: "table",
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "live", AttributeType: "S" },
      ],
      GlobalSecondaryIndexes: [{ IndexName: "byLive", KeySchema: [{ AttributeName: "live", KeyType: "HASH" }], Projection: { ProjectionType: "ALL" } }],
    },
  },
  Fn: lambda("spinner", { Timeout: 60 }),
  Map: mapping("Work", "Fn"),
};

const HANDLERS = {
  spinner: `export const handler = async ({ Records: [{ body, attributes }] }) => {
    note({ body, receives: attributes.ApproximateReceiveCount, pid: process.pid });
    if (body === "spin") for (;;);
  };`,
};

describe("a stack that is killed", () => {
  let fixture: Fixture;
  let child: ChildProcess;

  const start = async (): Promise<EmbeddedStack> => {
    child = fork(new URL("./stack-process.ts", import.meta.url), [fixture.templatePath, fixture.dataDir], { execArgv: [] });
    const [message] = (await once(child, "message")) as [EmbeddedStack & { error?: unknown }];
    expect(message.error).toBeUndefined();
    return message;
  };
  const servicePids = (): number[] => (JSON.parse(readFileSync(join(fixture.dataDir, "last-run.json"), "utf8")) as { pids: number[] }).pids;
  const kill = async (alsoServices = false): Promise<void> => {
    const pids = servicePids();
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    if (alsoServices) for (const pid of pids) process.kill(pid, "SIGKILL");
    await exited;
  };
  const receiveEvent = async (stack: EmbeddedStack): Promise<string | undefined> => {
    const { sqs, queueUrl } = clientsOf(stack);
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queueUrl("events"), WaitTimeSeconds: 5 }));
    return Messages?.[0]?.Body;
  };

  beforeEach(() => {
    fixture = writeNotedFixture({ resources: RESOURCES, handlers: HANDLERS });
  });
  afterEach(async () => {
    if (child?.exitCode === null && child.signalCode === null) await kill();
    await until("its services have ended", () => !servicePids().some(isRunning));
    fixture.remove();
  });

  it("takes every process with it, even a function that never yields, and goes on where it was", async () => {
    const first = await start();
    const { s3, sqs, dynamodb, queueUrl } = clientsOf(first);
    await s3.send(new PutObjectCommand({ Bucket: "bucket", Key: "a b.log", Body: "kept" }));
    expect(JSON.parse((await receiveEvent(first)) ?? "{}")).toMatchObject({ Records: [{ s3: { object: { key: "a+b.log" } } }] });
    await dynamodb.send(new PutItemCommand({ TableName: "table", Item: { pk: { S: "kept" }, live: { S: "yes" } } }));
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl("work"), MessageBody: "spin" }));
    interface Note {
      body: string;
      receives: string;
      pid: number;
    }
    const notes = () => readNotes<Note>(fixture, "spinner");
    const [spinning] = await until("the function spins", () => (notes().length === 1 ? notes() : undefined));
    const pids = [...servicePids(), spinning?.pid ?? 0];
    expect(pids.every(isRunning)).toBe(true);

    await kill();
    await until("all processes have ended", () => !pids.some(isRunning));

    const startedMs = performance.now();
    const second = await start();
    expect(second.endpoints).toEqual(first.endpoints);
    const again = clientsOf(second);
    // The message would be hidden for ten minutes; its receiver is dead, and its one receive is not held against it.
    await until("the message in flight comes back", () => notes().length === 2);
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    expect(notes().map(({ receives }) => receives)).toEqual(["1", "1"]);
    expect(await (await again.s3.send(new GetObjectCommand({ Bucket: "bucket", Key: "a b.log" }))).Body?.transformToString()).toBe("kept");
    expect((await again.dynamodb.send(new GetItemCommand({ TableName: "table", Key: { pk: { S: "kept" } } }))).Item).toEqual({ pk: { S: "kept" }, live: { S: "yes" } });
    const query = { TableName: "table", IndexName: "byLive", KeyConditionExpression: "live = :yes", ExpressionAttributeValues: { ":yes": { S: "yes" } } };
    expect((await again.dynamodb.send(new QueryCommand(query))).Count).toBe(1);
  });

  it("announces an object that it had stored but not announced", async () => {
    const first = await start();
    const [statePid = 0] = servicePids();
    process.kill(statePid, "SIGSTOP");
    await clientsOf(first).s3.send(new PutObjectCommand({ Bucket: "bucket", Key: "unheard.log", Body: "x" }));
    await kill(true);
    expect(await receiveEvent(await start())).toContain("unheard.log");
  });

  it("leaves no part of an upload that it cut off", async () => {
    const first = await start();
    const { s3 } = clientsOf(first);
    await s3.send(new PutObjectCommand({ Bucket: "bucket", Key: "log", Body: "old" }));
    const upload = request(`${first.endpoints.s3}/bucket/log`, { method: "PUT", headers: { authorization: "signed", "content-length": 64 * MIB } });
    const cutOff = once(upload, "error");
    upload.write(Buffer.alloc(8 * MIB, "n"));
    const blobs = join(fixture.dataDir, "s3", "blobs");
    await until("bytes have arrived", () => readdirSync(blobs).some((name) => statSync(join(blobs, name)).size > 4 * MIB));
    await kill(true);
    await cutOff;
    const second = await start();
    expect(await (await clientsOf(second).s3.send(new GetObjectCommand({ Bucket: "bucket", Key: "log" }))).Body?.transformToString()).toBe("old");
    expect(readdirSync(blobs)).toHaveLength(1);
  });

  it("starts a service again that has ended, on the same port", async () => {
    const stack = await start();
    const { s3, dynamodb } = clientsOf(stack);
    await dynamodb.send(new PutItemCommand({ TableName: "table", Item: { pk: { S: "before" } } }));
    const pids = servicePids();
    for (const pid of pids) process.kill(pid, "SIGKILL");
    const answers = async (): Promise<boolean> => {
      await s3.send(new PutObjectCommand({ Bucket: "bucket", Key: "after.log", Body: "x" }));
      return (await dynamodb.send(new GetItemCommand({ TableName: "table", Key: { pk: { S: "before" } } }))).Item !== undefined;
    };
    await until("they answer again", () => answers().catch(() => false));
    expect(await receiveEvent(stack)).toContain("after.log");
    await until("the new processes are remembered", () => !servicePids().some((pid) => pids.includes(pid)));
  });

  it("tries to start a service until its data can be used again, and says so", async () => {
    const said: string[] = [];
    const stack = await startEmbedded({ templatePath: fixture.templatePath, dataDir: fixture.dataDir, log: ({ message }) => said.push(message) });
    try {
      const { dynamodb } = clientsOf(stack);
      await dynamodb.send(new PutItemCommand({ TableName: "table", Item: { pk: { S: "before" } } }));
      const tables = join(fixture.dataDir, "state", "tables");
      renameSync(tables, `${tables}.away`);
      writeFileSync(tables, "not a folder");
      process.kill(servicePids()[0]!, "SIGKILL");
      await until("a start has failed", () => said.some((message) => message.includes("cannot be started again yet")));
      rmSync(tables);
      renameSync(`${tables}.away`, tables);
      const find = () => dynamodb.send(new GetItemCommand({ TableName: "table", Key: { pk: { S: "before" } } })).catch(() => undefined);
      await until("it answers again", async () => (await find())?.Item !== undefined);
    } finally {
      await stack.stop();
    }
  });

  it("does not share its data directory, and a dead owner's lock does not count", async () => {
    await start();
    const owner = child;
    child = fork(new URL("./stack-process.ts", import.meta.url), [fixture.templatePath, fixture.dataDir], { execArgv: [] });
    const [message] = (await once(child, "message")) as [{ error?: { code: string; message: string } }];
    expect(message.error).toMatchObject({ code: "DATA_DIR_IN_USE", message: expect.stringContaining(`process ${owner.pid}`) });
    child = owner;
    await kill();
    writeFileSync(join(fixture.dataDir, "owner.pid"), "1");
    await start();
  });
});
