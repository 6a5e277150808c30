import { describe, expect, it } from "vitest";
import { type Expected, judgeOne } from "./judge-text.ts";
import type { OracleFields, OracleOptions } from "./verdict.ts";

const timestampMs = 1706091332000;

/** The fields of a line with a good time and the given members. */
function fieldsOf(members: string, options: OracleOptions = {}): Expected {
  const verdict = judgeOne(`{"time":1706091332${members === "" ? "" : ","}${members}}`, options);
  if (typeof verdict === "string") return verdict;
  const { timestampMs: _timestampMs, ...fields } = verdict;
  return fields;
}
const nested = (depth: number): string => `{"time":1706091332,"a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;

describe("json: the text", () => {
  it.each([
    ['{"time":1706091332}', { timestampMs }],
    [' \t{"time":1706091332} \t', { timestampMs }],
    ['{ "time" : 1706091332 , "a" : [ ] }', { timestampMs }],
    ['{"time":1706091332}\r\r', { timestampMs }],
    ['{"t\\u0069me":1706091332}', { timestampMs }],
    ['{"time":1,"time":1706091332}', { timestampMs }],
    ['{"__proto__":{"time":1},"time":1706091332}', { timestampMs }],
    ["{}", "rejected: no-timestamp"],
    ['{"Time":1706091332}', "rejected: no-timestamp"],
    ['{"timestamp":null,"time":null}', "rejected: no-timestamp"],
    ['{"timestamp":null,"time":1706091332}', { timestampMs }],
    ['{"timestamp":"x","time":1706091332}', "rejected: bad-timestamp"],
    ['{"time":1706091332', "rejected: bad-json"],
    ['{"time":1706091332}}', "rejected: bad-json"],
    ['{"time":1706091332}{}', "rejected: bad-json"],
    ['{"time":1706091332,}', "rejected: bad-json"],
    ["{'time':1706091332}", "rejected: bad-json"],
    ['{"time":01706091332}', "rejected: bad-json"],
    ['{"time":+1706091332}', "rejected: bad-json"],
    ['{"time":1706091332.}', "rejected: bad-json"],
    ['{"time":1706091332,"a":.5}', "rejected: bad-json"],
    ['{"time":1706091332,"a":NaN}', "rejected: bad-json"],
    ['{"time":1706091332,"a":"\t"}', "rejected: bad-json"],
    ['{"time":1706091332,"a":"\\x"}', "rejected: bad-json"],
    ['{"time":1706091332,"a":"\\u12"}', "rejected: bad-json"],
    ['{"time":1706091332}\0', "rejected: bad-json"],
    ['{"time":1706091332,"a":"\0"}', "rejected: bad-json"],
    ['{"time":1706091332}\u00a0', "rejected: bad-json"],
    ['{"time":1706091332,\\u00e9:1}', "rejected: bad-json"],
    ['{"time":1706091332,"a":"\x7f\u2028"}', { timestampMs }],
  ])("%j", (line, expected) => {
    expect(judgeOne(line)).toEqual(expected);
  });

  it("may be 256 levels deep", () => {
    expect(judgeOne(nested(256))).toEqual({ timestampMs });
    expect(judgeOne(nested(257))).toBe("rejected: bad-json");
    expect(judgeOne(`{"time":1706091332,"a":"${"[".repeat(300)}"}`)).toEqual({ timestampMs });
  });

  it("may hold bytes that are no UTF-8 in a string, and nowhere else", () => {
    expect(judgeOne(Buffer.from('{"time":1706091332,"service":"a\xff"}', "latin1"))).toEqual({ timestampMs, service: "a\ufffd" });
    expect(judgeOne(Buffer.from('{"time":1706091332}\xff', "latin1"))).toBe("rejected: bad-json");
  });

  it("undoes escapes, and makes U+FFFD of half a surrogate pair", () => {
    expect(fieldsOf('"service":"\\u00e9\\ud83d\\ude00\\n\\"\\/\\\\u0041"')).toEqual({ service: 'é😀\n"/\\u0041' });
    expect(fieldsOf('"service":"a\\ud83db\\ude00"')).toEqual({ service: "a\ufffdb\ufffd" });
    expect(fieldsOf('"service":"\\u0041é"')).toEqual({ service: "Aé" });
  });
});

describe("json: where a field is found", () => {
  it.each<[string, Expected]>([
    ['"metadata":{"status":200}', { status: 200 }],
    ['"response":{"status":201},"metadata":{"status":200}', { status: 200 }],
    ['"metadata":{"status":200},"status":404', { status: 404 }],
    ['"metadata":{"status":200},"http.status_code":404', { status: 404 }],
    ['"res":{"statusCode":204},"req":{"method":"GET","url":"/a"}', { status: 204, method: "GET", route: "/a" }],
    ['"http":{"status_code":200},"fields":{"service":"a"},"context":{"host":"h"}', { status: 200, service: "a", host: "h" }],
    ['"attributes":{"http.response.status_code":200}', { status: 200 }],
    ['"http":{"response":{"status_code":200,"body":{"bytes":7}},"request":{"method":"get"}}', { status: 200, bytes: 7, method: "GET" }],
    ['"http":{"response":{"body":{"status_code":200},"bytes":7}}', {}],
    ['"http":{"response":[{"status_code":200}]}', {}],
    ['"http":{"other":{"status_code":200}}', {}],
    ['"http":{"response":{"status_code":200}},"http":{"x":1}', {}],
    ['"http":{"response":{"status_code":200},"response":{"x":1}}', {}],
    ['"http":{"response":{"status_code":200},"response":{"status_code":201}}', { status: 201 }],
    ['"http":{"response":{"status_code":200}},"status":404', { status: 404 }],
    ['"x":{"http":{"response":{"status_code":200}}}', {}],
    ['"response":{"status_code":200}', { status: 200 }],
    ['"meta":{"res":{"statusCode":500},"req":{"method":"PUT","url":"/a/7"},"responseTime":5}', { status: 500, method: "PUT", route: "/a/:id", durationUs: 5_000 }],
    ['"other":{"status":200}', {}],
    ['"metadata":[{"status":200}]', {}],
    ['"metadata":"x","response":{"status":200}', { status: 200 }],
    ['"metadata":{"status":200},"metadata":{"status":201}', { status: 201 }],
    ['"metadata":{"status":200},"metadata":null', {}],
    ['"status":null,"status_code":200', { status: 200 }],
    ['"status":"ok","status_code":200', {}],
    ['"status":{},"metadata":{"status":200}', {}],
    ['"status":200,"status":null', {}],
    ['"log":{"level":"error"}', { level: "ERROR" }],
    ['"logs":{"level":"error"},"log":"error"', {}],
    ['"log.level":"error"', { level: "ERROR" }],
  ])("%s", (members, fields) => {
    expect(fieldsOf(members)).toEqual(fields);
  });

  it("tries the aliases of the settings first", () => {
    const jsonAliases = { status: ["code", "resp.code"], service: ["größe"], duration: ["t_us", "t_seconds", "took_x", "duration"] };
    const options = { jsonAliases };
    expect(fieldsOf('"status":200,"code":404', options)).toEqual({ status: 404 });
    expect(fieldsOf('"status":200,"code":null', options)).toEqual({ status: 200 });
    expect(fieldsOf('"status":200,"resp":{"code":404}', options)).toEqual({ status: 404 });
    expect(fieldsOf('"resp.code":500,"resp":{"code":404}', options)).toEqual({ status: 500 });
    expect(fieldsOf('"metadata":{"resp.code":500}', options)).toEqual({ status: 500 });
    expect(fieldsOf('"metadata":{"resp":{"code":500}}', options)).toEqual({});
    expect(fieldsOf('"gr\\u00f6ße":"a"', options)).toEqual({ service: "a" });
    expect(fieldsOf('"t_us":5', options)).toEqual({ durationUs: 5 });
    expect(fieldsOf('"t_seconds":5', options)).toEqual({ durationUs: 5_000_000 });
    expect(fieldsOf('"took_x":5', options)).toEqual({ durationUs: 5_000 });
    expect(fieldsOf('"duration_ms":1,"duration":5,"logger":"http.log.access.log0"', options)).toEqual({ durationUs: 5_000_000 });
  });

  const ALIAS_CASES: Record<string, [names: string, value: string, fields: Partial<OracleFields>]> = {
    level: ["level severity lvl log.level loglevel levelname @l", '"warning"', { level: "WARN" }],
    status: ["status status_code statusCode http_status response_code DownstreamStatus sc-status http.response.status_code http.status_code", "404", { status: 404 }],
    ms: [
      "duration_ms durationMs response_time_ms responseTimeMs latency_ms latencyMs elapsed_ms elapsedMs took_ms duration response_time responseTime latency elapsed took",
      "1.5",
      { durationUs: 1_500 },
    ],
    us: ["duration_us response_time_us latency_us elapsed_us", "1.5", { durationUs: 2 }],
    ns: ["duration_ns response_time_ns latency_ns elapsed_ns Duration event.duration", "1499", { durationUs: 1 }],
    s: [
      "request_time time_taken duration_s duration_seconds response_time_s response_time_seconds latency_s latency_seconds elapsed_s elapsed_seconds",
      "0.25",
      { durationUs: 250_000 },
    ],
    bytes: ["bytes size response_size responseSize body_bytes_sent bytes_sent content_length contentLength DownstreamContentSize http.response.body.bytes", "12", { bytes: 12 }],
    method: ["method http_method request_method verb RequestMethod http.request.method", '"get"', { method: "GET" }],
    route: ["path url uri request_uri request_path RequestPath route endpoint url.path http.target", '"/a/5?x"', { route: "/a/:id" }],
    service: ["service service_name serviceName service.name app application component", '"api"', { service: "api" }],
    host: ["host hostname vhost server_name http_host authority :authority RequestHost", '"h"', { host: "h" }],
  };
  it.each(Object.entries(ALIAS_CASES))("knows every alias of %s, and an earlier one goes before a later", (_name, [names, value, fields]) => {
    const aliases = names.split(" ");
    for (const alias of aliases) expect(fieldsOf(`"${alias}":${value}`), alias).toEqual(fields);
    for (const [index, alias] of aliases.entries())
      for (const later of aliases.slice(index + 1)) expect(fieldsOf(`"${later}":${value},"${alias}":[]`), `${alias} ${later}`).toEqual({});
  });

  it("knows every alias of the time", () => {
    const aliases = "timestamp @timestamp time ts datetime date eventTime event_time asctime StartUTC start_time t @t".split(" ");
    for (const alias of aliases) expect(judgeOne(`{"${alias}":1706091332}`), alias).toEqual({ timestampMs });
    for (const parent of "metadata response request res req http fields context attributes".split(" "))
      expect(judgeOne(`{"${parent}":{"ts":1706091332}}`), parent).toEqual({ timestampMs });
  });
});

describe("json: lines of well-known loggers", () => {
  it.each<[string, string, Partial<OracleFields>]>([
    [
      "traefik",
      '{"ClientAddr":"10.0.0.1:5","DownstreamContentSize":42,"DownstreamStatus":200,"Duration":1234567,"RequestHost":"shop.example",' +
        '"RequestMethod":"GET","RequestPath":"/a?b","StartUTC":"2024-01-24T10:15:32.5Z","level":"info","msg":"","time":"2024-01-24T10:15:32Z"}',
      { level: "INFO", status: 200, durationUs: 1_235, bytes: 42, method: "GET", route: "/a", host: "shop.example" },
    ],
    [
      "caddy",
      '{"level":"info","ts":1706091332.000,"logger":"http.log.access.log0","msg":"handled request","request":{"remote_ip":"10.0.0.1",' +
        '"proto":"HTTP/2.0","method":"GET","host":"shop.example","uri":"/a/5"},"bytes_read":0,"duration":0.001929675,"size":10900,"status":200}',
      { level: "INFO", status: 200, durationUs: 1_930, bytes: 10_900, method: "GET", route: "/a/:id", host: "shop.example" },
    ],
    [
      "envoy",
      '{"start_time":"2024-01-24T10:15:32.000Z","method":"GET","path":"/a","protocol":"HTTP/2","response_code":503,"duration":17,' +
        '"bytes_sent":91,"bytes_received":0,":authority":"shop.example"}',
      { status: 503, durationUs: 17_000, bytes: 91, method: "GET", route: "/a", host: "shop.example" },
    ],
    [
      "pino",
      '{"level":50,"time":1706091332000,"pid":7,"hostname":"web-1","req":{"id":1,"method":"GET","url":"/a"},"res":{"statusCode":500},' +
        '"responseTime":12,"msg":"request errored"}',
      { level: "ERROR", status: 500, durationUs: 12_000, method: "GET", route: "/a", host: "web-1" },
    ],
  ])("%s", (_name, line, fields) => {
    expect(judgeOne(line)).toEqual({ timestampMs, ...fields });
  });
});
