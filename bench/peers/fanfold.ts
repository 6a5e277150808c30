import { join } from "node:path";
import type { JobDocument, LatencyDocument } from "../../shared/contracts/document.ts";
import { NODE_ENV, ROOT } from "../paths.ts";
import type { Figures, KeyFigures } from "./figures.ts";
import type { Tool } from "./tool.ts";

/** `fanfold analyze` as the command starts it, without the Node that only looks for a newer one. */
export function analyzeCommand(file: string): { command: string[]; env: Record<string, string> } {
  return {
    command: [process.execPath, join(ROOT, "bin", "fanfold.cjs"), "analyze", file, "--output", "json"],
    env: NODE_ENV,
  };
}

function latencyFigures(latency: LatencyDocument | null): Partial<KeyFigures> {
  if (latency === null) return { durationSum: 0, durationMin: 0, durationMax: 0 };
  return { durationSum: latency.mean * latency.count, durationMin: latency.min, durationMax: latency.max, percentiles: [latency.p50, latency.p95, latency.p99] };
}

function classes(status: Record<string, number>): number[] {
  return [2, 3, 4, 5].map((first) => Object.entries(status).reduce((sum, [code, count]) => (code.startsWith(String(first)) ? sum + count : sum), 0));
}

/** The figures of a document by which peers are judged. */
export function documentFigures(document: Pick<JobDocument, "windows" | "routes">): Figures {
  return {
    minutes: new Map(
      document.windows.map((window) => [
        window.windowStart.slice(0, 16),
        { records: window.records, status: classes(window.status), bytes: Number(window.bytes), ...latencyFigures(window.latencyMs) },
      ]),
    ),
    routes: new Map(document.routes.entries.map((route) => [route.key, { records: route.records, ...latencyFigures(route.latencyMs) }])),
  };
}

/** Ours: all metrics and routes, always. */
export function fanfoldTool(version: string): Tool {
  return {
    name: "Fanfold",
    version,
    isParallel: true,
    works: ["minutes and routes"],
    waysOf: ({ file }) => [{ name: "analyze --output json", ...analyzeCommand(file), read: (output) => documentFigures(JSON.parse(output) as JobDocument) }],
  };
}
