import { parsePlainDecimal } from "./decimal.ts";
import { decimalToUs } from "./durations.ts";
import { cutName, parseStatusWord, toRoute } from "./field-values.ts";
import { parseIso } from "./times.ts";
import { type OracleVerdict, record, reject } from "./verdict.ts";

const DETECT_BYTES = 65_536;
const HEADER_COLUMNS_MAX = 256;
const CLOUDFRONT = "date time - sc-bytes - cs-method - cs-uri-stem sc-status - - - - - - x-host-header - - time-taken";
const NAMES_OF_MS = ["sc-win32-status", "sc-substatus", "s-action"];
const READ = [
  "sc-status",
  "time-taken",
  "sc-bytes",
  "bytes",
  "cs-method",
  "cs-uri-stem",
  "cs-uri-path",
  "cs-uri",
  "s-sitename",
  "x-host-header",
  "cs-host",
  "cs(host)",
  "s-computername",
];

/** The names of a header's columns in lower case; undefined when it is not one by which lines are read. */
function namesOf(header: string): string[] | undefined {
  const [, text] = /^#Fields:([^]*)$/.exec(header.replace(/\r$/, "")) ?? [];
  const all = (text ?? "").split(/[ \t]+/).filter((name) => name !== "");
  const names = all.slice(0, HEADER_COLUMNS_MAX).map((name) => name.toLowerCase());
  return names[0] === "date" && names[1] === "time" && names.some((name) => READ.includes(name)) ? names : undefined;
}

/** The first `#Fields` line among the first bytes of an object by which lines are read; undefined when there is none. */
export function findFieldsHeader(content: string): string | undefined {
  const start = content.slice(0, DETECT_BYTES);
  const lines = start.replace(/^\xef\xbb\xbf/, "").split("\n");
  if (content.length > DETECT_BYTES) lines.pop();
  return lines.find((line) => namesOf(line) !== undefined);
}

/** Whether a line stands in columns, when the object has a header or none. */
export function isW3cLine(line: string, header: string | undefined): boolean {
  return header === undefined ? /^\d{4}-\d\d-\d\d\t/.test(line) && line.split("\t").length >= 22 : /^\d{4}-\d\d-\d\d[\t ]/.test(line);
}

/** The columns of a line: between single TABs, or between SP, where a quoted string is one. */
function columnsOf(line: string): string[] {
  if (line[10] === "\t") return line.split("\t");
  return [...line.matchAll(/"((?:[^"]|"")*)(?:"|$)|([^ "][^ ]*)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

/** The verdict on a line that stands in columns. */
export function judgeW3cLine(line: string, header: string | undefined, timeZone: string): OracleVerdict {
  const names = namesOf(header ?? `#Fields: ${CLOUDFRONT}`) ?? [];
  const columns = columnsOf(line);
  const timestampMs = columns.length < 2 ? null : parseIso(`${line.slice(0, 10)}T${columns[1] ?? ""}`, timeZone);
  if (timestampMs === null) return reject("bad-timestamp");
  const indexOf = (candidates: string[]): number => names.indexOf(candidates.find((name) => names.includes(name)) ?? "");
  const places = {
    status: indexOf(["sc-status"]),
    duration: indexOf(["time-taken"]),
    bytes: indexOf(["sc-bytes", "bytes"]),
    method: indexOf(["cs-method"]),
    path: indexOf(["cs-uri-stem", "cs-uri-path", "cs-uri"]),
    service: indexOf(["s-sitename"]),
    host: indexOf(["x-host-header", "cs-host", "cs(host)", "s-computername"]),
  };
  if (columns.length <= Math.max(...Object.values(places))) return reject("bad-field");
  const valueOf = (place: number): string => (place === -1 ? "" : (columns[place] ?? ""));
  const status = valueOf(places.status) === "" ? null : parseStatusWord(valueOf(places.status));
  const [bytes, duration, method, path] = [valueOf(places.bytes), valueOf(places.duration), valueOf(places.method), valueOf(places.path)];
  const isMs = header !== undefined && NAMES_OF_MS.some((name) => names.includes(name));
  const number = parsePlainDecimal(duration);
  const isDuration = duration === "" || duration === "-" || number !== null;
  if (status === undefined || !/^(?:\d{1,15}|-|-1|)$/.test(bytes) || !isDuration) return reject("bad-field");
  const nameOf = (text: string): string | null => (text === "" || text === "-" ? null : cutName(text));
  return record("w3c", {
    timestampMs,
    status,
    durationUs: number === null ? null : decimalToUs(number, isMs ? 1_000_000n : 1_000_000_000n),
    bytes: /^\d/.test(bytes) ? Number(bytes) : null,
    method: /^[A-Z][A-Z_-]{0,19}$/.test(method) ? method : null,
    route: path === "" ? null : toRoute(path),
    service: nameOf(valueOf(places.service)),
    host: nameOf(valueOf(places.host)),
  });
}
