import { DEFAULT_SOURCE_SETTINGS } from "../../shared/contracts/job.ts";
import type { Job } from "../../shared/contracts/job.ts";
import type { Clock } from "../../shared/ports/clock.ts";

/** 2026-11-21T10:15:00Z, when every clock of these tests starts. */
export const START_MS = Date.UTC(2026, 10, 21, 10, 15);
export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
export const LATER_MS = START_MS + 30 * DAY_MS;

let named = 0;

/** A name that no other test uses. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${++named}`;
}

/** A queued job of its own key, created at the start, with the members given. */
export function buildJob(members: Partial<Job> = {}): Job {
  const jobId = members.jobId ?? uniqueName("job");
  return {
    jobId,
    objectId: `object-of-${jobId}`,
    source: "checkout",
    bucketName: "logs",
    objectKey: `checkout/${jobId}.log`,
    eTag: "9a0364b9e99bb480dd25e1f0284c8555",
    objectBytes: 1_000_000,
    lastModifiedMs: START_MS - 1000,
    encoding: "plain",
    format: "mixed",
    columns: { status: 5, duration: 9, isMilliseconds: true },
    settings: { ...DEFAULT_SOURCE_SETTINGS, jsonAliases: { time: ["at", "meta.at"] } },
    rangeBytes: 67_108_864,
    rangeCount: 1,
    state: "queued",
    generation: 0,
    version: 0,
    createdAtMs: START_MS,
    redrivableUntilMs: START_MS + 7 * DAY_MS,
    sweep: { emptyChecks: 0, sweeps: 0, settledChildren: 0 },
    nextCheckAtMs: START_MS + 60_000,
    ...members,
  };
}

/** Everything that an iterable gives. */
export async function collect<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = [];
  for await (const value of values) all.push(value);
  return all;
}

/** So many bytes that hardly compress, the same for the same seed. */
export function noise(byteLength: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(byteLength);
  let state = seed;
  for (let i = 0; i < byteLength; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

/** A clock that stands still and on which waits end at once, for what only waits between tries. It counts them. */
export function createHastyClock(): Clock & { waits: number } {
  const clock = { waits: 0, now: () => START_MS, random: () => 0.5, wait: async () => void clock.waits++ };
  return clock;
}
