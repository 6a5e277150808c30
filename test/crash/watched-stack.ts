import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Target as Deployed } from "../e2e/connect.ts";
import { connectEmbedded } from "../e2e/embedded-target.ts";
import type { Phase } from "./phases.ts";
import type { Target, WatchOptions, WatchOrder, WatchReport } from "./serve-watched.ts";
import type { FaultCounts } from "./watching-proxy.ts";

/** How long a stack may take to be ready. */
const READY_MS_MAX = 60_000;

/** A stack in a process group of its own, seen from outside. */
export interface WatchedStack {
  stack: Deployed;
  /** Resolves when the process group is gone, with the time, epoch ms. */
  gone: Promise<number>;
  isGone(): boolean;
  /** Resolves with the time of the first request that a function made for a job since the start, epoch ms. */
  firstAttempt: Promise<number>;
  /** Strike where it says; resolves once it was reached, if it is not fatal. Requests are counted from now on. */
  aim(target: Target): Promise<void>;
  /** Requests of each phase since the last aim, and the faults since the start. */
  count(): Promise<{ counts: Record<Phase, number>; faults: FaultCounts }>;
  /** Messages in all queues, visible or not. */
  messagesLeft(): Promise<number>;
  /** Kill what is left of it. */
  kill(): Promise<void>;
}

type Reported<Name extends string> = Extract<WatchReport, Record<Name, unknown>>;

/** Start a stack as its own process group. Undefined when it ended before it was ready: it was killed, or could not start. */
export async function startWatched(options: WatchOptions, onFailure: (failure: unknown) => void = () => {}): Promise<WatchedStack | undefined> {
  const child = fork(join(import.meta.dirname, "serve-watched.ts"), [JSON.stringify(options)], {
    detached: true,
    execArgv: ["--disable-warning=ExperimentalWarning"],
    // What the stack says of its own troubles is shown when somebody looks for them.
    stdio: ["ignore", "ignore", process.env["CRASH_LOG"] === undefined ? "ignore" : "inherit", "ipc"],
  });
  let isGone = false;
  // Why it is not ready, as far as anybody knows; what it says itself comes first.
  let why: unknown;
  const gone = once(child, "exit").then(([code, signal]: unknown[]) => {
    isGone = true;
    why ??= `it ended with ${String(signal ?? code)}; CRASH_LOG=1 shows what it says`;
    return Date.now();
  });
  const kill = async (): Promise<void> => {
    if (!isGone) process.kill(-child.pid!, "SIGKILL");
    await gone;
  };
  const next = <Name extends string>(name: Name): Promise<Reported<Name>> =>
    new Promise((resolve) => {
      const listen = (report: WatchReport): void => {
        if (!(name in report)) return;
        child.off("message", listen);
        resolve(report as Reported<Name>);
      };
      child.on("message", listen);
    });
  // It is gone when nobody can be told any more: whoever waits for an answer sees that it is.
  const order = (message: WatchOrder): void => void (child.connected && child.send(message, () => {}));

  const firstAttempt = next("firstAttemptAtMs").then(({ firstAttemptAtMs }) => firstAttemptAtMs);
  void next("failed").then(({ failed }) => (why = failed));
  const timer = setTimeout(() => {
    why ??= `it was not ready after ${READY_MS_MAX / 1000} s; CRASH_LOG=1 shows what it says`;
    void kill();
  }, READY_MS_MAX);
  const ready = await Promise.race([next("ready"), gone]);
  clearTimeout(timer);
  if (typeof ready === "number") {
    onFailure(why);
    return undefined;
  }
  const { endpoints, regionName, credentials } = ready.ready;
  const sqs = new SQSClient({ endpoint: endpoints.sqs, region: regionName, credentials });
  const stack = await connectEmbedded(ready.ready, async () => {}).catch(async (error: unknown) => {
    // It may be killed while it is told of the token.
    if (isGone) return undefined;
    await kill();
    throw error;
  });
  if (stack === undefined) return undefined;
  return {
    stack,
    gone,
    isGone: () => isGone,
    firstAttempt,
    async aim(target) {
      const reached = next("reached");
      order({ aim: target });
      await reached;
    },
    async count() {
      const counted = next("counts");
      order({ count: true });
      return counted;
    },
    messagesLeft: () => countMessages(sqs),
    kill,
  };
}

async function countMessages(sqs: SQSClient): Promise<number> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  if (QueueUrls.length === 0) throw new Error("there are no queues");
  const counts = await Promise.all(QueueUrls.map((QueueUrl) => sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }))));
  const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"] as const;
  return counts.reduce((sum, { Attributes = {} }) => sum + names.reduce((all, name) => all + Number(Attributes[name] ?? 0), 0), 0);
}
