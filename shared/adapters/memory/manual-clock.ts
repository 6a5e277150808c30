import { assert } from "../../core/errors.ts";
import type { Clock } from "../../ports/clock.ts";

/** A clock whose time passes only when somebody says so, and whose chance is the seed's. */
export interface ManualClock extends Clock {
  /** Let so many ms pass. Waits end in the order of their times, each at its own time, with the work that it set off done before the next. */
  advance(milliseconds: number): Promise<void>;
  /** Epoch ms at which the next wait ends; undefined when nobody waits. */
  nextWaitEndsAtMs(): number | undefined;
}

/** A clock that stands at `startMs` (epoch ms); equal seeds give equal `random()`. */
export function createManualClock(startMs = 0, seed = 1): ManualClock {
  const waits: { endsAtMs: number; end: () => void }[] = [];
  const random = createRandom(seed);
  let nowMs = startMs;

  /** Remove the wait that ends first; of equal ones the one that began first. */
  const takeNext = (untilMs: number) => {
    const first = waits.reduce<number | undefined>((best, wait, i) => (best === undefined || wait.endsAtMs < waits[best]!.endsAtMs ? i : best), undefined);
    return first !== undefined && waits[first]!.endsAtMs <= untilMs ? waits.splice(first, 1)[0] : undefined;
  };

  return {
    now: () => nowMs,
    random,
    wait: (milliseconds) => new Promise((end) => waits.push({ endsAtMs: nowMs + Math.max(0, milliseconds), end })),
    async advance(milliseconds) {
      assert(milliseconds >= 0, "CLOCK_BACKWARDS", { milliseconds });
      const untilMs = nowMs + milliseconds;
      await settle();
      for (let wait = takeNext(untilMs); wait !== undefined; wait = takeNext(untilMs)) {
        nowMs = wait.endsAtMs;
        wait.end();
        await settle();
      }
      nowMs = untilMs;
    },
    nextWaitEndsAtMs: () => (waits.length === 0 ? undefined : Math.min(...waits.map((wait) => wait.endsAtMs))),
  };
}

/** Let every promise that can settle without input or output do so: an immediate runs after all of them. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Numbers in [0, 1), the same for the same seed. Source: mulberry32, a public-domain 32-bit generator. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
