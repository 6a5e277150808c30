import type { JobAnswer, JobsAnswer, MetricsAnswer, RoutesAnswer } from "../../shared/contracts/api.ts";
import { isStep } from "../../shared/core/aggregate/finalize-windows.ts";
import { JOBS_PER_PAGE_MAX } from "../../shared/core/limits.ts";
import { readJobDocument, readJobOverview, TIME_END_MS, type DocumentPage } from "../../shared/protocol/read-document.ts";
import type { WindowQuery } from "../../shared/protocol/read-page.ts";
import type { ApiDeps } from "./api-deps.ts";
import { badCursor, cursorNumber, cursorText, decodeCursor, encodeCursor } from "./cursor.ts";
import { answerForget } from "./forget-job.ts";
import { listJobs } from "./list-jobs.ts";
import { PAGE_LIMITS } from "./page-limits.ts";
import { isJobId, readChoice, readLimit, readStep, readTimes } from "./parameters.ts";
import { problemError } from "./problem.ts";
import { redriveJob } from "./redrive-job.ts";
import { rerunJob } from "./rerun-job.ts";
import type { Route, RouteInput } from "./router.ts";

const JOBS_PER_PAGE_DEFAULT = 50;
const METRICS_CURSOR = "metrics";

/** Jobs, their results, and setting them to work again. */
export const jobRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/jobs",
    role: "read",
    query: ["source", "limit", "cursor"],
    async handle({ query }, deps) {
      const body: JobsAnswer = await listJobs(query.get("source"), readLimit(query, JOBS_PER_PAGE_MAX, JOBS_PER_PAGE_DEFAULT), query.get("cursor"), deps);
      return { status: 200, body };
    },
  },
  {
    method: "GET",
    path: "/jobs/{jobId}",
    role: "read",
    query: [],
    async handle(input, deps) {
      const { job, summary } = await readOverview(input, deps);
      const body: JobAnswer = { job, summary };
      return { status: 200, body };
    },
  },
  {
    method: "GET",
    path: "/jobs/{jobId}/metrics",
    role: "read",
    query: ["from", "to", "step", "cursor"],
    handle: async (input, deps) => ({ status: 200, body: await readMetrics(input, deps) }),
  },
  {
    method: "GET",
    path: "/jobs/{jobId}/routes",
    role: "read",
    query: [],
    async handle(input, deps) {
      const { job, routes, services, hosts } = await readOverview(input, deps);
      const body: RoutesAnswer = { job, routes, services, hosts };
      return { status: 200, body };
    },
  },
  {
    method: "DELETE",
    path: "/jobs/{jobId}",
    role: "admin",
    query: ["force"],
    handle: ({ request, params, query }, deps) => answerForget(readJobId(params), readChoice(query, "force", ["true", "false"]) === "true", request.requestId, deps),
  },
  { method: "POST", path: "/jobs/{jobId}/rerun", role: "admin", query: [], handle: ({ request, params }, deps) => rerunJob(readJobId(params), request.requestId, deps) },
  { method: "POST", path: "/jobs/{jobId}/redrive", role: "admin", query: [], handle: ({ request, params }, deps) => redriveJob(readJobId(params), request.requestId, deps) },
];

/** The job that the path names. @throws InputError `JOB_NOT_FOUND` for what cannot be one. */
function readJobId(params: RouteInput["params"]): string {
  const jobId = params["jobId"] ?? "";
  if (!isJobId(jobId)) throw jobNotFound();
  return jobId;
}

/** What is known of the job that the path names, besides its windows. @throws InputError `JOB_NOT_FOUND`. */
export async function readOverview({ params }: RouteInput, deps: ApiDeps) {
  return (await readJobOverview(readJobId(params), deps)) ?? refuseJob();
}

/** One page of the document. A cursor stands for from, to and step, and for the generation that the pages before showed. */
async function readMetrics({ params, query }: RouteInput, deps: ApiDeps): Promise<MetricsAnswer> {
  const jobId = readJobId(params);
  const cursor = query.get("cursor");
  const asked = cursor === undefined ? readAsked(query) : readMetricsCursor(jobId, cursor);
  const page = (await readJobDocument(jobId, { ...asked, page: PAGE_LIMITS }, deps)) ?? refuseJob();
  const { generation } = page.document.job;
  if ("generation" in asked && asked.generation !== generation)
    throw problemError("CURSOR_OUTDATED", "the job was redriven since the page before: begin again without the cursor", "cursor");
  return { ...page.document, ...nextOf(jobId, page, asked.toMs ?? TIME_END_MS) };
}

function nextOf(jobId: string, { document, nextFromMs }: DocumentPage, toMs: number): { next?: string } {
  if (nextFromMs === undefined) return {};
  return { next: encodeCursor(METRICS_CURSOR, { jobId, generation: document.job.generation, step: document.step, from: nextFromMs, to: toMs }) };
}

function readAsked(query: RouteInput["query"]): Partial<WindowQuery> {
  const stepSeconds = readStep(query);
  return { ...readTimes(query), ...(stepSeconds === undefined ? {} : { stepSeconds }) };
}

function readMetricsCursor(jobId: string, cursor: string): WindowQuery & { generation: number } {
  const fields = decodeCursor(METRICS_CURSOR, cursor);
  const query = { fromMs: cursorNumber(fields, "from"), toMs: cursorNumber(fields, "to"), stepSeconds: cursorNumber(fields, "step") };
  if (cursorText(fields, "jobId") !== jobId || !isStep(query.stepSeconds) || query.fromMs >= query.toMs || query.toMs > TIME_END_MS) throw badCursor();
  return { ...query, generation: cursorNumber(fields, "generation") };
}

function jobNotFound() {
  return problemError("JOB_NOT_FOUND", "no job has this id, or it has expired");
}

function refuseJob(): never {
  throw jobNotFound();
}
