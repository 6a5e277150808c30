import type { JobPage } from "../../shared/contracts/api.ts";
import type { Paint, Terminal } from "../terminal.ts";
import { renderHeader, renderSummary } from "./document-summary.ts";
import { renderTop } from "./top-table.ts";
import { documentWarnings } from "./warnings.ts";
import { joinSections, renderWindows, titled } from "./windows-view.ts";

/** What the header and summary, the trends and a few routes take of a screen; the windows get the rest, and never less than the hours of a day need. */
const ROWS_BESIDE_WINDOWS = 14;
const WINDOW_ROWS_MIN = 25;
const WINDOW_ROWS_MAX = 40;
const FEW_ENTRIES = 5;

/** How many windows fit beside the rest on a screen with so many rows. */
export function windowRowsFor(screenRows: number): number {
  return Math.min(WINDOW_ROWS_MAX, Math.max(WINDOW_ROWS_MIN, screenRows - ROWS_BESIDE_WINDOWS));
}

/** A document for people. */
export function renderDocument(document: JobPage, terminal: Pick<Terminal, "columns" | "paintOut">): string {
  const { columns: width, paintOut: paint } = terminal;
  const { job, summary, routes, services, hosts } = document;
  return joinSections([
    renderHeader(job, summary, width, paint),
    summary === null || summary.records === 0 ? "" : renderSummary(summary, width, paint),
    ...renderWindows(document.windows, document.step, terminal),
    titled("Routes", renderTop("routes", routes, width, paint), paint),
    // One service or host has the same figures as the summary.
    titled("Services", services.entries.length < 2 ? "" : renderTop("services", services, width, paint, FEW_ENTRIES), paint),
    titled("Hosts", hosts.entries.length < 2 ? "" : renderTop("hosts", hosts, width, paint, FEW_ENTRIES), paint),
    renderWarnings(documentWarnings(job, summary, document.samples), paint),
  ]);
}

/** Each warning on its line, marked. */
export function renderWarnings(warnings: readonly string[], paint: Paint): string {
  return warnings.map((warning) => `${paint("yellow", "!")} ${warning}\n`).join("");
}
