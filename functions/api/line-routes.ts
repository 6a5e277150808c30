import { LINE_KINDS, type LinesAnswer, type LineKind, type RejectedAnswer } from "../../shared/contracts/api.ts";
import type { SamplesDocument } from "../../shared/contracts/document.ts";
import { REJECT_REASONS, type RejectReason } from "../../shared/core/parse/verdict.ts";
import type { ApiDeps } from "./api-deps.ts";
import { readOverview } from "./job-routes.ts";
import { readJobForLines, readLines, type Sampled } from "./lines.ts";
import { badParameter } from "./problem.ts";
import { readChoice } from "./parameters.ts";
import type { Route } from "./router.ts";

/** Sampled lines with their text. */
export const lineRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/jobs/{jobId}/rejected",
    role: "read",
    query: [],
    async handle(input, deps) {
      const { job, summary, samples } = await readOverview(input, deps);
      const lines = await fetchLines(job.jobId, rejectedOf(samples), deps);
      const body: RejectedAnswer = { job, rejected: summary?.rejected ?? 0, rejectedByReason: summary?.rejectedByReason ?? {}, samples: lines };
      return { status: 200, body };
    },
  },
  {
    method: "GET",
    path: "/jobs/{jobId}/lines",
    role: "read",
    query: ["kind", "reason"],
    async handle(input, deps) {
      const kind = readChoice(input.query, "kind", LINE_KINDS) ?? "slowest";
      const reason = readChoice(input.query, "reason", REJECT_REASONS);
      if (reason !== undefined && kind !== "rejected") throw badParameter("reason", "only lines of kind=rejected have one");
      const { job, samples } = await readOverview(input, deps);
      const body: LinesAnswer = { job, kind, lines: await fetchLines(job.jobId, sampledOf(samples, kind, reason), deps) };
      return { status: 200, body };
    },
  },
];

async function fetchLines(jobId: string, sampled: readonly Sampled[], deps: ApiDeps) {
  if (sampled.length === 0) return [];
  const job = await readJobForLines(jobId, deps);
  return readLines(job, sampled, deps);
}

function sampledOf(samples: SamplesDocument, kind: LineKind, reason: RejectReason | undefined): readonly Sampled[] {
  return kind === "rejected" ? rejectedOf(samples, reason) : samples[kind];
}

function rejectedOf(samples: SamplesDocument, only?: RejectReason): Sampled[] {
  return REJECT_REASONS.filter((reason) => only === undefined || reason === only).flatMap((reason) => (samples.rejected[reason] ?? []).map((sample) => ({ ...sample, reason })));
}
