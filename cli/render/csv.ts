import { visibleText } from "./visible-text.ts";

export type CsvValue = string | number | bigint | boolean | null | undefined;

/** A header row and one row for each value list, as RFC 4180 with line feeds; null and undefined are empty. Text is made visible, so that one row is one line. */
export function renderCsv(header: readonly string[], rows: Iterable<readonly CsvValue[]>): string {
  let text = `${header.join(",")}\n`;
  for (const row of rows) text += `${row.map(csvValue).join(",")}\n`;
  return text;
}

function csvValue(value: CsvValue): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? visibleText(value) : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
