import { MICROS_TO_MICROS, MILLIS_TO_MICROS, NANOS_TO_MICROS, SECONDS_TO_MICROS } from "./duration.ts";
import { JSON_FIELDS } from "./settings.ts";
import type { JsonField, ParseSettings } from "./settings.ts";

/** What a value of a JSON line is looked for: the fields of a record, two that only help to read them, and the line that the object contains. */
export const JSON_WANTS = [...JSON_FIELDS, "requestLine", "logger", "contained"] as const;
export type JsonWant = (typeof JSON_WANTS)[number];

/** One place where a want is looked for. Candidates of a want are in the order in which they are asked. */
export interface JsonCandidate {
  want: JsonWant;
  /** Keys of the objects that it stands in, from the outermost on; none at the top level. */
  parents: readonly string[];
  key: string;
  /** Power of ten from a bare number to µs, for durations. */
  shift: number;
}

/** The objects one level down that fields are looked for in, in order. */
const PARENTS = ["metadata", "response", "request", "res", "req", "http", "fields", "context", "attributes", "mdc"].map((parent) => [parent]);
/** Of keys at the top level. */
const NO_PARENTS: readonly string[] = [];

/** In an alias, what stands between the objects that a key is looked for in and that key. */
const NESTED = ">";

const DURATION_UNITS: readonly (readonly [shift: number, aliases: string])[] = [
  // Echo writes the same duration twice: for people with its unit, and as a bare number of ns under a name that others use for ms.
  [MILLIS_TO_MICROS, "latency_human duration_ms durationMs response_time_ms responseTimeMs latency_ms latencyMs elapsed_ms elapsedMs took_ms"],
  [MILLIS_TO_MICROS, "request_time_ms requestTimeMs time_taken_ms duration_millis durationMillis elapsed_millis elapsedMillis ElapsedMilliseconds responseLatency"],
  [MICROS_TO_MICROS, "duration_us response_time_us latency_us elapsed_us"],
  [NANOS_TO_MICROS, "duration_ns response_time_ns latency_ns elapsed_ns Duration event.duration event>duration"],
  [
    SECONDS_TO_MICROS,
    "request_time time_taken duration_s duration_seconds response_time_s response_time_seconds latency_s latency_seconds elapsed_s elapsed_seconds http.server.request.duration",
  ],
  [
    MILLIS_TO_MICROS,
    "duration response_time responseTime latency elapsed took http.response.duration Elapsed Properties>Elapsed httpRequest>latency meta>responseTime elapsed_time latencies>request State>ElapsedMilliseconds State>Duration httpResponse>elapsed totalDuration _duration_ms",
  ],
];
const DURATION_SHIFTS = new Map(DURATION_UNITS.flatMap(([shift, aliases]) => aliases.split(" ").map((alias) => [alias, shift] as const)));

const ALIASES: Readonly<Record<JsonField, readonly string[]>> = {
  time: [
    ..."timestamp @timestamp time ts datetime>date datetime date eventTime event_time asctime StartUTC start_time t>$date t @t".split(" "),
    ..."Timestamp timeMillis instant>epochSecond time_iso8601 time_local requestTimeEpoch requestTime started_at EdgeStartTimestamp __REALTIME_TIMESTAMP timeStamp timestampInMs time_start reqTimeSec".split(
      " ",
    ),
  ],
  // Monolog and others write a name beside a number of their own.
  level: "level_name levelName level severity lvl log.level log>level loglevel levelname @l @level Level LogLevel error_severity PRIORITY logLevel severity_text".split(" "),
  status: [
    ..."status status_code statusCode http_status response_code DownstreamStatus sc-status http.response.status_code http.response.status http.status_code".split(" "),
    ..."StatusCode http_status_code httpStatus httpStatusCode response_status EdgeResponseStatus responseStatusCode".split(" "),
    ..."httpRequest>status Properties>StatusCode proxy>statusCode properties>httpStatus properties>httpStatusCode http>response>status_code meta>res>statusCode State>StatusCode httpResponse>status _status".split(
      " ",
    ),
  ],
  duration: [...DURATION_SHIFTS.keys()],
  bytes: [
    ..."bytes size response_size responseSize body_bytes_sent bytes_sent content_length contentLength DownstreamContentSize http.response.body.bytes".split(" "),
    ..."bytes_out bytes_written written_bytes http.response.written response_bytes response_body_size responseLength EdgeResponseBytes httpRequest>responseSize properties>sentBytes properties>responseBytes http>response>body>bytes httpResponse>bytes http.response.body.size txBytes".split(
      " ",
    ),
  ],
  method: [
    ..."method http_method request_method verb RequestMethod http.request.method httpMethod requestMethod ClientRequestMethod".split(" "),
    ..."httpRequest>requestMethod httpRequest>httpMethod Properties>RequestMethod proxy>method properties>httpMethod http>request>method meta>req>method State>Method httpRequest>method reqMethod _method".split(
      " ",
    ),
  ],
  route: [
    ..."path url>path url uri request_uri request_path RequestPath route endpoint url.path http.target http.request.uri".split(" "),
    ..."requestUri requestUrl requestPath http_path resourcePath ClientRequestURI".split(" "),
    ..."httpRequest>requestUrl httpRequest>uri Properties>RequestPath proxy>path properties>requestUri meta>req>url requested_uri State>Path httpRequest>path httpRequest>url reqPath _path".split(
      " ",
    ),
  ],
  service: "service>name service service_name serviceName service.name app application component SYSLOG_IDENTIFIER".split(" "),
  host: "host>name host.hostname host>hostname host hostname vhost server_name http_host authority :authority RequestHost ClientRequestHost _HOSTNAME proxy>host properties>originalHost properties>hostName properties>host".split(
    " ",
  ),
};

/** Where container runtimes and collectors put the line that they took. A key that a source's own aliases name is that field. */
const CONTAINED_KEYS = "message msg MESSAGE textPayload log line".split(" ");

/** Every place that fields are looked for under these settings; for each field in the order in which they are asked. */
export function listJsonCandidates(settings: ParseSettings): JsonCandidate[] {
  const candidates: JsonCandidate[] = [
    { want: "requestLine", parents: NO_PARENTS, key: "request", shift: 0 },
    { want: "logger", parents: NO_PARENTS, key: "logger", shift: 0 },
  ];
  for (const want of JSON_FIELDS) {
    const own = settings.jsonAliases[want] ?? [];
    const shiftOf = (key: string): number => (want === "duration" ? shiftOfDuration(key) : 0);
    for (const key of own) {
      candidates.push({ want, parents: NO_PARENTS, key, shift: shiftOf(key) });
      const dot = key.indexOf(".");
      const nested = key.slice(dot + 1);
      if (dot !== -1) candidates.push({ want, parents: [key.slice(0, dot)], key: nested, shift: shiftOf(nested) });
    }
    const listed = ALIASES[want].map((alias) => ({ want, ...placeOf(alias), shift: shiftOf(alias) }));
    candidates.push(...listed);
    const anywhere = [...own.map((key) => ({ want, key, shift: shiftOf(key) })), ...listed.filter(({ parents }) => parents.length === 0)];
    for (const parents of PARENTS) for (const { key, shift } of anywhere) candidates.push({ want, parents, key, shift });
  }
  const isOwn = (key: string): boolean => Object.values(settings.jsonAliases).some((own) => own.includes(key));
  for (const key of CONTAINED_KEYS) if (!isOwn(key)) candidates.push({ want: "contained", parents: NO_PARENTS, key, shift: 0 });
  return candidates;
}

/** Where an alias of the list is looked for. */
function placeOf(alias: string): Pick<JsonCandidate, "parents" | "key"> {
  const path = alias.split(NESTED);
  return { parents: path.length === 1 ? NO_PARENTS : path.slice(0, -1), key: path.at(-1)! };
}

/** Whether the candidate is a duration under the name into which Caddy writes seconds and others ms. */
export function isBareDuration({ want, key, shift }: JsonCandidate): boolean {
  return want === "duration" && key === "duration" && shift === MILLIS_TO_MICROS;
}

/** The unit of a duration alias: its own when it is built in, else the one that its name ends in, else ms. */
function shiftOfDuration(alias: string): number {
  const known = DURATION_SHIFTS.get(alias);
  if (known !== undefined) return known;
  if (/_(s|seconds)$/.test(alias)) return SECONDS_TO_MICROS;
  if (alias.endsWith("_us")) return MICROS_TO_MICROS;
  return alias.endsWith("_ns") ? NANOS_TO_MICROS : MILLIS_TO_MICROS;
}
