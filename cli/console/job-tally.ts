import type { JobPart } from "../../shared/contracts/api.ts";
import type { SummaryDocument } from "../../shared/contracts/document.ts";
import { hasEnded, type Job, type JobState } from "../../shared/contracts/job.ts";

/** Jobs that are remembered; of one that was forgotten since, a redrive counts everything again. */
const JOBS_MAX = 10_000;

/** What is read of jobs. */
export interface JobReader {
  readJob(jobId: string): Promise<Job | undefined>;
  /** The job that a key's content belongs to. */
  readCurrentJobId(objectId: string): Promise<string | undefined>;
  readRanges(job: Job): Promise<JobPart["ranges"] | undefined>;
  /** As the results API answers it. */
  readResult(jobId: string): Promise<{ job: JobPart; summary: SummaryDocument | null } | undefined>;
}

/** What came to be since the job was last looked at. */
export interface JobProgress {
  /** Set when it has ended since. */
  ended?: { state: JobState; seconds: number };
  rangesDone: number;
  rangesFailed: number;
  lines: number;
  records: number;
  rejectedByReason: Readonly<Record<string, number>>;
  logBytes: number;
  gaps: number;
  gapBytes: number;
}

/** Counts what jobs come to. What it counts of a job is what the job's document says, however often something was tried. */
export interface JobTally {
  /** Something was done for the job. */
  touch(jobId: string): void;
  /** Something was done for the content of a key. */
  touchKey(objectId: string): void;
  /** Look at all that was touched; when this settles, they are counted. */
  settle(): Promise<void>;
  /** Jobs that had not ended when they were last looked at. */
  running(): number;
}

type Totals = Omit<JobProgress, "ended">;
const NOTHING: Totals = { rangesDone: 0, rangesFailed: 0, lines: 0, records: 0, rejectedByReason: {}, logBytes: 0, gaps: 0, gapBytes: 0 };

/** What is known of one job. */
interface Known {
  totals: Totals;
  /** Which end was counted: a redrive makes another. */
  countedEnd: string | undefined;
}

/** A tally of jobs that end from `sinceMs` on. */
export function createJobTally(jobs: JobReader, sinceMs: number, onProgress: (progress: JobProgress) => void): JobTally {
  const touchedJobs = new Set<string>();
  const touchedKeys = new Set<string>();
  const known = new Map<string, Known>();
  const live = new Set<string>();
  let settling = Promise.resolve();

  const lookAt = async (jobId: string): Promise<void> => {
    const job = await jobs.readJob(jobId);
    if (job === undefined) return void live.delete(jobId);
    const isLive = !hasEnded(job);
    if (isLive) live.add(jobId);
    else live.delete(jobId);
    // It had ended before this stack was started; what is done for it now changes nothing.
    if (!isLive && (job.endedAtMs ?? 0) < sinceMs) return;
    const before = known.get(jobId) ?? { totals: NOTHING, countedEnd: undefined };
    const end = isLive ? undefined : `${job.generation}/${job.endedAtMs}`;
    if (end !== undefined && end === before.countedEnd) return;
    const totals = isLive ? await readRunning(job, before.totals, jobs) : await readEnded(job, before.totals, jobs);
    // It moves on while it is read: whoever moves it touches it again.
    if (totals === undefined) return void touchedJobs.add(jobId);
    const ended = isLive ? {} : { ended: { state: job.state, seconds: ((job.endedAtMs ?? 0) - job.createdAtMs) / 1000 } };
    onProgress({ ...since(before.totals, totals), ...ended });
    known.delete(jobId);
    known.set(jobId, { totals, countedEnd: end ?? before.countedEnd });
    forgetOldest(known);
  };

  const settleOnce = async (): Promise<void> => {
    for (const objectId of takeAll(touchedKeys)) {
      const jobId = await jobs.readCurrentJobId(objectId);
      if (jobId !== undefined) touchedJobs.add(jobId);
    }
    const unread = takeAll(touchedJobs);
    try {
      while (unread.length > 0) {
        await lookAt(unread.at(-1) as string);
        unread.pop();
      }
    } finally {
      for (const jobId of unread) touchedJobs.add(jobId);
    }
  };

  return {
    touch: (jobId) => addBounded(touchedJobs, jobId),
    touchKey: (objectId) => addBounded(touchedKeys, objectId),
    settle: () => (settling = settling.catch(() => undefined).then(settleOnce)),
    running: () => live.size,
  };
}

async function readRunning(job: Job, before: Totals, jobs: JobReader): Promise<Totals | undefined> {
  const ranges = await jobs.readRanges(job);
  return ranges && { ...before, rangesDone: ranges.done, rangesFailed: ranges.failed };
}

async function readEnded(job: Job, before: Totals, jobs: JobReader): Promise<Totals | undefined> {
  const result = await jobs.readResult(job.jobId);
  if (result === undefined || result.job.generation !== job.generation || result.job.state !== job.state) return undefined;
  const { ranges, gaps, objectBytes } = result.job;
  const gapBytes = gaps.reduce((sum, { startByte, endByte }) => sum + (endByte ?? startByte) - startByte, 0);
  const known = { ...before, rangesDone: ranges.done, rangesFailed: ranges.failed, gaps: gaps.length, gapBytes };
  if (result.summary === null) return known;
  const { lines, records, rejectedByReason } = result.summary;
  return { ...known, lines, records, rejectedByReason, logBytes: objectBytes - gapBytes };
}

/** What `now` has more than `before`. What has become less, as the failed ranges of a job that was redriven, counts when it grows again. */
function since(before: Totals, now: Totals): Totals {
  const more = (key: Exclude<keyof Totals, "rejectedByReason">): number => Math.max(0, now[key] - before[key]);
  return {
    rangesDone: more("rangesDone"),
    rangesFailed: more("rangesFailed"),
    lines: more("lines"),
    records: more("records"),
    rejectedByReason: Object.fromEntries(Object.entries(now.rejectedByReason).map(([reason, count]) => [reason, Math.max(0, count - (before.rejectedByReason[reason] ?? 0))])),
    logBytes: more("logBytes"),
    gaps: more("gaps"),
    gapBytes: more("gapBytes"),
  };
}

function takeAll(set: Set<string>): string[] {
  const all = [...set];
  set.clear();
  return all;
}

function addBounded(set: Set<string>, id: string): void {
  if (set.size < JOBS_MAX) set.add(id);
}

function forgetOldest(known: Map<string, Known>): void {
  for (const jobId of known.keys()) {
    if (known.size <= JOBS_MAX) return;
    known.delete(jobId);
  }
}
