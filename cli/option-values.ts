import { InvalidArgumentError } from "commander";
import { isStep } from "../shared/core/aggregate/finalize-windows.ts";
import { InputError } from "../shared/core/errors.ts";
import { compilePattern } from "../shared/core/parse/pattern-language.ts";
import { LINE_FORMATS, type LineFormat } from "../shared/core/parse/settings.ts";
import { createLocalOffset } from "../shared/core/parse/time-zone.ts";

export const OUTPUT_FORMATS = ["table", "json", "csv"] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export const SOURCE_FORMATS = ["auto", ...LINE_FORMATS] as const;

const BYTE_UNITS: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 1024,
  kib: 1024,
  kb: 1000,
  m: 1024 ** 2,
  mib: 1024 ** 2,
  mb: 1000 ** 2,
  g: 1024 ** 3,
  gib: 1024 ** 3,
  gb: 1000 ** 3,
};
const SECOND_UNITS: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, min: 60, h: 3600, d: 86_400 };

/** A number of bytes: `65536`, `64MiB`, `8MB`. */
export function parseByteCount(text: string): number {
  return parseWithUnit(text, BYTE_UNITS, "a whole number of bytes from 1 up, such as 65536 or 64MiB");
}

/** The length of a window: `60`, `5m`, `1h`, `1d`. */
export function parseStep(text: string): number {
  const wanted = "a multiple of 60 s that divides a day, such as 60, 5m or 1h";
  const seconds = parseWithUnit(text, SECOND_UNITS, wanted);
  if (!isStep(seconds)) throw new InvalidArgumentError(`it has to be ${wanted}`);
  return seconds;
}

/** A period in seconds, at least a minute: `30m`, `12h`, `90d`. */
export function parsePeriod(text: string): number {
  const wanted = "a period of at least a minute, such as 30m, 12h or 90d";
  const seconds = parseWithUnit(text, SECOND_UNITS, wanted);
  if (seconds < 60) throw new InvalidArgumentError(`it has to be ${wanted}`);
  return seconds;
}

/** A whole number from `min` to `max`. */
export function parseCount(min: number, max: number): (text: string) => number {
  return (text) => {
    const count = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(count >= min && count <= max)) throw new InvalidArgumentError(`it has to be a whole number from ${min} to ${max}`);
    return count;
  };
}

/** A number of seconds from `min` to `max`, such as `0.5`. */
export function parseSeconds(min: number, max: number): (text: string) => number {
  return (text) => {
    const seconds = /^\d{1,6}(\.\d{1,3})?s?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
    if (!(seconds >= min && seconds <= max)) throw new InvalidArgumentError(`it has to be a number of seconds from ${min} to ${max}`);
    return seconds;
  };
}

/** A relative tolerance: `0.01` is one percent. */
export function parseTolerance(text: string): number {
  const share = /^(\d+(\.\d*)?|\.\d+)(e-?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (!(share >= 0 && share <= 1)) throw new InvalidArgumentError("it has to be a number from 0 to 1, such as 0.01 for one percent");
  return share;
}

/** An instant as ISO 8601, read as UTC where it names no zone, in the API's form. */
export function parseInstant(text: string): string {
  const isIso = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i.test(text);
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/i.test(text.slice(10));
  const ms = isIso ? Date.parse(`${text.replace(" ", "T")}${hasZone || text.length === 10 ? "" : "Z"}`) : Number.NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError("it has to be a time such as 2026-11-21T10:15Z or a day such as 2026-11-21");
  return new Date(ms).toISOString().replace(".000Z", "Z");
}

/** A zone that times without one are in: UTC, a fixed offset, or an IANA name. */
export function parseTimeZone(text: string): string {
  try {
    createLocalOffset(text);
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw new InvalidArgumentError("it has to be UTC, an offset such as +03:30, or a zone such as Europe/Berlin");
  }
  return text;
}

/** A pattern of lines that no format knows. */
export function parsePattern(text: string): string {
  try {
    compilePattern(text);
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw new InvalidArgumentError(cause.message);
  }
  return text;
}

/** One of the line formats, or `auto`. */
export function parseSourceFormat(text: string): LineFormat | "auto" {
  return parseChoice(text, SOURCE_FORMATS);
}

/** One of the output formats. */
export function parseOutput(text: string): OutputFormat {
  return parseChoice(text, OUTPUT_FORMATS);
}

/** One of `choices`, or commander is told which there are. */
export function parseChoice<T extends string>(text: string, choices: readonly T[]): T {
  const chosen = choices.find((choice) => choice === text);
  if (chosen === undefined) throw new InvalidArgumentError(`it has to be one of ${choices.join(", ")}`);
  return chosen;
}

function parseWithUnit(text: string, units: Readonly<Record<string, number>>, wanted: string): number {
  const match = /^(\d{1,15}) ?([a-z]*)$/i.exec(text);
  const value = Number(match?.[1]) * (units[(match?.[2] ?? "").toLowerCase()] ?? Number.NaN);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError(`it has to be ${wanted}`);
  return value;
}
