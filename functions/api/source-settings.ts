import type { SourceSettings } from "../../shared/contracts/job.ts";
import { DEFAULT_SOURCE_SETTINGS } from "../../shared/contracts/job.ts";
import { InputError } from "../../shared/core/errors.ts";
import { compilePattern } from "../../shared/core/parse/pattern-language.ts";
import { JSON_FIELDS, LINE_FORMATS, type JsonField } from "../../shared/core/parse/settings.ts";
import { createLocalOffset } from "../../shared/core/parse/time-zone.ts";
import { hasControlCharacters } from "./control-characters.ts";
import { badBody, badParameter } from "./problem.ts";

const NAME_BYTES_MAX = 255;
const PREFIXES_MAX = 100;
const PREFIX_BYTES_MAX = 1_024;
const ALIASES_MAX = 32;
const ALIAS_BYTES_MAX = 256;
const RANGE_BYTES_MIN = 1;
const RANGE_BYTES_MAX = 5 * 1024 ** 4;
const RETENTION_DAYS_MAX = 3_650;
const FORMATS = ["auto", ...LINE_FORMATS] as const;

/** The name of a source from a path: what can be the first segment of an object key. @throws InputError `BAD_PARAMETER`. */
export function readSourceName(text: string): string {
  const isName = text !== "" && !text.includes("/") && text.isWellFormed() && Buffer.byteLength(text) <= NAME_BYTES_MAX && !hasControlCharacters(text);
  if (!isName) throw badParameter("source", `a name of at most ${NAME_BYTES_MAX} bytes without slashes and control characters`);
  return text;
}

/** The prefixes and settings of a source; what is left out has its default. @throws InputError `BAD_BODY` that names what is wrong. */
export function readSourceBody(body: Record<string, unknown>): { prefixes: string[]; settings: SourceSettings } {
  const { prefixes = [], settings = {}, ...others } = body;
  refuseOthers(others, "a source has prefixes and settings");
  if (!isTextList(prefixes, PREFIXES_MAX, PREFIX_BYTES_MAX))
    throw badBody("prefixes", `a list of at most ${PREFIXES_MAX} key prefixes, none empty, each of at most ${PREFIX_BYTES_MAX} bytes`);
  return { prefixes: [...new Set(prefixes)], settings: readSettings(settings) };
}

function readSettings(value: unknown): SourceSettings {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw badBody("settings", "an object");
  const { format, timeZone, pattern, jsonAliases, rangeBytes, retentionDays, ...others } = { ...DEFAULT_SOURCE_SETTINGS, ...(value as Record<string, unknown>) };
  refuseOthers(others, `settings are ${Object.keys(DEFAULT_SOURCE_SETTINGS).join(", ")}`, "settings.");
  const known = FORMATS.find((candidate) => candidate === format);
  if (known === undefined) throw badBody("settings.format", `one of ${FORMATS.join(", ")}`);
  if (!isTimeZone(timeZone)) throw badBody("settings.timeZone", "UTC, an offset such as +03:30, or an IANA zone such as Europe/Berlin");
  checkPattern(pattern, known);
  if (rangeBytes !== null && !isWhole(rangeBytes, RANGE_BYTES_MIN, RANGE_BYTES_MAX))
    throw badBody("settings.rangeBytes", `null, or a whole number from ${RANGE_BYTES_MIN} to ${RANGE_BYTES_MAX}`);
  if (!isWhole(retentionDays, 1, RETENTION_DAYS_MAX)) throw badBody("settings.retentionDays", `a whole number from 1 to ${RETENTION_DAYS_MAX}`);
  return { format: known, timeZone, pattern, jsonAliases: readAliases(jsonAliases), rangeBytes, retentionDays };
}

/** @throws InputError `BAD_BODY` that says where the pattern is wrong, or that the format asks for one. */
function checkPattern(pattern: unknown, format: SourceSettings["format"]): asserts pattern is string | null {
  if (pattern === null && format !== "pattern") return;
  if (typeof pattern !== "string" || !pattern.isWellFormed()) throw badBody("settings.pattern", "a text, or null where the format is not pattern");
  try {
    compilePattern(pattern);
  } catch (error) {
    if (error instanceof InputError) throw badBody("settings.pattern", error.message);
    throw error;
  }
}

function readAliases(value: unknown): SourceSettings["jsonAliases"] {
  const name = "settings.jsonAliases";
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw badBody(name, "an object of lists, by field");
  const aliases: Partial<Record<JsonField, readonly string[]>> = {};
  for (const [key, list] of Object.entries(value)) {
    const field = JSON_FIELDS.find((candidate) => candidate === key);
    if (field === undefined) throw badBody(`${name}.${key.slice(0, 64)}`, `fields are ${JSON_FIELDS.join(", ")}`);
    if (!isTextList(list, ALIASES_MAX, ALIAS_BYTES_MAX))
      throw badBody(`${name}.${field}`, `a list of at most ${ALIASES_MAX} keys, none empty, each of at most ${ALIAS_BYTES_MAX} bytes`);
    aliases[field] = list;
  }
  return aliases;
}

function refuseOthers(others: Record<string, unknown>, wanted: string, prefix = ""): void {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw badBody(`${prefix}${unknown.slice(0, 64)}`, wanted);
}

function isTextList(value: unknown, countMax: number, bytesMax: number): value is string[] {
  return (
    Array.isArray(value) && value.length <= countMax && value.every((text) => typeof text === "string" && text !== "" && text.isWellFormed() && Buffer.byteLength(text) <= bytesMax)
  );
}

function isWhole(value: unknown, min: number, max: number): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max;
}

function isTimeZone(value: unknown): value is string {
  if (typeof value !== "string" || value.length > 64) return false;
  try {
    createLocalOffset(value);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
