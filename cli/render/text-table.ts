import { stripVTControlCharacters } from "node:util";
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

/**
 * A table at most `width` wide, with a line end. Nothing is drawn but the cells: rows stay easy to select and to grep. Cells hold no control characters
 * but colours of ours: see {@link visibleText}.
 */
export function renderTable(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number, paint: Paint): string {
  const widths = fitWidths(columns, rows, width);
  const renderLine = (cells: readonly Cell[]): string => {
    const shown = columns.map(({ align }, index) => alignCell(cutCell(cells[index] ?? "", widths[index] ?? 0), widths[index] ?? 0, align));
    return `${shown.join(" ".repeat(COLUMN_GAP)).trimEnd()}\n`;
  };
  return [columns.map(({ title }) => paint("dim", title)), ...rows].map(renderLine).join("");
}

function alignCell(cell: Cell, width: number, align: Column["align"]): string {
  const blanks = " ".repeat(Math.max(0, width - displayWidth(cell)));
  return align === "right" ? blanks + cell : cell + blanks;
}

/** The cell, or as much of it as fits before an `…`; colours go on behind it, so that they end where they should. */
function cutCell(cell: Cell, width: number): string {
  if (displayWidth(cell) <= width) return cell;
  let shown = "";
  let isFull = false;
  for (const [part] of cell.matchAll(COLOUR_OR_TEXT)) {
    if (part.startsWith("\u001b")) shown += part;
    for (const grapheme of isFull || part.startsWith("\u001b") ? [] : graphemesOf(part)) {
      isFull = displayWidth(shown) + displayWidth(grapheme) > width - 1;
      shown += isFull ? "…" : grapheme;
      if (isFull) break;
    }
  }
  return shown;
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
  let width = 0;
  for (const grapheme of graphemesOf(shown)) width += WIDE.test(grapheme) ? 2 : 1;
  return width;
}

function graphemesOf(text: string): string[] {
  // Made when it is needed: it takes longer than many a command.
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

let segmenter: Intl.Segmenter | undefined;
const ASCII = /^[\x20-\x7e]*$/;
// oxlint-disable-next-line no-control-regex -- colours are controls
const COLOUR_OR_TEXT = /\u001b\[[\d;]*m|[^\u001b]+/g;
const WIDE = /^(\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])/u;
