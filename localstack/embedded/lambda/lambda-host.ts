import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { StackObserver } from "../observe/stack-observer.ts";
import type { SqsCalls } from "../state/sqs-calls.ts";
import type { ComputePlan, FunctionPlan } from "../template/stack-plan.ts";
import { buildEnvironment, type EnvironmentWorld } from "./function-environment.ts";
import { createFunctionHost, type FunctionHost } from "./function-host.ts";
import { LOG_FOLDER } from "../logs/log-segments.ts";
import { openFunctionLog } from "./function-log.ts";
import { startQueuePoller } from "./queue-poller.ts";
import { startSchedule } from "./scheduler.ts";

const WAIT_SECONDS = 20;
const CONTENDED_WAIT_SECONDS = 1;

/** All functions of a stack and what invokes them, but for the HTTP API. */
export interface LambdaHost {
  functions: ReadonlyMap<string, FunctionHost>;
  stop(): Promise<void>;
}

/** What the host needs. `world` is how functions see the endpoints. */
export interface LambdaHostOptions {
  plan: ComputePlan;
  queues: SqsCalls;
  world: EnvironmentWorld;
  dataDir: string;
  /** What people call a function or queue, by its physical name. */
  labelOf: (name: string) => string;
  observer: StackObserver | undefined;
  concurrencyPerFunction: number | undefined;
  idleSeconds: number;
  onStarted: (pid: number) => void;
  onEnded: (pid: number) => void;
  log: (message: string, details?: Record<string, unknown>) => void;
}

/** Start to serve the mappings and schedules of a plan. */
export function startLambdaHost(options: LambdaHostOptions): LambdaHost {
  const { plan, queues, world, dataDir, labelOf, observer, idleSeconds, onStarted, onEnded, log } = options;
  const concurrency = options.concurrencyPerFunction ?? Math.max(2, availableParallelism());
  const functions = new Map<string, FunctionHost>();
  for (const one of plan.functions) {
    functions.set(
      one.arn,
      createFunctionHost({
        plan: one,
        concurrency: placesOf(one, plan, concurrency),
        idleMs: idleSeconds * 1000,
        environment: buildEnvironment(one, { ...world, compileCacheFolder: join(dataDir, "compile-cache") }),
        log: openFunctionLog(join(dataDir, LOG_FOLDER), labelOf(one.functionName), (fields) => observer?.lineLogged(fields)),
        label: labelOf(one.functionName),
        observer,
        onStarted,
        onEnded,
      }),
    );
  }
  const hostOf = (arn: string): FunctionHost => functions.get(arn) as FunctionHost;
  const pollers = plan.mappings.map((mapping) => {
    const one = hostOf(mapping.functionArn);
    const isContended = claimantsOf(one.plan, plan) > placesOf(one.plan, plan, concurrency);
    const waitSeconds = isContended ? CONTENDED_WAIT_SECONDS : WAIT_SECONDS;
    return startQueuePoller(mapping, { queues, host: one, queueLabel: labelOf(mapping.queueName), regionName: world.regionName, waitSeconds, log });
  });
  const schedules = plan.schedules.map((schedule) => startSchedule(schedule, hostOf(schedule.functionArn), world));
  return {
    functions,
    async stop() {
      await Promise.all([...schedules, ...pollers].map((one) => one.stop()));
      await Promise.all([...functions.values()].map((one) => one.stop()));
    },
  };
}

/**
 * How many invocations of a function may run at once. Each of its queues keeps one place while it waits for messages, so that none of
 * them, nor its schedule, ever starves the others; only a reserved concurrency is kept to the letter.
 */
function placesOf(one: FunctionPlan, plan: ComputePlan, concurrency: number): number {
  if (one.reservedConcurrency !== undefined) return Math.min(one.reservedConcurrency, concurrency);
  return Math.max(concurrency, claimantsOf(one, plan));
}

function claimantsOf({ arn }: FunctionPlan, { mappings, schedules, api }: ComputePlan): number {
  const isMine = ({ functionArn }: { functionArn: string }): boolean => functionArn === arn;
  return mappings.filter(isMine).length + Number(schedules.some(isMine)) + Number(api?.routes.some(isMine) ?? false);
}
