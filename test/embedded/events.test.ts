import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startEventBridge, type BusEvent, type EventBridge } from "../../localstack/embedded/events/event-bridge.ts";
import { createEventBridgeEvents, readEndpoint } from "../../shared/adapters/eventbridge/job-events.ts";
import { SDK_ATTEMPTS_MAX } from "../../shared/adapters/adapter-limits.ts";
import { buildJobEnded } from "../../shared/contracts/job-ended.ts";
import { buildJob, createHastyClock, START_MS } from "../contract/fixtures.ts";

const counters = { lines: 3, records: 2, rejected: 1, blankLines: 0, commentLines: 0, requests: 2, errors: 0, clientErrors: 0, bytes: 2n ** 60n };
const ended = buildJobEnded(buildJob({ jobId: "j", state: "complete", endedAtMs: START_MS + 1500 }), { counters, gaps: 0 });

describe("the event bus of the embedded stack", () => {
  let folder: string;
  let bridge: EventBridge;
  const client = new DynamoDBClient({ region: "us-east-1", credentials: { accessKeyId: "FunctionsReducer", secretAccessKey: "local" } });
  const open = (eventBusName: string) => {
    const clock = createHastyClock();
    return { clock, events: createEventBridgeEvents({ account: client.config, eventBusName, endpoint: `http://127.0.0.1:${bridge.port}`, clock }) };
  };
  const lines = (): BusEvent[] =>
    readdirSync(folder).flatMap((name) =>
      readFileSync(join(folder, name), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as BusEvent),
    );
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "fanfold-events-"));
    bridge = await startEventBridge({ folder, port: 0, regionName: "us-east-1", accountId: "000000000000", busNames: ["fanfold-test"] });
  });
  afterEach(async () => {
    await bridge.stop();
    rmSync(folder, { recursive: true });
  });

  it("takes what the functions' adapter sends, as a rule's target would get it, and hands it to whoever listens", async () => {
    const heard: [string, BusEvent][] = [];
    const stop = bridge.onEvent((...event) => heard.push(event));
    const { events, clock } = open("fanfold-test");
    await events.publish(ended);
    stop();
    await events.publish(ended);
    expect(clock.waits).toBe(0);
    expect(lines()).toHaveLength(2);
    expect(heard).toEqual([["fanfold-test", lines()[0]]]);
    expect(lines()[0]).toEqual({
      version: "0",
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      "detail-type": "Job Ended",
      source: "fanfold",
      account: "000000000000",
      time: "2026-11-21T10:15:00Z",
      region: "us-east-1",
      resources: [],
      detail: JSON.parse(JSON.stringify({ ...ended, counters: { ...counters, bytes: Number(counters.bytes) } })) as unknown,
    });
    expect(ended).toMatchObject({ version: 1, state: "complete", endedAt: "2026-11-21T10:15:01.500Z" });
  });

  it("refuses a bus that the template does not name; the adapter tries again, and then says so", async () => {
    const { events, clock } = open("another");
    await expect(events.publish(ended)).rejects.toMatchObject({ name: "TransientError", code: "EVENTS_UNAVAILABLE", context: { problem: "ResourceNotFoundException" } });
    expect(clock.waits).toBe(SDK_ATTEMPTS_MAX - 1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("answers only PutEvents of programs, with events that are whole", async () => {
    const ask = async (target: string, body: string, headers = {}) =>
      fetch(`http://127.0.0.1:${bridge.port}/`, { method: "POST", headers: { "x-amz-target": target, ...headers }, body });
    expect((await ask("AWSEvents.PutRule", "{}")).status).toBe(400);
    expect((await ask("AWSEvents.PutEvents", '{"Entries":[]}')).status).toBe(400);
    expect((await ask("AWSEvents.PutEvents", "not JSON")).status).toBe(400);
    expect((await ask("AWSEvents.PutEvents", "{}", { origin: "https://example.org" })).status).toBe(403);
    const torn = { EventBusName: "arn:aws:events:us-east-1:000000000000:event-bus/fanfold-test", Source: "s", DetailType: "d", Detail: "[]" };
    expect(await (await ask("AWSEvents.PutEvents", JSON.stringify({ Entries: [torn, { ...torn, Detail: "{}" }] }))).json()).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ ErrorCode: "MalformedDetail" }, { EventId: expect.any(String) }],
    });
  });
});

describe("readEndpoint", () => {
  it("takes the service's own before the one for everything, and none for AWS", () => {
    expect(readEndpoint({ AWS_ENDPOINT_URL_EVENTBRIDGE: "http://e", AWS_ENDPOINT_URL: "http://all" })).toBe("http://e");
    expect(readEndpoint({ AWS_ENDPOINT_URL: "http://all" })).toBe("http://all");
    expect(readEndpoint({})).toBeUndefined();
  });
});
