import { randomUUID } from "node:crypto";
import type { Attempt, DeliveredMessage, FunctionReport, InvocationOutcome, StackObserver } from "../observe/stack-observer.ts";
import type { FunctionPlan } from "../template/stack-plan.ts";
import { startExecutionEnvironment, TIMED_OUT, type ExecutionEnvironment, type InvocationResult } from "./execution-environment.ts";
import type { FunctionLog } from "./function-log.ts";
import { createSlots, type Slots } from "./slots.ts";

const MIB = 1024 * 1024;

/** A function that can be invoked. Its environments are started when they are needed, used again, and ended when they have been idle. */
export interface FunctionHost {
  readonly plan: FunctionPlan;
  /** The places for invocations. Whoever invokes takes one first, so that nothing is received that could not start at once. */
  readonly slots: Slots;
  /** Run one invocation, by a caller who holds a place. Never rejects. */
  invoke(event: unknown, delivery?: Delivery): Promise<InvocationResult>;
  report(): FunctionReport;
  stop(): Promise<void>;
}

/** The messages of an invocation, and which of them its result says have failed, in their order. */
export interface Delivery {
  messages: readonly DeliveredMessage[];
  readFailures(result: InvocationResult): readonly boolean[];
}

const NO_DELIVERY: Delivery = { messages: [], readFailures: () => [] };

/** How to run the environments of one function. */
export interface FunctionHostOptions {
  plan: FunctionPlan;
  concurrency: number;
  idleMs: number;
  environment: Record<string, string>;
  log: FunctionLog;
  /** What people call the function. */
  label: string;
  observer: StackObserver | undefined;
  onStarted: (pid: number) => void;
  onEnded: (pid: number) => void;
}

/** Host one function. */
export function createFunctionHost({ plan, concurrency, idleMs, environment, log, label, observer, onStarted, onEnded }: FunctionHostOptions): FunctionHost {
  const all = new Set<ExecutionEnvironment>();
  const idle: { environment: ExecutionEnvironment; timer: NodeJS.Timeout }[] = [];
  const attempts = new Map<ExecutionEnvironment, Attempt>();
  /** Resident bytes of each process, when it was last seen. */
  const memory = new Map<ExecutionEnvironment, number>();
  let isStopped = false;

  const end = async (one: ExecutionEnvironment): Promise<void> => {
    memory.delete(one);
    await one.kill();
    if (all.delete(one)) onEnded(one.pid);
  };

  const start = (): ExecutionEnvironment => {
    const one = startExecutionEnvironment({
      functionArn: plan.arn,
      folder: plan.folder,
      heapMb: plan.memoryMb,
      environment,
      onOutput: (output, level) => log.follow(output, level),
      onSign(rssBytes) {
        memory.set(one, rssBytes);
        const attempt = attempts.get(one);
        if (attempt !== undefined) attempts.set(one, { ...attempt, rssBytes, lastSignMs: Date.now() });
      },
    });
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
    async invoke(event, { messages, readFailures } = NO_DELIVERY) {
      const requestId = randomUUID();
      const isNew = idle.length === 0;
      const one = take();
      const takenMs = performance.now();
      let startedMs: number | undefined;
      const nowMs = Date.now();
      attempts.set(one, { functionName: label, requestId, pid: one.pid, startedAtMs: nowMs, lastSignMs: nowMs, rssBytes: undefined, messages });
      const onStarted = (): void => void (startedMs = performance.now());
      const result = await one.invoke({ requestId, event, timeoutMs: plan.timeoutSeconds * 1000, onStarted });
      attempts.delete(one);
      if (result.rssBytes !== undefined) memory.set(one, result.rssBytes);
      const durationMs = performance.now() - (startedMs ?? takenMs);
      const outcome = outcomeOf(result);
      log.report({
        requestId,
        metrics: {
          durationMs: roundMs(durationMs),
          ...(isNew && startedMs !== undefined && { initDurationMs: roundMs(startedMs - takenMs) }),
          memorySizeMB: plan.memoryMb,
          ...(result.rssBytes !== undefined && { maxMemoryUsedMB: Math.round(result.rssBytes / MIB) }),
        },
        status: outcome === "crash" ? "failure" : outcome,
        ...(!result.ok && { errorType: result.error.errorType, errorMessage: result.error.errorMessage }),
      });
      const failures = messages.length === 0 ? [] : readFailures(result);
      const settled = messages.map((message, index) => ({ ...message, hasFailed: failures[index] ?? false }));
      observer?.invocationFinished({ functionName: label, outcome, durationMs, rssBytes: result.rssBytes, messages: settled });
      giveBack(one);
      return result;
    },
    report: () => ({
      functionName: label,
      memoryMb: plan.memoryMb,
      attempts: [...attempts.values()],
      idleEnvironments: idle.length,
      largestRssBytes: Math.max(0, ...memory.values()),
    }),
    async stop() {
      isStopped = true;
      for (const { timer } of idle) clearTimeout(timer);
      await Promise.all([...all].map(end));
      log.close();
    },
  };
}

const roundMs = (ms: number): number => Math.round(ms * 10) / 10;

function outcomeOf(result: InvocationResult): InvocationOutcome {
  if (result.ok) return "success";
  const { isKilled, errorType } = result.error;
  return errorType === TIMED_OUT ? "timeout" : isKilled ? "crash" : "error";
}
