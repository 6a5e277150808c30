import { encodeText, upperAscii } from "./byte-text.ts";
import { cutMagnitude, isWhole, parseJsonDecimal, parsePlainDecimal } from "./decimal.ts";
import { decimalToUs, parseDurationValue, parseDurationWithUnit } from "./durations.ts";
import { cutName, KNOWN_LEVELS, namedLevel, parseRequestLine, statusOrAbsent, toRoute } from "./field-values.ts";
import { ALIASES, CONTAINED_KEYS, DURATION_UNIT_NS, durationUnitNs, PARENTS } from "./json-aliases.ts";
import { isJsonObject, JsonNumber, type JsonObject, parseJsonObject } from "./json-text.ts";
import { epochMs, parseClf, parseIso } from "./times.ts";
import { type OracleAliasField, type OracleFields, type OracleFormat, type OracleOptions, type OracleVerdict, record, reject, withSaid } from "./verdict.ts";

const LEVEL_BYTES_MAX = 32;
const SYSLOG_LEVELS = "EMERG ALERT CRIT ERROR WARN NOTICE INFO DEBUG".split(" ");
const PINO_LEVELS = "TRACE DEBUG INFO WARN ERROR FATAL".split(" ");

type Hit = { alias: string; value: unknown };

/** A key's value if the object has it and it is not null. */
function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? (object[key] ?? undefined) : undefined;
}

/** The value of a key that the settings added: as it stands, else one level down if it has a dot. */
function ownOrNested(object: JsonObject, key: string): unknown {
  const value = own(object, key);
  const dot = key.indexOf(".");
  if (value !== undefined || dot === -1) return value;
  const parent = own(object, key.slice(0, dot));
  return isJsonObject(parent) ? own(parent, key.slice(dot + 1)) : undefined;
}

/** The value of a listed alias, which may name the objects that it stands in. */
function ownListed(object: JsonObject, alias: string): unknown {
  if (!alias.includes(">")) return own(object, alias);
  const path = alias.split(">");
  const inside = path.slice(0, -1).reduce<unknown>((outer, key) => (isJsonObject(outer) ? own(outer, key) : undefined), object);
  return isJsonObject(inside) ? own(inside, path.at(-1) ?? "") : undefined;
}

/** The first alias of a field that has a value: all of them at the top level, then in each parent. */
function lookUp(object: JsonObject, field: OracleAliasField, options: OracleOptions): Hit | undefined {
  const ownAliases = (options.jsonAliases?.[field] ?? []).map(encodeText);
  const listed = field === "duration" ? [...DURATION_UNIT_NS.keys()] : ALIASES[field];
  const hit = firstOf(ownAliases, (alias) => ownOrNested(object, alias)) ?? firstOf(listed, (alias) => ownListed(object, alias));
  if (hit !== undefined) return hit;
  for (const parent of PARENTS) {
    const inside = own(object, parent);
    if (!isJsonObject(inside)) continue;
    const nested = firstOf([...ownAliases, ...listed], (alias) => (alias.includes(">") ? undefined : own(inside, alias)));
    if (nested !== undefined) return nested;
  }
  return undefined;
}

function firstOf(aliases: readonly string[], valueOf: (alias: string) => unknown): Hit | undefined {
  for (const alias of aliases) {
    const value = valueOf(alias);
    if (value !== undefined) return { alias, value };
  }
  return undefined;
}

function timeMs(value: unknown, timeZone: string): number | null {
  if (value instanceof JsonNumber) {
    const number = parseJsonDecimal(value.source);
    return number === null ? null : epochMs(number);
  }
  if (typeof value !== "string") return null;
  const number = parsePlainDecimal(value);
  return number === null ? (parseIso(value, timeZone) ?? parseClf(value.replace(/^\[([^]*)\]$/, "$1"), timeZone)) : epochMs(number);
}

/** The number that a JSON number or a string of digits is, cut to a whole one; null for every other value and out of bounds. */
export function cutNumber(value: unknown): number | null {
  const digits = typeof value === "string" && /^\d+$/.test(value) ? parsePlainDecimal(value) : null;
  const number = value instanceof JsonNumber ? parseJsonDecimal(value.source) : digits;
  if (number === null || number.isNegative) return null;
  const whole = cutMagnitude(number);
  return whole <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(whole) : null;
}

/** The name of a level; null for what is none. */
export function levelName(value: unknown): string | null {
  if (value === "-") return null;
  if (typeof value === "string" && !/^\d*$/.test(value)) return namedLevel(upperAscii(value.slice(0, LEVEL_BYTES_MAX)));
  const number = cutNumber(value);
  if (number === null || number > 60) return null;
  return (number < 10 ? SYSLOG_LEVELS[number] : PINO_LEVELS[Math.floor(number / 10) - 1]) ?? null;
}

function statusCode(value: unknown): number | null {
  if (typeof value === "string") return /^\d{3}$/.test(value) ? statusOrAbsent(Number(value)) : null;
  const number = value instanceof JsonNumber ? parseJsonDecimal(value.source) : null;
  return number !== null && isWhole(number) ? statusOrAbsent(cutNumber(value) ?? 0) : null;
}

function durationUs(hit: Hit | undefined, object: JsonObject): number | null {
  if (hit === undefined) return null;
  const logger = own(object, "logger");
  const isCaddy = typeof logger === "string" && /^http\.(?:log|handlers)\./.test(logger);
  const source = hit.value instanceof JsonNumber ? hit.value.source : hit.value;
  const isNanos = isCaddy && hit.alias === "duration" && typeof source === "string" && /^\d{4,}$/.test(source);
  const unitNs = isNanos ? 1n : durationUnitNs(hit.alias, isCaddy);
  if (typeof hit.value === "string") {
    const text = hit.value.replace(/^ +/, "");
    const number = parsePlainDecimal(text);
    return number === null ? (parseDurationValue(text) ?? null) : decimalToUs(number, unitNs);
  }
  const number = hit.value instanceof JsonNumber ? parseJsonDecimal(hit.value.source) : null;
  return number === null ? null : decimalToUs(number, unitNs);
}

/** The method that a value is in any case; null for what is none. */
export function methodName(value: unknown): string | null {
  return typeof value === "string" && /^[A-Za-z][A-Za-z_-]{0,19}$/.test(value) ? value.toUpperCase() : null;
}

function entityName(value: unknown): string | null {
  return typeof value === "string" && value !== "" && value !== "-" ? cutName(value) : null;
}

/** The verdict on a line that begins with `{`. */
export function judgeJsonLine(line: string, options: OracleOptions): OracleVerdict {
  const object = parseJsonObject(line);
  if (object === null) return reject("bad-json");
  const judged = judgeObject("json", object, options);
  const contained = containedLine(object, options);
  if (judged.verdict !== "record" || contained === null || judged.fields.durationUs !== null) return judged;
  return { ...judged, fields: withSaid(judged.fields, options.within?.contained(contained, judged.fields.timestampMs) ?? {}) };
}

/** The line of which the object is a mere envelope; null for one that says something itself. */
function containedLine(object: JsonObject, options: OracleOptions): string | null {
  const isTelling = (["level", "status", "duration", "bytes", "method"] as const).some((field) => lookUp(object, field, options) !== undefined);
  if (isTelling || own(object, "request") !== undefined) return null;
  const aliases = Object.values(options.jsonAliases ?? {}).flat();
  const keys = CONTAINED_KEYS.filter((key) => !aliases.includes(key));
  const value = firstOf(keys, (key) => own(object, key))?.value;
  return typeof value === "string" ? value.replace(/\r?\n[^]*$|\r$/, "") : null;
}

/** The verdict on the members of a line. */
export function judgeObject(format: OracleFormat, object: JsonObject, options: OracleOptions): OracleVerdict {
  const find = (field: OracleAliasField): Hit | undefined => lookUp(object, field, options);
  const time = find("time");
  if (time === undefined) return reject("no-timestamp");
  const timestampMs = timeMs(time.value, options.timeZone ?? "UTC");
  if (timestampMs === null) return reject("bad-timestamp");
  return record(format, { timestampMs, ...fieldsOf(object, options) });
}

/** Whether the level of the members is the known name of one. */
export function hasLevelName(object: JsonObject, options: OracleOptions): boolean {
  const value = lookUp(object, "level", options)?.value;
  return typeof value === "string" && /[^\d]/.test(value) && KNOWN_LEVELS.has(levelName(value) ?? "");
}

/** Whether the members have a time, whatever it is. */
export const hasTime = (object: JsonObject, options: OracleOptions): boolean => lookUp(object, "time", options) !== undefined;

/** What the members of a line say beside its time. */
export function fieldsOf(object: JsonObject, options: OracleOptions): Omit<OracleFields, "timestampMs"> {
  const find = (field: OracleAliasField): Hit | undefined => lookUp(object, field, options);
  const requestText = own(object, "request");
  const requestLine = typeof requestText === "string" ? requestText : "";
  const request = requestLine.startsWith("/") ? { method: null, route: toRoute(requestLine) } : parseRequestLine(requestLine);
  const target = find("route")?.value;
  const service = find("service")?.value;
  const busyUs = typeof service === "string" && /^\d+ms$/.test(service) ? parseDurationWithUnit(service) : undefined;
  const status = statusCode(find("status")?.value);
  const route = typeof target === "string" && target !== "" && target !== "-" ? toRoute(target) : request.route;
  const method = methodName(find("method")?.value) ?? request.method;
  return {
    level: levelName(find("level")?.value),
    status,
    durationUs: durationUs(find("duration"), object) ?? busyUs ?? null,
    bytes: cutNumber(find("bytes")?.value),
    method,
    route,
    service: busyUs === undefined ? entityName(service) : null,
    host: entityName(find("host")?.value),
  };
}
