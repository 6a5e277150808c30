import type { Job } from "../contracts/job.ts";

export const DAY_MS = 86_400_000;

/** When what belongs to the job and is written now may be forgotten, epoch ms. */
export function expiryOf(job: Pick<Job, "settings">, nowMs: number): number {
  return nowMs + job.settings.retentionDays * DAY_MS;
}
