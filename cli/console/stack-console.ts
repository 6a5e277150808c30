import type { EmbeddedStack } from "../../localstack/embedded/start-embedded.ts";
import type { QueueReport, StackObserver } from "../../localstack/embedded/observe/stack-observer.ts";
import { objectIdOf } from "../../shared/contracts/identity.ts";
import { parseTask, parseUploadEvent } from "../../shared/contracts/messages.ts";
import type { JobStore } from "../../shared/ports/job-store.ts";
import { readJobOverview, type ReadDocumentDeps } from "../../shared/protocol/read-document.ts";
import { readProgress } from "../../shared/protocol/read-progress.ts";
import { createJobTally, type JobReader, type JobTally } from "./job-tally.ts";
import { localRoute, type LocalAnswer } from "./local-routes.ts";
import { createMetricFamilies } from "./metric-families.ts";
import { completeOpenMetrics } from "./open-metrics.ts";
import { LOCAL_PATHS, type QueueReading, type QueueReadings } from "./reports.ts";
import { countInvocation, countProgress, countRequest, setGauges } from "./stack-metrics.ts";
import { createWorkerBoard } from "./worker-board.ts";

/** Jobs are looked at so long after something was done for them, and so often at most. */
const SETTLE_MS = 1_000;
const JOB_ID = /^[0-9a-f]{32}$/;

/** The parts of a running stack that its console reads. */
export interface ConsoleStack extends Pick<EmbeddedStack, "functions" | "queues" | "serve"> {
  deps: ReadDocumentDeps & { jobs: JobStore };
}

/** What watches a stack from its start to its end. */
export interface StackConsole {
  /** For the stack to tell what happens. */
  observer: StackObserver;
  /** Answer `/metrics` and the local routes from now on. */
  attach(stack: ConsoleStack): void;
  stop(): void;
}

/** A console for a stack that starts now. */
export function createStackConsole(version: string, now: () => number = Date.now): StackConsole {
  const families = createMetricFamilies(version);
  const startedAtMs = now();
  families.startTime.set(startedAtMs / 1000);
  let stack: ConsoleStack | undefined;
  let timer: NodeJS.Timeout | undefined;
  const jobs = readerOf(() => stack?.deps);
  const tally = createJobTally(jobs, startedAtMs, (progress) => countProgress(families, progress));
  const board = createWorkerBoard((jobId) => jobs.readJob(jobId), now);

  const settleSoon = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      // What could not be read stays touched.
      tally.settle().catch(() => undefined);
    }, SETTLE_MS).unref();
  };
  const printMetrics = async ({ functions, queues }: ConsoleStack): Promise<LocalAnswer> => {
    const [reports] = await Promise.all([queues(), tally.settle()]);
    setGauges(families, functions(), reports, now());
    families.jobsRunning.set(tally.running());
    return { contentType: families.registry.contentType, text: completeOpenMetrics(await families.registry.metrics()) };
  };

  return {
    observer: {
      invocationFinished(invocation) {
        countInvocation(families, invocation);
        board.invocationFinished(invocation);
        for (const { body } of invocation.messages) touchWork(body, tally);
        if (invocation.messages.length > 0) settleSoon();
      },
      requestAnswered: (request) => countRequest(families, request),
      lineLogged({ jobId }) {
        if (typeof jobId !== "string" || !JOB_ID.test(jobId)) return;
        tally.touch(jobId);
        settleSoon();
      },
    },
    attach(running) {
      stack = running;
      const serve = (path: string, answer: () => Promise<LocalAnswer>): void => running.serve(path, localRoute(running.deps.jobs, answer));
      serve(LOCAL_PATHS.metrics, () => printMetrics(running));
      serve(LOCAL_PATHS.queues, async () => json({ queues: inFlowOrder(await running.queues()).map((report) => describeQueue(report, now())) } satisfies QueueReadings));
      serve(LOCAL_PATHS.workers, async () => json(await board.describe(running.functions())));
    },
    stop: () => clearTimeout(timer),
  };
}

/** The job of a task, or the key of an upload. */
function touchWork(body: string, tally: JobTally): void {
  try {
    tally.touch(parseTask(body).jobId);
    return;
  } catch {
    // No task: perhaps an upload.
  }
  try {
    for (const { bucketName, objectKey } of parseUploadEvent(body)) tally.touchKey(objectIdOf(bucketName, objectKey));
  } catch {
    // Nobody can read it; the dead-letter function says so.
  }
}

function readerOf(deps: () => ConsoleStack["deps"] | undefined): JobReader {
  return {
    readJob: async (jobId) => deps()?.jobs.readJob(jobId),
    readCurrentJobId: async (objectId) => (await deps()?.jobs.readCurrent(objectId))?.jobId,
    async readRanges(job) {
      const known = deps();
      return known && (await readProgress(job, known))?.ranges;
    },
    async readResult(jobId) {
      const known = deps();
      return known && readJobOverview(jobId, known);
    },
  };
}

/** The template makes the dead-letter queue first, because the others refer to it; work reaches it last. */
function inFlowOrder(reports: readonly QueueReport[]): QueueReport[] {
  const isDead = ({ queueName }: QueueReport): number => Number(queueName === "dead-letters");
  return reports.toSorted((a, b) => isDead(a) - isDead(b));
}

function describeQueue({ queueName, visible, inFlight, delayed, oldestSentMs, nextVisibleMs, deadTotal }: QueueReport, nowMs: number): QueueReading {
  return {
    queue: queueName,
    visible,
    inFlight,
    delayed,
    oldestSeconds: oldestSentMs === null ? null : Math.max(0, nowMs - oldestSentMs) / 1000,
    backSeconds: nextVisibleMs === null ? null : Math.max(0, nextVisibleMs - nowMs) / 1000,
    dead: deadTotal,
  };
}

function json(value: unknown): LocalAnswer {
  return { contentType: "application/json", text: JSON.stringify(value) };
}
