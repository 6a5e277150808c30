import { encodeText } from "./byte-text.ts";
import { parsePlainDecimal } from "./decimal.ts";
import { decimalToUs, parseDurationValue } from "./durations.ts";
import { cutName, parseRequestLine, statusOrAbsent, toRoute } from "./field-values.ts";
import { cutNumber, levelName, methodName } from "./json-line.ts";
import { epochMs, parseClf, parseIso, parseSyslogAtStart } from "./times.ts";
import { type OracleVerdict, record, reject } from "./verdict.ts";

type Values = Map<string, { form: string; text: string }>;

const FIELD = /\{\{|\}\}|\{([^}]*)\}/g;
const UNIT_NS: Record<string, bigint> = { s: 1_000_000_000n, ms: 1_000_000n, us: 1_000n, ns: 1n };
const FRACTION_AND_ZONE = String.raw`(?:Z|z|[+-]\d\d:?\d\d| [+-]\d\d:?\d\d|[+-]\d\d)?`;
const TIMES: Record<string, RegExp> = {
  iso: new RegExp(String.raw`^\d[^]{12}:[^]{2}:[^]\d(?:[.,]\d+)?${FRACTION_AND_ZONE}`),
  clf: new RegExp(String.raw`^\d[^]{13}:[^]{2}:[^]\d(?:\.\d+)?${FRACTION_AND_ZONE}`),
  epoch: /^\d+(?:\.\d+)?/,
};

/** A pattern as literals and fields in turn: literal, field, literal, …, literal. */
function split(pattern: string): { literals: RegExp[]; fields: { name: string; form: string }[] } {
  const texts = [""];
  const fields: { name: string; form: string }[] = [];
  let end = 0;
  for (const match of pattern.matchAll(FIELD)) {
    texts[texts.length - 1] += pattern.slice(end, match.index);
    end = match.index + match[0].length;
    if (match[1] === undefined) texts[texts.length - 1] += match[0].charAt(0);
    else {
      const [name = "", form = ""] = match[1].split(":");
      fields.push({ name, form });
      texts.push("");
    }
  }
  texts[texts.length - 1] += pattern.slice(end);
  const toRegExp = (text: string): RegExp =>
    new RegExp(
      encodeText(text)
        .replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")
        .replace(/[ \t]+/g, "[ \\t]+"),
      "y",
    );
  return { literals: texts.map(toRegExp), fields };
}

function timeForm(form: string, text: string): string {
  if (form !== "") return form;
  if (/^\d{4}-/.test(text)) return "iso";
  return text[2] === "/" ? "clf" : /^\d/.test(text) ? "epoch" : "syslog";
}

/** The length of what looks like a time at the start of a text; -1 when nothing does. */
function timeLength(form: string, text: string): number {
  if (form === "syslog") {
    const length = parseSyslogAtStart(text, "UTC", 0)?.length ?? -1;
    const hasLongFraction = length !== -1 && /\.\d{9}$/.test(text.slice(0, length));
    return hasLongFraction ? length + (/^\d*/.exec(text.slice(length))?.[0].length ?? 0) : length;
  }
  const length = TIMES[form]?.exec(text)?.[0].length ?? -1;
  return form === "epoch" && length > 64 ? -1 : length;
}

function matchAt(literal: RegExp, line: string, at: number): number {
  literal.lastIndex = at;
  const match = literal.exec(line);
  return match === null ? -1 : at + match[0].length;
}

/** What the fields of a pattern are in a line; undefined when it does not fit. */
function findValues(pattern: string, line: string): Values | undefined {
  const { literals, fields } = split(pattern);
  const values: Values = new Map();
  let at = matchAt(literals[0] as RegExp, line, 0);
  for (const [index, { name, form }] of fields.entries()) {
    if (at === -1) return undefined;
    const behind = literals[index + 1] as RegExp;
    let end = at;
    let usedForm = form;
    if (name === "time") {
      usedForm = timeForm(form, line.slice(at));
      const length = timeLength(usedForm, line.slice(at));
      if (length === -1) return undefined;
      end = at + length;
    } else if (index === fields.length - 1 && behind.source === "(?:)") end = line.length;
    else while (end < line.length && matchAt(behind, line, end) === -1) end++;
    values.set(name, { form: usedForm, text: line.slice(at, end) });
    at = matchAt(behind, line, end);
  }
  return at === line.length ? values : undefined;
}

/** Whether a line fits a pattern. */
export function isPatternLine(line: string, pattern: string): boolean {
  return findValues(pattern, line) !== undefined;
}

function timeMs({ form, text }: { form: string; text: string }, timeZone: string, referenceTimeMs: number): number | null {
  if (form === "iso") return parseIso(text, timeZone);
  if (form === "clf") return parseClf(text, timeZone);
  if (form === "syslog") {
    const time = parseSyslogAtStart(text, timeZone, referenceTimeMs);
    return time?.length === text.length ? time.ms : null;
  }
  const number = parsePlainDecimal(text);
  return number === null ? null : epochMs(number);
}

/** The verdict on a line that fits a pattern. */
export function judgePatternLine(line: string, pattern: string, timeZone: string, referenceTimeMs: number): OracleVerdict {
  const values = findValues(pattern, line) ?? new Map();
  const textOf = (name: string): string | undefined => values.get(name)?.text;
  const time = timeMs(values.get("time") ?? { form: "", text: "" }, timeZone, referenceTimeMs);
  if (time === null) return reject("bad-timestamp");
  const duration = values.get("duration");
  const number = parsePlainDecimal(duration?.text ?? "");
  const unitNs = UNIT_NS[duration?.form === "" || duration === undefined ? "ms" : duration.form] ?? 0n;
  const request = textOf("request") === undefined ? { method: null, route: null } : parseRequestLine(textOf("request") ?? "");
  const path = textOf("path") ?? "";
  const nameOf = (name: string | undefined): string | null => (name === undefined || name === "" || name === "-" ? null : cutName(name));
  const status = textOf("status") ?? "";
  return record("pattern", {
    timestampMs: time,
    level: levelName(textOf("level") ?? ""),
    status: /^\d{3}$/.test(status) ? statusOrAbsent(Number(status)) : null,
    durationUs: number === null ? (parseDurationValue(duration?.text ?? "") ?? null) : decimalToUs(number, unitNs),
    bytes: cutNumber(textOf("bytes") ?? ""),
    method: textOf("method") === undefined ? request.method : methodName(textOf("method")),
    route: textOf("path") === undefined ? request.route : path === "" ? null : toRoute(path),
    service: nameOf(textOf("service")),
    host: nameOf(textOf("host")),
  });
}
