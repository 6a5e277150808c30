import { levelInBrackets } from "./apache-error-line.ts";
import { parsePlainDecimal } from "./decimal.ts";
import { decimalToUs, parseDurationWithUnit, parseSpacedDuration } from "./durations.ts";
import { canonicalLevel, cutName, KNOWN_LEVELS, parseRequestLine, parseStatusWord, toRoute } from "./field-values.ts";
import { parseClf } from "./times.ts";
import { type OracleFields, type OracleVerdict, record, reject } from "./verdict.ts";

const SECOND_NS = 1_000_000_000n;
const MICROSECOND_NS = 1_000n;
const TIME_OPENS = /(?:^| )\[(?=\d\d\/)/;

type Found = Partial<OracleFields> & { timestampMs: number };

/** Where the time of an access line opens: the index behind its `[`; -1 when the line has none. */
export function findAccessTime(line: string): number {
  const match = TIME_OPENS.exec(line);
  return match === null ? -1 : match.index + match[0].length;
}

/** The serving name of `vhost_combined`, or one without a port before the client's address; null for every other prefix. */
export function hostOfPrefix(prefix: string): string | null {
  const words = prefix.split(" ").filter((word) => word !== "");
  const [first = "", second = ""] = words;
  const [, withPort] = /^([^:]*):\d+$/.exec(first) ?? [];
  const [alone] = (/^\d|:/.test(second) && /^(?=.*\.)[\w.-]+$/.exec(first)) || [];
  const name = withPort ?? alone ?? "";
  return words.length === 4 && /[A-Za-z]/.test(name) ? cutName(name) : null;
}

/** The index of the next `"` that no backslash escapes; -1 when there is none. */
export function findClosingQuote(text: string, from: number): number {
  for (let index = from; index < text.length; index++) {
    if (text[index] === "\\") index++;
    else if (text[index] === '"') return index;
  }
  return -1;
}

/** The fields of a text, words and quoted strings; a quoted string without end has no closing quote. */
export function splitFields(text: string): string[] {
  const fields: string[] = [];
  for (let left = text.replace(/^ +/, ""); left !== "";) {
    const closing = left.startsWith('"') ? findClosingQuote(left, 1) : -2;
    const field = closing === -2 ? (/^[^ ]+/.exec(left)?.[0] ?? "") : closing === -1 ? left : left.slice(0, closing + 1);
    fields.push(field);
    left = left.slice(field.length).replace(/^ +/, "");
  }
  return fields;
}

/** The duration that ingress-nginx and Traefik write behind a count; undefined where there is none. */
function durationBehindCount(text: string): number | null | undefined {
  const seconds = /^ +(-?\d+\.\d+) +\[/.exec(text)?.[1];
  const number = seconds === undefined ? null : parsePlainDecimal(seconds);
  return number === null ? parseDurationWithUnit(splitFields(text).at(-1) ?? "") : decimalToUs(number, SECOND_NS);
}

/** Behind no referer and no user agent: the client's port, ms of the time, three names, and five times, the last of which is the request's. */
const HAPROXY_CLF = /^"" "" +\d+ +\d+ +(?="[^]*)(?:(?:"(?:[^"\\]|\\[^])*"|[^" ][^ ]*) *){3}(?:[^ ]+ +){4}([^ ]+)/;

/** Whether a number is the line's own time in s, ms or µs, give or take a day. */
function isOwnTime(word: string, timestampMs: number): boolean {
  const unitMs = /^\d+$/.test(word) ? { 10: 1000, 13: 1, 16: 0.001 }[word.length] : undefined;
  return unitMs !== undefined && Math.abs(Number(word) * unitMs - timestampMs) <= 86_400_000;
}

/** Referer and user agent. */
const AGENT_FIELDS = 2;
/** The longest number that is read. */
const NUMBER_BYTES_MAX = 64;

/** Seconds with three decimals. */
function secondsUs(text: string): number | null | undefined {
  const number = /^\d{1,9}\.\d{3}$/.test(text) ? parsePlainDecimal(text) : null;
  return number === null ? undefined : decimalToUs(number, SECOND_NS);
}

/** µs behind seconds and a slash that say the same. */
function pairUs(word: string): number | null | undefined {
  const [, pair = "", whole = "", micros = ""] = /^\**((\d+)\/(\d+))\**$/.exec(word) ?? [];
  const number = pair !== "" && pair.length <= NUMBER_BYTES_MAX && BigInt(whole) === BigInt(micros) / 1_000_000n ? parsePlainDecimal(micros) : null;
  return number === null ? undefined : decimalToUs(number, MICROSECOND_NS);
}

/** The duration among the words behind the bytes. A quoted string that does not end reaches to the end of the line. */
export function durationOfRest(rest: string, timestampMs: number): number | null {
  let text = rest.replace(/^ +/, "");
  const [, total = ""] = HAPROXY_CLF.exec(text) ?? [];
  const totalNumber = parsePlainDecimal(total.replace(/^-1?$/, "-1"));
  if (totalNumber !== null) return decimalToUs(totalNumber, MILLISECOND_NS);
  let isListed = false;
  let quotedUs: number | null = null;
  for (let quoted = 1; text !== "";) {
    if (text.startsWith('"')) {
      const closing = findClosingQuote(text, 1);
      if (closing === -1) return quotedUs;
      const us = quoted > AGENT_FIELDS ? secondsUs(text.slice(1, closing)) : undefined;
      if (us !== undefined) quotedUs = Math.max(quotedUs ?? 0, us ?? 0);
      quoted++;
      isListed = false;
      text = text.slice(closing + 1).replace(/^ +/, "");
      continue;
    }
    const word = /^[^ ]*/.exec(text)?.[0] ?? "";
    const [, seconds] = /^(?:rt|request_time)=([^]*)$/.exec(word) ?? [];
    const namedUs = seconds === undefined ? pairUs(word) : secondsUs(seconds);
    if (namedUs !== undefined) return namedUs;
    const isSkipped = isListed;
    isListed = word.endsWith(",") && (isListed || secondsUs(/^[^=]*=([^]*),$/.exec(word)?.[1] ?? "") !== undefined);
    if (isSkipped) {
      text = text.slice(word.length).replace(/^ +/, "");
      continue;
    }
    const withUnit = parseDurationWithUnit(word);
    if (withUnit !== undefined) return withUnit;
    const isTime = /^-?0*[1-9]\d{9,}\./.test(word) || isOwnTime(word, timestampMs);
    const number = isTime ? null : parsePlainDecimal(word);
    const spacedUs = number === null ? undefined : parseSpacedDuration(word, /^ +([^ ]+)/.exec(text.slice(word.length))?.[1] ?? "");
    if (spacedUs !== undefined) return spacedUs;
    if (number !== null && /^\d+$/.test(word)) {
      const behindUs = durationBehindCount(text.slice(word.length));
      return behindUs === undefined ? decimalToUs(number, MICROSECOND_NS) : behindUs;
    }
    if (number !== null) return decimalToUs(number, word.includes(".") ? SECOND_NS : MICROSECOND_NS);
    text = text.slice(word.length).replace(/^ +/, "");
  }
  return quotedUs;
}

/** Status, bytes and duration of what stands behind a request: SP, words, quoted strings. */
export function judgeTail(tail: string, found: Found, mayEndAfterStatus: boolean): OracleVerdict {
  const [, statusWord, afterStatus = ""] = /^ +([^ ]+)([^]*)$/.exec(tail) ?? [];
  const status = parseStatusWord(statusWord);
  if (status === undefined) return reject("bad-field");
  const [, bytesWord, rest = ""] = /^ +([^ ]+)([^]*)$/.exec(afterStatus) ?? [];
  if (bytesWord === undefined) return mayEndAfterStatus ? record("access", { ...found, status }) : reject("bad-field");
  const spacedUs = parseSpacedDuration(bytesWord, /^ +([^ ]+)/.exec(rest)?.[1] ?? "");
  if (spacedUs !== undefined) return record("access", { ...found, status, durationUs: spacedUs });
  if (/^(?:\d{1,15}|-|-1)$/.test(bytesWord)) {
    const bytes = /^\d/.test(bytesWord) ? Number(bytesWord) : null;
    return record("access", { ...found, status, bytes, durationUs: durationOfRest(rest, found.timestampMs) });
  }
  const durationUs = parseDurationWithUnit(bytesWord);
  return durationUs === undefined ? reject("bad-field") : record("access", { ...found, status, durationUs });
}

const MILLISECOND_NS = 1_000_000n;
export const BYTE_COUNT = /^(?:\d{1,15}|-|-1)$/;
const TIMES = /^(?:[+-]?\d+\/){2}(?:(?:[+-]?\d+\/){2})?([+-]?\d+)$/;

/** The words of HAProxy: frontend, backend and server, perhaps one of its own, times, then status and bytes, or bytes and two letters. */
function judgeProxied(text: string, found: Found): OracleVerdict {
  const fields = text.split(/ +/);
  const timesAt = TIMES.test(fields[2] ?? "") ? 2 : 3;
  const times = fields[timesAt] ?? "";
  const total = TIMES.exec(times)?.[1];
  if (total === undefined || !/^[^/].*\//s.test(fields[1] ?? "")) return reject("bad-field");
  const isHttp = times.split("/").length === 5;
  const status = isHttp ? parseStatusWord(fields[timesAt + 1]) : null;
  const bytesAt = timesAt + (isHttp ? 2 : 1);
  const size = fields[bytesAt] ?? "";
  if (status === undefined || !BYTE_COUNT.test(size.replace(/^\+/, "")) || (!isHttp && fields[bytesAt + 1]?.length !== 2)) return reject("bad-field");
  const number = parsePlainDecimal(total);
  const figures = { status, bytes: /^\d/.test(size) ? Number(size) : null, durationUs: number === null ? null : decimalToUs(number, MILLISECOND_NS) };
  if (!isHttp) return record("access", { ...found, ...figures });
  const behind = new RegExp(`^(?:[^ ]+ +){${bytesAt}}[^ ]+([^]*)$`).exec(text)?.[1] ?? "";
  const quoted = / "([^]*)$/.exec(behind.replace(/^((?: +[^ "][^ ]*)*)/, ""))?.[1] ?? "";
  const closing = findClosingQuote(quoted, 0);
  return record("access", { ...found, ...figures, ...parseRequestLine(closing === -1 ? quoted : quoted.slice(0, closing)) });
}

/** Client, protocol, cipher, request and bytes, as mod_ssl is configured to write them; undefined when there are no such words. */
function judgeTlsRequest(text: string, found: Found): OracleVerdict | undefined {
  const request = /^(?:[^ ]+ +){3}"([^]*)$/.exec(text)?.[1];
  if (request === undefined) return undefined;
  const closing = findClosingQuote(request, 0);
  const size = closing === -1 ? undefined : /^ +([^ ]+) *$/.exec(request.slice(closing + 1))?.[1];
  if (size === undefined || !BYTE_COUNT.test(size)) return reject("bad-field");
  return record("access", { ...found, bytes: /^\d/.test(size) ? Number(size) : null, ...parseRequestLine(request.slice(0, closing)) });
}

function judgeUnquoted(text: string, found: Found, isTimeFirst: boolean): OracleVerdict {
  const word = /^[^ ]*/.exec(text)?.[0] ?? "";
  if (KNOWN_LEVELS.has(word)) return record("access", { ...found, level: canonicalLevel(word) });
  const [, method, target, tail = ""] = /^([A-Z][A-Z_-]{0,19}) +(?!\d+(?: |$))([^ ]+)(?: +HTTP\/[^ ]*)?([^]*)$/.exec(text) ?? [];
  const asRequest = method === undefined || target === undefined ? undefined : judgeTail(tail, { ...found, method, route: toRoute(target) }, true);
  if (asRequest?.verdict === "record") return asRequest;
  if (text.startsWith("[")) {
    const level = levelInBrackets(text);
    return level === null ? judgeBehindWords(text, found) : record("access", { ...found, level });
  }
  const judged = (isTimeFirst ? judgeTlsRequest(text, found) : undefined) ?? judgeProxied(text, found);
  return judged.verdict === "record" ? judged : judgeBehindWords(text, found);
}

/** A request in quotes behind words without any, or the log of Nginx Proxy Manager. */
function judgeBehindWords(text: string, found: Found): OracleVerdict {
  const [, words = "", quoted = ""] = /^([^"]* )"([^]*)$/.exec(text) ?? [];
  const isOwn = words.split(/ +/).filter((word) => word !== "").length <= 3;
  const closing = findClosingQuote(quoted, 0);
  if (closing === -1) return reject("bad-field");
  const tail = quoted.slice(closing + 1);
  if (isOwn && /^[A-Z][A-Z_-]{0,19}(?: |$)/.test(quoted)) return judgeTail(tail, { ...found, ...parseRequestLine(quoted.slice(0, closing)) }, false);
  const [, statusWord, method, host = ""] = /(?:^| )([^ ]+) +- +([A-Z][A-Z_-]{0,19}) +http[^ ]* +([^ ]+) +$/.exec(words) ?? [];
  const status = parseStatusWord(statusWord);
  if (status === undefined || method === undefined) return reject("bad-field");
  const size = /\[Length ([^\]]*)/.exec(tail)?.[1] ?? "";
  const bytes = /^\d{1,15}$/.test(size) ? Number(size) : null;
  return record("access", { ...found, status, method, bytes, route: toRoute(quoted.slice(0, closing)), host: host === "-" ? (found.host ?? null) : cutName(host) });
}

/** The verdict on a line of the Common or Combined log format or a relative. */
export function judgeAccessLine(line: string, timeZone: string): OracleVerdict {
  const timeStart = findAccessTime(line);
  if (timeStart === -1) return reject("no-format");
  const timeEnd = line.indexOf("]", timeStart);
  const timestampMs = timeEnd === -1 ? null : parseClf(line.slice(timeStart, timeEnd), timeZone);
  if (timestampMs === null) return reject("bad-timestamp");
  const found = { timestampMs, host: hostOfPrefix(line.slice(0, timeStart - 1)) };
  const [, text] = /^ +([^ ][^]*)$/.exec(line.slice(timeEnd + 1)) ?? [];
  if (text === undefined) return reject("bad-field");
  if (!text.startsWith('"')) return judgeUnquoted(text, found, timeStart === 1);
  const closing = findClosingQuote(text, 1);
  if (closing === -1) return reject("bad-field");
  return judgeTail(text.slice(closing + 1), { ...found, ...parseRequestLine(text.slice(1, closing)) }, false);
}
