import { findClosingQuote, splitFields } from "./access-line.ts";
import { nameOf as nameOfField } from "./aws-line.ts";
import { trimEndOf } from "./byte-text.ts";
import { parsePlainDecimal } from "./decimal.ts";
import { decimalToUs, parseDurationWithUnit } from "./durations.ts";
import { canonicalLevel, cutName, KNOWN_LEVELS, parseRequestLine, parseStatusWord, toRoute } from "./field-values.ts";
import { figuresOf } from "./syslog-line.ts";
import { parseIsoAtStart } from "./times.ts";
import { type OracleVerdict, record, reject } from "./verdict.ts";

const LEVEL_WORDS_MAX = 4;
const REQUEST_PART = /^([A-Z][A-Z_-]{0,19})[ \t]+((?:\/|\*|[A-Za-z]+:\/\/)[^ \t]*)/;

function trimBlanks(text: string): string {
  return trimEndOf(text.replace(/^[ \t]+/, ""), " \t");
}

/** `GET /x - 200 - 45ms`; undefined when the text does not begin like a request. */
function parseRequest(timestampMs: number, text: string): OracleVerdict | undefined {
  const [first = "", statusPart = "", durationPart = ""] = text.split(" - ").map(trimBlanks);
  const [, method, target = ""] = REQUEST_PART.exec(first) ?? [];
  if (method === undefined || KNOWN_LEVELS.has(method)) return undefined;
  const status = statusPart === "" ? null : parseStatusWord(statusPart);
  const durationUs = ["", "-", "-1"].includes(durationPart) ? null : parseDurationWithUnit(durationPart);
  if (status === undefined || durationUs === undefined) return reject("bad-field");
  return record("app", { timestampMs, method, route: toRoute(target), status, durationUs });
}

/** The words among which a level is looked for: brackets that follow others directly begin one. */
function levelWordsOf(text: string): string[] {
  return text.split(/[ \t]+/).flatMap((word) => (word.startsWith("[") ? word.split(/(?<=\])(?=\[)/) : [word]));
}

/** The level that a word names, whether white space and `]` stand behind it or not; undefined when it names none. */
function levelOfWord(word: string, isClosed = false): string | undefined {
  const [, open, module = "", name = "", close, colon] = /^(\[?)((?:[^]*:)?)([A-Za-z]+)(\]?)(:?)$/.exec(word) ?? [];
  const isInBrackets = open === "[" && close === "]";
  if (module !== "" && !isInBrackets) return undefined;
  const isMarked = colon === ":" || isInBrackets || (open === "[" && isClosed);
  const upperName = isMarked ? name.toUpperCase() : name;
  return KNOWN_LEVELS.has(upperName) ? canonicalLevel(upperName) : undefined;
}

function firstDurationUs(words: string[]): number | null {
  for (const [i, word] of words.entries()) {
    if (words[i - 1]?.endsWith("=")) continue;
    const durationUs = parseDurationWithUnit(word.replace(/^\(/, "").replace(/[.,;)]$/, ""));
    if (durationUs !== undefined) return durationUs;
  }
  return null;
}

const nameOf = (name: string): string | null => (name === "-" ? null : cutName(name));

/** Host, program and message of a line that rsyslog may have written; undefined when it is none. */
function parseOrigin(time: string, text: string): { host: string; service: string; message: string } | undefined {
  const [, host = "", service = "", process, message = ""] = /^([\w.:-]*[\w.-])[ \t]+([^ \t:[]+)(\[\d+\])?:(?![^ \t])[ \t]*([^]*)$/.exec(text) ?? [];
  const isFileTime = process !== undefined || (/\.\d{6}[+-]\d\d:\d\d$/.test(time) && !KNOWN_LEVELS.has(service.toUpperCase()));
  return time[10] === "T" && host !== "" && !KNOWN_LEVELS.has(host) && isFileTime ? { host, service, message } : undefined;
}

const BRACKET = /^(?:[ADEFIW], )?\[/;

/** Whether a line is one of applications: a year begins it, perhaps in a bracket. */
export function isAppLine(line: string): boolean {
  return /^\d{4}(?:-|\/[^][^]\/[^][^] )/.test(line.replace(BRACKET, ""));
}

/** The record of `text`, whose level is its first word or stands among the first ones. */
function judgeText(timestampMs: number, level: string, text: string): OracleVerdict {
  return record("app", { timestampMs, level: canonicalLevel(level), durationUs: firstDurationUs(text.split(/[ \t]+/)) });
}

/** A line of Envoy or Istio behind its time; undefined when it is none. */
function parseEnvoy(timestampMs: number, text: string): OracleVerdict | undefined {
  const [request = "", status, , ...behind] = splitFields(text);
  if (!request.startsWith('"') || findClosingQuote(text, 1) === -1 || text[request.length] !== " ") return undefined;
  const code = parseStatusWord(status);
  if (code === undefined) return undefined;
  const counts = behind.slice(0, 4).findIndex((_field, i) => behind.slice(i, i + 3).length === 3 && behind.slice(i, i + 3).every((field) => /^\d+$/.test(field)));
  const [, sent = "", millis = "", , , , , authority] = counts === -1 ? [] : behind.slice(counts);
  const number = parsePlainDecimal(millis);
  return record("app", {
    timestampMs,
    ...parseRequestLine(request.slice(1, -1)),
    status: code,
    bytes: /^\d{1,15}$/.test(sent) ? Number(sent) : null,
    durationUs: number === null ? null : decimalToUs(number, 1_000_000n),
    host: nameOfField(authority),
  });
}

/** The verdict on a plain application line. */
export function judgeAppLine(line: string, timeZone: string): OracleVerdict {
  const bracket = BRACKET.exec(line)?.[0] ?? "";
  const isInBracket = bracket !== "";
  const begin = line.slice(bracket.length);
  const time = parseIsoAtStart(begin, timeZone, isInBracket);
  if (time === null) return reject("bad-timestamp");
  const behind = begin.slice(time.length);
  const text = (isInBracket ? behind.replace(/^[\]:]/, "") : behind).replace(/^ - /, "").replace(/^[ \t]+/, "");
  const request = parseRequest(time.ms, text);
  if (request !== undefined) return request;
  if (!isInBracket && /^[|:]/.test(behind)) {
    const [, , name = "", message = ""] = /^([|:])[ \t]*([A-Za-z]+)[ \t]*\1([^]*)$/.exec(behind) ?? [];
    return KNOWN_LEVELS.has(name.toUpperCase()) ? judgeText(time.ms, name.toUpperCase(), message) : record("app", { timestampMs: time.ms });
  }
  const envoy = isInBracket && behind.startsWith("]") && text.startsWith('"') ? parseEnvoy(time.ms, text) : undefined;
  if (envoy !== undefined) return envoy;
  const [, processLevel = "", processMessage = ""] = /^([A-Z]+)\/[^ \t]*\](?:[ \t]+([^]*))?$/.exec(text) ?? [];
  if (isInBracket && behind.startsWith(":") && KNOWN_LEVELS.has(processLevel)) return judgeText(time.ms, processLevel, processMessage);
  const [, channelLevel = "", message = ""] = /^[^ \t]*\.([A-Z]+):(?:[ \t]+([^]*))?$/.exec(text) ?? [];
  if (isInBracket && KNOWN_LEVELS.has(channelLevel)) return judgeText(time.ms, channelLevel, message);
  const [, columnLevel = "", columns = ""] = /^\t([A-Za-z]+)\t([^]*)$/.exec(behind) ?? [];
  if (!isInBracket && KNOWN_LEVELS.has(columnLevel.toUpperCase())) return judgeText(time.ms, columnLevel.toUpperCase(), columns);
  const origin = isInBracket ? undefined : parseOrigin(line.slice(0, time.length), text);
  const figures = origin === undefined ? null : figuresOf(origin.message, timeZone);
  const named = origin === undefined ? {} : { host: nameOf(origin.host), service: nameOf(origin.service) };
  if (figures !== null) return record("app", { timestampMs: time.ms, ...named, ...figures });
  const words = levelWordsOf(text);
  const levels = words.slice(0, LEVEL_WORDS_MAX).map((word, i) => levelOfWord(word, words[i + 1]?.startsWith("]")));
  const levelIndex = levels.findIndex((level) => level !== undefined);
  if (levelIndex === -1) return record("app", { timestampMs: time.ms, ...named });
  const level = levels[levelIndex] ?? null;
  return record("app", { timestampMs: time.ms, ...named, level, durationUs: firstDurationUs(words.slice(levelIndex + 1)) });
}
