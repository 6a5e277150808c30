import { Alarm, ComparisonOperator, type IMetric, Stats, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import { FUNCTION_NAMES, METRIC } from "../shared/contracts/names.ts";
import { FUNCTION_CATALOG } from "./function-catalog.ts";
import type { Functions } from "./functions.ts";
import { QUEUE_NAMES } from "./queue-names.ts";
import { type Queues, visibilityTimeoutSeconds } from "./queues.ts";
import type { StageConfig } from "./stage-config.ts";
import { dollarsOfDay, PERIOD, stageMetric, tableThrottles } from "./stage-metrics.ts";

/** A message that outlived two visibility timeouts was in two attempts that were killed, or its queue no longer drains. */
const VISIBILITIES_UNTIL_OLD = 2;
/** The table's own retries see to a few; more in one period delay whole jobs. */
const TABLE_THROTTLES_MAX = 100;

/** What the alarms look at. */
interface Watched {
  queues: Queues;
  functions: Functions;
  table: Table;
}

/** What somebody should look at. Every alarm names its section of the runbook; none sends anything unless an address is given. */
export class Alarms extends Construct {
  readonly #topic: Topic | undefined;

  constructor(scope: Construct, id: string, config: StageConfig, { queues, functions, table }: Watched) {
    super(scope, id);
    this.#topic = config.alarmEmail === undefined ? undefined : new Topic(this, "Topic", { enforceSSL: true });
    if (config.alarmEmail !== undefined) this.#topic?.addSubscription(new EmailSubscription(config.alarmEmail));

    // Received, not visible or sent: the dead-letter function empties the queue at once, and SQS does not count what a redrive policy moves as sent.
    const deadLetters = queues.only("deadLetters").metricNumberOfMessagesReceived({ period: PERIOD, statistic: Stats.SUM });
    this.#add("DeadLetters", deadLetters, 0, "Work was given up after too many attempts; its job has a gap or has failed", "dead-letters");
    this.#add("Gaps", stageMetric(config, METRIC.jobsCompleteWithGaps), 0, "A job ended without some of its object's bytes", "gaps");
    this.#add("FailedJobs", stageMetric(config, METRIC.jobsFailed), 0, "A job ended without a result", "failed-jobs");
    this.#add("EventsRefused", stageMetric(config, METRIC.eventsRefused), 0, "The event bus did not take the event of a job that ended", "events-refused");
    for (const name of QUEUE_NAMES) {
      const oldSeconds = VISIBILITIES_UNTIL_OLD * visibilityTimeoutSeconds(config, name);
      for (const [i, queue] of queues.byName[name].entries()) {
        const age = queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: Stats.MAXIMUM });
        const id = i === 0 ? name : `${name}${i + 1}`;
        this.#add(`Old-${id}`, age, oldSeconds, `A message has been in the ${id} queue for more than ${oldSeconds} s`, "old-messages");
      }
    }
    for (const name of FUNCTION_NAMES) {
      const { constructId } = FUNCTION_CATALOG[name];
      const errors = functions.byName[name].metricErrors({ period: PERIOD, statistic: Stats.SUM });
      this.#add(`Errors-${constructId}`, errors, 0, `The ${name} function crashed, timed out or ran out of memory`, "function-errors");
      const throttles = functions.byName[name].metricThrottles({ period: PERIOD, statistic: Stats.SUM });
      this.#add(`Throttles-${constructId}`, throttles, 0, `The account had no room for another ${name} function`, "throttles");
    }
    for (const [kind, throttles] of Object.entries(tableThrottles(table)))
      this.#add(`Throttles-Table${kind}`, throttles, TABLE_THROTTLES_MAX, `DynamoDB refused ${kind.toLowerCase()} of the table for the time being`, "throttles");
    if (config.alarmDollars > 0)
      this.#add("DollarsOfDay", dollarsOfDay(config, functions, table), config.alarmDollars, `A day cost more than $${config.alarmDollars}`, "dollars-a-day");
  }

  /** Ring as soon as one period is above `threshold`; no data means that nothing happened. */
  #add(id: string, metric: IMetric, threshold: number, description: string, runbookSection: string): void {
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `${description}. Runbook: docs/runbook.md#${runbookSection}`,
    });
    if (this.#topic !== undefined) alarm.addAlarmAction(new SnsAction(this.#topic));
  }
}
