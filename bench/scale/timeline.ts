import { parseTask } from "../../shared/contracts/messages.ts";

/** One run of a function. */
interface Invocation {
  name: string;
  /** Its first message. */
  body: string;
  beganMs: number;
  endedMs: number;
  /** The message had been delivered before. */
  isRetry: boolean;
  isFailed: boolean;
}

/** Where the time of a large job went, seconds since its object was stored: each is when something was over. */
export interface Times {
  /** The first worker begins. */
  firstRange: number;
  /** The most workers at once are reached. */
  allWorkers: number;
  workersMax: number;
  /** The last range that had not been tried yet is taken: the queue is empty. */
  lastTaken: number;
  /** The last of these is done. */
  firstAttempts: number;
  /** The last range is done that had to be tried again. */
  ranges: number;
  /** All folds but the root's. */
  leaves: number;
  /** The root's fold, which ends the job. */
  root: number;
  /** The longest fold below the root, and the root's, seconds. */
  leafSeconds: number;
  rootSeconds: number;
}

export interface Timeline {
  note(invocation: Invocation): void;
  /** Times of the one job that ran. */
  times(): Times;
}

/** Notes what ran when; `startMs` is when the object was stored. */
export function createTimeline(startMs: number): Timeline {
  const noted: Invocation[] = [];
  return {
    note: (invocation) => void noted.push(invocation),
    times() {
      const ranges = noted.filter(({ name }) => name === "worker");
      const folds = noted.filter(({ name }) => name === "reducer").toSorted((a, b) => a.endedMs - b.endedMs);
      const levels = folds.map(({ body }) => levelOf(body));
      const rootLevel = Math.max(...levels, 0);
      const leaves = folds.filter((_, i) => levels[i] !== rootLevel);
      const roots = folds.filter((_, i) => levels[i] === rootLevel);
      const since = (ms: number): number => (ms - startMs) / 1000;
      const last = (all: readonly Invocation[]): number => since(Math.max(startMs, ...all.map(({ endedMs }) => endedMs)));
      const longest = (all: readonly Invocation[]): number => Math.max(0, ...all.map(({ beganMs, endedMs }) => (endedMs - beganMs) / 1000));
      const first = ranges.filter(({ isRetry }) => !isRetry);
      const { atMs, count } = peakOf(ranges);
      return {
        firstRange: since(first.reduce((least, { beganMs }) => Math.min(least, beganMs), Infinity)),
        allWorkers: since(atMs),
        workersMax: count,
        lastTaken: since(Math.max(...first.map(({ beganMs }) => beganMs))),
        firstAttempts: last(first),
        ranges: last(ranges),
        leaves: last(leaves),
        root: last(roots),
        leafSeconds: longest(leaves),
        rootSeconds: longest(roots),
      };
    },
  };
}

function levelOf(body: string): number {
  const task = parseTask(body);
  return task.kind === "fold" ? task.level : 0;
}

/** The first moment at which the most of them were under way. */
function peakOf(invocations: readonly Invocation[]): { atMs: number; count: number } {
  const changes = invocations.flatMap(({ beganMs, endedMs }) => [
    { atMs: beganMs, change: 1 },
    { atMs: endedMs, change: -1 },
  ]);
  changes.sort((a, b) => a.atMs - b.atMs || a.change - b.change);
  let now = 0;
  let peak = { atMs: 0, count: 0 };
  for (const { atMs, change } of changes) {
    now += change;
    if (now > peak.count) peak = { atMs, count: now };
  }
  return peak;
}
