import { canonicalLevel, KNOWN_LEVELS } from "./field-values.ts";
import { parseClf } from "./times.ts";
import { type OracleVerdict, record, reject } from "./verdict.ts";

const BEGINS = /^\[[A-Za-z]{3} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec) [ \d]\d [^]{9}/i;
const TIME = /^\[[A-Za-z]{3} ([A-Za-z]{3}) ([ \d]\d) (\d\d:\d\d:\d\d(?:\.\d{1,9})?) (\d{4})\]/;

/** Whether a line is one of an error log of Apache's httpd. */
export const isApacheErrorLine = (line: string): boolean => BEGINS.test(line);

/** The level in the brackets that a text begins with; null when there is none. */
export function levelInBrackets(text: string): string | null {
  const [, brackets = ""] = /^\[([^\]]*)\]/.exec(text) ?? [];
  const name = brackets.slice(brackets.lastIndexOf(":") + 1);
  if (/^trace[1-8]$/i.test(name)) return "TRACE";
  return /^[A-Za-z]+$/.test(name) && KNOWN_LEVELS.has(name.toUpperCase()) ? canonicalLevel(name.toUpperCase()) : null;
}

/** The verdict on a line of an error log. */
export function judgeApacheErrorLine(line: string, timeZone: string): OracleVerdict {
  const [time = "", month, day = "", clock, year] = TIME.exec(line) ?? [];
  const timestampMs = parseClf(`${day.replace(" ", "0")}/${month}/${year}:${clock}`, timeZone);
  if (timestampMs === null) return reject("bad-timestamp");
  return record("apache-error", { timestampMs, level: levelInBrackets(line.slice(time.length).replace(/^ +/, "")) });
}
