import { stripVTControlCharacters } from "node:util";
import Table from "cli-table3";
import type { Paint } from "../terminal.ts";

const COLUMN_GAP = 2;
const FLEXIBLE_WIDTH_MIN = 12;

export interface Column {
  title: string;
  align?: "left" | "right";
  /** Of all columns the one that gives way when the line is full: what does not fit ends in `…`. */
  isFlexible?: boolean;
}

export type Cell = string;

/** Nothing is drawn but a line below the titles: rows stay easy to select and to grep. */
const CHARACTERS = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: " ".repeat(COLUMN_GAP),
} as const;

/** A table at most `width` wide, with a line end. Cells hold no control characters but colours of ours: see {@link visibleText}. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number, paint: Paint): string {
  const widths = fitWidths(columns, rows, width);
  const table = new Table({
    chars: { ...CHARACTERS },
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [], compact: true },
    colWidths: widths,
    colAligns: columns.map((column) => column.align ?? "left"),
  });
  table.push(
    columns.map((column) => paint("dim", column.title)),
    ...rows.map((row) => [...row]),
  );
  return `${table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")}\n`;
}

/** Each column as wide as its widest cell; the flexible one as wide as is left. */
function fitWidths(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number): number[] {
  const widths = columns.map((column, index) => rows.reduce((max, row) => Math.max(max, displayWidth(row[index] ?? "")), displayWidth(column.title)));
  const flexible = columns.findIndex((column) => column.isFlexible === true);
  if (flexible >= 0) {
    const others = widths.reduce((sum, columnWidth, index) => sum + (index === flexible ? 0 : columnWidth + COLUMN_GAP), 0);
    widths[flexible] = Math.min(widths[flexible] ?? 0, Math.max(FLEXIBLE_WIDTH_MIN, width - others));
  }
  return widths;
}

/** Columns that a text needs: East Asian wide characters and emoji take two, colours none. */
export function displayWidth(text: string): number {
  const shown = stripVTControlCharacters(text);
  if (ASCII.test(shown)) return shown.length;
  // Made when it is needed: it takes longer than many a command.
  graphemes ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  let width = 0;
  for (const { segment } of graphemes.segment(shown)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

let graphemes: Intl.Segmenter | undefined;
const ASCII = /^[\x20-\x7e]*$/;
const WIDE = /^(\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])/u;
