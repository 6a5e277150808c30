import type { FormatRow } from "./format-table.ts";

/** The first row that takes the line `bytes[start, end)`; undefined when none does. */
export type RowFinder = (bytes: Uint8Array, start: number, end: number) => FormatRow | undefined;

/** Asks the rows in their order. Most can be told by a line's first byte: a row that is asked costs more than most of what it answers. */
export function createRowFinder(rows: readonly FormatRow[]): RowFinder {
  const rowsByFirstByte = Array.from<readonly FormatRow[] | undefined>({ length: 256 });
  const rowsFor = (byte: number): readonly FormatRow[] =>
    (rowsByFirstByte[byte] ??= rows.filter(({ firstCharacters }) => firstCharacters?.includes(String.fromCharCode(byte)) ?? true));

  return (bytes, start, end) => {
    if (start === end) return undefined;
    for (const row of rowsFor(bytes[start]!)) if (row.takes(bytes, start, end)) return row;
    return undefined;
  };
}
