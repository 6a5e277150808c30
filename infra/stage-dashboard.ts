import { Dashboard, GraphWidget, type IMetric, SingleValueWidget, Stats, TextWidget } from "aws-cdk-lib/aws-cloudwatch";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import { Construct } from "constructs";
import { FUNCTION_NAMES, METRIC } from "../shared/contracts/names.ts";
import type { Functions } from "./functions.ts";
import { QUEUE_NAMES } from "./queue-names.ts";
import type { Queues } from "./queues.ts";
import type { StageConfig } from "./stage-config.ts";
import { dollarsOfDay, PERIOD, stageMetric, tableThrottles } from "./stage-metrics.ts";

const HALF = 12;
const WHOLE = 24;

/** What the dashboard shows. */
interface Shown {
  queues: Queues;
  functions: Functions;
  table: Table;
}

/** One page of the stage: what came of the jobs, what waits, what the functions do, what the table takes, and what it costs. */
export class StageDashboard extends Construct {
  constructor(scope: Construct, id: string, config: StageConfig, { queues, functions, table }: Shown) {
    super(scope, id);
    const dashboard = new Dashboard(this, "Page", { dashboardName: `fanfold-${config.stage}` });
    const allQueues = QUEUE_NAMES.flatMap((name) => queues.byName[name].map((queue, i) => ({ queue, label: i === 0 ? name : `${name} ${i + 1}` })));
    const ofQueues = (metricName: string, statistic: string): IMetric[] => allQueues.map(({ queue, label }) => queue.metric(metricName, { statistic, period: PERIOD, label }));
    const ofFunctions = (metricName: string, statistic: string): IMetric[] =>
      FUNCTION_NAMES.map((name) => functions.byName[name].metric(metricName, { statistic, period: PERIOD, label: name }));
    const graph = (title: string, left: IMetric[], right: IMetric[] = []): GraphWidget => new GraphWidget({ title, left, right, width: HALF });

    dashboard.addWidgets(new TextWidget({ markdown: `# Fanfold, stage ${config.stage}\nWhat to do when an alarm rings: \`docs/runbook.md\``, width: WHOLE, height: 2 }));
    dashboard.addWidgets(
      graph("Jobs that ended", [
        stageMetric(config, METRIC.jobsComplete),
        stageMetric(config, METRIC.jobsCompleteWithGaps),
        stageMetric(config, METRIC.jobsFailed),
        stageMetric(config, METRIC.jobsSuperseded),
      ]),
      graph("Seconds from a job's creation to its end", [stageMetric(config, METRIC.secondsToEnd, Stats.p(50)), stageMetric(config, METRIC.secondsToEnd, Stats.p(99))]),
    );
    dashboard.addWidgets(
      graph("Analysed", [stageMetric(config, METRIC.linesAnalysed), stageMetric(config, METRIC.linesRejected)], [stageMetric(config, METRIC.bytesAnalysed)]),
      graph("Gaps, and events that were refused", [stageMetric(config, METRIC.gaps), stageMetric(config, METRIC.eventsRefused)]),
    );
    dashboard.addWidgets(
      graph("Messages that wait", ofQueues("ApproximateNumberOfMessagesVisible", Stats.MAXIMUM), ofQueues("ApproximateNumberOfMessagesNotVisible", Stats.MAXIMUM)),
      graph("Age of the oldest message, seconds", ofQueues("ApproximateAgeOfOldestMessage", Stats.MAXIMUM)),
    );
    dashboard.addWidgets(graph("Functions that run", ofFunctions("ConcurrentExecutions", Stats.MAXIMUM)), graph("Duration, ms, 99 of 100", ofFunctions("Duration", Stats.p(99))));
    dashboard.addWidgets(graph("Errors", ofFunctions("Errors", Stats.SUM)), graph("Throttles", ofFunctions("Throttles", Stats.SUM), Object.values(tableThrottles(table))));
    dashboard.addWidgets(
      graph("Units of the table", [
        table.metricConsumedWriteCapacityUnits({ statistic: Stats.SUM, period: PERIOD }),
        table.metricConsumedReadCapacityUnits({ statistic: Stats.SUM, period: PERIOD }),
      ]),
      new SingleValueWidget({ title: "Dollars of the last day: functions and table", metrics: [dollarsOfDay(config, functions, table)], width: HALF, height: 6 }),
    );
  }
}
