import { withoutColours } from "./app-line.ts";
import { trimEndOf } from "./byte-text.ts";
import { findClosingQuote } from "./access-line.ts";
import { parseDurationWithUnit } from "./durations.ts";
import { parseStatusWord, toRoute } from "./field-values.ts";
import { parseIso } from "./times.ts";
import { type OracleVerdict, record, reject } from "./verdict.ts";

const trimBlanks = (text: string): string => trimEndOf(text.replace(/^[ \t]+/, ""), " \t");

/** Whether a line begins as a request of gin does. */
export const isGinLine = (line: string): boolean => /^\[GIN\] \d{4}\/[^]{2}\/[^]{2} - /.test(line);

/** The verdict on a request of gin; undefined when a line is none. */
export function judgeGinLine(coloured: string, timeZone: string): OracleVerdict | undefined {
  if (!isGinLine(coloured)) return undefined;
  const [begin = "", status = "", took = "", client, ...rest] = withoutColours(coloured).slice("[GIN] ".length).split("|");
  const timestampMs = parseIso(`${begin.slice(0, 10)} ${trimEndOf(begin.slice(13), " \t")}`, timeZone);
  if (timestampMs === null) return reject("bad-timestamp");
  const code = parseStatusWord(trimBlanks(status));
  const durationUs = /^(?:-|-1)$/.test(trimBlanks(took)) ? null : parseDurationWithUnit(trimBlanks(took));
  if (code === undefined || durationUs === undefined || client === undefined || rest.length === 0) return reject("bad-field");
  const [, method = null, target = ""] = /^[ \t]*([A-Z][A-Z_-]{0,19})[ \t]+([^ \t][^]*)$/.exec(rest.join("|")) ?? [];
  const closing = target.startsWith('"') ? findClosingQuote(target, 1) : target.search(/[ \t]|$/);
  if (closing === -1) return reject("bad-field");
  return record("access", { timestampMs, status: code, durationUs, method, route: toRoute(target.slice(target.startsWith('"') ? 1 : 0, closing)) });
}
