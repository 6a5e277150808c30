import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SignatureV4 } from "@smithy/signature-v4";
import type { HttpRequest } from "@smithy/types";
import { stringifyDocument } from "../../contracts/document.ts";
import { JOB_ENDED } from "../../contracts/job-ended.ts";
import { TransientError } from "../../core/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { JobEvents } from "../../ports/job-events.ts";
import { SDK_ATTEMPTS_MAX } from "../adapter-limits.ts";
import { tallyUnderWay } from "../metering/count-calls.ts";
import { backOff } from "../backoff.ts";

/** Whose requests these are, and what carries them: the configuration of any client of the SDK. */
export type Account = Pick<DynamoDBClient["config"], "credentials" | "region" | "requestHandler" | "sha256">;

export interface EventBridgeOptions {
  account: Account;
  eventBusName: string;
  /** Where EventBridge is; undefined for AWS itself. */
  endpoint: string | undefined;
  clock: Clock;
}

/** What PutEvents answers. */
interface PutEventsAnswer {
  FailedEntryCount?: number;
  Entries?: readonly { EventId?: string; ErrorCode?: string }[];
}

const OK = 200;
const TARGET = "AWSEvents.PutEvents";

/**
 * The events of ended jobs on a bus of EventBridge. It asks the one operation that it needs itself, signed by the SDK's own signer: the SDK's client of
 * EventBridge would be a third of every function's code (`docs/decisions/0012-powertools-and-small-clients.md`).
 * Source: "PutEvents", Amazon EventBridge API reference.
 */
export function createEventBridgeEvents({ account, eventBusName, endpoint, clock }: EventBridgeOptions): JobEvents {
  const signer = new SignatureV4({ service: "events", region: account.region, credentials: account.credentials, sha256: account.sha256 });

  const putOnce = async (body: string): Promise<string | undefined> => {
    // No client of the SDK sends it, so nobody else counts it.
    tallyUnderWay.getStore()?.add({ "events.PutEvents": 1 });
    const url = new URL(endpoint ?? (await awsEndpoint(account)));
    const request: HttpRequest = {
      method: "POST",
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port === "" ? {} : { port: Number(url.port) }),
      path: "/",
      query: {},
      headers: { host: url.host, "content-type": "application/x-amz-json-1.1", "x-amz-target": TARGET, "content-length": String(Buffer.byteLength(body)) },
      body,
    };
    // The handler takes the request of its own library's type, which a signed one is but for the class.
    const signed = (await signer.sign(request)) as Parameters<Account["requestHandler"]["handle"]>[0];
    const { response } = await account.requestHandler.handle(signed);
    const text = await readText(response.body);
    if (response.statusCode !== OK) return `status ${response.statusCode}`;
    const { FailedEntryCount, Entries } = JSON.parse(text) as PutEventsAnswer;
    return FailedEntryCount === 0 ? undefined : (Entries?.[0]?.ErrorCode ?? "no answer for the entry");
  };

  return {
    async publish(event) {
      const entry = {
        Source: JOB_ENDED.source,
        DetailType: JOB_ENDED.detailType,
        Detail: stringifyDocument(event),
        EventBusName: eventBusName,
        Time: Math.floor(clock.now() / 1000),
      };
      const body = JSON.stringify({ Entries: [entry] });
      for (let tries = 1; ; tries++) {
        let problem: string | undefined;
        let cause: unknown;
        try {
          problem = await putOnce(body);
          if (problem === undefined) return;
        } catch (error) {
          cause = error;
        }
        if (tries === SDK_ATTEMPTS_MAX) throw new TransientError("EVENTS_UNAVAILABLE", "the event bus did not take the event", { jobId: event.jobId, problem, tries }, cause);
        await backOff(clock, tries);
      }
    },
  };
}

/** The endpoint that the environment names for EventBridge or for everything; undefined for AWS's own. Source: AWS SDKs reference, "Service-specific endpoints". */
export function readEndpoint(environment: NodeJS.ProcessEnv): string | undefined {
  return environment["AWS_ENDPOINT_URL_EVENTBRIDGE"] ?? environment["AWS_ENDPOINT_URL"];
}

async function awsEndpoint({ region }: Account): Promise<string> {
  const name = await region();
  return `https://events.${name}.amazonaws.com${name.startsWith("cn-") ? ".cn" : ""}`;
}

async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
