/* oxlint-disable no-new -- a construct adds itself to its scope */
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Duration } from "aws-cdk-lib/core";
import { Construct } from "constructs";
import type { StageConfig } from "./stage-config.ts";

/** What wakes the sweeper. */
export class SweepSchedule extends Construct {
  constructor(scope: Construct, id: string, config: StageConfig, sweeper: IFunction) {
    super(scope, id);
    new Rule(this, "Rule", {
      description: "Wakes the sweeper",
      schedule: Schedule.rate(Duration.minutes(config.times.sweepEveryMinutes)),
      // A wake-up that could not be delivered is not worth repeating: the next one comes by itself.
      targets: [new LambdaFunction(sweeper, { retryAttempts: 0 })],
    });
  }
}
