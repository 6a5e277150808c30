import { InputError } from "../errors.ts";
import { PATTERN_BYTES_MAX } from "../limits.ts";
import { MICROS_TO_MICROS, MILLIS_TO_MICROS, NANOS_TO_MICROS, SECONDS_TO_MICROS } from "./duration.ts";

/** Fields that a pattern names; `request` is a method, a target and perhaps a protocol. */
export const PATTERN_FIELDS = ["time", "level", "status", "duration", "bytes", "method", "path", "request", "service", "host"] as const;
export type PatternField = (typeof PATTERN_FIELDS)[number];

/** How a time is written; `any` is told by its first bytes. */
export const PATTERN_TIME_FORMS = ["any", "iso", "clf", "syslog", "epoch"] as const;
export type PatternTimeForm = (typeof PATTERN_TIME_FORMS)[number];

/** What a bare number of a duration is in, as a power of ten to µs. */
const DURATION_SHIFTS: Readonly<Record<string, number>> = { s: SECONDS_TO_MICROS, ms: MILLIS_TO_MICROS, us: MICROS_TO_MICROS, ns: NANOS_TO_MICROS };

/** One field of a pattern, and the text that has to stand behind it. */
export interface PatternPart {
  /** Undefined for `{*}`, whatever stands there. */
  field: PatternField | undefined;
  timeForm: PatternTimeForm;
  shift: number;
  /** Bytes behind the field; SP stands for SP and TAB in any number. Empty at the end of the pattern alone. */
  literal: Uint8Array;
}

/** A pattern: the text before its first field, and its fields in order. */
export interface Pattern {
  prefix: Uint8Array;
  parts: readonly PatternPart[];
}

const SOME_NAMES = `${PATTERN_FIELDS.join(", ")}, or * for what is skipped`;

/**
 * Read a pattern such as `{time:clf} {level} {host} {duration:ms} "{method} {path} {*}" {status}`: text that has to be there, and fields in braces,
 * `{{` and `}}` for braces themselves.
 * @throws InputError `BAD_PATTERN` that says where, what is wrong, and what to write instead.
 */
export function compilePattern(text: string): Pattern {
  if (new TextEncoder().encode(text).length > PATTERN_BYTES_MAX)
    throw bad(0, `it is longer than ${PATTERN_BYTES_MAX} bytes`, "describe the beginning of the line and end with {*}");
  const parts: PatternPart[] = [];
  const seen = new Set<string>();
  let prefix: Uint8Array | undefined;
  let at = 0;
  for (;;) {
    const literal = readLiteral(text, at);
    if (parts.length === 0) prefix = literal.bytes;
    else parts.at(-1)!.literal = literal.bytes;
    at = literal.end;
    if (at === text.length) break;
    if (parts.length > 0 && literal.bytes.length === 0) throw bad(at, "nothing stands between two fields", "put the text between them that parts them, or make one field of them");
    const { part, end } = readField(text, at);
    if (part.field !== undefined && seen.has(part.field)) throw bad(at, `{${part.field}} is there twice`, "write {*} for one of them");
    if (part.field !== undefined) seen.add(part.field);
    if (seen.has("request") && (seen.has("method") || seen.has("path"))) throw bad(at, "{request} holds method and path already", "write {*} for one of them");
    parts.push(part);
    at = end;
  }
  if (!seen.has("time"))
    throw bad(text.length, "it has no {time}, and a record needs one", "write {time}, {time:iso}, {time:clf}, {time:syslog} or {time:epoch} where the time stands");
  return { prefix: prefix!, parts };
}

/** The literal text from `start` on, up to the next field. */
function readLiteral(text: string, start: number): { bytes: Uint8Array; end: number } {
  let literal = "";
  let at = start;
  for (; at < text.length; at++) {
    const character = text[at]!;
    const isDouble = text[at + 1] === character;
    if (character === "{" && !isDouble) break;
    if (character === "}" && !isDouble) throw bad(at, "a } closes nothing", "write }} for a brace that stands in the line");
    if (character === "{" || character === "}") at++;
    literal += character === "\t" ? " " : character;
  }
  return { bytes: new TextEncoder().encode(literal.replace(/ +/g, " ")), end: at };
}

/** The field whose opening brace is at `start`. */
function readField(text: string, start: number): { part: PatternPart; end: number } {
  const close = text.indexOf("}", start);
  if (close === -1) throw bad(start, "a { is never closed", "write }, or {{ for a brace that stands in the line");
  const [name = "", form, ...more] = text.slice(start + 1, close).split(":");
  const part: PatternPart = { field: undefined, timeForm: "any", shift: MILLIS_TO_MICROS, literal: new Uint8Array(0) };
  const end = close + 1;
  if (name === "*" && form === undefined) return { part, end };
  part.field = PATTERN_FIELDS.find((field) => field === name);
  if (part.field === undefined) throw bad(start + 1, `nobody knows the field ${JSON.stringify(name)}`, `write one of ${SOME_NAMES}`);
  if (form === undefined) return { part, end };
  const formAt = start + 1 + name.length + 1;
  if (part.field === "time" && more.length === 0) {
    const timeForm = PATTERN_TIME_FORMS.find((candidate) => candidate === form && candidate !== "any");
    if (timeForm === undefined) throw bad(formAt, `a time is not written as ${JSON.stringify(form)}`, "write iso, clf, syslog or epoch, or {time} for any of them");
    part.timeForm = timeForm;
  } else if (part.field === "duration" && more.length === 0) {
    if (!Object.hasOwn(DURATION_SHIFTS, form)) throw bad(formAt, `${JSON.stringify(form)} is no unit`, "write s, ms, us or ns; a unit in the line itself wins");
    part.shift = DURATION_SHIFTS[form]!;
  } else throw bad(formAt - 1, `{${name}} has no forms`, `write {${name}}`);
  return { part, end };
}

/** Positions are shown as people count characters, from 1. */
function bad(at: number, what: string, instead: string): InputError {
  const position = at + 1;
  return new InputError("BAD_PATTERN", `the pattern is wrong at character ${position}: ${what}; ${instead}`, { position });
}
