import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import type { AnsweredRequest, FinishedInvocation, QueueReport } from "../../localstack/embedded/observe/stack-observer.ts";
import { startEmbedded } from "../../localstack/embedded/start-embedded.ts";
import { lambda, mapping, until, type Resources } from "./fixture.ts";
import { startStack, type Running } from "./running.ts";

const queue = (name: string, properties: object = {}): Resources[string] => ({ Type: "AWS::SQS::Queue", Properties: { QueueName: name, VisibilityTimeout: 1, ...properties } });

const HANDLERS = {
  fn: `export const handler = async ({ Records, rawPath }) => {
    if (rawPath !== undefined) return { statusCode: rawPath === "/gone" ? 404 : 200, body: "x" };
    const [{ body, messageId, attributes }] = Records;
    console.log(JSON.stringify({ message: "seen", jobId: body }));
    if (body === "hold") await new Promise((resolve) => setTimeout(resolve, 2500));
    if (body === "throw" && attributes.ApproximateReceiveCount === "1") throw new Error("no");
    if (body === "spin" && attributes.ApproximateReceiveCount === "1") for (;;);
    return { batchItemFailures: body === "bad" ? [{ itemIdentifier: messageId }] : [] };
  };`,
};
const RESOURCES: Resources = {
  Fn: lambda("fn", { Timeout: 4 }),
  Work: queue("work", { VisibilityTimeout: 5, RedrivePolicy: { deadLetterTargetArn: { "Fn::GetAtt": ["Dead", "Arn"] }, maxReceiveCount: 2 } }),
  Map: mapping("Work", "Fn", { FunctionResponseTypes: ["ReportBatchItemFailures"] }),
  Quick: queue("quick", { RedrivePolicy: { deadLetterTargetArn: { "Fn::GetAtt": ["Dead", "Arn"] }, maxReceiveCount: 2 } }),
  QuickMap: mapping("Quick", "Fn", { FunctionResponseTypes: ["ReportBatchItemFailures"] }),
  Dead: queue("dead"),
  Loose: queue("loose", { VisibilityTimeout: 60 }),
  Api: { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "api", ProtocolType: "HTTP" } },
  Integration: {
    Type: "AWS::ApiGatewayV2::Integration",
    Properties: { ApiId: { Ref: "Api" }, IntegrationType: "AWS_PROXY", IntegrationUri: { "Fn::GetAtt": ["Fn", "Arn"] }, PayloadFormatVersion: "2.0" },
  },
  Route: {
    Type: "AWS::ApiGatewayV2::Route",
    Properties: { ApiId: { Ref: "Api" }, RouteKey: "$default", AuthorizationType: "NONE", Target: { "Fn::Join": ["", ["integrations/", { Ref: "Integration" }]] } },
  },
};

describe("what a stack says of itself", () => {
  let running: Running;
  const invocations: FinishedInvocation[] = [];
  const requests: AnsweredRequest[] = [];
  const lines: unknown[] = [];
  const send = (queueName: string, MessageBody: string, DelaySeconds?: number) =>
    running.sqs.send(new SendMessageCommand({ QueueUrl: running.queueUrl(queueName), MessageBody, ...(DelaySeconds === undefined ? {} : { DelaySeconds }) }));
  const of = (body: string): FinishedInvocation[] => invocations.filter(({ messages }) => messages[0]?.body === body);
  const reportOf = async (name: string): Promise<QueueReport> => (await running.stack.queues()).find(({ queueName }) => queueName === name) as QueueReport;
  beforeAll(async () => {
    running = await startStack({
      resources: RESOURCES,
      handlers: HANDLERS,
      options: {
        concurrencyPerFunction: 6,
        labelOf: (name) => (name === "work" ? "the work" : name),
        observer: { invocationFinished: (one) => void invocations.push(one), requestAnswered: (one) => requests.push(one), lineLogged: (fields) => lines.push(fields) },
      },
    });
  });
  afterAll(() => running.end());

  it("is every request of the API, as it was asked for and answered", async () => {
    await fetch(`${running.stack.endpoints.api}/jobs?token=secret`);
    await fetch(`${running.stack.endpoints.api}/gone`, { method: "DELETE" });
    await until("both are noted", () => requests.length === 2);
    expect(requests).toEqual([
      { method: "GET", path: "/jobs", status: 200, durationMs: expect.any(Number) as number },
      { method: "DELETE", path: "/gone", status: 404, durationMs: expect.any(Number) as number },
    ]);
  });

  it("is every invocation, how it ended, and which messages it failed", async () => {
    for (const body of ["fine", "bad", "throw", "spin"]) await send("quick", body);
    await until("all are over", () => of("fine").length === 1 && of("bad").length === 2 && of("throw").length === 2 && of("spin").length === 2, 15_000);
    const byDelivery = (body: string) => of(body).toSorted((a, b) => a.messages[0]!.receiveCount - b.messages[0]!.receiveCount);
    const outcomes = (body: string) =>
      byDelivery(body).map(({ functionName, outcome, messages }) => [functionName, outcome, messages[0]?.queueName, messages[0]?.receiveCount, messages[0]?.hasFailed]);
    expect(outcomes("fine")).toEqual([["fn", "success", "quick", 1, false]]);
    expect(outcomes("bad")).toEqual([
      ["fn", "success", "quick", 1, true],
      ["fn", "success", "quick", 2, true],
    ]);
    expect(outcomes("throw")).toEqual([
      ["fn", "error", "quick", 1, true],
      ["fn", "success", "quick", 2, false],
    ]);
    expect(outcomes("spin")).toEqual([
      ["fn", "timeout", "quick", 1, true],
      ["fn", "success", "quick", 2, false],
    ]);
    expect(of("fine")[0]?.rssBytes).toBeGreaterThan(1_000_000);
    expect(byDelivery("spin")[0]?.rssBytes).toBeUndefined();
    expect(lines).toContainEqual({ message: "seen", jobId: "fine" });
  });

  it("counts a message that is given up once, for the queue it died in, also over a restart", async () => {
    const dead = await until("the dead letter", async () => ((await reportOf("dead")).visible === 1 ? reportOf("quick") : undefined));
    expect(dead).toMatchObject({ deadTotal: 1, visible: 0, inFlight: 0, oldestSentMs: null });
    const { fixture } = running;
    await running.stack.stop();
    running.stack = await startEmbedded({ templatePath: fixture.templatePath, dataDir: fixture.dataDir });
    expect((await reportOf("quick")).deadTotal).toBe(1);
    expect((await reportOf("dead")).deadTotal).toBe(0);
  });

  it("is each queue as its server counts it, and since when its oldest message waits", async () => {
    const before = Date.now();
    await send("loose", "a");
    await send("loose", "b");
    await send("loose", "later", 30);
    const { Attributes } = await running.sqs.send(new GetQueueAttributesCommand({ QueueUrl: running.queueUrl("loose"), AttributeNames: ["All"] }));
    const report = await reportOf("loose");
    expect([report.visible, report.inFlight, report.delayed]).toEqual([2, 0, 1]);
    expect([report.visible, report.inFlight, report.delayed].map(String)).toEqual([
      Attributes?.["ApproximateNumberOfMessages"],
      Attributes?.["ApproximateNumberOfMessagesNotVisible"],
      Attributes?.["ApproximateNumberOfMessagesDelayed"],
    ]);
    expect(report.oldestSentMs).toBeGreaterThanOrEqual(before);
    expect(report.oldestSentMs).toBeLessThanOrEqual(Date.now());
    expect(report.nextVisibleMs).toBeGreaterThan(before + 29_000);
    await running.sqs.send(new ReceiveMessageCommand({ QueueUrl: running.queueUrl("loose"), VisibilityTimeout: 9 }));
    const held = await reportOf("loose");
    expect([held.visible, held.inFlight]).toEqual([1, 1]);
    expect(held.nextVisibleMs).toBeLessThanOrEqual(Date.now() + 9_000);
    expect(held.oldestSentMs).toBe(report.oldestSentMs);
  });

  it("is what runs at this moment, with signs of life and memory", async () => {
    await send("work", "hold");
    const [report] = await until("a sign of life", () => {
      const functions = running.stack.functions();
      return functions[0]?.attempts[0]?.rssBytes === undefined ? undefined : functions;
    });
    const [attempt] = report?.attempts ?? [];
    expect(attempt).toMatchObject({ functionName: "fn", messages: [{ queueName: "work", body: "hold", receiveCount: 1 }] });
    expect(attempt!.lastSignMs).toBeGreaterThan(attempt!.startedAtMs);
    expect(report?.largestRssBytes).toBeGreaterThanOrEqual(attempt!.rssBytes!);
    await until("it is over", () => running.stack.functions()[0]?.attempts.length === 0);
  });

  it("lets its owner answer a path of the API, but no page of a browser", async () => {
    running.stack.serve("/mine", (_request, response) => void response.end("yes"));
    const { api } = running.stack.endpoints;
    expect(await (await fetch(`${api}/mine?x=1`)).text()).toBe("yes");
    expect((await fetch(`${api}/mine`, { headers: { origin: "https://evil.example" } })).status).toBe(403);
    expect(await (await fetch(`${api}/mine/2`)).text()).toBe("x");
  });
});
