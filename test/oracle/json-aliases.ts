import type { OracleAliasField } from "./verdict.ts";

/** The listed aliases of each field, in order; {@link DURATION_UNIT_NS} has those of the duration. `parent>key` is a key in that object alone. */
export const ALIASES: Record<Exclude<OracleAliasField, "duration">, readonly string[]> = {
  time: [
    ..."timestamp @timestamp time ts datetime>date datetime date eventTime event_time asctime StartUTC start_time t>$date t @t Timestamp timeMillis".split(" "),
    ..."instant>epochSecond time_iso8601 time_local requestTimeEpoch requestTime started_at EdgeStartTimestamp __REALTIME_TIMESTAMP timeStamp timestampInMs time_start reqTimeSec".split(
      " ",
    ),
  ],
  level: "level_name levelName level severity lvl log.level log>level loglevel levelname @l @level Level LogLevel error_severity PRIORITY logLevel severity_text".split(" "),
  status: [
    ..."status status_code statusCode http_status response_code DownstreamStatus sc-status http.response.status_code http.response.status http.status_code".split(" "),
    ..."StatusCode http_status_code httpStatus httpStatusCode response_status EdgeResponseStatus responseStatusCode".split(" "),
    ..."httpRequest>status Properties>StatusCode proxy>statusCode properties>httpStatus properties>httpStatusCode http>response>status_code meta>res>statusCode State>StatusCode httpResponse>status _status".split(
      " ",
    ),
  ],
  bytes: [
    ..."bytes size response_size responseSize body_bytes_sent bytes_sent content_length contentLength".split(" "),
    ..."DownstreamContentSize http.response.body.bytes".split(" "),
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

const MS = 1_000_000n;
const US = 1_000n;
const NS = 1n;
const S = 1_000_000_000n;

function each(names: string, unitNs: bigint): [string, bigint][] {
  return names.split(" ").map((name) => [name, unitNs]);
}

/** The aliases of the duration in their order, each with the unit of a bare number. */
export const DURATION_UNIT_NS = new Map<string, bigint>([
  ...each("latency_human duration_ms durationMs response_time_ms responseTimeMs latency_ms latencyMs elapsed_ms elapsedMs took_ms", MS),
  ...each("request_time_ms requestTimeMs time_taken_ms duration_millis durationMillis elapsed_millis elapsedMillis ElapsedMilliseconds responseLatency", MS),
  ...each("duration_us response_time_us latency_us elapsed_us", US),
  ...each("duration_ns response_time_ns latency_ns elapsed_ns Duration event.duration event>duration", NS),
  ...each("request_time time_taken duration_s duration_seconds response_time_s response_time_seconds", S),
  ...each("latency_s latency_seconds elapsed_s elapsed_seconds http.server.request.duration", S),
  ...each(
    "duration response_time responseTime latency elapsed took http.response.duration Elapsed Properties>Elapsed httpRequest>latency meta>responseTime elapsed_time latencies>request State>ElapsedMilliseconds State>Duration httpResponse>elapsed totalDuration _duration_ms",
    MS,
  ),
]);

/** The unit of a bare number under a key that is taken for the duration; `isCaddy` says that Caddy wrote the line. */
export function durationUnitNs(alias: string, isCaddy: boolean): bigint {
  if (isCaddy && alias === "duration") return S;
  const listed = DURATION_UNIT_NS.get(alias);
  if (listed !== undefined) return listed;
  if (/_(?:s|seconds)$/.test(alias)) return S;
  if (alias.endsWith("_us")) return US;
  return alias.endsWith("_ns") ? NS : MS;
}

/** Objects that are looked into after the top level. */
export const PARENTS = "metadata response request res req http fields context attributes mdc".split(" ");

/** Keys of the line of which an object may be the envelope, in order. */
export const CONTAINED_KEYS = "message msg MESSAGE textPayload log line".split(" ");
