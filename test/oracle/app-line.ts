import { trimEndOf } from "./byte-text.ts";
import { parseDurationWithUnit } from "./durations.ts";
import { canonicalLevel, KNOWN_LEVELS, parseStatusWord, toRoute } from "./field-values.ts";
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

/** The level that a word names; undefined when it names none. */
function levelOfWord(word: string): string | undefined {
  const [, open, name = "", close, colon] = /^(\[?)([A-Za-z]+)(\]?)(:?)$/.exec(word) ?? [];
  const isMarked = colon === ":" || (open === "[" && close === "]");
  const upperName = isMarked ? name.toUpperCase() : name;
  return KNOWN_LEVELS.has(upperName) ? canonicalLevel(upperName) : undefined;
}

function firstDurationUs(words: string[]): number | null {
  for (const word of words) {
    const durationUs = parseDurationWithUnit(word.replace(/^\(/, "").replace(/[.,;)]$/, ""));
    if (durationUs !== undefined) return durationUs;
  }
  return null;
}

/** The verdict on a plain application line. */
export function judgeAppLine(line: string, timeZone: string): OracleVerdict {
  const time = parseIsoAtStart(line, timeZone);
  if (time === null) return reject("bad-timestamp");
  const text = line
    .slice(time.length)
    .replace(/^ - /, "")
    .replace(/^[ \t]+/, "");
  const request = parseRequest(time.ms, text);
  if (request !== undefined) return request;
  const words = text.split(/[ \t]+/);
  const levelIndex = words.slice(0, LEVEL_WORDS_MAX).findIndex((word) => levelOfWord(word) !== undefined);
  if (levelIndex === -1) return record("app", { timestampMs: time.ms });
  const level = levelOfWord(words[levelIndex] ?? "") ?? null;
  return record("app", { timestampMs: time.ms, level, durationUs: firstDurationUs(words.slice(levelIndex + 1)) });
}
