import type { FunctionReport, QueueReport, StackObserver } from "../../localstack/embedded/observe/stack-observer.ts";
import { apiMethodOf, apiRouteOf } from "./api-routes.ts";
import type { JobProgress } from "./job-tally.ts";
import type { MetricFamilies } from "./metric-families.ts";

/** Count an invocation and its messages. */
export function countInvocation(families: MetricFamilies, invocation: Parameters<StackObserver["invocationFinished"]>[0]): void {
  const { functionName, outcome, durationMs, messages } = invocation;
  families.invocations.inc({ function: functionName });
  if (outcome !== "success") families.errors.inc({ function: functionName, kind: outcome });
  families.duration.observe({ function: functionName }, durationMs / 1000);
  for (const { queueName: queue, receiveCount, hasFailed } of messages) {
    families.retries.inc({ queue }, receiveCount > 1 ? 1 : 0);
    families.failedDeliveries.inc({ queue }, hasFailed ? 1 : 0);
  }
}

/** Count an answer of the results API. */
export function countRequest(families: MetricFamilies, { method, path, status, durationMs }: Parameters<StackObserver["requestAnswered"]>[0]): void {
  const labels = { method: apiMethodOf(method), route: apiRouteOf(path) };
  families.requests.inc({ ...labels, status: String(status) });
  families.requestDuration.observe(labels, durationMs / 1000);
}

/** Count what a job came to since it was last looked at. */
export function countProgress(families: MetricFamilies, progress: JobProgress): void {
  const { ended, rejectedByReason } = progress;
  families.ranges.inc({ result: "done" }, progress.rangesDone);
  families.ranges.inc({ result: "failed" }, progress.rangesFailed);
  families.lines.inc(progress.lines);
  families.records.inc(progress.records);
  for (const [reason, count] of Object.entries(rejectedByReason)) families.rejectedLines.inc({ reason }, count);
  families.logBytes.inc(progress.logBytes);
  families.gaps.inc(progress.gaps);
  families.gapBytes.inc(progress.gapBytes);
  if (ended === undefined) return;
  families.jobs.inc({ state: ended.state });
  families.jobDuration.observe({ state: ended.state }, ended.seconds);
}

/** Set what is true at this moment, before it is printed. */
export function setGauges(families: MetricFamilies, functions: readonly FunctionReport[], queues: readonly QueueReport[], nowMs: number): void {
  for (const { functionName, attempts, idleEnvironments, largestRssBytes, memoryMb } of functions) {
    families.environments.set({ function: functionName, state: "busy" }, attempts.length);
    families.environments.set({ function: functionName, state: "idle" }, idleEnvironments);
    families.memory.set({ function: functionName }, largestRssBytes);
    families.memoryLimit.set({ function: functionName }, memoryMb * 1024 * 1024);
  }
  families.queueDead.reset();
  for (const { queueName: queue, visible, inFlight, delayed, oldestSentMs, deadTotal } of queues) {
    families.queueMessages.set({ queue, state: "visible" }, visible);
    families.queueMessages.set({ queue, state: "in_flight" }, inFlight);
    families.queueMessages.set({ queue, state: "delayed" }, delayed);
    families.queueOldest.set({ queue }, oldestSentMs === null ? 0 : Math.max(0, nowMs - oldestSentMs) / 1000);
    families.queueDead.inc({ queue }, deadTotal);
    // From the first look on they are there, so that their first event shows.
    families.retries.inc({ queue }, 0);
    families.failedDeliveries.inc({ queue }, 0);
  }
}
