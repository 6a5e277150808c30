import { judgeAccessLine } from "./access-line.ts";
import { cutName } from "./field-values.ts";
import { parseIso, parseSyslogAtStart } from "./times.ts";
import { type OracleFields, type OracleVerdict, record, reject } from "./verdict.ts";

const PRIORITY = /^<(\d{1,3})>/;
const SEVERITIES = "EMERG ALERT CRIT ERROR WARN NOTICE INFO DEBUG".split(" ");
const ELEMENTS = /^(?:\[(?:[^"\]]|"(?:[^"\\]|\\[^])*")*\])+/;

/** What devices write before the time: spaces, or a counter, a sequence number, a host, and a mark. */
const DEVICE = /^ *(?:\d{0,10}: *(?:\d{1,10}: *)?(?:([^ ]+):(?= |$) *)?[*.]?)?/;

type Header = { timestampMs: number; host?: string; service?: string; message: string };

/** Whether a line is one of syslog. */
export function isSyslogLine(line: string): boolean {
  return PRIORITY.test(line) || parseSyslogAtStart(line, "UTC", 0) !== undefined;
}

/** Time, host, program and message of what stands behind the priority as RFC 3164 has it. */
function parseRfc3164(behindPriority: string, hasPriority: boolean, timeZone: string, referenceTimeMs: number): Header | null {
  const [device = "", deviceHost = ""] = (hasPriority && DEVICE.exec(behindPriority)) || [];
  const [leading = "", year] = /^(\d{4}) (?=[A-Za-z]{3} )/.exec(behindPriority.slice(device.length)) ?? [];
  const yearFirst = year === undefined ? undefined : parseSyslogAtStart(behindPriority.slice(device.length + leading.length), timeZone, referenceTimeMs, year);
  const text = behindPriority.slice(device.length + (yearFirst === undefined ? 0 : leading.length));
  const word = /^[^ ]*/.exec(text)?.[0] ?? "";
  const time = yearFirst ?? parseSyslogAtStart(text, timeZone, referenceTimeMs) ?? { ms: parseIso(word, timeZone), length: word.length };
  const behind = text.slice(time.length);
  if (time.ms === null || !/^:?(?: |$)/.test(behind)) return null;
  const [, nextWord = "", afterWord = ""] = /^:? *((?:[^ ]*[^ :](?= |$))?)([^]*)$/.exec(behind) ?? [];
  const host = deviceHost === "" ? nextWord : deviceHost;
  const left = deviceHost === "" ? afterWord : nextWord + afterWord;
  const [, service = "", message] = /^ *([^ :[]*)(?:[^ ]*):(?= |$)([^]*)$/.exec(left) ?? /^ *([^ []+)\[\d+\](?= |$)([^]*)$/.exec(left) ?? [];
  return {
    timestampMs: time.ms,
    host,
    service: /^\d*$/.test(service) || (/^[A-Z]{2,5}(?:[+-]\d\d?)?$/.test(service) && /^ *%[A-Z]/.test(message ?? "")) ? "" : service,
    message: message ?? left,
  };
}

/** The same of what stands behind the version as RFC 5424 has it, or why it is none. */
function parseRfc5424(text: string, timeZone: string): Header | "no-timestamp" | "bad-timestamp" | "bad-field" {
  const [, time = "", behind = ""] = /^([^ ]*)([^]*)$/.exec(text) ?? [];
  if (time === "-") return "no-timestamp";
  const timestampMs = parseIso(time, timeZone);
  if (timestampMs === null) return "bad-timestamp";
  const [, host, service, data] = /^ +([^ ]+) +([^ ]+) +[^ ]+ +[^ ]+ +([^ ][^]*)$/.exec(behind) ?? [];
  if (data === undefined) return "bad-field";
  return { timestampMs, host: host ?? "", service: service ?? "", message: messageBehind(data) };
}

/** What stands behind the structured data, all where there are none; nothing when an element does not end. */
function messageBehind(data: string): string {
  if (/^-(?: |$)/.test(data)) return data.slice(1);
  if (!data.startsWith("[")) return data;
  const message = data.slice(ELEMENTS.exec(data)?.[0].length ?? data.length);
  return message.startsWith("[") ? "" : message;
}

/** The request and the figures of a message that is an access line. */
export function figuresOf(message: string, timeZone: string): Partial<OracleFields> | null {
  const judged = judgeAccessLine(message.replace(/^ +/, ""), timeZone);
  if (judged.verdict !== "record") return null;
  const { status, durationUs, bytes, method, route } = judged.fields;
  return { status, durationUs, bytes, method, route };
}

/** The verdict on a line of syslog. */
export function judgeSyslogLine(line: string, timeZone: string, referenceTimeMs: number): OracleVerdict {
  const [start = "", digits] = PRIORITY.exec(line) ?? [];
  const priority = digits === undefined ? null : Number(digits);
  if (priority !== null && priority > 191) return reject("bad-field");
  const text = line.slice(start.length);
  const version = priority === null ? null : /^\d{1,3} /.exec(text);
  const header = version === null ? (parseRfc3164(text, priority !== null, timeZone, referenceTimeMs) ?? "bad-timestamp") : parseRfc5424(text.slice(version[0].length), timeZone);
  if (typeof header === "string") return reject(header);
  const nameOf = (name = ""): string | null => (name === "" || name === "-" ? null : cutName(name));
  return record("syslog", {
    timestampMs: header.timestampMs,
    level: priority === null ? null : (SEVERITIES[priority % 8] ?? null),
    host: nameOf(header.host),
    service: nameOf(header.service),
    ...figuresOf(header.message, timeZone),
  });
}
