import type { KeysDocument } from "../../shared/contracts/document.ts";
import type { Paint } from "../terminal.ts";
import { renderTable, type Column } from "./text-table.ts";
import { formatCount, formatMs, formatPercent } from "./units.ts";
import { visibleText } from "./visible-text.ts";

const ENTRIES_SHOWN = 10;
const WIDE_COLUMNS = 100;

/** The busiest keys with their latency; nothing for no keys. */
export function renderTop(name: string, top: KeysDocument, width: number, paint: Paint, shown = ENTRIES_SHOWN): string {
  const entries = top.entries.slice(0, shown);
  if (entries.length === 0) return "";
  const hasLatency = entries.some((entry) => entry.latencyMs !== null);
  // On a narrow screen the key needs the room more than what can be worked out from the other columns.
  const isWide = width >= WIDE_COLUMNS;
  const latencies = !hasLatency ? [] : isWide ? (["p50", "p95", "p99", "max"] as const) : (["p50", "p95", "p99"] as const);
  const columns = [{ title: name, isFlexible: true }, right("records"), right("errors"), ...(isWide ? [right("error rate")] : []), ...latencies.map(right)];
  const rows = entries.map(({ key, records, errors, latencyMs, countErrorMax }) => [
    visibleText(key),
    // Such a count is a true lower bound: some of its records came while the key was not tracked.
    `${countErrorMax > 0 ? "≥" : ""}${formatCount(records)}`,
    formatCount(errors),
    ...(isWide ? [formatPercent(records === 0 ? 0 : errors / records)] : []),
    ...latencies.map((latency) => formatMs(latencyMs?.[latency])),
  ]);
  return renderTable(columns, rows, width, paint) + remainder(top, entries.length, name, paint);
}

/** What the list leaves out. */
function remainder(top: KeysDocument, shown: number, name: string, paint: Paint): string {
  const hidden = top.entries.slice(shown);
  const records = hidden.reduce((sum, entry) => sum + entry.records, 0) + top.otherRecords;
  if (records === 0) return "";
  const more = top.otherRecords > 0 ? `at least ${formatCount(hidden.length + 1)}` : formatCount(hidden.length);
  return `${paint("dim", `and ${more} more ${name} with ${formatCount(records)} records`)}\n`;
}

function right(title: string): Column {
  return { title, align: "right" };
}
