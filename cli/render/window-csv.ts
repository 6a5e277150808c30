import type { WindowDocument } from "../../shared/contracts/document.ts";
import { renderCsv, type CsvValue } from "./csv.ts";
import { statusClasses } from "./window-rows.ts";

type WindowColumn = readonly [name: string, value: (window: WindowDocument) => CsvValue];

const COLUMNS: readonly WindowColumn[] = [
  ["windowStart", (window) => window.windowStart],
  ["state", (window) => window.state],
  ["records", (window) => window.records],
  ["requests", (window) => window.requests],
  ["errors", (window) => window.errors],
  ["clientErrors", (window) => window.clientErrors],
  ["errorRate", (window) => window.errorRate],
  ["requestsPerSecond", (window) => window.requestsPerSecond],
  ["bytes", (window) => window.bytes],
  ["latencyCount", (window) => window.latencyMs?.count],
  ["latencyMinMs", (window) => window.latencyMs?.min],
  ["latencyMeanMs", (window) => window.latencyMs?.mean],
  ["latencyP50Ms", (window) => window.latencyMs?.p50],
  ["latencyP90Ms", (window) => window.latencyMs?.p90],
  ["latencyP95Ms", (window) => window.latencyMs?.p95],
  ["latencyP99Ms", (window) => window.latencyMs?.p99],
  ["latencyP999Ms", (window) => window.latencyMs?.p999],
  ["latencyMaxMs", (window) => window.latencyMs?.max],
  ["status1xx", (window) => statusClasses(window.status)["1xx"]],
  ["status2xx", (window) => statusClasses(window.status)["2xx"]],
  ["status3xx", (window) => statusClasses(window.status)["3xx"]],
  ["status4xx", (window) => statusClasses(window.status)["4xx"]],
  ["status5xx", (window) => statusClasses(window.status)["5xx"]],
];

/** The columns of `--output csv` wherever windows are the result. New ones are only ever added at the end. */
export const WINDOW_CSV_COLUMNS: readonly string[] = COLUMNS.map(([name]) => name);

/** One row a window; latency columns are empty where no record had a duration. */
export function renderWindowCsv(windows: readonly WindowDocument[]): string {
  return renderCsv(
    WINDOW_CSV_COLUMNS,
    windows.map((window) => COLUMNS.map(([, value]) => value(window))),
  );
}
