import { AsyncLocalStorage } from "node:async_hooks";
import TinyQueue from "tinyqueue";
import type { Clock } from "../../shared/ports/clock.ts";
import { createSeededRandom } from "../../test/generate/seeded-random.ts";

/** One run of a function. */
export interface Run {
  /** The part of a core of this machine that it has. */
  core: number;
  /** Time of a core that it has used and not waited for yet. */
  cpuDebtMs: number;
  /** Epoch ms at which its CPU has done all that it waits for. */
  cpuFreeAtMs: number;
  /** Whether what its code uses here counts; else only what it is told to use. */
  measuresCpu: boolean;
}

interface Event {
  atMs: number;
  order: number;
  act: () => void;
  /** False when it only wakes a run whose CPU does not count. */
  mayMeasure: boolean;
}

/** Time that passes only when nobody can do anything without it. Whoever waits while it runs a function also waits for the CPU that it used. */
export interface VirtualClock extends Clock {
  at(atMs: number, act: () => void): void;
  /** Do what `act` does as part of a run. */
  runAs<Result>(run: Run, act: () => Result): Result;
  /** Wait for the answer of a request, which costs the run that makes it some CPU. */
  request(latencyMs: number, cpuMs: number): Promise<void>;
  /** Do what other threads of this process help with, such as decompressing: no time passes meanwhile. */
  outside<Result>(act: () => Promise<Result>): Promise<Result>;
  /** Let time pass until nothing is left to do. */
  drain(): Promise<void>;
}

export function createVirtualClock(startMs: number, seed: number): VirtualClock {
  const events = new TinyQueue<Event>([], (a, b) => a.atMs - b.atMs || a.order - b.order);
  const runs = new AsyncLocalStorage<Run>();
  let nowMs = startMs;
  let order = 0;
  const { fraction: random } = createSeededRandom(seed);
  /** Whose turn it is. */
  let lastRun: Run | undefined;
  let pendingOutside = 0;

  const at = (atMs: number, act: () => void, mayMeasure = true): void => events.push({ atMs: Math.max(atMs, nowMs), order: order++, act, mayMeasure });
  const wait = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const run = runs.getStore();
      let fromMs = nowMs;
      if (run !== undefined) {
        run.cpuFreeAtMs = Math.max(run.cpuFreeAtMs, nowMs) + run.cpuDebtMs / run.core;
        fromMs = run.cpuFreeAtMs;
        run.cpuDebtMs = 0;
      }
      const wake = (): void => {
        lastRun = run;
        resolve();
      };
      at(fromMs + Math.max(0, milliseconds), wake, run?.measuresCpu ?? true);
    });

  return {
    now: () => Math.floor(nowMs),
    wait,
    at,
    runAs(run, act) {
      lastRun = run;
      return runs.run(run, act);
    },
    request(latencyMs, cpuMs) {
      const run = runs.getStore();
      if (run !== undefined) run.cpuDebtMs += cpuMs;
      return wait(latencyMs);
    },
    random,
    async outside(act) {
      pendingOutside++;
      try {
        return await act();
      } finally {
        pendingOutside--;
      }
    },
    async drain() {
      for (let event = events.pop(); event !== undefined; event = events.pop()) {
        nowMs = event.atMs;
        lastRun = undefined;
        // Asking costs more than most events do. Only this thread counts: others collect the garbage of a heap that holds the whole table.
        const before = event.mayMeasure ? process.threadCpuUsage() : undefined;
        event.act();
        do await new Promise((resolve) => setImmediate(resolve));
        while (pendingOutside > 0);
        const woken = lastRun as Run | undefined;
        if (woken?.measuresCpu === true && before !== undefined) {
          const used = process.threadCpuUsage(before);
          woken.cpuDebtMs += (used.user + used.system) / 1000;
        }
      }
    },
  };
}
