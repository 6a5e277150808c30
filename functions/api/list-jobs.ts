import type { JobEntry, JobsAnswer } from "../../shared/contracts/api.ts";
import type { Job, Source } from "../../shared/contracts/job.ts";
import type { JobStore } from "../../shared/ports/job-store.ts";
import { mapConcurrently } from "../../shared/protocol/concurrently.ts";
import { DAY_MS } from "../../shared/protocol/expiry.ts";
import { describeObject, describeTimes } from "../../shared/protocol/read-job-part.ts";
import { badCursor, cursorNumber, cursorText, decodeCursor, encodeCursor } from "./cursor.ts";
import { isJobId } from "./parameters.ts";

const JOBS_CURSOR = "jobs";
/** Days of sources that one page looks at; a page that ends there may have fewer jobs than asked for, and a `next`. */
const DAYS_LOOKED_AT_MAX = 100;
const CONCURRENCY = 16;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** Where a page begins: on a day, behind a job of it. */
interface Position {
  day: string;
  after?: { createdAtMs: number; jobId: string };
}

/** Jobs, newest first, over all sources or of one, day by day back to the first one. */
export async function listJobs(
  source: string | undefined,
  limit: number,
  cursor: string | undefined,
  deps: { jobs: Pick<JobStore, "listJobs" | "listSources"> },
): Promise<JobsAnswer> {
  const sources = (await deps.jobs.listSources()).filter((candidate) => source === undefined || candidate.source === source);
  const firstDay = sources.flatMap(({ firstJobDay }) => firstJobDay ?? []).toSorted()[0];
  const newestDay = sources
    .flatMap(({ lastJobDay }) => lastJobDay ?? [])
    .toSorted()
    .at(-1);
  if (firstDay === undefined || newestDay === undefined) return { jobs: [] };
  const start: Position = cursor === undefined ? { day: newestDay } : readPosition(cursor);
  const jobs: Job[] = [];
  let looked = 0;
  for (let day = start.day < newestDay ? start.day : newestDay; day >= firstDay; day = dayBefore(day)) {
    const ofDay = sources.filter((candidate) => hasDay(candidate, day));
    if (looked > 0 && looked + ofDay.length > DAYS_LOOKED_AT_MAX) return pageOf(jobs, { day });
    looked += Math.max(1, ofDay.length);
    const after = day === start.day ? start.after : undefined;
    // One more than wanted tells whether there is a next page.
    const listed = await mapConcurrently(ofDay, CONCURRENCY, (candidate) => deps.jobs.listJobs(candidate.source, day, limit - jobs.length + 1, after));
    jobs.push(...listed.flat().toSorted(compareNewestFirst));
    if (jobs.length > limit) return pageOf(jobs.slice(0, limit), positionBehind(jobs[limit - 1]!));
  }
  return pageOf(jobs);
}

/** A job as a list shows it. */
export function describeEntry(job: Job): JobEntry {
  return { ...describeObject(job), ranges: { total: job.rangeCount }, ...describeTimes(job) };
}

function pageOf(jobs: readonly Job[], next?: Position): JobsAnswer {
  const position = next && { day: next.day, ...next.after };
  return { jobs: jobs.map(describeEntry), ...(position === undefined ? {} : { next: encodeCursor(JOBS_CURSOR, position) }) };
}

function positionBehind({ createdAtMs, jobId }: Job): Position {
  return { day: dayOf(createdAtMs), after: { createdAtMs, jobId } };
}

function readPosition(cursor: string): Position {
  const fields = decodeCursor(JOBS_CURSOR, cursor);
  const day = cursorText(fields, "day");
  if (!DAY.test(day) || Number.isNaN(Date.parse(day)) || dayOf(Date.parse(day)) !== day) throw badCursor();
  if (fields["jobId"] === undefined) return { day };
  const after = { createdAtMs: cursorNumber(fields, "createdAtMs"), jobId: cursorText(fields, "jobId") };
  if (!isJobId(after.jobId) || after.createdAtMs > Date.parse(day) + DAY_MS) throw badCursor();
  return { day, after };
}

/** The order of the store, over all sources. */
function compareNewestFirst(a: Job, b: Job): number {
  return b.createdAtMs - a.createdAtMs || (a.jobId > b.jobId ? -1 : a.jobId < b.jobId ? 1 : 0);
}

function hasDay({ firstJobDay, lastJobDay }: Source, day: string): boolean {
  return firstJobDay !== undefined && lastJobDay !== undefined && firstJobDay <= day && day <= lastJobDay;
}

const dayOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10);
const dayBefore = (day: string): string => dayOf(Date.parse(day) - DAY_MS);
