import type { JobPage, MetricsAnswer, Paged, SourceMetricsAnswer } from "../../shared/contracts/api.ts";
import type { WindowDocument } from "../../shared/contracts/document.ts";
import { failure } from "../cli-error.ts";
import { chooseStep } from "../render/steps.ts";
import type { ApiClient } from "./api-client.ts";

/** Pages of one answer: at 1,440 windows each these hold the minutes of ten years. */
const PAGES_MAX = 4_096;
const MINUTE_SECONDS = 60;

export interface MetricsQuery {
  from?: string;
  to?: string;
  step?: number;
}

type WindowsAnswer = Paged & { windows: WindowDocument[]; step: number };

/** The document of a job with all the windows asked for; minutes unless a step is given. */
export async function fetchDocument(api: ApiClient, jobId: string, query: MetricsQuery): Promise<JobPage> {
  return fetchPages<MetricsAnswer>(api, `/jobs/${jobId}/metrics`, { step: MINUTE_SECONDS, ...query });
}

/** The metrics of a source with all the windows asked for; minutes unless a step is given. */
export async function fetchSourceMetrics(api: ApiClient, source: string, query: MetricsQuery): Promise<Omit<SourceMetricsAnswer, "next">> {
  return fetchPages<SourceMetricsAnswer>(api, `/sources/${encodeURIComponent(source)}/metrics`, { step: MINUTE_SECONDS, ...query });
}

/** The document of a job with the smallest step whose windows need at most `rows` rows, unless a step is given. */
export async function fetchFittingDocument(api: ApiClient, jobId: string, query: MetricsQuery, rows: number): Promise<JobPage> {
  return fetchFitting<MetricsAnswer>(api, `/jobs/${jobId}/metrics`, query, rows);
}

/** The same of a source. */
export async function fetchFittingSourceMetrics(api: ApiClient, source: string, query: MetricsQuery, rows: number): Promise<Omit<SourceMetricsAnswer, "next">> {
  return fetchFitting<SourceMetricsAnswer>(api, `/sources/${encodeURIComponent(source)}/metrics`, query, rows);
}

/** Without a step the API takes one whose windows fit on a page; which of them fits on the screen shows then. */
async function fetchFitting<T extends WindowsAnswer>(api: ApiClient, path: string, query: MetricsQuery, rows: number): Promise<Omit<T, "next">> {
  const first = await fetchPages<T>(api, path, query);
  if (query.step !== undefined) return first;
  const step = chooseStep(
    first.windows.map(({ windowStart }) => Date.parse(windowStart)),
    rows,
  );
  return step <= first.step ? first : fetchPages<T>(api, path, { ...query, step });
}

/** The first page with the windows of all pages. Pages change when the job is redriven meanwhile: the answer says so then. */
async function fetchPages<T extends WindowsAnswer>(api: ApiClient, path: string, query: MetricsQuery): Promise<Omit<T, "next">> {
  const { next: second, ...first } = (await api.get<T>(path, { ...query })).body;
  let next = second;
  for (let page = 1; next !== undefined; page += 1) {
    if (page === PAGES_MAX) throw failure("TOO_MANY_PAGES", { what: "too many windows", where: path, advice: "ask for a shorter time with --from and --to, or a longer --step" });
    const { body } = await api.get<T>(path, { cursor: next });
    for (const window of body.windows) first.windows.push(window);
    next = body.next;
  }
  return first;
}
