import { encodeText, upperAscii } from "./byte-text.ts";
import { cutMagnitude, isWhole, parseJsonDecimal, parsePlainDecimal } from "./decimal.ts";
import { decimalToUs, parseDurationWithUnit } from "./durations.ts";
import { canonicalLevel, cutName, parseRequestLine, statusOrAbsent, toRoute } from "./field-values.ts";
import { ALIASES, CADDY_UNIT_NS, DURATION_UNIT_NS, OWN_ALIAS_UNIT_NS, PARENTS } from "./json-aliases.ts";
import { isJsonObject, JsonNumber, type JsonObject, parseJsonObject } from "./json-text.ts";
import { epochMs, parseClf, parseIso } from "./times.ts";
import { type OracleAliasField, type OracleOptions, type OracleVerdict, record, reject } from "./verdict.ts";

const LEVEL_BYTES_MAX = 32;
const SYSLOG_LEVELS = "EMERG ALERT CRIT ERROR WARN NOTICE INFO DEBUG".split(" ");
const PINO_LEVELS = new Map([
  [10, "TRACE"],
  [20, "DEBUG"],
  [30, "INFO"],
  [40, "WARN"],
  [50, "ERROR"],
  [60, "FATAL"],
]);

type Hit = { alias: string; value: unknown; isOwn: boolean };

/** A key's value if the object has it and it is not null. */
function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? (object[key] ?? undefined) : undefined;
}

/** The first alias of a field that has a value: all of them at the top level, then in each parent. */
function lookUp(object: JsonObject, field: OracleAliasField, options: OracleOptions): Hit | undefined {
  const ownAliases = (options.jsonAliases?.[field] ?? []).map(encodeText);
  const listed = field === "duration" ? [...DURATION_UNIT_NS.keys()] : ALIASES[field];
  const levels = [object, ...PARENTS.map((parent) => own(object, parent)).filter(isJsonObject)];
  for (const level of levels)
    for (const [index, alias] of [...ownAliases, ...listed].entries()) {
      const value = own(level, alias);
      if (value !== undefined) return { alias, value, isOwn: index < ownAliases.length };
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
  return number === null ? (parseIso(value, timeZone) ?? parseClf(value, timeZone)) : epochMs(number);
}

/** The whole number that a value is, if it is one that fits a double exactly; null for every other value. */
function wholeNumber(value: unknown): number | null {
  const text = typeof value === "string" ? (/^\d+$/.test(value) ? value : "") : value instanceof JsonNumber ? value.source : "";
  const number = parseJsonDecimal(text);
  if (number === null || number.isNegative || !isWhole(number)) return null;
  const whole = cutMagnitude(number);
  return whole <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(whole) : null;
}

function levelName(value: unknown): string | null {
  if (typeof value === "string" && !/^\d*$/.test(value)) return canonicalLevel(upperAscii(value.slice(0, LEVEL_BYTES_MAX)));
  const number = wholeNumber(value);
  return number === null ? null : (PINO_LEVELS.get(number) ?? SYSLOG_LEVELS[number] ?? null);
}

function statusCode(value: unknown): number | null {
  if (typeof value === "string" && !/^\d{3}$/.test(value)) return null;
  return statusOrAbsent(wholeNumber(value) ?? 0);
}

function durationUs(hit: Hit | undefined, object: JsonObject): number | null {
  if (hit === undefined) return null;
  const logger = own(object, "logger");
  const isCaddy = hit.alias === "duration" && typeof logger === "string" && logger.startsWith("http.log.access");
  const listedUnitNs = isCaddy ? CADDY_UNIT_NS : (DURATION_UNIT_NS.get(hit.alias) ?? OWN_ALIAS_UNIT_NS);
  const unitNs = hit.isOwn ? OWN_ALIAS_UNIT_NS : listedUnitNs;
  if (typeof hit.value === "string") {
    const number = parsePlainDecimal(hit.value);
    return number === null ? (parseDurationWithUnit(hit.value) ?? null) : decimalToUs(number, unitNs);
  }
  const number = hit.value instanceof JsonNumber ? parseJsonDecimal(hit.value.source) : null;
  return number === null ? null : decimalToUs(number, unitNs);
}

function byteCount(value: unknown): number | null {
  if (typeof value === "string") return wholeNumber(value);
  const number = value instanceof JsonNumber ? parseJsonDecimal(value.source) : null;
  if (number === null || number.isNegative) return null;
  const bytes = cutMagnitude(number);
  return bytes <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(bytes) : null;
}

function methodName(value: unknown): string | null {
  return typeof value === "string" && /^[A-Za-z_-]{1,20}$/.test(value) ? value.toUpperCase() : null;
}

function entityName(value: unknown): string | null {
  return typeof value === "string" && value !== "" && value !== "-" ? cutName(value) : null;
}

/** The verdict on a line that begins with `{`. */
export function judgeJsonLine(line: string, options: OracleOptions): OracleVerdict {
  const object = parseJsonObject(line);
  if (object === null) return reject("bad-json");
  const find = (field: OracleAliasField): Hit | undefined => lookUp(object, field, options);
  const time = find("time");
  if (time === undefined) return reject("no-timestamp");
  const timestampMs = timeMs(time.value, options.timeZone ?? "UTC");
  if (timestampMs === null) return reject("bad-timestamp");
  const requestText = own(object, "request");
  const request = parseRequestLine(typeof requestText === "string" ? requestText : "");
  const target = find("route")?.value;
  return record("json", {
    timestampMs,
    level: levelName(find("level")?.value),
    status: statusCode(find("status")?.value),
    durationUs: durationUs(find("duration"), object),
    bytes: byteCount(find("bytes")?.value),
    method: methodName(find("method")?.value) ?? request.method,
    route: (typeof target === "string" ? toRoute(target) : null) ?? request.route,
    service: entityName(find("service")?.value),
    host: entityName(find("host")?.value),
  });
}
