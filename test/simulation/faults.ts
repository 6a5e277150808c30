import type { SeededRandom } from "../generate/seeded-random.ts";
import { FAULT_KINDS, type FaultKind } from "./fault-kinds.ts";

/** How often a kind of fault was injected, and how often while a job was unfinished. */
export interface FaultCount {
  injected: number;
  hits: number;
}

/** What goes wrong, by chance. */
export interface Faults {
  /** Whether this fault strikes now, at the seed's rate or at a greater one; if so it is counted. */
  strikes(kind: FaultKind, leastRate?: number): boolean;
  /** It struck by itself, or because somebody planned it. */
  note(kind: FaultKind): void;
  /** Whether the seed has this kind of fault and faults had not stopped at that instant, epoch ms. */
  wasOn(kind: FaultKind, atMs: number): boolean;
  /** What was injected goes on so long. */
  lasts(milliseconds: number): void;
  /** From now on nothing goes wrong any more. */
  stop(): void;
  readonly isStopped: boolean;
  /** Epoch ms of the end of the last fault. */
  readonly lastFaultMs: number;
  readonly counts: ReadonlyMap<FaultKind, FaultCount>;
}

/** Chances for each call, delivery or event. */
export type FaultRates = ReadonlyMap<FaultKind, number>;

/** The greatest rate of each kind, where it is not the usual one: what has few occasions strikes often, what costs a whole recovery seldom. */
const USUAL_RATE_MAX = 0.1;
const RATES_MAX: Partial<Record<FaultKind, number>> = {
  "s3.short-body": 0.5,
  "s3.condition-ignored": 1,
  "sqs.delivered-twice": 0.5,
  "sqs.delivered-after-deletion": 0.4,
  "sqs.out-of-order": 1,
  "sqs.send-refused": 0.3,
  "sqs.batch-partly-sent": 1,
  "sqs.answer-lost": 0.3,
  "sqs.message-lost": 0.4,
  "sqs.depth-stale": 1,
  "dynamodb.stale-index": 0.5,
  "dynamodb.partial-expired": 0.4,
};
/** The share of seeds that have a kind, where it is not the usual one: of those that find an occasion in few. */
const SHARES: Partial<Record<FaultKind, number>> = {
  "s3.condition-ignored": 0.45,
  "sqs.batch-partly-sent": 0.6,
  "sqs.depth-stale": 0.75,
  "s3.short-body": 0.4,
  "lambda.killed": 0.5,
};
/** Kinds that only show once others have done their part. */
const NEEDS: Partial<Record<FaultKind, FaultKind>> = { "sqs.depth-stale": "sqs.message-lost", "s3.condition-ignored": "s3.overwritten" };

/** The rates of a seed: a random subset of the kinds, each at a random rate down to a fiftieth of the greatest; one seed of twenty has none. */
export function drawRates(random: SeededRandom): FaultRates {
  const share = random.pick([0.15, 0.3, 0.3, 0.5]);
  const rates = new Map<FaultKind, number>();
  if (random.chance(0.05)) return rates;
  // What strikes at every occasion at most has few of them.
  const draw = (kind: FaultKind): number => {
    const greatest = RATES_MAX[kind] ?? USUAL_RATE_MAX;
    return greatest * 10 ** -(random.below(100) / (greatest === 1 ? 300 : 60));
  };
  for (const kind of FAULT_KINDS) {
    if (!random.chance(SHARES[kind] ?? share)) continue;
    rates.set(kind, draw(kind));
    const needed = NEEDS[kind];
    if (needed !== undefined && !rates.has(needed)) rates.set(needed, draw(needed));
  }
  return rates;
}

/** The faults of a seed. `isUnfinished` tells whether some job has not ended, or some upload is not split yet. */
export function createFaults(rates: FaultRates, random: SeededRandom, clock: { now(): number }, isUnfinished: () => boolean, trace: (text: string) => void): Faults {
  const counts = new Map<FaultKind, FaultCount>();
  let isStopped = false;
  let stoppedAtMs = Infinity;
  let lastFaultMs = clock.now();
  const note = (kind: FaultKind): void => {
    const count = counts.get(kind) ?? { injected: 0, hits: 0 };
    counts.set(kind, { injected: count.injected + 1, hits: count.hits + (isUnfinished() ? 1 : 0) });
    lastFaultMs = Math.max(lastFaultMs, clock.now());
    trace(`fault ${kind}`);
  };
  return {
    counts,
    note,
    wasOn: (kind, atMs) => rates.has(kind) && atMs <= stoppedAtMs,
    strikes(kind, leastRate = 0) {
      const rate = rates.get(kind);
      if (isStopped || rate === undefined || !random.chance(Math.max(rate, leastRate))) return false;
      note(kind);
      return true;
    },
    lasts: (milliseconds) => void (lastFaultMs = Math.max(lastFaultMs, clock.now() + milliseconds)),
    stop() {
      isStopped = true;
      stoppedAtMs = clock.now();
      lastFaultMs = Math.max(lastFaultMs, clock.now());
    },
    get isStopped() {
      return isStopped;
    },
    get lastFaultMs() {
      return lastFaultMs;
    },
  };
}
