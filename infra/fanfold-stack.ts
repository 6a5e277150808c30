/* oxlint-disable no-new -- a construct adds itself to its scope */
import { type App, CfnOutput, Stack } from "aws-cdk-lib/core";
import { OUTPUT } from "../shared/contracts/names.ts";
import { Alarms } from "./alarms.ts";
import { JobEventBus } from "./event-bus.ts";
import { EventSources } from "./event-sources.ts";
import type { FunctionBundles } from "./function-bundles.ts";
import { Functions } from "./functions.ts";
import { JobTable } from "./job-table.ts";
import { LogBucket } from "./log-bucket.ts";
import { Queues } from "./queues.ts";
import { ResultsApi } from "./results-api.ts";
import { type StageConfig } from "./stage-config.ts";
import { StageDashboard } from "./stage-dashboard.ts";
import { SweepSchedule } from "./sweep-schedule.ts";

/** One stage of Fanfold, in the order in which a log flows through it. */
export class FanfoldStack extends Stack {
  constructor(app: App, config: StageConfig, bundles: FunctionBundles) {
    // The one name that is given: CloudFormation names everything else after it.
    super(app, `fanfold-${config.stage}`, { description: "Fanfold: logs in S3 become exact per-minute metrics" });
    const queues = new Queues(this, "Queues", config);
    const { bucket } = new LogBucket(this, "Logs", config, queues.only("uploads"));
    const { table } = new JobTable(this, "Jobs", config);
    const { bus } = new JobEventBus(this, "Events", config);
    const functions = new Functions(this, "Functions", config, { bucket, queues, table, bus }, bundles);
    new EventSources(this, "EventSources", config, queues, functions);
    const api = new ResultsApi(this, "Results", config, functions.byName.api);
    new SweepSchedule(this, "Sweep", config, functions.byName.sweeper);
    new Alarms(this, "Alarms", config, { queues, functions, table });
    new StageDashboard(this, "Dashboard", config, { queues, functions, table });

    new CfnOutput(this, OUTPUT.bucketName, { value: bucket.bucketName, description: "Upload logs here" });
    new CfnOutput(this, OUTPUT.tableName, { value: table.tableName });
    new CfnOutput(this, OUTPUT.eventBusName, { value: bus.eventBusName, description: "Ended jobs are told here" });
    new CfnOutput(this, OUTPUT.apiUrl, { value: api.url, description: "The results API" });
  }
}
