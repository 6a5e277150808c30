import { randomUUID } from "node:crypto";
import type { FunctionPlan } from "../template/stack-plan.ts";
import { startExecutionEnvironment, type ExecutionEnvironment, type InvocationResult } from "./execution-environment.ts";
import type { FunctionLog } from "./function-log.ts";
import { createSlots, type Slots } from "./slots.ts";

/** A function that can be invoked. Its environments are started when they are needed, used again, and ended when they have been idle. */
export interface FunctionHost {
  readonly plan: FunctionPlan;
  /** The places for invocations. Whoever invokes takes one first, so that nothing is received that could not start at once. */
  readonly slots: Slots;
  /** Run one invocation, by a caller who holds a place. Never rejects. */
  invoke(event: unknown): Promise<InvocationResult>;
  stop(): Promise<void>;
}

/** How to run the environments of one function. */
export interface FunctionHostOptions {
  plan: FunctionPlan;
  concurrency: number;
  idleMs: number;
  environment: Record<string, string>;
  log: FunctionLog;
  onStarted: (pid: number) => void;
  onEnded: (pid: number) => void;
}

/** Host one function. */
export function createFunctionHost({ plan, concurrency, idleMs, environment, log, onStarted, onEnded }: FunctionHostOptions): FunctionHost {
  const all = new Set<ExecutionEnvironment>();
  const idle: { environment: ExecutionEnvironment; timer: NodeJS.Timeout }[] = [];
  let isStopped = false;

  const end = async (one: ExecutionEnvironment): Promise<void> => {
    await one.kill();
    if (all.delete(one)) onEnded(one.pid);
  };

  const start = (): ExecutionEnvironment => {
    const one = startExecutionEnvironment({ functionArn: plan.arn, folder: plan.folder, heapMb: plan.memoryMb, environment, onOutput: (output) => log.follow(output) });
    all.add(one);
    onStarted(one.pid);
    return one;
  };

  /** The one that was used last is taken first, so that the others grow old and end. */
  const take = (): ExecutionEnvironment => {
    for (;;) {
      const last = idle.pop();
      if (last === undefined) return start();
      clearTimeout(last.timer);
      if (last.environment.isUsable()) return last.environment;
      void end(last.environment);
    }
  };

  const giveBack = (one: ExecutionEnvironment): void => {
    if (isStopped || !one.isUsable()) return void end(one);
    const entry = {
      environment: one,
      timer: setTimeout(() => {
        idle.splice(idle.indexOf(entry), 1);
        void end(one);
      }, idleMs),
    };
    entry.timer.unref();
    idle.push(entry);
  };

  return {
    plan,
    slots: createSlots(concurrency),
    async invoke(event) {
      const requestId = randomUUID();
      const one = take();
      const startedMs = performance.now();
      const result = await one.invoke({ requestId, event, timeoutMs: plan.timeoutSeconds * 1000 });
      const memory = result.rssBytes === undefined ? "" : ` Memory: ${Math.round(result.rssBytes / 1048576)} MB`;
      const outcome = result.ok ? "" : ` ${result.error.errorType}: ${result.error.errorMessage}`;
      log.line(`REPORT RequestId: ${requestId} Duration: ${(performance.now() - startedMs).toFixed(1)} ms${memory}${outcome}`);
      giveBack(one);
      return result;
    },
    async stop() {
      isStopped = true;
      for (const { timer } of idle) clearTimeout(timer);
      await Promise.all([...all].map(end));
      await log.close();
    },
  };
}
