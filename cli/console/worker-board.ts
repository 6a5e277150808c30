import type { Attempt, DeliveredMessage, FinishedInvocation, FunctionReport } from "../../localstack/embedded/observe/stack-observer.ts";
import { parseTask, type RangeTask } from "../../shared/contracts/messages.ts";
import type { Job } from "../../shared/contracts/job.ts";
import { countRanges, rangeAt } from "../../shared/core/ranges/plan-ranges.ts";
import type { AttemptEntry, FunctionEntry, WorkersAnswer } from "./reports.ts";

/** Speed is of the attempts that ended within these. */
const RECENT_MS = 300_000;
const RECENT_MAX = 200;
const JOBS_MAX = 1_000;

/** What the size of a range follows from; fixed for a job. */
type JobPlan = Pick<Job, "objectBytes" | "rangeBytes" | "rangeCount">;

interface Sample {
  endedAtMs: number;
  bytes: number;
  seconds: number;
}

/** What one function came to. */
interface Score {
  done: number;
  failed: number;
  reassignedRanges: number;
  peakMemoryBytes: number | null;
  samples: Sample[];
}

/** Who works on what, and what came of it so far. */
export interface WorkerBoard {
  invocationFinished(invocation: FinishedInvocation): void;
  describe(functions: readonly FunctionReport[]): Promise<WorkersAnswer>;
}

/** An empty board. `readJob` tells how large the ranges of a job are. */
export function createWorkerBoard(readJob: (jobId: string) => Promise<JobPlan | undefined>, now: () => number = Date.now): WorkerBoard {
  const scores = new Map<string, Score>();
  const plans = new Map<string, Promise<JobPlan | undefined>>();

  const scoreOf = (name: string): Score => {
    const score = scores.get(name) ?? { done: 0, failed: 0, reassignedRanges: 0, peakMemoryBytes: null, samples: [] };
    scores.set(name, score);
    return score;
  };
  const planOf = (jobId: string): Promise<JobPlan | undefined> => {
    const plan = plans.get(jobId) ?? readJob(jobId).catch(() => undefined);
    plans.delete(jobId);
    plans.set(jobId, plan);
    // What could not be read is asked for again the next time.
    void plan.then((read) => (read === undefined ? plans.delete(jobId) : undefined));
    for (const oldest of plans.keys()) {
      if (plans.size <= JOBS_MAX) break;
      plans.delete(oldest);
    }
    return plan;
  };
  const measure = async (score: Score, task: RangeTask, durationMs: number): Promise<void> => {
    const endedAtMs = now();
    const bytes = bytesOf(task, await planOf(task.jobId));
    if (bytes === null) return;
    score.samples.push({ endedAtMs, bytes, seconds: durationMs / 1000 });
    if (score.samples.length > RECENT_MAX) score.samples.shift();
  };

  const describeAttempt = async (attempt: Attempt, nowMs: number): Promise<AttemptEntry> => {
    const [message] = attempt.messages;
    const task = message === undefined ? undefined : readTask(message);
    const range = task?.kind === "range" ? task : undefined;
    const plan = range === undefined ? undefined : await planOf(range.jobId);
    return {
      function: attempt.functionName,
      requestId: attempt.requestId,
      pid: attempt.pid,
      jobId: task?.jobId ?? null,
      rangeIndex: range?.rangeIndex ?? null,
      rangeCount: plan?.rangeCount ?? null,
      bytes: range === undefined ? null : bytesOf(range, plan),
      delivery: message?.receiveCount ?? null,
      startedAt: new Date(attempt.startedAtMs).toISOString(),
      runningSeconds: (nowMs - attempt.startedAtMs) / 1000,
      lastSignSeconds: (nowMs - attempt.lastSignMs) / 1000,
      memoryBytes: attempt.rssBytes ?? null,
    };
  };

  const describeFunction = ({ functionName, memoryMb, attempts, idleEnvironments }: FunctionReport, nowMs: number): FunctionEntry => {
    const { done, failed, reassignedRanges, peakMemoryBytes, samples } = scoreOf(functionName);
    const recent = samples.filter(({ endedAtMs }) => nowMs - endedAtMs <= RECENT_MS);
    const sum = (key: "bytes" | "seconds"): number => recent.reduce((total, sample) => total + sample[key], 0);
    const seen = [peakMemoryBytes, ...attempts.map(({ rssBytes }) => rssBytes ?? null)].filter((bytes) => bytes !== null);
    return {
      function: functionName,
      active: attempts.length,
      idle: idleEnvironments,
      done,
      failed,
      reassignedRanges: reassignedRanges + countReassigned(attempts.flatMap(({ messages }) => messages)),
      bytesPerSecond: recent.length === 0 ? null : sum("bytes") / Math.max(0.001, sum("seconds")),
      peakMemoryBytes: seen.length === 0 ? null : Math.max(...seen),
      memoryLimitBytes: memoryMb * 1024 * 1024,
    };
  };

  return {
    invocationFinished({ functionName, outcome, durationMs, rssBytes, messages }) {
      const score = scoreOf(functionName);
      const failures = outcome === "success" ? messages.filter(({ hasFailed }) => hasFailed).length : 1;
      if (failures === 0) score.done += 1;
      score.failed += failures;
      score.reassignedRanges += countReassigned(messages);
      if (rssBytes !== undefined) score.peakMemoryBytes = Math.max(score.peakMemoryBytes ?? 0, rssBytes);
      const [message, second] = messages;
      // The time of a batch belongs to no one message of it.
      const task = message === undefined || second !== undefined || message.hasFailed ? undefined : readTask(message);
      if (task?.kind === "range") void measure(score, task, durationMs);
    },
    async describe(functions) {
      const nowMs = now();
      const attempts = await Promise.all(functions.flatMap((report) => report.attempts.map((attempt) => describeAttempt(attempt, nowMs))));
      return { attempts: attempts.toSorted((a, b) => b.runningSeconds - a.runningSeconds), functions: functions.map((report) => describeFunction(report, nowMs)) };
    },
  };
}

/** Undefined for what is no task: an upload, or what nobody can read. */
function readTask({ body }: DeliveredMessage): ReturnType<typeof parseTask> | undefined {
  try {
    return parseTask(body);
  } catch {
    return undefined;
  }
}

function countReassigned(messages: readonly DeliveredMessage[]): number {
  return messages.filter((message) => message.receiveCount > 1 && readTask(message)?.kind === "range").length;
}

function bytesOf({ rangeIndex }: RangeTask, plan: JobPlan | undefined): number | null {
  // A compressed object is one range, however large.
  if (plan?.rangeCount === 1) return plan.objectBytes;
  if (plan === undefined || rangeIndex >= countRanges(plan.objectBytes, plan.rangeBytes)) return null;
  const { startByte, endByte } = rangeAt(plan.objectBytes, plan.rangeBytes, rangeIndex);
  return endByte - startByte;
}
