import type { Source } from "../../shared/contracts/job.ts";
import { WINDOW_MS } from "../../shared/core/aggregate/window.ts";
import { DAY_MS } from "../../shared/protocol/expiry.ts";
import { readJobOverview } from "../../shared/protocol/read-document.ts";
import type { ApiDeps } from "./api-deps.ts";

/** Newest jobs that are looked at for the newest record. */
const JOBS_LOOKED_AT_MAX = 10;

/** `from` and `to`, whichever is given; else the day that ends with the newest record of the source's newest finished jobs, or now. */
export async function newestTimesOf(source: Source, given: { fromMs?: number; toMs?: number }, deps: ApiDeps): Promise<{ fromMs: number; toMs: number }> {
  const toMs = given.toMs ?? Math.max((await newestRecordEndMs(source, deps)) ?? deps.clock.now(), (given.fromMs ?? 0) + WINDOW_MS);
  return { fromMs: given.fromMs ?? Math.max(0, toMs - DAY_MS), toMs };
}

/** The end of the newest record's window. */
async function newestRecordEndMs({ source, lastJobDay }: Source, deps: ApiDeps): Promise<number | undefined> {
  if (lastJobDay === undefined) return undefined;
  const jobs = await deps.jobs.listJobs(source, lastJobDay, JOBS_LOOKED_AT_MAX);
  const finished = jobs.filter(({ state }) => state === "complete" || state === "complete-with-gaps");
  const overviews = await Promise.all(finished.map(({ jobId }) => readJobOverview(jobId, deps)));
  const newestMs = Math.max(...overviews.map((overview) => Date.parse(overview?.summary?.lastRecordAt ?? "")).filter((lastMs) => !Number.isNaN(lastMs)));
  return Number.isFinite(newestMs) ? (Math.floor(newestMs / WINDOW_MS) + 1) * WINDOW_MS : undefined;
}
