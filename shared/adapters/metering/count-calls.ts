import { AsyncLocalStorage } from "node:async_hooks";
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { isCounter, type Counter, type Receipt } from "../../core/receipt/receipt.ts";
import { isTransientAwsError } from "../aws-error.ts";
import { unitsOfAnswer, unitsOfRefused } from "./capacity.ts";

/** Counts that grow. */
export interface Tally {
  readonly counts: Partial<Record<Counter, number>>;
  add(counted: Receipt): void;
}

/** An empty tally. */
export function createTally(): Tally {
  const counts: Partial<Record<Counter, number>> = {};
  return {
    counts,
    add(counted) {
      for (const [counter, count] of Object.entries(counted) as [Counter, number][]) counts[counter] = (counts[counter] ?? 0) + count;
    },
  };
}

/** Whose work is under way: each message has its own tally, and whatever its work starts finds it, however many others run in this process. */
export const tallyUnderWay = new AsyncLocalStorage<Tally>();

/** Bytes of a request to SQS that are billed as one. Source: Amazon SQS pricing. */
const CHUNK_BYTES = 64 * 1024;

type Handler = (args: { input: object; request?: unknown }) => Promise<{ response: unknown; output: object }>;
type Middleware = (next: Handler, context: { commandName?: string }) => Handler;
interface Stack {
  add(middleware: Middleware, options: { step: string; priority?: string; name: string }): void;
}

/**
 * Have a client's requests counted, by operation and each try by itself, for the message whose work sends them; of requests to DynamoDB also the
 * units. What nobody's work sends is not counted.
 */
export function countCalls<Client extends S3Client | SQSClient | DynamoDBClient>(client: Client, service: "s3" | "sqs" | "dynamodb"): Client {
  // Cast: the stacks of the three clients are one type but for what they are about.
  const stack = client.middlewareStack as unknown as Stack;
  // Behind the retries, so that each try comes through.
  stack.add(countTries(service), { step: "finalizeRequest", priority: "low", name: "countTries" });
  if (service === "dynamodb") stack.add(countUnits, { step: "initialize", name: "countUnits" });
  return client;
}

function countTries(service: string): Middleware {
  return (next, { commandName }) =>
    async (args) => {
      const tally = tallyUnderWay.getStore();
      if (tally === undefined) return next(args);
      const counter = `${service}.${operationOf(commandName)}`;
      tally.add({ [isCounter(counter) ? counter : `${service}.other`]: 1 });
      if (service === "sqs") tally.add({ "sqs.chunks": chunksOf((args.request as { body?: unknown } | undefined)?.body) });
      try {
        return await next(args);
      } catch (error) {
        if (isTransientAwsError(error)) tally.add({ "attempts.faults": 1 });
        throw error;
      }
    };
}

const countUnits: Middleware =
  (next, { commandName }) =>
  async (args) => {
    const tally = tallyUnderWay.getStore();
    if (tally === undefined) return next(args);
    try {
      const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: "TOTAL" } });
      tally.add(unitsOfAnswer(operationOf(commandName), args.input, answer.output));
      return answer;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) tally.add(unitsOfRefused(args.input));
      throw error;
    }
  };

const operationOf = (commandName = ""): string => commandName.replace(/Command$/, "");

function chunksOf(body: unknown): number {
  const byteLength = typeof body === "string" ? Buffer.byteLength(body) : body instanceof Uint8Array ? body.length : 0;
  return Math.max(1, Math.ceil(byteLength / CHUNK_BYTES));
}
