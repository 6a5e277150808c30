import type { JobPage } from "../../shared/contracts/api.ts";
import type { Paint, Terminal } from "../terminal.ts";
import { renderHeader, renderSummary } from "./document-summary.ts";
import { formatStep } from "./units.ts";
import { renderTop } from "./top-table.ts";
import { renderTrends } from "./trends.ts";
import { documentWarnings } from "./warnings.ts";
import { renderWindowTable } from "./window-table.ts";
import { windowRow } from "./window-rows.ts";

/** What the header and summary, the trends and a few routes take of a screen; the windows get the rest, and never less than a few. */
const ROWS_BESIDE_WINDOWS = 14;
const WINDOW_ROWS_MIN = 12;
const WINDOW_ROWS_MAX = 40;

/** How many windows fit beside the rest on a screen with so many rows. */
export function windowRowsFor(screenRows: number): number {
  return Math.min(WINDOW_ROWS_MAX, Math.max(WINDOW_ROWS_MIN, screenRows - ROWS_BESIDE_WINDOWS));
}

/** A document for people. */
export function renderDocument(document: JobPage, terminal: Pick<Terminal, "columns" | "paintOut">): string {
  const { columns: width, paintOut: paint } = terminal;
  const { job, summary, step: stepSeconds } = document;
  const rows = document.windows.map(windowRow);
  const warnings = documentWarnings(document);
  const sections = [
    renderHeader(job, summary, width, paint),
    summary === null || summary.records === 0 ? "" : renderSummary(summary, width, paint),
    renderTrends(rows, stepSeconds, width, paint),
    titled(`Windows of ${formatStep(stepSeconds)}`, renderWindowTable(rows, stepSeconds, width, paint), paint),
    titled("Routes", renderTop("routes", document.routes, width, paint), paint),
    // One service or host has the same figures as the summary.
    titled("Services", document.services.entries.length < 2 ? "" : renderTop("services", document.services, width, paint, 5), paint),
    titled("Hosts", document.hosts.entries.length < 2 ? "" : renderTop("hosts", document.hosts, width, paint, 5), paint),
    warnings.map((warning) => `${paint("yellow", "!")} ${warning}\n`).join(""),
  ];
  return sections.filter((section) => section !== "").join("\n");
}

function titled(title: string, body: string, paint: Paint): string {
  return body === "" ? "" : `${paint("bold", title)}\n${body}`;
}
