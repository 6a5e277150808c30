import { LEVEL_BYTES_MAX } from "../limits.ts";
import { asciiBytes, isDigit, upperCase } from "./ascii.ts";
import { isSign } from "./digits.ts";
import type { LineFields } from "./line-fields.ts";

const LOWER_A = 0x61;
const LOWER_Z = 0x7a;

/** A level name as logs write it, and as it is counted. */
export interface KnownLevel {
  name: Uint8Array;
  countedAs: Uint8Array;
  isError: boolean;
}

const ERROR_LEVELS = ["ERR", "ERROR", "FATAL", "CRIT", "CRITICAL", "ALERT", "EMERG", "EMERGENCY", "PANIC", "SEVERE"];
const OTHER_LEVELS = ["TRACE", "DEBUG", "VERBOSE", "INFO", "INFORMATION", "NOTICE", "WARN"];
/** Names of which another is counted: the three letters are those of Serilog and zerolog, the four those of log15, supervisord and charmbracelet's log, `DPANIC` is zap's. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  WARNING: "WARN",
  TRC: "TRACE",
  VRB: "VERBOSE",
  DBG: "DEBUG",
  INF: "INFO",
  WRN: "WARN",
  FTL: "FATAL",
  PNC: "PANIC",
  DBUG: "DEBUG",
  EROR: "ERROR",
  DEBG: "DEBUG",
  ERRO: "ERROR",
  DPANIC: "PANIC",
  DEBU: "DEBUG",
  FATA: "FATAL",
};

const KNOWN_LEVELS: readonly KnownLevel[] = [...ERROR_LEVELS, ...OTHER_LEVELS, ...Object.keys(OTHER_NAMES)].map((name) => {
  const countedAs = OTHER_NAMES[name] ?? name;
  return { name: asciiBytes(name), countedAs: asciiBytes(countedAs), isError: ERROR_LEVELS.includes(countedAs) };
});

const NAME_BYTES_MAX = Math.max(...KNOWN_LEVELS.map(({ name }) => name.length));

/** Known levels by length and first letter: at most two share a place. */
const LETTERS = 32;
const LEVELS_BY_SHAPE: readonly (readonly KnownLevel[])[] = Array.from({ length: (NAME_BYTES_MAX + 1) * LETTERS }, (_, shape) =>
  KNOWN_LEVELS.filter(({ name }) => name.length * LETTERS + (name[0]! % LETTERS) === shape),
);

/** The known level whose name, in any case, is exactly `bytes[start, end)`; undefined when there is none. */
export function findLevel(bytes: Uint8Array, start: number, end: number): KnownLevel | undefined {
  const length = end - start;
  if (length < 1 || length > NAME_BYTES_MAX) return undefined;
  for (const level of LEVELS_BY_SHAPE[length * LETTERS + (bytes[start]! % LETTERS)]!) if (isName(level.name, bytes, start)) return level;
  return undefined;
}

function isName(name: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < name.length; i++) if (upperCase(bytes[start + i]!) !== name[i]) return false;
  return true;
}

/** The known level whose name in upper case is exactly `bytes[start, end)`; undefined when there is none. */
export function findUpperCaseLevel(bytes: Uint8Array, start: number, end: number): KnownLevel | undefined {
  const level = findLevel(bytes, start, end);
  if (level === undefined) return undefined;
  for (let at = start; at < end; at++) if (bytes[at]! >= LOWER_A && bytes[at]! <= LOWER_Z) return undefined;
  return level;
}

/** Give the record a known level. */
export function setLevel(fields: LineFields, level: KnownLevel): void {
  fields.level.bytes = level.countedAs;
  fields.level.start = 0;
  fields.level.end = level.countedAs.length;
  fields.isErrorLevel = level.isError;
}

/** The known level that a value names, in any case, perhaps with an offset; undefined when there is none. */
export function findNamedLevel(bytes: Uint8Array, start: number, end: number): KnownLevel | undefined {
  return findLevel(bytes, start, end) ?? findLevel(bytes, start, findOffset(bytes, start, end));
}

/** Where the sign and digits at the end begin that Go's slog writes behind the name of the next level below; `end` when there are none. Source: `Level.String`, package log/slog. */
function findOffset(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && isDigit(bytes[at - 1]!)) at--;
  return at < end && at > start && isSign(bytes[at - 1]!) ? at - 1 : end;
}

/** Give the record the level that is named `bytes[start, end)`, known or not. `scratch` holds an unknown one until the next line. */
export function setNamedLevel(fields: LineFields, bytes: Uint8Array, start: number, end: number, scratch: Uint8Array): void {
  const level = findNamedLevel(bytes, start, end);
  if (level !== undefined) return setLevel(fields, level);
  const length = Math.min(end - start, LEVEL_BYTES_MAX);
  for (let i = 0; i < length; i++) scratch[i] = upperCase(bytes[start + i]!);
  fields.level.bytes = scratch;
  fields.level.start = 0;
  fields.level.end = length;
}

const named = (name: string): KnownLevel => findLevel(asciiBytes(name), 0, name.length)!;
const SYSLOG_LEVELS = ["EMERG", "ALERT", "CRIT", "ERROR", "WARN", "NOTICE", "INFO", "DEBUG"].map(named);
const PINO_LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR"].map(named);
const PINO_FATAL = named("FATAL");

/** Give the record the level of a whole number: 0–7 as syslog, 10–60 as pino. Others are absent. */
export function setNumericLevel(fields: LineFields, level: number): void {
  const known = level < SYSLOG_LEVELS.length ? SYSLOG_LEVELS[level] : level === 60 ? PINO_FATAL : PINO_LEVELS[Math.floor(level / 10) - 1];
  if (known !== undefined) setLevel(fields, known);
}
