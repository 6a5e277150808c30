import { LINE_BYTES_MAX } from "../limits.ts";
import { ESCAPE, createColourRemover } from "./colours.ts";
import { createFormatTable } from "./format-table.ts";
import { resetLineFields } from "./line-fields.ts";
import type { LineFields } from "./line-fields.ts";
import { createRowFinder } from "./row-finder.ts";
import type { JobConstants, LineFormat } from "./settings.ts";
import { VERDICT_BLANK, VERDICT_COMMENT, VERDICT_NO_FORMAT, VERDICT_TOO_LONG } from "./verdict.ts";

const NUL = 0x00;
const TAB = 0x09;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const HASH = 0x23;

/** Judges lines one by one. The definition of every verdict is `docs/formats.md`. */
export interface LineParser {
  /**
   * The verdict, a `VERDICT_*`, on the line `bytes[start, end)` without its 0x0A. `fields` are what a record says; they mean nothing for another verdict.
   * `isFirstLine` says that the line is the first of its object, where a byte order mark may stand.
   */
  readonly parse: (bytes: Uint8Array, start: number, end: number, fields: LineFields, isFirstLine?: boolean) => number;
  /** The format whose parser is asked about such a line; undefined when none is. For blank lines and comments it means nothing. */
  readonly formatOf: (bytes: Uint8Array, start: number, end: number, isFirstLine?: boolean) => LineFormat | undefined;
}

export interface LineParserOptions {
  /** The longest line that is parsed; tests set it lower. */
  lineBytesMax?: number;
}

/** Gives the parser for a job's constants; the same as before while they stay the same, because its tables take longer to make than a small range to parse. */
export function createLineParsers(options: LineParserOptions = {}): (constants: JobConstants) => LineParser {
  let key: string | undefined;
  let parser: LineParser | undefined;
  return (constants) => {
    const wanted = JSON.stringify(constants);
    if (parser === undefined || wanted !== key) parser = createLineParser(constants, options);
    key = wanted;
    return parser;
  };
}

/**
 * The reference parser of a job's lines.
 * @throws InputError `BAD_TIME_ZONE` when nobody knows the settings' zone.
 */
export function createLineParser(constants: JobConstants, options: LineParserOptions = {}): LineParser {
  const rows = createFormatTable(constants);
  const lineBytesMax = options.lineBytesMax ?? LINE_BYTES_MAX;
  const findRow = createRowFinder(rows);

  const colours = createColourRemover();

  const judge = (bytes: Uint8Array, start: number, end: number, fields: LineFields): number => {
    if (isBlank(bytes, start, end)) return VERDICT_BLANK;
    if (bytes[start] === HASH) return VERDICT_COMMENT;
    resetLineFields(fields);
    const row = findRow(bytes, start, end);
    return row === undefined ? VERDICT_NO_FORMAT : row.parse(bytes, start, end, fields);
  };

  return {
    parse(bytes, start, end, fields, isFirstLine = false) {
      if (end - start > lineBytesMax) return VERDICT_TOO_LONG;
      const from = isFirstLine ? skipByteOrderMark(bytes, start, end) : start;
      const to = end > from && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
      if (from === to || bytes[from] !== ESCAPE) return judge(bytes, from, to, fields);
      const length = colours.remove(bytes, from, to);
      return judge(colours.text, 0, length, fields);
    },
    formatOf(bytes, start, end, isFirstLine = false) {
      const from = isFirstLine ? skipByteOrderMark(bytes, start, end) : start;
      if (from === end || bytes[from] !== ESCAPE) return findRow(bytes, from, end)?.format;
      const length = colours.remove(bytes, from, end);
      return findRow(colours.text, 0, length)?.format;
    },
  };
}

function skipByteOrderMark(bytes: Uint8Array, start: number, end: number): number {
  return end - start >= 3 && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf ? start + 3 : start;
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte !== SPACE && byte !== TAB && byte !== CARRIAGE_RETURN && byte !== NUL) return false;
  }
  return true;
}
