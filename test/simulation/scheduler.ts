import TinyQueue from "tinyqueue";
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

/** An empty schedule that starts at `startMs` (epoch ms). */
export function createScheduler(startMs: number, random: SeededRandom): Scheduler {
  const schedule = new TinyQueue<Due>([], (a, b) => a.atMs - b.atMs || a.order - b.order);
  let nowMs = startMs;
  let held = 0;
  const insert = (delayMs: number, run: () => void): void => schedule.push({ atMs: nowMs + Math.max(0, delayMs), order: random.bits(), run });

  return {
    now: () => Math.floor(nowMs),
    random: () => random.bits() / 2 ** 32,
    wait: (milliseconds) => new Promise((resolve) => insert(milliseconds, resolve)),
    schedule: insert,
    async holdWhile(work) {
      held++;
      try {
        return await work;
      } finally {
        held--;
      }
    },
    async step(untilMs = Infinity) {
      const next = schedule.peek();
      if (next === undefined || next.atMs > untilMs) return false;
      const due = schedule.pop()!;
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
