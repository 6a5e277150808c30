/** A message that an invocation was given, as far as the stack knows it. */
export interface DeliveredMessage {
  queueName: string;
  body: string;
  /** 1 for the first delivery. */
  receiveCount: number;
}

/** An invocation that runs. */
export interface Attempt {
  functionName: string;
  requestId: string;
  pid: number;
  startedAtMs: number;
  /** When the process last showed that it is alive; a function that computes without a pause cannot. */
  lastSignMs: number;
  /** As of the last sign; undefined before the first. */
  rssBytes: number | undefined;
  /** Empty for what no queue delivered. */
  messages: readonly DeliveredMessage[];
}

/** How an invocation ended: `error` was thrown by the function, `timeout` and `crash` took the process along. */
export type InvocationOutcome = "success" | "error" | "timeout" | "crash";

/** An invocation that is over. */
export interface FinishedInvocation {
  functionName: string;
  outcome: InvocationOutcome;
  /** Without the start of a new process. */
  durationMs: number;
  /** When it ended; undefined when its process was killed. */
  rssBytes: number | undefined;
  messages: readonly (DeliveredMessage & { hasFailed: boolean })[];
}

/** A request that the HTTP API has answered. */
export interface AnsweredRequest {
  method: string;
  /** As it was asked for, without the query. */
  path: string;
  status: number;
  durationMs: number;
}

/** Hears of what happens on a stack. It is called while it happens, so it only notes. */
export interface StackObserver {
  invocationFinished(invocation: FinishedInvocation): void;
  requestAnswered(request: AnsweredRequest): void;
  /** A function has printed a JSON object as a line. */
  lineLogged(fields: Readonly<Record<string, unknown>>): void;
}

/** One function as it stands. */
export interface FunctionReport {
  functionName: string;
  memoryMb: number;
  attempts: readonly Attempt[];
  /** Processes that wait for work. */
  idleEnvironments: number;
  /** Of all processes that are there, the most memory that one had when it was last seen; 0 without any. */
  largestRssBytes: number;
}

/** One queue as it stands, exactly. */
export interface QueueReport {
  queueName: string;
  visible: number;
  inFlight: number;
  delayed: number;
  /** When the oldest message that is still there was sent, epoch ms; null for an empty queue. */
  oldestSentMs: number | null;
  /** When the first of the messages in flight or delayed is visible again, unless it is deleted before, epoch ms; null without any. */
  nextVisibleMs: number | null;
  /** Messages of this queue that have ever been moved to its dead-letter queue. */
  deadTotal: number;
}
