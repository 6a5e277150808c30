import { MathExpression, Metric, Stats, type IMetric } from "aws-cdk-lib/aws-cloudwatch";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import { Duration } from "aws-cdk-lib/core";
import { METRIC_SERVICE, TABLE, type FunctionName, type MetricName } from "../shared/contracts/names.ts";
import { FUNCTION_CATALOG } from "./function-catalog.ts";
import type { Functions } from "./functions.ts";
import { metricsNamespaceOf, type StageConfig } from "./stage-config.ts";

/** Alarms and the dashboard look at periods of so long. */
export const PERIOD = Duration.minutes(5);

/** In dollars, us-east-1, on demand, as the price pages of Lambda (arm64, first tier) and DynamoDB (standard) said on 2026-11-01. Units by the million. */
const GB_SECOND = 0.0000133334;
const MILLION_WRITE_UNITS = 0.625;
const MILLION_READ_UNITS = 0.125;
/** The functions that a bill consists of; the others are thousandths of it, and a formula of CloudWatch may have ten metrics. */
const COSTLY_FUNCTIONS: readonly FunctionName[] = ["splitter", "worker", "stream-worker", "reducer", "api"];

/** A metric that the functions of the stage count themselves. */
export function stageMetric(config: StageConfig, name: MetricName, statistic: string = Stats.SUM): Metric {
  return new Metric({ namespace: metricsNamespaceOf(config), metricName: name, dimensionsMap: { service: METRIC_SERVICE }, statistic, period: PERIOD });
}

/** Throttled requests of the table. */
export function tableThrottles(table: Table): { Reads: IMetric; Writes: IMetric } {
  const of = (metricName: string): Metric => table.metric(metricName, { statistic: Stats.SUM, period: PERIOD });
  return { Reads: of("ReadThrottleEvents"), Writes: of("WriteThrottleEvents") };
}

/**
 * Dollars of a day of the stage: the functions' time and the table's units with those of its indexes. That is four fifths of the bill and more;
 * requests to S3 and SQS, events and logs go with them.
 */
export function dollarsOfDay(config: StageConfig, functions: Functions, table: Table): MathExpression {
  const period = Duration.days(1);
  const durations = COSTLY_FUNCTIONS.map((name, i) => ({
    key: `f${i}`,
    memoryMb: FUNCTION_CATALOG[name].memoryMb(config),
    metric: functions.byName[name].metricDuration({ statistic: Stats.SUM, period }),
  }));
  const units = (metricName: string, index?: string): Metric =>
    index === undefined
      ? table.metric(metricName, { statistic: Stats.SUM, period })
      : new Metric({ namespace: "AWS/DynamoDB", metricName, statistic: Stats.SUM, period, dimensionsMap: { TableName: table.tableName, GlobalSecondaryIndexName: index } });
  const written = {
    w0: units("ConsumedWriteCapacityUnits"),
    w1: units("ConsumedWriteCapacityUnits", TABLE.jobsIndex.name),
    w2: units("ConsumedWriteCapacityUnits", TABLE.liveIndex.name),
  };
  // Durations are milliseconds. A metric without data would make the sum empty.
  const megabyteMs = durations.map(({ key, memoryMb }) => `FILL(${key}, 0) * ${memoryMb}`).join(" + ");
  const writes = Object.keys(written)
    .map((key) => `FILL(${key}, 0)`)
    .join(" + ");
  return new MathExpression({
    expression: `(${megabyteMs}) / 1024 / 1000 * ${GB_SECOND} + (${writes}) / 1000000 * ${MILLION_WRITE_UNITS} + FILL(r0, 0) / 1000000 * ${MILLION_READ_UNITS}`,
    label: "dollars a day",
    period,
    usingMetrics: { ...Object.fromEntries(durations.map(({ key, metric }) => [key, metric])), ...written, r0: units("ConsumedReadCapacityUnits") },
  });
}
