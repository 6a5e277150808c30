import type { JobOverview, JobPage } from "../contracts/api.ts";
import type { WindowDocument } from "../contracts/document.ts";
import type { Job } from "../contracts/job.ts";
import { TransientError } from "../core/errors.ts";
import { finalizeKeys } from "../core/aggregate/finalize-keys.ts";
import { finalizeSamples } from "../core/aggregate/finalize-samples.ts";
import { finalizeSummary } from "../core/aggregate/finalize-summary.ts";
import { finalizeWindow, type WindowState } from "../core/aggregate/finalize-windows.ts";
import { emptySummary } from "../core/aggregate/summary.ts";
import type { ReceiptTerms } from "../core/receipt/finalize-receipt.ts";
import type { Window } from "../core/aggregate/window.ts";
import type { Clock } from "../ports/clock.ts";
import type { JobStore } from "../ports/job-store.ts";
import { describeJobPart } from "./read-job-part.ts";
import { readPage, type PageLimits, type WindowPage, type WindowQuery } from "./read-page.ts";
import { readView, type ReadViewDeps, type View } from "./read-view.ts";

export interface ReadDocumentDeps extends ReadViewDeps {
  jobs: ReadViewDeps["jobs"] & Pick<JobStore, "readJob">;
  clock: Pick<Clock, "wait">;
  /** What receipts are reckoned by; without it there are none. */
  receiptTerms?: ReceiptTerms;
}

/** Which windows of a job are wanted, and how many fit. Left out, all of them are. */
export interface DocumentQuery extends Partial<WindowQuery> {
  page?: PageLimits;
}

/** A page of a job's document, and where the next one begins, epoch ms; undefined behind the last. */
export interface DocumentPage {
  document: JobPage;
  nextFromMs?: number;
}

/** No window starts at this instant or later. */
export const TIME_END_MS = Date.UTC(2100, 0, 1);
/** Looks at a job that is being redriven while somebody reads it. */
const ATTEMPTS_MAX = 6;
/** Wait before the second look; it doubles. */
const RETRY_DELAY_MS = 25;

/**
 * The document of a job as it is now; undefined when there is no such job. Windows are final only if the job is complete, with or without gaps.
 * While it runs they are what is folded already, and partial. A job that failed or was superseded has none.
 * @throws TransientError `JOB_KEEPS_CHANGING` when the job was redriven again and again while it was read.
 */
export async function readJobDocument(jobId: string, query: DocumentQuery, deps: ReadDocumentDeps): Promise<DocumentPage | undefined> {
  const { fromMs = 0, toMs = TIME_END_MS, stepSeconds, page: limits } = query;
  const windowQuery: WindowQuery = { fromMs, toMs, ...(stepSeconds === undefined ? {} : { stepSeconds }) };
  const read = await readSettled(jobId, (job) => readView(job, { ...windowQuery, ...(limits === undefined ? {} : { readBytesMax: limits.readBytesMax }) }, deps), deps);
  if (read === undefined) return undefined;
  const page = pageOf(read.view, windowQuery, limits);
  const document = { ...overviewOf(read.job, read.view, deps), step: page.stepSeconds, windows: page.windows };
  return { document, ...(page.nextFromMs === undefined ? {} : { nextFromMs: page.nextFromMs }) };
}

/** The same without the windows, which are not read. */
export async function readJobOverview(jobId: string, deps: ReadDocumentDeps): Promise<JobOverview | undefined> {
  const read = await readSettled(jobId, (job) => readView(job, undefined, deps), deps);
  return read && overviewOf(read.job, read.view, deps);
}

/** Read the job, then what belongs to it, and both again as long as something was of another generation. */
async function readSettled(jobId: string, read: (job: Job) => Promise<View | undefined>, deps: ReadDocumentDeps): Promise<{ job: Job; view: View } | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    if (attempt > 0) await deps.clock.wait(RETRY_DELAY_MS * 2 ** (attempt - 1));
    const job = await deps.jobs.readJob(jobId);
    if (job === undefined) return undefined;
    const view = await read(job);
    if (view !== undefined) return { job, view };
  }
  throw new TransientError("JOB_KEEPS_CHANGING", "the job was redriven again and again while it was read", { jobId });
}

function overviewOf(job: Job, view: View, { receiptTerms }: Pick<ReadDocumentDeps, "receiptTerms">): JobOverview {
  const { routes, services, hosts, samples } = view.summary ?? emptySummary();
  return {
    job: describeJobPart(job, view, receiptTerms),
    summary: view.summary === undefined ? null : finalizeSummary(view.summary),
    routes: finalizeKeys(routes),
    services: finalizeKeys(services),
    hosts: finalizeKeys(hosts),
    samples: finalizeSamples(samples),
  };
}

function pageOf(view: View, query: WindowQuery, limits: PageLimits | undefined): WindowPage<WindowDocument> {
  return readPage(view.windows, query, showAs(view.state), limits);
}

/** Finalize windows as `state`. */
export function showAs(state: WindowState): (window: Window, stepSeconds: number) => WindowDocument {
  return (window, stepSeconds) => finalizeWindow(window, stepSeconds, state);
}
