import type { SQSRecord } from "aws-lambda";
import type { Delivery } from "../../shared/adapters/memory/queue.ts";

/** A delivery as an event source hands it to a function. */
export function recordOf(delivery: Delivery): SQSRecord {
  return {
    messageId: delivery.messageId,
    receiptHandle: delivery.receiptHandle,
    body: delivery.body,
    attributes: {
      ApproximateReceiveCount: String(delivery.receiveCount),
      SentTimestamp: String(delivery.sentAtMs),
      SenderId: "world",
      ApproximateFirstReceiveTimestamp: String(delivery.sentAtMs),
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:world",
    awsRegion: "us-east-1",
  };
}
