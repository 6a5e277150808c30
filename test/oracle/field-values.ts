/** Values that several formats share. All texts are byte text. */
import { trimEndOf } from "./byte-text.ts";

const NAME_BYTES_MAX = 256;

/** Names that make a word of a plain line a level. */
export const KNOWN_LEVELS = new Set(
  "TRACE DEBUG VERBOSE INFO INFORMATION NOTICE WARN WARNING ERR ERROR FATAL CRIT CRITICAL ALERT EMERG EMERGENCY PANIC SEVERE TRC VRB DBG INF WRN FTL PNC DPANIC DBUG EROR DEBG ERRO DEBU FATA".split(
    " ",
  ),
);
const ALIKE = {
  WARNING: "WARN",
  TRC: "TRACE",
  VRB: "VERBOSE",
  DBG: "DEBUG",
  INF: "INFO",
  WRN: "WARN",
  FTL: "FATAL",
  PNC: "PANIC",
  DPANIC: "PANIC",
  DBUG: "DEBUG",
  EROR: "ERROR",
  DEBU: "DEBUG",
  FATA: "FATAL",
  DEBG: "DEBUG",
  ERRO: "ERROR",
};
const COUNTED_AS = new Map(Object.entries(ALIKE));
const ERROR_LEVELS = new Set("ERR ERROR FATAL CRIT CRITICAL ALERT EMERG EMERGENCY PANIC SEVERE".split(" "));

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const LONG_HEX = /^(?=.*\d)[0-9a-f]{16,}$/i;

/** The one name of a level that has several. */
export function canonicalLevel(upperName: string): string {
  return COUNTED_AS.get(upperName) ?? upperName;
}

/** The same of a value, which may be the name of a known level and an offset. */
export function namedLevel(upperName: string): string {
  const [, base = ""] = /^([A-Z]+)[+-]\d+$/.exec(upperName) ?? [];
  return canonicalLevel(KNOWN_LEVELS.has(base) ? base : upperName);
}

/** Whether a record is an error. */
export function isError({ level, status }: { level: string | null; status: number | null }): boolean {
  return (level !== null && ERROR_LEVELS.has(level)) || (status !== null && status >= 500);
}

/** A status code, or null for every other number. */
export function statusOrAbsent(value: number): number | null {
  return value >= 100 && value <= 999 ? value : null;
}

/** The status of a word: null when it means absent, undefined when it is no status at all. */
export function parseStatusWord(word: string | undefined): number | null | undefined {
  if (word === undefined) return undefined;
  if (word === "-" || word === "-1" || word === "0") return null;
  return /^\d{3}$/.test(word) ? statusOrAbsent(Number(word)) : undefined;
}

/** A service or host name, cut to what the document keeps. */
export function cutName(name: string): string {
  return name.slice(0, NAME_BYTES_MAX);
}

function isId(segment: string): boolean {
  return /^\d+$/.test(segment) || UUID.test(segment) || LONG_HEX.test(segment);
}

/** The route of a request target: without scheme, authority, query and fragment, with ids replaced; null when nothing is left. */
export function toRoute(target: string): string | null {
  if (target === "-") return null;
  const authority = /^[^/?#]*?:\/\/[^/?#]*/.exec(target);
  const withoutAuthority = authority === null ? target : target.slice(authority[0].length);
  const path = withoutAuthority.replace(/[?#][^]*$/, "");
  if (path === "") return authority === null ? null : "/";
  const segments = path.split("/").map((segment) => (isId(segment) ? ":id" : segment));
  return cutName(segments.join("/"));
}

/** Method and route of a request line (`GET /x HTTP/1.1`); both null when the text is no request line. */
export function parseRequestLine(text: string): { method: string | null; route: string | null } {
  const [, method, rest = ""] = /^([A-Z][A-Z_-]{0,19}) +([^ ][^]*)$/.exec(text) ?? [];
  if (method === undefined) return { method: null, route: null };
  const target = trimEndOf(rest, " ");
  const lastWordStart = target.lastIndexOf(" ") + 1;
  const isVersion = target.startsWith("HTTP/", lastWordStart);
  return { method, route: toRoute(isVersion ? trimEndOf(target.slice(0, lastWordStart), " ") : target) };
}
