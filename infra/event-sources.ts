/* oxlint-disable no-new -- a construct adds itself to its scope */
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { Functions } from "./functions.ts";
import { CONSUMER_OF, QUEUE_NAMES, type QueueName } from "./queue-names.ts";
import type { Queues } from "./queues.ts";
import type { StageConfig } from "./stage-config.ts";

/**
 * One message is one attempt everywhere that an attempt can be killed by what it reads: an innocent message in the same batch would have been
 * received once more, and after five times be a dead letter. The splitter reads at most 1 MiB of an object and 16 MiB of text, a piece at a time:
 * ten uploads hold a few MB each of its 512. The tasks of a job of 10 TB take it some 20 s of its 60; ten such uploads in one batch would need
 * further attempts, each of which sends what is not done yet. Dead letters come by the thousand after an outage and are a few small writes each.
 */
export const BATCH_SIZE: Readonly<Record<QueueName, number>> = { uploads: 10, ranges: 1, streams: 1, folds: 1, deadLetters: 10 };
/** Dead letters of one job all write to the same few items: more at once would only conflict. */
const DEAD_LETTER_CONCURRENCY = 5;

/** What feeds each queue to its function. */
export class EventSources extends Construct {
  constructor(scope: Construct, id: string, config: StageConfig, queues: Queues, functions: Functions) {
    super(scope, id);
    const mapped = QUEUE_NAMES.flatMap((name) => queues.byName[name].map((queue, i) => ({ name, queue, id: i === 0 ? name : `${name}${i + 1}` })));
    for (const { name, queue, id: mappingId } of mapped) {
      new EventSourceMapping(this, mappingId, {
        eventSourceArn: queue.queueArn,
        target: functions.byName[CONSUMER_OF[name]],
        batchSize: BATCH_SIZE[name],
        reportBatchItemFailures: true,
        // Beyond it messages wait in the queue: without it Lambda receives them, is throttled, and every receive counts towards the dead letters.
        maxConcurrency: name === "deadLetters" ? DEAD_LETTER_CONCURRENCY : shareOf(config.maximumConcurrency[name], queues.byName[name].length),
      });
    }
  }
}

/** What one of several queues may have of the attempts of all; no event source has fewer than 2. Source: "Configuring scaling behavior for SQS event source mappings". */
function shareOf(maximumConcurrency: number, queues: number): number {
  return Math.max(2, Math.floor(maximumConcurrency / queues));
}
