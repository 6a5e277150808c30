import type { Job } from "../contracts/job.ts";

const DAY_MS = 86_400_000;

/** Epoch ms from which the job itself is gone: so many days after its creation as its settings keep results. */
export function jobExpiresAtMs(job: Pick<Job, "createdAtMs" | "settings">): number {
  return job.createdAtMs + job.settings.retentionDays * DAY_MS;
}

/** Epoch ms from which a partial written now is gone. */
export function partialExpiresAtMs(nowMs: number, retentionDays: number): number {
  return nowMs + retentionDays * DAY_MS;
}

/** The whole second, epoch seconds, from which an item is absent for every reader and every condition. */
export function toExpirySeconds(expiresAtMs: number): number {
  return Math.ceil(expiresAtMs / 1000);
}
