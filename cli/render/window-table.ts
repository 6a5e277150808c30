import type { Paint } from "../terminal.ts";
import { renderTable, type Column } from "./text-table.ts";
import { formatBytes, formatCount, formatInstant, formatMs, formatPercent, formatRate } from "./units.ts";
import { statusClasses, type WindowRow } from "./window-rows.ts";

/** Window tables are cut to their newest rows beyond this many. */
const ROWS_MAX = 60;
const RECORDS_WIDTH_MIN = 100;

interface WindowColumn extends Column {
  /** The width of a screen from which on the column is shown. */
  fromWidth: number;
  cell: (row: WindowRow, stepSeconds: number) => string;
}

const right = (title: string, fromWidth: number, cell: WindowColumn["cell"]): WindowColumn => ({ title, align: "right", fromWidth, cell });

const COLUMNS: readonly WindowColumn[] = [
  { title: "window (UTC)", fromWidth: 0, cell: (row) => `${formatInstant(row.startMs)}${row.isFinal ? "" : " …"}` },
  right("records", 0, (row) => formatCount(row.records)),
  right("requests", 0, (row) => formatCount(row.requests)),
  right("req/s", 110, (row, stepSeconds) => formatRate(row.requests / stepSeconds)),
  right("errors", 0, (row) => formatCount(row.errors)),
  right("error rate", 0, (row) => formatPercent(row.records === 0 ? 0 : row.errors / row.records)),
  right("p50", 0, (row) => formatMs(row.latencyMs?.p50)),
  right("p90", 120, (row) => formatMs(row.latencyMs?.p90)),
  right("p95", 0, (row) => formatMs(row.latencyMs?.p95)),
  right("p99", 90, (row) => formatMs(row.latencyMs?.p99)),
  right("max", 130, (row) => formatMs(row.latencyMs?.max)),
  right("2xx", 150, (row) => formatCount(statusClasses(row.status)["2xx"])),
  right("4xx", 150, (row) => formatCount(statusClasses(row.status)["4xx"])),
  right("5xx", 150, (row) => formatCount(statusClasses(row.status)["5xx"])),
  right("bytes", 80, (row) => formatBytes(row.bytes)),
];

/** The windows as a table that fits `width`; only the newest of very many, which is then said. Nothing for no windows. */
export function renderWindowTable(rows: readonly WindowRow[], stepSeconds: number, width: number, paint: Paint): string {
  if (rows.length === 0) return "";
  const columns = COLUMNS.filter((column) => column.fromWidth <= width && isUsed(column, rows, width));
  const shown = rows.slice(-ROWS_MAX);
  const table = renderTable(
    columns,
    shown.map((row) => columns.map((column) => column.cell(row, stepSeconds))),
    width,
    paint,
  );
  return rows.length === shown.length ? table : `${table}${paint("dim", `and ${formatCount(rows.length - shown.length)} earlier windows: --output csv shows all of them`)}\n`;
}

/** A log without requests, durations or byte counts needs no columns for them; a narrow screen shows the requests instead of the records. */
function isUsed(column: WindowColumn, rows: readonly WindowRow[], width: number): boolean {
  const hasRequests = rows.some((row) => row.requests > 0);
  if (column.title === "records") return !hasRequests || width >= RECORDS_WIDTH_MIN;
  if (column.title === "requests" || column.title === "req/s") return hasRequests;
  if (["p50", "p90", "p95", "p99", "max"].includes(column.title)) return rows.some((row) => row.latencyMs !== null);
  if (column.title === "bytes") return rows.some((row) => row.bytes > 0);
  if (["2xx", "4xx", "5xx"].includes(column.title)) return rows.some((row) => Object.keys(row.status).length > 0);
  return true;
}
