import { judgeAccessLine } from "./access-line.ts";
import { canonicalLevel, cutName, KNOWN_LEVELS } from "./field-values.ts";
import { fieldsOf, hasLevelName, hasTime } from "./json-line.ts";
import { parseJsonObject } from "./json-text.ts";
import { isLogfmtLine, parsePairs } from "./logfmt-line.ts";
import { parseIso, parseSyslogAtStart } from "./times.ts";
import { type OracleFields, type OracleOptions, type OracleVerdict, record, reject, withSaid } from "./verdict.ts";

const HTTP_METHODS = /^(?:GET|POST|HEAD|PUT|DELETE|OPTIONS|PATCH|CONNECT)$/;
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
  const [, nextWord = "", afterWord = ""] = /^:? *((?:(?![^ []+\[\d+(?::\d+)?\](?: |$))[^ ]*[^ :](?= |$))?)([^]*)$/.exec(behind) ?? [];
  const host = deviceHost === "" ? nextWord : deviceHost;
  const left = deviceHost === "" ? afterWord : nextWord + afterWord;
  const [, service = "", message] = /^ *((?:[^ :[][^ :[(<]*)?)(?:[^ ]*):(?= |$)([^]*)$/.exec(left) ?? /^ *([^ []+)\[\d+(?::\d+)?\](?= |$)([^]*)$/.exec(left) ?? [];
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

/** Whether a message begins as logfmt or JSON does. */
export const beginsWithFields = (message: string): boolean => message.startsWith("{") || isLogfmtLine(message);

/** What a message says that is a line itself: request and figures if there is a status with a method or a target, and of logfmt and JSON the level. */
export function judgeMessage(message: string, options: OracleOptions): Partial<OracleFields> | null {
  const isAccess = !beginsWithFields(message);
  const fields = isAccess ? readAccess(message, options) : readFields(message, options);
  if (fields === null) return null;
  const isRequest = HTTP_METHODS.test(fields.method ?? "") || fields.route?.startsWith("/") === true;
  const hasRequest = isAccess ? fields.status !== null || fields.durationUs !== null : fields.status !== null && isRequest;
  const level = fields.level === null ? {} : { level: fields.level };
  return hasRequest || "level" in level ? { ...(hasRequest ? figuresOf(fields) : {}), ...level } : null;
}

function readAccess(message: string, options: OracleOptions): Omit<OracleFields, "timestampMs"> | null {
  const judged = judgeAccessLine(message, options.timeZone ?? "UTC");
  return judged.verdict === "record" ? { ...judged.fields, level: null } : null;
}

/** The members of a JSON object, or of pairs that all have a `=`; levels of these count by known names alone, in an object with a time also by others. */
function readFields(message: string, options: OracleOptions): Omit<OracleFields, "timestampMs"> | null {
  const isObject = message.startsWith("{");
  const pairs = isObject ? undefined : parsePairs(message, true);
  const object = isObject ? parseJsonObject(message) : pairs && Object.fromEntries(pairs);
  if (object === null || object === undefined) return null;
  const fields = fieldsOf(object, options);
  return hasLevelName(object, options) || (isObject && hasTime(object, options)) ? fields : { ...fields, level: null };
}

function figuresOf({ status, durationUs, bytes, method, route }: Omit<OracleFields, "timestampMs">): Partial<OracleFields> {
  return { status, durationUs, bytes, method, route };
}

/** The verdict on a line of syslog. */
export function judgeSyslogLine(line: string, options: OracleOptions): OracleVerdict {
  const { timeZone = "UTC", referenceTimeMs = 0 } = options;
  const [start = "", digits] = PRIORITY.exec(line) ?? [];
  const priority = digits === undefined ? null : Number(digits);
  if (priority !== null && priority > 191) return reject("bad-field");
  const text = line.slice(start.length);
  const version = priority === null ? null : /^\d{1,3} /.exec(text);
  const header = version === null ? (parseRfc3164(text, priority !== null, timeZone, referenceTimeMs) ?? "bad-timestamp") : parseRfc5424(text.slice(version[0].length), timeZone);
  if (typeof header === "string") return reject(header);
  const nameOf = (name = ""): string | null => (name === "" || name === "-" ? null : cutName(name));
  const isLevel = priority === null && KNOWN_LEVELS.has(header.host ?? "");
  const named = { timestampMs: header.timestampMs, host: isLevel ? null : nameOf(header.host), service: nameOf(header.service) };
  const own = isLevel ? { ...named, level: canonicalLevel(header.host ?? "") } : named;
  const message = header.message.replace(/^ +/, "");
  const told = options.within?.message(message) ?? (priority === null && !isLevel ? options.within?.undated(message, own.timestampMs) : undefined);
  return record("syslog", withSaid(priority === null ? own : { ...own, level: SEVERITIES[priority % 8] ?? null }, told ?? {}));
}
