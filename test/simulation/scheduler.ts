import type { Clock } from "../../shared/ports/clock.ts";
import type { SeededRandom } from "../generate/seeded-random.ts";

/** Virtual time: what is to happen, in the order of its times, one thing after the other. */
export interface Scheduler extends Clock {
  /** Let `run` happen so many ms from now. What happens at the same instant happens in an order that the seed decides. */
  schedule(delayMs: number, run: () => void): void;
  /** While this is under way nothing else happens: it is real input or output, which no seed can order. */
  holdWhile<Result>(work: Promise<Result>): Promise<Result>;
  /** The next thing happens, with all that it sets off at once. False when there is none, or none before `untilMs`. */
  step(untilMs?: number): Promise<boolean>;
  /** Nothing happens for so long: whatever was to happen in between happens late. */
  skip(milliseconds: number): void;
}

interface Due {
  atMs: number;
  order: number;
  run: () => void;
}

const isBefore = (a: Due, b: Due): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** An empty schedule that starts at `startMs` (epoch ms). */
export function createScheduler(startMs: number, random: SeededRandom): Scheduler {
  /** A binary heap, the next one first. */
  const heap: Due[] = [];
  let nowMs = startMs;
  let held = 0;

  const push = (due: Due): void => {
    let at = heap.push(due) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(due, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = due;
  };
  const pop = (): Due => {
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  };
  const schedule = (delayMs: number, run: () => void): void => push({ atMs: nowMs + Math.max(0, delayMs), order: random.bits(), run });

  return {
    now: () => Math.floor(nowMs),
    random: () => random.bits() / 2 ** 32,
    wait: (milliseconds) => new Promise((resolve) => schedule(milliseconds, resolve)),
    schedule,
    async holdWhile(work) {
      held++;
      try {
        return await work;
      } finally {
        held--;
      }
    },
    async step(untilMs = Infinity) {
      if (heap.length === 0 || heap[0]!.atMs > untilMs) return false;
      const due = pop();
      nowMs = Math.max(nowMs, due.atMs);
      due.run();
      // Immediates run behind every promise that can settle by itself.
      do await new Promise<void>((resolve) => setImmediate(resolve));
      while (held > 0);
      return true;
    },
    skip: (milliseconds) => void (nowMs += milliseconds),
  };
}
