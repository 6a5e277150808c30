import { Agent, request } from "node:http";
import type { QueueReport } from "../observe/stack-observer.ts";

/** A received message, as the wire has it. */
export interface ReceivedMessage {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  MD5OfBody: string;
  Attributes?: Record<string, string>;
  MessageAttributes?: Record<string, { DataType: string; StringValue?: string; BinaryValue?: string }>;
  MD5OfMessageAttributes?: string;
}

/** The few calls of SQS that the stack itself makes, without an SDK: it saves its memory and start time in two processes. */
export interface SqsCalls {
  send(queueName: string, body: string): Promise<void>;
  /** Wait up to `waitSeconds` for messages; empty when none came or `signal` was aborted. */
  receive(queueName: string, options: { messagesMax: number; waitSeconds: number; signal: AbortSignal }): Promise<ReceivedMessage[]>;
  /** Delete messages; the ones whose receipt handle is too old are ignored. */
  deleteAll(queueName: string, receiptHandles: readonly string[]): Promise<void>;
  /** How all queues stand, in the order of the template. */
  report(): Promise<QueueReport[]>;
  close(): void;
}

const BATCH_MAX = 10;
const REPORT_MS_MAX = 5_000;
/** Beside the API of SQS: how all queues stand, as {@link QueueReport}s. */
export const REPORT_PATH = "/_queues";

/** Calls to the SQS endpoint at `baseUrl`. Source: Amazon SQS API reference, AWS JSON protocol 1.0. */
export function createSqsCalls(baseUrl: string): SqsCalls {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const queueUrl = (queueName: string): string => `${baseUrl}/000000000000/${queueName}`;

  const call = (action: string, input: object, signal?: AbortSignal): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify(input);
      const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${action}`, "content-length": Buffer.byteLength(body) };
      const outgoing = request(baseUrl, { method: "POST", agent, headers, ...(signal !== undefined && { signal }) }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString("utf8");
          if (response.statusCode === 200) resolve(text === "" ? {} : (JSON.parse(text) as Record<string, unknown>));
          else reject(new Error(`SQS ${action} answered ${response.statusCode}: ${text.slice(0, 300)}`));
        });
      });
      outgoing.on("error", reject);
      outgoing.end(body);
    });

  return {
    async send(queueName, body) {
      await call("SendMessage", { QueueUrl: queueUrl(queueName), MessageBody: body });
    },
    async receive(queueName, { messagesMax, waitSeconds, signal }) {
      const input = {
        QueueUrl: queueUrl(queueName),
        MaxNumberOfMessages: messagesMax,
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ["All"],
        MessageAttributeNames: ["All"],
      };
      const { Messages } = await call("ReceiveMessage", input, signal);
      return (Messages as ReceivedMessage[] | undefined) ?? [];
    },
    async deleteAll(queueName, receiptHandles) {
      for (let start = 0; start < receiptHandles.length; start += BATCH_MAX) {
        const Entries = receiptHandles.slice(start, start + BATCH_MAX).map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
        await call("DeleteMessageBatch", { QueueUrl: queueUrl(queueName), Entries });
      }
    },
    async report() {
      const response = await fetch(`${baseUrl}${REPORT_PATH}`, { signal: AbortSignal.timeout(REPORT_MS_MAX) });
      if (!response.ok) throw new Error(`the queues answered ${response.status}`);
      return (await response.json()) as QueueReport[];
    },
    close() {
      agent.destroy();
    },
  };
}
