import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import { RECEIVES_MAX } from "../shared/core/limits.ts";
import { assert } from "../shared/core/errors.ts";
import { CONSUMER_OF, TASK_QUEUE_NAMES, type QueueName, type TaskQueueName } from "./queue-names.ts";
import type { StageConfig } from "./stage-config.ts";
import { hiddenSeconds } from "./stage-times.ts";

/** Source: "Amazon SQS message quotas" (12 hours). */
const VISIBILITY_SECONDS_MAX = 12 * 60 * 60;
/** The longest that SQS keeps a message. */
const RETENTION = Duration.days(14);

/** The queues of the flow, and the one that takes what was received too often. */
export class Queues extends Construct {
  /** All queues of each name: only of `ranges` there may be several, see `rangeQueues` in `stage-config.ts`. */
  readonly byName: Readonly<Record<QueueName, readonly Queue[]>>;

  constructor(scope: Construct, id: string, config: StageConfig) {
    super(scope, id);
    const common = (name: QueueName) => ({
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: RETENTION,
      visibilityTimeout: Duration.seconds(visibilityTimeoutSeconds(config, name)),
    });
    const deadLetters = new Queue(this, "DeadLetters", common("deadLetters"));
    const taskQueue = (name: TaskQueueName, constructId: string): Queue =>
      new Queue(this, constructId, { ...common(name), deadLetterQueue: { queue: deadLetters, maxReceiveCount: RECEIVES_MAX } });
    this.byName = {
      uploads: [taskQueue("uploads", "Uploads")],
      ranges: Array.from({ length: config.rangeQueues }, (_, i) => taskQueue("ranges", i === 0 ? "Ranges" : `Ranges${i + 1}`)),
      streams: [taskQueue("streams", "Streams")],
      folds: [taskQueue("folds", "Folds")],
      deadLetters: [deadLetters],
    };
    assert(
      TASK_QUEUE_NAMES.every((name) => this.byName[name].every((queue) => queue.deadLetterQueue?.queue === deadLetters)),
      "QUEUE_WITHOUT_DEAD_LETTERS",
    );
  }

  /** The queue of a name that has one. */
  only(name: Exclude<QueueName, "ranges">): Queue {
    const [queue] = this.byName[name];
    assert(queue !== undefined, "NO_QUEUE", { name });
    return queue;
  }

  /** The addresses of a name's queues, joined by commas, as the functions read them. */
  urlsOf(name: QueueName): string {
    return this.byName[name].map((queue) => queue.queueUrl).join(",");
  }
}

/** How long a message stays hidden after a delivery, see `stage-times.ts`. */
export function visibilityTimeoutSeconds(config: StageConfig, name: QueueName): number {
  const seconds = hiddenSeconds(config.times, CONSUMER_OF[name]);
  assert(seconds <= VISIBILITY_SECONDS_MAX, "VISIBILITY_TOO_LONG", { name, seconds });
  return seconds;
}
