import type { Paint } from "../terminal.ts";
import { renderLabelled } from "./labelled-lines.ts";
import { sparkline, type SparkMerge, type SparkPoint } from "./sparkline.ts";
import { displayWidth } from "./text-table.ts";
import { formatCount, formatMs, formatPercent, formatStep } from "./units.ts";
import type { WindowRow } from "./window-rows.ts";

const LABEL_WIDTH = 12;
const HIGHEST_WIDTH = 24;
/** Wider lines are harder to read, not easier. */
const SPARKLINE_COLUMNS_MAX = 120;

interface Trend {
  label: string;
  merge: SparkMerge;
  pointOf: (row: WindowRow) => Omit<SparkPoint, "atMs">;
  format: (highest: number) => string;
}

const ERROR_RATE: Trend = { label: "error rate", merge: "share", pointOf: (row) => ({ value: row.errors, weight: row.records }), format: formatPercent };
/** Percentiles do not add up: a bar is the highest of its windows. */
const P95: Trend = { label: "p95", merge: "max", pointOf: (row) => ({ value: row.latencyMs?.p95 ?? 0 }), format: formatMs };

/** A line of bars for requests, error rate and p95, each with the value of its highest bar, below a title; nothing for less than two windows. */
export function renderTrends(rows: readonly WindowRow[], stepSeconds: number, width: number, paint: Paint): string {
  if (rows.length < 2) return "";
  const columns = Math.min(SPARKLINE_COLUMNS_MAX, width - LABEL_WIDTH - HIGHEST_WIDTH);
  const drawn = trendsOf(rows).map(({ label, merge, pointOf, format }) => {
    const points = rows.map((row) => ({ atMs: row.startMs, ...pointOf(row) }));
    return { label, format, line: sparkline(points, stepSeconds, columns, merge) };
  });
  const lines = drawn.map(({ label, format, line }): [string, string] => [
    label.padEnd(LABEL_WIDTH - 2),
    `${paint("cyan", line.bars)}${" ".repeat(Math.max(0, columns - displayWidth(line.bars)))}  max ${format(line.highest)}`,
  ]);
  return `${paint("bold", `Over time, a bar is ${formatStep(drawn[0]?.line.barSeconds ?? stepSeconds)}`)}\n${renderLabelled(lines, paint)}`;
}

function trendsOf(rows: readonly WindowRow[]): Trend[] {
  const counted = rows.some((row) => row.requests > 0) ? "requests" : "records";
  const volume: Trend = { label: counted, merge: "sum", pointOf: (row) => ({ value: row[counted] }), format: formatCount };
  return [volume, ERROR_RATE, ...(rows.some((row) => row.latencyMs !== null) ? [P95] : [])];
}
