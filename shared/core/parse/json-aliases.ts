import { MICROS_TO_MICROS, MILLIS_TO_MICROS, NANOS_TO_MICROS, SECONDS_TO_MICROS } from "./duration.ts";
import { JSON_FIELDS } from "./settings.ts";
import type { JsonField, ParseSettings } from "./settings.ts";

/** What a value of a JSON line is looked for: the fields of a record, and two that only help to read them. */
export const JSON_WANTS = [...JSON_FIELDS, "requestLine", "logger"] as const;
export type JsonWant = JsonField | "requestLine" | "logger";

/** One place where a want is looked for. Candidates of a want are in the order in which they are asked. */
export interface JsonCandidate {
  want: JsonWant;
  /** Key of the object one level down; undefined for the top level. */
  parent: string | undefined;
  key: string;
  /** Power of ten from a bare number to µs, for durations. */
  shift: number;
}

/** The objects one level down that fields are looked for in, in order. */
const PARENTS = ["metadata", "response", "request", "res", "req", "http", "fields", "context", "attributes"];

const DURATION_UNITS: readonly (readonly [shift: number, aliases: string])[] = [
  [MILLIS_TO_MICROS, "duration_ms durationMs response_time_ms responseTimeMs latency_ms latencyMs elapsed_ms elapsedMs took_ms"],
  [MICROS_TO_MICROS, "duration_us response_time_us latency_us elapsed_us"],
  [NANOS_TO_MICROS, "duration_ns response_time_ns latency_ns elapsed_ns Duration event.duration"],
  [SECONDS_TO_MICROS, "request_time time_taken duration_s duration_seconds response_time_s response_time_seconds latency_s latency_seconds elapsed_s elapsed_seconds"],
  [MILLIS_TO_MICROS, "duration response_time responseTime latency elapsed took"],
];
const DURATION_SHIFTS = new Map(DURATION_UNITS.flatMap(([shift, aliases]) => aliases.split(" ").map((alias) => [alias, shift] as const)));

const ALIASES: Readonly<Record<JsonField, readonly string[]>> = {
  time: "timestamp @timestamp time ts datetime date eventTime event_time asctime StartUTC start_time t @t".split(" "),
  level: "level severity lvl log.level loglevel levelname @l".split(" "),
  status: "status status_code statusCode http_status response_code DownstreamStatus sc-status http.response.status_code http.status_code".split(" "),
  duration: [...DURATION_SHIFTS.keys()],
  bytes: "bytes size response_size responseSize body_bytes_sent bytes_sent content_length contentLength DownstreamContentSize http.response.body.bytes".split(" "),
  method: "method http_method request_method verb RequestMethod http.request.method".split(" "),
  route: "path url uri request_uri request_path RequestPath route endpoint target url.path http.target".split(" "),
  service: "service service_name serviceName service.name app application component".split(" "),
  host: "host hostname vhost server_name http_host authority :authority RequestHost".split(" "),
};

/** Every place that fields are looked for under these settings; for each field in the order in which they are asked. */
export function listJsonCandidates(settings: ParseSettings): JsonCandidate[] {
  const candidates: JsonCandidate[] = [
    { want: "requestLine", parent: undefined, key: "request", shift: 0 },
    { want: "logger", parent: undefined, key: "logger", shift: 0 },
  ];
  for (const want of JSON_FIELDS) {
    const own = settings.jsonAliases[want] ?? [];
    const shiftOf = (key: string): number => (want === "duration" ? shiftOfDuration(key) : 0);
    for (const key of own) {
      candidates.push({ want, parent: undefined, key, shift: shiftOf(key) });
      const dot = key.indexOf(".");
      const nested = key.slice(dot + 1);
      if (dot !== -1) candidates.push({ want, parent: key.slice(0, dot), key: nested, shift: shiftOf(nested) });
    }
    for (const key of ALIASES[want]) candidates.push({ want, parent: undefined, key, shift: shiftOf(key) });
    for (const parent of PARENTS) for (const key of [...own, ...ALIASES[want]]) candidates.push({ want, parent, key, shift: shiftOf(key) });
  }
  return candidates;
}

/** The unit of a duration alias: its own when it is built in, else the one that its name ends in, else ms. */
function shiftOfDuration(alias: string): number {
  const known = DURATION_SHIFTS.get(alias);
  if (known !== undefined) return known;
  if (/_(s|seconds)$/.test(alias)) return SECONDS_TO_MICROS;
  if (alias.endsWith("_us")) return MICROS_TO_MICROS;
  return alias.endsWith("_ns") ? NANOS_TO_MICROS : MILLIS_TO_MICROS;
}
