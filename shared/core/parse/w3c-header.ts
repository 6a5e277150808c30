import { W3C_COLUMNS_MAX } from "../limits.ts";
import { asciiBytes, beginsWith } from "./ascii.ts";
import type { W3cColumn, W3cColumns } from "./settings.ts";

const LINE_FEED = 0x0a;
const HEADER = asciiBytes("#Fields:");
const BYTE_ORDER_MARK = Uint8Array.of(0xef, 0xbb, 0xbf);

/** The names, in lower case, of columns that fields are read from: the first one that a header has. */
const COLUMN_NAMES: Readonly<Record<W3cColumn, readonly string[]>> = {
  status: ["sc-status"],
  duration: ["time-taken"],
  bytes: ["sc-bytes", "bytes"],
  method: ["cs-method"],
  path: ["cs-uri-stem", "cs-uri-path", "cs-uri"],
  service: ["s-sitename"],
  host: ["x-host-header", "cs-host", "cs(host)", "s-computername"],
};

/** Columns that only programs name which write `time-taken` in ms: IIS, and Blue Coat's proxies. All others have seconds, as the draft says. */
const NAMES_OF_MILLISECONDS = ["sc-win32-status", "sc-substatus", "s-action"];

/**
 * Where CloudFront's standard logs, whose columns were 22 once and are 33 now, have what is read: for objects without a header.
 * Source: "Standard log file fields", Amazon CloudFront Developer Guide.
 */
export const CLOUDFRONT_COLUMNS: W3cColumns = { bytes: 3, method: 5, path: 7, status: 8, host: 15, duration: 18 };

/**
 * The columns that the first `#Fields` header of a sample names; undefined when there is none that begins with `date time` and names a column that is read.
 * A header that the sample's end cuts off is none, unless the sample is the whole object.
 * Source: "Extended Log File Format", W3C Working Draft WD-logfile-960323.
 */
export function findW3cColumns(sample: Uint8Array, isWholeObject: boolean): W3cColumns | undefined {
  const first = beginsWith(sample, 0, sample.length, BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  for (let start = first, end: number; start < sample.length; start = end + 1) {
    end = sample.indexOf(LINE_FEED, start);
    if (end === -1 && !isWholeObject) return undefined;
    if (end === -1) end = sample.length;
    const columns = beginsWith(sample, start, end, HEADER) ? readHeader(sample.subarray(start + HEADER.length, end)) : undefined;
    if (columns !== undefined) return columns;
  }
  return undefined;
}

function readHeader(bytes: Uint8Array): W3cColumns | undefined {
  const text = new TextDecoder("latin1").decode(bytes).replace(/\r$/, "");
  const names = text
    .split(/[ \t]+/)
    .filter((name) => name !== "")
    .slice(0, W3C_COLUMNS_MAX)
    .map((name) => name.toLowerCase());
  if (names[0] !== "date" || names[1] !== "time") return undefined;
  const columns: { -readonly [column in W3cColumn]?: number } = {};
  for (const [column, candidates] of Object.entries(COLUMN_NAMES) as [W3cColumn, readonly string[]][]) {
    const found = candidates.find((name) => names.includes(name));
    if (found !== undefined) columns[column] = names.indexOf(found);
  }
  if (Object.keys(columns).length === 0) return undefined;
  return NAMES_OF_MILLISECONDS.some((name) => names.includes(name)) ? { ...columns, isMilliseconds: true } : columns;
}
