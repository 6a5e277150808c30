import { parsePlainDecimal } from "./decimal.ts";
import { decimalToUs, parseDurationWithUnit } from "./durations.ts";
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

/** The serving name of `vhost_combined`; null for every other prefix. */
function hostOfPrefix(prefix: string): string | null {
  const words = prefix.split(" ").filter((word) => word !== "");
  const [, name = ""] = /^([^:]*):\d+$/.exec(words[0] ?? "") ?? [];
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

/** The duration among the words behind the bytes. A quoted string that does not end reaches to the end of the line. */
function durationOfRest(rest: string): number | null {
  let text = rest.replace(/^ +/, "");
  while (text !== "") {
    if (text.startsWith('"')) {
      const closing = findClosingQuote(text, 1);
      if (closing === -1) return null;
      text = text.slice(closing + 1).replace(/^ +/, "");
      continue;
    }
    const word = /^[^ ]*/.exec(text)?.[0] ?? "";
    const withUnit = parseDurationWithUnit(word);
    if (withUnit !== undefined) return withUnit;
    const number = parsePlainDecimal(word);
    if (number !== null) return decimalToUs(number, word.includes(".") ? SECOND_NS : MICROSECOND_NS);
    text = text.slice(word.length).replace(/^ +/, "");
  }
  return null;
}

/** Status, bytes and duration of what stands behind a request: SP, words, quoted strings. */
function judgeTail(tail: string, found: Found, mayEndAfterStatus: boolean): OracleVerdict {
  const [, statusWord, afterStatus = ""] = /^ +([^ ]+)([^]*)$/.exec(tail) ?? [];
  const status = parseStatusWord(statusWord);
  if (status === undefined) return reject("bad-field");
  const [, bytesWord, rest = ""] = /^ +([^ ]+)([^]*)$/.exec(afterStatus) ?? [];
  if (bytesWord === undefined) return mayEndAfterStatus ? record("access", { ...found, status }) : reject("bad-field");
  if (/^(?:\d{1,15}|-|-1)$/.test(bytesWord)) {
    const bytes = /^\d/.test(bytesWord) ? Number(bytesWord) : null;
    return record("access", { ...found, status, bytes, durationUs: durationOfRest(rest) });
  }
  const durationUs = parseDurationWithUnit(bytesWord);
  return durationUs === undefined ? reject("bad-field") : record("access", { ...found, status, durationUs });
}

function judgeUnquoted(text: string, found: Found): OracleVerdict {
  const word = /^[^ ]*/.exec(text)?.[0] ?? "";
  if (KNOWN_LEVELS.has(word)) return record("access", { ...found, level: canonicalLevel(word) });
  const [, method, target, tail = ""] = /^([A-Z][A-Z_-]{0,19}) +([^ ]+)(?: +HTTP\/[^ ]*)?([^]*)$/.exec(text) ?? [];
  if (method === undefined || target === undefined) return reject("bad-field");
  return judgeTail(tail, { ...found, method, route: toRoute(target) }, true);
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
  if (!text.startsWith('"')) return judgeUnquoted(text, found);
  const closing = findClosingQuote(text, 1);
  if (closing === -1) return reject("bad-field");
  return judgeTail(text.slice(closing + 1), { ...found, ...parseRequestLine(text.slice(1, closing)) }, false);
}
