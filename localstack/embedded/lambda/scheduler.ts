import { randomUUID } from "node:crypto";
import type { SchedulePlan } from "../template/stack-plan.ts";
import type { FunctionHost } from "./function-host.ts";
import { invokeFunction } from "./invoke-function.ts";

const FIRST_RUN_MS = 500;

/**
 * Invoke a function at a rate until stopped, the first time right after the start: a restart is a fine moment for what a schedule does.
 * A turn that comes while the last one still runs is skipped.
 */
export function startSchedule(schedule: SchedulePlan, host: FunctionHost, world: { regionName: string; accountId: string }): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    await invokeFunction(host, schedule.input ?? buildEvent(schedule, world), stopping.signal);
  };
  const turn = (): void => {
    running ??= run().finally(() => (running = undefined));
  };
  const first = setTimeout(turn, FIRST_RUN_MS);
  const timer = setInterval(turn, schedule.everyMs);

  return {
    async stop() {
      clearTimeout(first);
      clearInterval(timer);
      stopping.abort();
    },
  };
}

/** Source: Amazon EventBridge user guide, "Scheduled event". */
function buildEvent({ arn }: SchedulePlan, { regionName, accountId }: { regionName: string; accountId: string }): object {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.events",
    account: accountId,
    time: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    region: regionName,
    resources: [arn],
    detail: {},
  };
}
