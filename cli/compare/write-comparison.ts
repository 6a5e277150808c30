import { stringifyDocument } from "../../shared/contracts/document.ts";
import type { OutputFormat } from "../option-values.ts";
import { renderCsv } from "../render/csv.ts";
import { renderTable } from "../render/text-table.ts";
import { formatCount, formatPercent, NO_VALUE } from "../render/units.ts";
import { visibleText } from "../render/visible-text.ts";
import type { Terminal } from "../terminal.ts";
import type { Comparison, Difference } from "./compare-values.ts";

const VALUE_CHARACTERS_MAX = 24;
const ROWS_MAX = 100;

/** Write what differs, and how many values were compared. */
export function writeComparison({ compared, differences }: Comparison, tolerance: number, output: OutputFormat, terminal: Terminal): void {
  if (output === "json") {
    const listed = differences.map(({ path, expected, actual, relative }) => ({ path, expected, actual: actual ?? null, relativeDifference: relative ?? null }));
    terminal.out(`${stringifyDocument({ compared, tolerance, differences: listed }, 2)}\n`);
  } else if (output === "csv") {
    const rows = differences.map(({ path, expected, actual, relative }) => [path, asText(expected), asText(actual), relative]);
    terminal.out(renderCsv(["path", "expected", "actual", "relativeDifference"], rows));
  } else terminal.out(renderComparison(compared, differences, tolerance, terminal));
}

function renderComparison(compared: number, differences: readonly Difference[], tolerance: number, { columns, paintOut: paint }: Terminal): string {
  const within = tolerance === 0 ? "all the same" : `all within ${asPercent(tolerance)}`;
  if (differences.length === 0) return `${paint("green", `${formatCount(compared)} ${compared === 1 ? "value" : "values"} compared, ${within}`)}\n`;
  const shown = differences.slice(0, ROWS_MAX);
  const rows = shown.map(({ path, expected, actual, relative }) => [visibleText(path), shortText(expected), shortText(actual), describeRelative(relative)]);
  const table = renderTable(
    [
      { title: "value", isFlexible: true },
      { title: "expected", align: "right" },
      { title: "actual", align: "right" },
      { title: "difference", align: "right" },
    ],
    rows,
    columns,
    paint,
  );
  const more = differences.length > shown.length ? `and ${formatCount(differences.length - shown.length)} more; --output csv lists all\n` : "";
  const verdict = `${formatCount(differences.length)} of ${formatCount(compared)} values differ${tolerance === 0 ? "" : ` by more than ${asPercent(tolerance)}`}`;
  return `${table}${more}\n${paint("red", verdict)}\n`;
}

/** With the digits it was given with. */
function asPercent(tolerance: number): string {
  return `${Number((tolerance * 100).toPrecision(6))} %`;
}

function describeRelative(relative: number | undefined): string {
  if (relative === undefined) return NO_VALUE;
  return Number.isFinite(relative) ? formatPercent(relative) : "expected none";
}

function shortText(value: unknown): string {
  const text = visibleText(asText(value) ?? "absent");
  return text.length > VALUE_CHARACTERS_MAX ? `${text.slice(0, VALUE_CHARACTERS_MAX - 1)}…` : text;
}

function asText(value: unknown): string | undefined {
  return value === undefined || typeof value === "string" ? value : stringifyDocument(value);
}
