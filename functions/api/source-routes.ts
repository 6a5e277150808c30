import type { SourceEntry, SourceMetricsAnswer, SourcesAnswer } from "../../shared/contracts/api.ts";
import type { Source } from "../../shared/contracts/job.ts";
import { isStep } from "../../shared/core/aggregate/finalize-windows.ts";
import { TIME_END_MS } from "../../shared/protocol/read-document.ts";
import type { WindowQuery } from "../../shared/protocol/read-page.ts";
import { readSourceMetrics } from "../../shared/protocol/read-source-metrics.ts";
import type { ApiDeps } from "./api-deps.ts";
import { badCursor, cursorNumber, cursorText, decodeCursor, encodeCursor } from "./cursor.ts";
import { newestTimesOf } from "./newest-times.ts";
import { PAGE_LIMITS } from "./page-limits.ts";
import { readLimit, readStep, readTimes } from "./parameters.ts";
import { badParameter, problemError } from "./problem.ts";
import type { Route, RouteInput } from "./router.ts";
import { readSourceBody, readSourceName } from "./source-settings.ts";

const SOURCES_PER_PAGE_MAX = 100;
const SOURCES_CURSOR = "sources";
const METRICS_CURSOR = "source-metrics";

/** Sources, their settings, and the metrics of all their objects together. */
export const sourceRoutes: readonly Route[] = [
  { method: "GET", path: "/sources", role: "read", query: ["limit", "cursor"], handle: async ({ query }, deps) => ({ status: 200, body: await listSources(query, deps) }) },
  {
    method: "PUT",
    path: "/sources/{source}",
    role: "admin",
    query: [],
    async handle({ request, params }, deps) {
      const name = readSourceName(params["source"] ?? "");
      return { status: 200, body: await putSource(name, readSourceBody(request.readBody()), deps) };
    },
  },
  {
    method: "GET",
    path: "/sources/{source}/metrics",
    role: "read",
    query: ["from", "to", "step", "cursor"],
    handle: async (input, deps) => ({ status: 200, body: await readMetrics(input, deps) }),
  },
];

async function listSources(query: RouteInput["query"], deps: ApiDeps): Promise<SourcesAnswer> {
  const limit = readLimit(query, SOURCES_PER_PAGE_MAX, SOURCES_PER_PAGE_MAX);
  const cursor = query.get("cursor");
  const after = cursor === undefined ? undefined : cursorText(decodeCursor(SOURCES_CURSOR, cursor), "after");
  const sorted = (await deps.jobs.listSources()).toSorted((a, b) => (a.source < b.source ? -1 : 1));
  const behind = after === undefined ? sorted : sorted.filter(({ source }) => source > after);
  const sources = behind.slice(0, limit);
  return { sources: sources.map(describeSource), ...(behind.length > limit ? { next: encodeCursor(SOURCES_CURSOR, { after: sources.at(-1)!.source }) } : {}) };
}

/** Objects that are stored from now on are analysed under the new settings; jobs that exist keep theirs. */
async function putSource(name: string, { prefixes, settings }: ReturnType<typeof readSourceBody>, deps: ApiDeps): Promise<SourceEntry> {
  const sources = await deps.jobs.listSources();
  for (const other of sources) {
    const taken = other.source === name ? undefined : prefixes.find((prefix) => other.prefixes.includes(prefix));
    if (taken !== undefined) throw problemError("PREFIX_TAKEN", `the prefix ${taken} belongs to the source ${other.source}`, "prefixes");
  }
  const source: Source = { ...sources.find((candidate) => candidate.source === name), source: name, prefixes, settings };
  await deps.jobs.putSource(source);
  deps.log.info("source set", { source: name });
  return describeSource(source);
}

async function readMetrics({ params, query }: RouteInput, deps: ApiDeps): Promise<SourceMetricsAnswer> {
  const name = readSourceName(params["source"] ?? "");
  const cursor = query.get("cursor");
  const asked = cursor === undefined ? await readAsked(name, query, deps) : readMetricsCursor(name, cursor);
  const page = await readSourceMetrics(name, { ...asked, page: PAGE_LIMITS }, deps);
  const { stepSeconds: step, windows, nextFromMs } = page;
  const next = nextFromMs === undefined ? {} : { next: encodeCursor(METRICS_CURSOR, { source: name, step, from: nextFromMs, to: asked.toMs }) };
  return { source: name, from: new Date(asked.fromMs).toISOString(), to: new Date(asked.toMs).toISOString(), step, windows, ...next };
}

/** What is not said of the times is the day that ends with the source's newest record. */
async function readAsked(name: string, query: RouteInput["query"], deps: ApiDeps): Promise<WindowQuery> {
  const source = (await deps.jobs.listSources()).find((candidate) => candidate.source === name);
  if (source === undefined) throw problemError("SOURCE_NOT_FOUND", "no source has this name, and no object belongs to it yet");
  const times = readTimes(query);
  const stepSeconds = readStep(query);
  const { fromMs, toMs } = times.fromMs !== undefined && times.toMs !== undefined ? { fromMs: times.fromMs, toMs: times.toMs } : await newestTimesOf(source, times, deps);
  if (fromMs >= toMs) throw badParameter("from", "it must be before to");
  return { fromMs, toMs, ...(stepSeconds === undefined ? {} : { stepSeconds }) };
}

function readMetricsCursor(source: string, cursor: string): WindowQuery {
  const fields = decodeCursor(METRICS_CURSOR, cursor);
  const query = { fromMs: cursorNumber(fields, "from"), toMs: cursorNumber(fields, "to"), stepSeconds: cursorNumber(fields, "step") };
  if (cursorText(fields, "source") !== source || !isStep(query.stepSeconds) || query.fromMs >= query.toMs || query.toMs > TIME_END_MS) throw badCursor();
  return query;
}

function describeSource({ source, prefixes, settings, firstJobDay, lastJobDay }: Source): SourceEntry {
  return { source, prefixes, settings, ...(firstJobDay === undefined ? {} : { firstJobDay }), ...(lastJobDay === undefined ? {} : { lastJobDay }) };
}
