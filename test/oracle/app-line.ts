import { durationOfRest, findClosingQuote, splitFields } from "./access-line.ts";
import { nameOf as nameOfField } from "./aws-line.ts";
import { trimEndOf } from "./byte-text.ts";
import { parsePlainDecimal } from "./decimal.ts";
import { decimalToUs, parseDurationWithUnit, parseSpacedDuration } from "./durations.ts";
import { canonicalLevel, cutName, KNOWN_LEVELS, parseRequestLine, parseStatusWord, toRoute } from "./field-values.ts";
import { beginsWithFields, judgeMessage } from "./syslog-line.ts";
import { parseDayAtStart, parseIsoAtStart } from "./times.ts";
import { type OracleFields, type OracleOptions, type OracleVerdict, record, reject, said, type Said, withSaid } from "./verdict.ts";

const LEVEL_WORDS_MAX = 4;
/** What brackets with a level hold at most. */
const LEADING_BYTES_MAX = 14;
/** Words in brackets, with a `=` or that may name a zone do not count, so many of them. */
const FREE_WORDS_MAX = 8;
const HTTP_METHOD = /^(?:GET|POST|HEAD|PUT|DELETE|OPTIONS|PATCH|CONNECT)$/;
const REQUEST_PART = /^([A-Z][A-Z_-]{0,19})[ \t]+((?:\/|\*|[A-Za-z]+:\/\/)[^ \t]*)/;

function trimBlanks(text: string): string {
  return trimEndOf(text.replace(/^[ \t]+/, ""), " \t");
}

/** `GET /x - 200 - 45ms`, or `GET /x 200 45ms`; undefined when the text does not begin like a request. */
function parseRequest(timestampMs: number, text: string): OracleVerdict | undefined {
  const [first = "", statusPart = "", durationPart = ""] = text.split(" - ").map(trimBlanks);
  const [, method, target = ""] = REQUEST_PART.exec(first) ?? [];
  if (method === undefined || KNOWN_LEVELS.has(method)) return undefined;
  const withStatus = parseRequestWithStatus(text, /^[ \t]+[-=]>(?=[ \t])/);
  if (withStatus !== undefined) return record("app", { timestampMs, ...withStatus });
  const status = statusPart === "" ? null : parseStatusWord(statusPart);
  const durationUs = ["", "-", "-1"].includes(durationPart) ? null : parseDurationWithUnit(durationPart);
  if (status === undefined || durationUs === undefined) return reject("bad-field");
  return record("app", { timestampMs, method, route: toRoute(target), status, durationUs });
}

/** A request with its status as the next word but one that `mark` matches, and what stands behind that: durations, bytes and dashes. */
function parseRequestWithStatus(text: string, mark = /^[ \t]+(?:-|[-=]>)(?=[ \t])/): Partial<OracleFields> | undefined {
  const [, method = "", target = ""] = REQUEST_PART.exec(text) ?? [];
  const behind = text.replace(REQUEST_PART, "").replace(/^[ \t]+HTTP\/[^ \t]*(?=[ \t])/, "");
  const [, status, figures = ""] = /^[ \t]+([1-5]\d\d)(?:[ \t]+([^]*))?$/.exec(behind.replace(mark, "")) ?? [];
  if (!HTTP_METHOD.test(method) || status === undefined) return undefined;
  const found: { durationUs: number | null; bytes: number | null } = { durationUs: null, bytes: null };
  const words = trimBlanks(figures).split(/[ \t]+/);
  for (let i = 0; i < words.length; i++) {
    const [word = "", next = ""] = words.slice(i);
    const spacedUs = parseSpacedDuration(word, next);
    const durationUs = spacedUs === undefined ? parseDurationWithUnit(word.replace(/^\(/, "").replace(/[.,;)]$/, "")) : spacedUs;
    if (spacedUs !== undefined) i++;
    if (durationUs !== undefined) found.durationUs ??= durationUs;
    else if (/^\d{1,15}$/.test(word)) found.bytes ??= Number(word);
    else if (!/^(?:-|-1|OK|in|took|)$/.test(word)) return undefined;
  }
  return { method, route: toRoute(target), status: Number(status), ...found };
}

/** The same behind other words: the first method with a path behind it. */
function parseRequestBehindWords(text: string): Partial<OracleFields> | undefined {
  const found = /(?:^|(?<=[ \t]))(?:GET|POST|HEAD|PUT|DELETE|OPTIONS|PATCH|CONNECT)[ \t]+\/[^]*$/.exec(text);
  return found === null ? undefined : parseRequestWithStatus(found[0]);
}

/** The level that a word names, whether white space and `]` stand behind it or not; undefined when it names none. */
function levelOfWord(word: string, isClosed = false): string | undefined {
  const [, levelBefore = ""] = /^([A-Z]+)(?::[A-Za-z]|\[\d)/.exec(word) ?? [];
  if (KNOWN_LEVELS.has(levelBefore)) return canonicalLevel(levelBefore);
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

const FILE_TIME = /T[^]*\.\d{6}[+-]\d\d:\d\d$/;

/** Host, program and message of a line that rsyslog may have written; undefined when it is none. */
function parseOrigin(time: string, text: string): { host: string; service: string; message: string } | undefined {
  if (levelOfWord(/^[^ \t]*/.exec(text)?.[0] ?? "") !== undefined) return undefined;
  const [, program = "", behind = ""] = /^([^ \t[]+)\[[^ \t]*\]:(?![^ \t])[ \t]*([^]*)$/.exec(text) ?? [];
  if (program !== "" && FILE_TIME.test(time) && !KNOWN_LEVELS.has(program.toUpperCase())) return { host: "-", service: program, message: behind };
  const [, host = "", service = "", process, message = ""] = /^([\w.:-]*[\w.-])[ \t]+([^ \t:[]+)(\[\d+\])?:(?![^ \t])[ \t]*([^]*)$/.exec(text) ?? [];
  const isFileTime = process !== undefined || (FILE_TIME.test(time) && !KNOWN_LEVELS.has(service.toUpperCase()));
  return time[10] === "T" && host !== "" && !KNOWN_LEVELS.has(service) && isFileTime ? { host, service, message } : undefined;
}

const BRACKET = /^(?:[ADEFIW], )?\[/;

/** Whether a year begins a line, or a day, perhaps in a bracket. */
export const beginsWithDate = (line: string): boolean => /^(?:\d{4}(?:-|\/[^][^]\/[^][^] [^]{3}|\.[^][^]\.[^][^] [^][^]:)|\d[^]-[^]{3}-\d{4} )/.test(line.replace(BRACKET, ""));

/** Whether a line is one of applications: a date begins it, or a level and a date. */
export function isAppLine(line: string): boolean {
  return parseLeadingLevel(line) !== undefined || beginsWithDate(line);
}

/** What a line without a time of its own says. */
export function judgeUndated(text: string, options: OracleOptions, timestampMs: number): Said {
  const told = parseRequestWithStatus(text) ?? judgeMessage(text, options);
  if (told !== undefined && told !== null) return said(told);
  const judged = judgeWords(timestampMs, text, options, {}, false, true);
  return judged.verdict === "record" ? said(judged.fields) : {};
}

/** What a text behind a time says, or one behind a level. */
export function judgeText(timestampMs: number, text: string, options: OracleOptions, given: Partial<OracleFields> = {}): OracleVerdict {
  const level = given.level ?? null;
  const request = level === null ? undefined : parseRequestWithStatus(text);
  if (request !== undefined) return record("app", { timestampMs, ...given, ...request });
  const message = text.replace(/^(?:(?:[-:]+|\[[^ \t]*\])(?:[ \t]+|$))*/, "");
  const { level: ownLevel = null, ...found } = judgeMessage(message, options) ?? {};
  if (Object.keys(found).length > 0 || (level === null && ownLevel !== null)) return record("app", { timestampMs, ...given, ...found, level: level ?? ownLevel });
  const completed = parseCompleted(message) ?? parseReport(message);
  if (completed !== undefined) return record("app", { timestampMs, ...given, ...completed, level: level ?? completed.level ?? null });
  const durationUs = level === null ? null : firstDurationUs(text.split(/[ \t]+/));
  const quoted = quotedRequest(text, timestampMs);
  const inner = Object.keys(quoted).length > 0 ? undefined : parseRequestBehindWords(message);
  return record("app", { timestampMs, ...given, ...quoted, ...inner, durationUs: inner?.durationUs ?? quoted.durationUs ?? durationUs });
}

const QUOTED_REQUEST = /^([A-Z][A-Z_-]{0,19}(?: [^]*)? HTTP\/[^ ]*)$/;

/** What Rails says at the end of a request; undefined when the text is something else. */
function parseCompleted(text: string): Partial<OracleFields> | undefined {
  const [, status, took = ""] = /^Completed ([1-9]\d\d)(?=[ \t][A-Z]| in )(?:(?! in )[^])* in ([^ \t]*)/.exec(text) ?? [];
  const durationUs = parseDurationWithUnit(took.replace(/^\(/, "").replace(/[.,;)]$/, ""));
  return status === undefined || durationUs === undefined ? undefined : { status: Number(status), durationUs };
}

/** What Lambda says at the end of an invocation; undefined when the text is something else. */
function parseReport(text: string): Partial<OracleFields> | undefined {
  const [, number = "", unit = "", rest = ""] = /^REPORT RequestId: (?:(?![ \t]Duration: )[^])*?(?:(?<= )|[ \t])Duration: ([^ \t]*)[ \t]*([^ \t]*)([^]*)$/.exec(text) ?? [];
  const durationUs = parseSpacedDuration(number, unit);
  const [, status = ""] = /[ \t]Status: ([^ \t]*)/.exec(rest) ?? [];
  return durationUs === undefined ? undefined : { durationUs, level: status === "" || status === "success" ? null : "ERROR" };
}

/** A whole request in quotes, with an address before it and a status behind it, or both behind it. */
function quotedRequest(text: string, timestampMs: number): Partial<OracleFields> {
  const quote = text.indexOf('"');
  const closing = quote === -1 ? -1 : findClosingQuote(text, quote + 1);
  const request = text.slice(quote + 1, closing);
  const behind = text.slice(closing + 1);
  if (closing === -1 || !QUOTED_REQUEST.test(request) || !behind.startsWith(" ")) return {};
  if (/^ +from /.test(behind)) {
    const [, code, size, took = ""] = /^ +from [^ ]* - ([1-9]\d\d) (\d{1,15}|-|-1)B in ([^ ]*)/.exec(behind) ?? [];
    const durationUs = parseDurationWithUnit(took.replace(/^\(/, "").replace(/[.,;)]$/, ""));
    if (code === undefined || durationUs === undefined) return {};
    return { ...parseRequestLine(request), status: Number(code), durationUs, bytes: /^\d/.test(size ?? "") ? Number(size) : null };
  }
  const [, address = ""] = /(?:^| )([0-9A-Fa-f.:[\]]+) (?:- )?$/.exec(text.slice(0, quote)) ?? [];
  const [, status] = /^ +([1-9]\d\d)(?: |$)/.exec(behind) ?? [];
  if (address.replace(/[^.:]/g, "").length < 2 || status === undefined) return {};
  const [, size, rest = ""] = /^ +[^ ]+ +(\d{1,15}|-|-1) +("[^]*)$/.exec(behind) ?? [];
  const durationUs = size === undefined ? null : durationOfRest(rest, timestampMs);
  const figures = size === undefined ? {} : { bytes: /^\d/.test(size) ? Number(size) : null, ...(durationUs === null ? {} : { durationUs }) };
  return { ...parseRequestLine(request), status: Number(status), ...figures };
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

/** The level of a marked column, and the text behind it. */
function parseMarked(behind: string): { level: string; text: string } | undefined {
  const columns = behind.startsWith("|") ? 3 : 1;
  const mark = behind.slice(0, 1);
  for (let column = 0, rest = behind.slice(1); column < columns && rest.includes(mark); column++) {
    const cell = trimBlanks(rest.slice(0, rest.indexOf(mark)));
    const name = column === 0 ? cell.toUpperCase() : cell;
    rest = rest.slice(rest.indexOf(mark) + 1);
    if (KNOWN_LEVELS.has(name)) return { level: canonicalLevel(name), text: rest.replace(/^[ \t]+/, "") };
  }
  return undefined;
}

/** A text without its colours, if one of its first bytes says that it has some. */
export const withoutColours = (text: string): string => (text.slice(0, 48).includes("\x1b") ? text.replace(COLOURS, "") : text);

/** The verdict on a plain application line. */
export function judgeAppLine(colouredLine: string, options: OracleOptions): OracleVerdict {
  const line = withoutColours(colouredLine);
  const leading = parseLeadingLevel(line);
  if (leading !== undefined) {
    const isOpen = leading.text.startsWith("[");
    const dated = leading.text.slice(isOpen ? 1 : 0);
    const time = parseIsoAtStart(dated, options.timeZone ?? "UTC", isOpen);
    if (time === null) return reject("bad-timestamp");
    const behindTime = dated.slice(time.length).replace(isOpen ? /^[\]:]/ : /^:(?![^ \t])/, "");
    const text = behindTime.replace(/^ - /, "").replace(/^[ \t]+/, "");
    return judgeText(time.ms, text, options, { level: leading.level });
  }
  const bracket = BRACKET.exec(line)?.[0] ?? "";
  const isInBracket = bracket !== "";
  const begin = line.slice(bracket.length);
  const time = (/^\d{4}/.test(begin) ? parseIsoAtStart : parseDayAtStart)(begin, options.timeZone ?? "UTC", isInBracket);
  if (time === null) return reject("bad-timestamp");
  const behind = begin.slice(time.length).replace(/^:(?![^ \t])/, isInBracket ? ":" : "");
  const text = (isInBracket ? behind.replace(/^[\]:]/, "") : behind).replace(/^ - /, "").replace(/^[ \t]+/, "");
  if (!isInBracket && begin[10] === "_") return record("app", { timestampMs: time.ms, ...options.within?.contained(text, time.ms) });
  const request = parseRequest(time.ms, text);
  if (request !== undefined) return request;
  const envoy = isInBracket && behind.startsWith("]") && text.startsWith('"') ? parseEnvoy(time.ms, text) : undefined;
  if (envoy !== undefined) return envoy;
  if (!isInBracket && behind.startsWith(",")) {
    const listed = behind.replace(/^,[ \t]*/, "");
    const [, name = "", message = ""] = /^([A-Za-z]+)(?:,|(?=[ \t])|$)[ \t]*([^]*)$/.exec(listed) ?? [];
    if (KNOWN_LEVELS.has(name.toUpperCase())) return judgeText(time.ms, message, options, { level: canonicalLevel(name.toUpperCase()) });
    return judgeWords(time.ms, listed, options, {}, true);
  }
  if (!isInBracket && /^[|:]/.test(behind)) {
    const marked = parseMarked(behind);
    return marked === undefined ? record("app", { timestampMs: time.ms }) : judgeText(time.ms, marked.text, options, { level: marked.level });
  }
  const told = beginsWithFields(text) ? judgeMessage(text, options) : null;
  if (told !== null) return record("app", { timestampMs: time.ms, ...told });
  const leveled = isInBracket ? parseBracketLevel(behind, text) : parseTabbedLevel(behind);
  if (leveled !== undefined) return judgeText(time.ms, leveled.text, options, { level: leveled.level });
  const [, streamed] = (begin[10] === "T" && !isInBracket && /^std(?:out|err) [FP] ([^]*)$/.exec(text)) || [];
  if (streamed !== undefined) return record("app", { timestampMs: time.ms, ...options.within?.contained(streamed, time.ms) });
  const [, tailed] = (!isInBracket && /^\d{4}-\d\d-\d\dT[^ ]{15}[+-]\d\d:\d\d (?:\d{4}\/\d\d\/\d\d\/[^ \t]+|[^ \t/]+\/[^ \t]+\/[0-9A-Fa-f]{32}) ([^]*)$/.exec(line)) || [];
  if (tailed !== undefined) return record("app", { timestampMs: time.ms, ...options.within?.contained(tailed, time.ms) });
  const origin = isInBracket ? undefined : parseOrigin(line.slice(0, time.length), text);
  const named = origin === undefined ? {} : { host: nameOf(origin.host), service: nameOf(origin.service) };
  const found = origin === undefined ? null : (options.within?.message(origin.message) ?? null);
  if (origin === undefined) return judgeWords(time.ms, text, options, named);
  return record("app", withSaid({ timestampMs: time.ms, ...named }, found ?? options.within?.undated(origin.message, time.ms) ?? {}));
}

type Leveled = { level: string; text: string };

const LEADING =
  /^(?:\[([ \t]*[A-Za-z]+[ \t]*)\]|([A-Z]+):?)[ \t]+(?:\[(?!\d{4}[-/.][^]{6})[^ \t]*[ \t]+)?(\[?\d{4}(?:-[^]{6,}|\/[^]{2}\/[^]{2} [^]{3,}|\.[^]{2}\.[^]{2} [^]{2}:[^]*))$/;

/** A level in front of a time. */
function parseLeadingLevel(line: string): Leveled | undefined {
  const [, inBrackets = "", word = "", text = ""] = LEADING.exec(line) ?? [];
  if (inBrackets.length > LEADING_BYTES_MAX) return undefined;
  const level = trimBlanks(inBrackets).toUpperCase() || word;
  return KNOWN_LEVELS.has(level) ? { level: canonicalLevel(level), text } : undefined;
}

/** A control sequence. */
// eslint-disable-next-line no-control-regex
export const COLOURS = /\x1b\[[ -?]*[@-~]/g;

/** What Celery, Monolog and Icinga have behind a time in brackets. */
function parseBracketLevel(behind: string, text: string): Leveled | undefined {
  const [word = ""] = /^[^ \t]*/.exec(text) ?? [];
  const [, channel = ""] = /\.([A-Z]+):$/.exec(word) ?? /^()/.exec(word) ?? [];
  const [, facility = ""] = /^([A-Za-z]+)\/(?=[A-Z])[^]*:$/.exec(word) ?? [];
  const [, process = ""] = (behind.startsWith(":") && /^([A-Z]+)\/[^]*\]$/.exec(word)) || [];
  const level = [channel, facility.toUpperCase(), process].find((name) => KNOWN_LEVELS.has(name));
  return level === undefined ? undefined : { level: canonicalLevel(level), text: text.slice(word.length).replace(/^[ \t]+/, "") };
}

/** A level in any case between two tabs. */
function parseTabbedLevel(behind: string): Leveled | undefined {
  const [, level = "", text = ""] = /^\t([A-Za-z]+)\t[ \t]*([^]*)$/.exec(behind) ?? [];
  return KNOWN_LEVELS.has(level.toUpperCase()) ? { level: canonicalLevel(level.toUpperCase()), text } : undefined;
}

/** The record of a text among whose first words a level stands, perhaps; `isMarked` texts without one say nothing. */
function judgeWords(timestampMs: number, text: string, options: OracleOptions, named: Partial<OracleFields> = {}, isMarked = false, isUndated = false): OracleVerdict {
  let rest = text;
  let isWithin = false;
  for (let counted = 0, free = 0; counted < LEVEL_WORDS_MAX && counted + free <= (isUndated ? FREE_WORDS_MAX : LEVEL_WORDS_MAX + FREE_WORDS_MAX) && rest !== "";) {
    const [, first = "", behind = ""] = /^(\[[^ \t]*?\](?=\[)|[^ \t]+)[ \t]*([^]*)$/.exec(rest) ?? [];
    const isLevel = !(isWithin && counted + free >= LEVEL_WORDS_MAX);
    const level = isLevel ? levelOfWord(first, /^[ \t]/.test(rest.slice(first.length)) && behind.startsWith("]")) : undefined;
    if (level !== undefined) return judgeText(timestampMs, behind, options, { ...named, level });
    if (isUndated && !isWithin && /^[A-Za-z][^=]*$/.test(first)) break;
    const isFree = isUndated || isWithin || first.includes("=") || (rest === text && /^[A-Z]{1,2}[DES]T$/.test(first));
    if (isFree && (isUndated || free < FREE_WORDS_MAX)) free++;
    else counted++;
    isWithin = !first.includes("]") && (isWithin || first.startsWith("["));
    rest = behind;
  }
  return isMarked ? record("app", { timestampMs }) : judgeText(timestampMs, text, options, named);
}
