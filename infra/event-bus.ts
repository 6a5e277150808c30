import { EventBus } from "aws-cdk-lib/aws-events";
import { Construct } from "constructs";
import type { StageConfig } from "./stage-config.ts";

/** Where the stage tells that jobs have ended. A bus of its own, so that a rule of one stage hears nothing of another; it costs nothing but its events. */
export class JobEventBus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, config: StageConfig) {
    super(scope, id);
    // Named, because whoever makes a rule types it.
    this.bus = new EventBus(this, "Bus", { eventBusName: `fanfold-${config.stage}`, description: "Jobs of Fanfold that have ended" });
  }
}
