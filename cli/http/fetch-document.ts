import type { JobPage } from "../../shared/contracts/api.ts";
import { failure } from "../cli-error.ts";
import type { ApiClient } from "./api-client.ts";

/** Pages of one document: at 1,440 windows each these hold the minutes of ten years. */
const PAGES_MAX = 4_096;

export interface MetricsQuery {
  from?: string;
  to?: string;
  step?: number;
}

/** A page of the metrics: where the next one begins, absent on the last. */
type MetricsPage = JobPage & { nextFrom?: string };

/** The document of a job with all the windows asked for, page after page, and its JSON as it was sent where one page was all. */
export async function fetchDocument(api: ApiClient, jobId: string, query: MetricsQuery): Promise<{ document: JobPage; text: string | undefined }> {
  const path = `/jobs/${jobId}/metrics`;
  const first = await api.get<MetricsPage>(path, { ...query });
  const { nextFrom, ...document } = first.body;
  let next = nextFrom;
  for (let page = 1; next !== undefined; page += 1) {
    if (page === PAGES_MAX) throw failure("TOO_MANY_PAGES", { what: "too many windows", where: jobId, advice: "ask for a shorter time with --from and --to, or a longer --step" });
    const { body } = await api.get<MetricsPage>(path, { ...query, from: next, step: document.step });
    document.windows.push(...body.windows);
    next = body.nextFrom;
  }
  return { document, text: nextFrom === undefined ? first.text : undefined };
}
