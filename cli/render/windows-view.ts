import type { WindowDocument } from "../../shared/contracts/document.ts";
import type { Paint, Terminal } from "../terminal.ts";
import { renderTrends } from "./trends.ts";
import { formatStep } from "./units.ts";
import { windowRow } from "./window-rows.ts";
import { renderWindowTable } from "./window-table.ts";

/** Trends and table of some windows, each below its title; nothing for none. */
export function renderWindows(windows: readonly WindowDocument[], stepSeconds: number, { columns: width, paintOut: paint }: Pick<Terminal, "columns" | "paintOut">): string[] {
  const rows = windows.map(windowRow);
  return [renderTrends(rows, stepSeconds, width, paint), titled(`Windows of ${formatStep(stepSeconds)}`, renderWindowTable(rows, stepSeconds, width, paint), paint)];
}

/** A section below its title; nothing when it is empty. */
export function titled(title: string, body: string, paint: Paint): string {
  return body === "" ? "" : `${paint("bold", title)}\n${body}`;
}

/** Sections with an empty line between them, without those that are empty. */
export function joinSections(sections: readonly string[]): string {
  return sections.filter((section) => section !== "").join("\n");
}
