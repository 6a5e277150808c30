import { ChangeMessageVisibilityCommand, GetQueueAttributesCommand, SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import type { SQSClient, SendMessageBatchRequestEntry } from "@aws-sdk/client-sqs";
import { AssertionError, TransientError } from "../../core/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Redelivery, TaskQueue } from "../../ports/task-queue.ts";
import { BATCH_ROUNDS_MAX, SEND_BATCHES_MAX, SEND_BATCH_MESSAGES_MAX } from "../adapter-limits.ts";
import { describeAwsError, translateAwsError } from "../aws-error.ts";
import { backOff } from "../backoff.ts";
import { chunk, forEachInFlight } from "../in-flight.ts";

export interface SqsQueueOptions<Message> {
  client: SQSClient;
  queueUrl: string;
  clock: Clock;
  /** The message's body. */
  build: (message: Message) => string;
}

/** SQS's answers to a receipt handle whose message is deleted, visible again, or was delivered again. */
const NO_LONGER_IN_FLIGHT = new Set(["MessageNotInflight", "ReceiptHandleIsInvalid", "InvalidParameterValue", "InvalidParameterValueException"]);

/** One queue of SQS. Bringing back a message that is no longer in flight is no error. */
export function createSqsQueue<Message>({ client, queueUrl, clock, build }: SqsQueueOptions<Message>): TaskQueue<Message> & Redelivery {
  const translated = async <Answer>(request: Promise<Answer>): Promise<Answer> => {
    try {
      return await request;
    } catch (error) {
      throw translateAwsError(error, "QUEUE_UNAVAILABLE", { queueUrl });
    }
  };

  const sendBatch = async (messages: readonly Message[]): Promise<void> => {
    let left: SendMessageBatchRequestEntry[] = messages.map((message, i) => ({ Id: String(i), MessageBody: build(message) }));
    for (let round = 1; left.length > 0; round++) {
      const { Failed = [] } = await translated(client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: left })));
      const refused = Failed.find((entry) => entry.SenderFault);
      if (refused !== undefined) throw new AssertionError("MESSAGE_REFUSED", "the queue refuses a message for what it is", { queueUrl, code: refused.Code });
      const failedIds = new Set(Failed.map((entry) => entry.Id));
      left = left.filter((entry) => failedIds.has(entry.Id));
      if (left.length === 0) return;
      if (round === BATCH_ROUNDS_MAX)
        throw new TransientError("QUEUE_UNAVAILABLE", "the queue does not take part of a batch", { queueUrl, left: left.length, code: Failed[0]?.Code });
      await backOff(clock, round);
    }
  };

  return {
    send: (messages) => forEachInFlight(chunk(messages, SEND_BATCH_MESSAGES_MAX), SEND_BATCHES_MAX, sendBatch),
    async depth() {
      const { Attributes: counts = {} } = await translated(
        client.send(
          new GetQueueAttributesCommand({
            QueueUrl: queueUrl,
            AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"],
          }),
        ),
      );
      const { ApproximateNumberOfMessages: visible = 0, ApproximateNumberOfMessagesNotVisible: inFlight = 0, ApproximateNumberOfMessagesDelayed: delayed = 0 } = counts;
      return { visible: Number(visible), inFlight: Number(inFlight), delayed: Number(delayed) };
    },
    async returnAfter(receiptHandle, seconds) {
      try {
        await translated(client.send(new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout: Math.round(seconds) })));
      } catch (error) {
        if (!NO_LONGER_IN_FLIGHT.has(describeAwsError(error).name)) throw error;
      }
    },
  };
}
