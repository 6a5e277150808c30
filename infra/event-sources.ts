/* oxlint-disable no-new -- a construct adds itself to its scope */
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { Functions } from "./functions.ts";
import { CONSUMER_OF, QUEUE_NAMES, type QueueName } from "./queue-names.ts";
import type { Queues } from "./queues.ts";
import type { StageConfig } from "./stage-config.ts";

/**
 * One message is one attempt everywhere that an attempt can be killed by what it reads: an innocent message in the same batch would have been
 * received once more, and after five times be a dead letter. Dead letters come by the thousand after an outage and are a few small writes each.
 */
const BATCH_SIZE: Readonly<Record<QueueName, number>> = { uploads: 1, ranges: 1, streams: 1, folds: 1, deadLetters: 10 };
/** Dead letters of one job all write to the same few items: more at once would only conflict. */
const DEAD_LETTER_CONCURRENCY = 5;

/** What feeds each queue to its function. */
export class EventSources extends Construct {
  constructor(scope: Construct, id: string, config: StageConfig, queues: Queues, functions: Functions) {
    super(scope, id);
    for (const name of QUEUE_NAMES) {
      new EventSourceMapping(this, name, {
        eventSourceArn: queues.byName[name].queueArn,
        target: functions.byName[CONSUMER_OF[name]],
        batchSize: BATCH_SIZE[name],
        reportBatchItemFailures: true,
        // Beyond it messages wait in the queue: without it Lambda receives them, is throttled, and every receive counts towards the dead letters.
        maxConcurrency: name === "deadLetters" ? DEAD_LETTER_CONCURRENCY : config.maximumConcurrency[name],
      });
    }
  }
}
