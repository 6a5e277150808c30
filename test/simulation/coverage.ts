import { JOB_STATES, type JobState } from "../../shared/contracts/job.ts";
import { FAULT_KINDS, type FaultKind } from "./fault-kinds.ts";
import type { SeedResult } from "./run-seed.ts";

/** What seeds exercised, added up. */
export interface Coverage {
  seeds: number;
  /** Of each kind of fault: how often it was injected, and in how many seeds while a job was unfinished. */
  faults: Map<FaultKind, { injected: number; seedsHit: number }>;
  reached: Map<string, number>;
  crashed: Map<string, number>;
  states: Map<JobState, number>;
}

/** The share of seeds in which every kind of fault has to hit an unfinished job. */
const HIT_SHARE_MIN = 0.05;
/** Seeds among which every state of a job has to be reached {@link STATE_COUNT_MIN} times. */
const STATE_SEEDS = 10_000;
const STATE_COUNT_MIN = 100;
/** Fewer seeds prove nothing about what they exercise. */
const SEEDS_MIN = 500;
/** An await point that is reached so often has to have been somebody's last. */
const REACHED_MIN = 1_500;

export function emptyCoverage(): Coverage {
  return { seeds: 0, faults: new Map(FAULT_KINDS.map((kind) => [kind, { injected: 0, seedsHit: 0 }])), reached: new Map(), crashed: new Map(), states: new Map() };
}

/** Add what one seed exercised. */
export function addCoverage(coverage: Coverage, result: SeedResult): void {
  coverage.seeds++;
  for (const [kind, { injected, hits }] of result.faults) {
    const count = coverage.faults.get(kind)!;
    count.injected += injected;
    if (hits > 0) count.seedsHit++;
  }
  addCounts(coverage.reached, result.reached);
  addCounts(coverage.crashed, result.crashed);
  addCounts(coverage.states, result.states);
}

/** What the seeds should have exercised and did not, one sentence each. Of few seeds nothing is asked; of many, every await point. */
export function unmet(coverage: Coverage): string[] {
  const { seeds } = coverage;
  if (seeds < SEEDS_MIN) return [];
  const missing: string[] = [];
  for (const [kind, { seedsHit }] of coverage.faults)
    if (seedsHit < HIT_SHARE_MIN * seeds) missing.push(`${kind} hit an unfinished job in ${percent(seedsHit, seeds)} of the seeds, less than ${percent(HIT_SHARE_MIN, 1)}`);
  for (const [point, count] of coverage.reached)
    if (!coverage.crashed.has(point) && (count >= REACHED_MIN || seeds >= STATE_SEEDS)) missing.push(`nobody died at ${point}, which was reached ${count} times`);
  for (const state of JOB_STATES) {
    const count = coverage.states.get(state) ?? 0;
    const wanted = Math.floor((STATE_COUNT_MIN * seeds) / STATE_SEEDS);
    if (count < wanted) missing.push(`jobs came into the state ${state} ${count} times, less than ${wanted}`);
  }
  return missing;
}

/** The coverage as tables in Markdown. */
export function describeCoverage(coverage: Coverage): string {
  const faults = [...coverage.faults].map(([kind, { injected, seedsHit }]) => `| \`${kind}\` | ${injected.toLocaleString("en")} | ${percent(seedsHit, coverage.seeds)} |`);
  const states = JOB_STATES.map((state) => `| \`${state}\` | ${(coverage.states.get(state) ?? 0).toLocaleString("en")} |`);
  const functions = Map.groupBy(coverage.reached.keys(), (point) => point.split(" ")[0]!);
  const points = [...functions]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, all]) => {
      const crashed = all.filter((point) => coverage.crashed.has(point));
      const deaths = all.reduce((sum, point) => sum + (coverage.crashed.get(point) ?? 0), 0);
      return `| ${name} | ${all.length} | ${crashed.length} | ${deaths.toLocaleString("en")} |`;
    });
  return [
    ["| kind of fault | injected | seeds in which it hit an unfinished job |", "|---|---:|---:|", ...faults].join("\n"),
    ["| function | await points reached | of them somebody's last | deaths |", "|---|---:|---:|---:|", ...points].join("\n"),
    ["| state of a job | reached |", "|---|---:|", ...states].join("\n"),
  ].join("\n\n");
}

function addCounts<Key>(into: Map<Key, number>, from: ReadonlyMap<Key, number>): void {
  for (const [key, count] of from) into.set(key, (into.get(key) ?? 0) + count);
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
