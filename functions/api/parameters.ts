import { isStep } from "../../shared/core/aggregate/finalize-windows.ts";
import { TIME_END_MS } from "../../shared/protocol/read-document.ts";
import { badParameter } from "./problem.ts";

const ISO_TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?)?$/i;
const EPOCH_MS = /^\d{1,15}$/;
const TIME_WANTED = "an ISO time such as 2026-11-21T10:15:00Z (without a zone it is UTC), a date, or epoch milliseconds";
const STEP_WANTED = "seconds, a multiple of 60 that divides a day, such as 60, 300, 3600 or 86400";
const JOB_ID = /^[0-9a-f]{32}$/;

/** A time as epoch ms, not later than any window can be; undefined when it is not given. @throws InputError `BAD_PARAMETER`. */
function readTime(values: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = values.get(name);
  if (text === undefined) return undefined;
  const epochMs = EPOCH_MS.test(text) ? Number(text) : parseIso(text);
  if (epochMs === undefined || epochMs < 0) throw badParameter(name, `${TIME_WANTED}, not before 1970`);
  return Math.min(epochMs, TIME_END_MS);
}

/** `from` and `to`, the one before the other. */
export function readTimes(values: ReadonlyMap<string, string>): { fromMs?: number; toMs?: number } {
  const fromMs = readTime(values, "from");
  const toMs = readTime(values, "to");
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs) throw badParameter("from", "it must be before to");
  return { ...(fromMs === undefined ? {} : { fromMs }), ...(toMs === undefined ? {} : { toMs }) };
}

/** The step in seconds; undefined when it is not given. */
export function readStep(values: ReadonlyMap<string, string>): number | undefined {
  const text = values.get("step");
  if (text === undefined) return undefined;
  const step = readDigits(text);
  if (step === undefined || !isStep(step)) throw badParameter("step", STEP_WANTED);
  return step;
}

/** How many entries a page may have. */
export function readLimit(values: ReadonlyMap<string, string>, limitMax: number, limitDefault: number): number {
  const text = values.get("limit");
  if (text === undefined) return limitDefault;
  const limit = readDigits(text);
  if (limit === undefined || limit < 1 || limit > limitMax) throw badParameter("limit", `a whole number from 1 to ${limitMax}`);
  return limit;
}

/** One of a closed list; undefined when it is not given. */
export function readChoice<const Choice extends string>(values: ReadonlyMap<string, string>, name: string, choices: readonly Choice[]): Choice | undefined {
  const text = values.get(name);
  if (text === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw badParameter(name, `one of ${choices.join(", ")}`);
  return choice;
}

/** Whether a job can have this id. */
export function isJobId(text: string): boolean {
  return JOB_ID.test(text);
}

function readDigits(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** A plus sign that nobody encoded arrives as a space. Days that their month does not have are refused, not moved into the next one. */
function parseIso(text: string): number | undefined {
  const match = ISO_TIME.exec(text.replace(/(:\d\d(?:\.\d+)?) (\d\d:\d\d)$/, "$1+$2"));
  if (match === null) return undefined;
  const [, date = "", time = "00:00", zone = "Z"] = match;
  const midnightMs = Date.parse(`${date}T00:00Z`);
  const epochMs = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  if (Number.isNaN(midnightMs) || Number.isNaN(epochMs)) return undefined;
  return new Date(midnightMs).toISOString().startsWith(date) ? epochMs : undefined;
}
