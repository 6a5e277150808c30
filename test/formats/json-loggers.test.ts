import { describe, it } from "vitest";
import { type Case, expectBoth } from "./judge-both.ts";

const MS = Date.UTC(2026, 10, 21, 9, 15, 0, 250);
const AT = "2026-11-21T09:15:00.250Z";

const ACCESS_LOGS: Record<string, Case> = {
  caddy: [
    `{"level":"info","ts":${MS / 1000},"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"203.0.113.7","remote_port":"41342","proto":"HTTP/2.0","method":"GET","host":"shop.example","uri":"/cart/7?x=1","headers":{"User-Agent":["curl/8.5.0"],"Accept":["*/*"]},"tls":{"resumed":false,"version":772}},"bytes_read":0,"user_id":"","duration":0.001902,"size":12,"status":404,"resp_headers":{"Server":["Caddy"]}}`,
    { at: AT, level: "INFO", status: 404, durationUs: 1902, bytes: 12, method: "GET", route: "/cart/:id", host: "shop.example" },
  ],
  traefik: [
    '{"ClientAddr":"203.0.113.7:63251","ClientUsername":"-","DownstreamContentSize":185,"DownstreamStatus":200,"Duration":8764859,"OriginDuration":8147549,"OriginStatus":200,"Overhead":617310,"RequestCount":17343,"RequestHost":"shop.example","RequestMethod":"GET","RequestPath":"/pebble","RequestProtocol":"HTTP/1.1","RouterName":"web@docker","StartLocal":"2026-11-21T10:15:00.25+01:00","StartUTC":"2026-11-21T09:15:00.250891254Z","entryPointName":"https","level":"info","msg":"","time":"2026-11-21T09:15:00.25Z"}',
    { at: AT, level: "INFO", status: 200, durationUs: 8765, bytes: 185, method: "GET", route: "/pebble", host: "shop.example" },
  ],
  envoy: [
    '{"start_time":"2026-11-21T09:15:00.250Z","method":"POST","path":"/api/orders","protocol":"HTTP/2","response_code":503,"response_flags":"UF","bytes_received":20,"bytes_sent":91,"duration":17,"upstream_service_time":"16","x_forwarded_for":"203.0.113.7","user_agent":"curl",":authority":"api.shop.example","upstream_host":"10.0.0.1:80"}',
    { at: AT, status: 503, durationUs: 17_000, bytes: 91, method: "POST", route: "/api/orders", host: "api.shop.example" },
  ],
  "pino-http": [
    `{"level":30,"time":${MS},"pid":7,"hostname":"web-1","req":{"id":1,"method":"GET","url":"/api/users/8?a=b","headers":{"host":"shop.example"},"remoteAddress":"::1"},"res":{"statusCode":200,"headers":{"content-type":"text/html"}},"responseTime":12,"msg":"request completed"}`,
    { at: AT, level: "INFO", status: 200, durationUs: 12_000, method: "GET", route: "/api/users/:id", host: "web-1" },
  ],
  "elastic common schema": [
    '{"@timestamp":"2026-11-21T09:15:00.250Z","log.level":"WARN","message":"slow","service.name":"checkout","event.duration":1500000,"http.request.method":"get","http.response.status_code":429,"url.path":"/pay/0123456789abcdef"}',
    { at: AT, level: "WARN", status: 429, durationUs: 1500, method: "GET", route: "/pay/:id", service: "checkout" },
  ],
  gunicorn: [
    '{"time":"21/Nov/2026:09:15:00 +0000","remote_ip":"203.0.113.7","request":"GET /healthz HTTP/1.1","status":"204","bytes":"-","request_time":"0.000204","host":"shop.example"}',
    { at: "2026-11-21T09:15:00Z", status: 204, durationUs: 204, method: "GET", route: "/healthz", host: "shop.example" },
  ],
  echo: [
    '{"time":"2026-11-21T11:15:00.2500273+02:00","id":"","remote_ip":"127.0.0.1","host":"shop.example:8000","method":"POST","uri":"/add","user_agent":"curl/8.5.0","status":200,"error":"","latency":28300,"latency_human":"28.3µs","bytes_in":34,"bytes_out":32}',
    { at: AT, status: 200, durationUs: 28, bytes: 32, method: "POST", route: "/add", host: "shop.example:8000" },
  ],
  "caddy's error log": [
    `{"level":"error","ts":${MS / 1000},"logger":"http.log.error.log0","msg":"dial tcp: connection refused","request":{"method":"GET","host":"shop.example","uri":"/"},"duration":0.0012,"status":502,"err_id":"x1"}`,
    { at: AT, level: "ERROR", status: 502, durationUs: 1200, method: "GET", route: "/", host: "shop.example" },
  ],
  "caddy's proxy": [
    `{"level":"debug","ts":${MS / 1000},"logger":"http.handlers.reverse_proxy","msg":"upstream roundtrip","upstream":"10.0.0.1:80","duration":0.001577048,"request":{"method":"GET","uri":"/"},"status":200}`,
    { at: AT, level: "DEBUG", status: 200, durationUs: 1577, method: "GET", route: "/" },
  ],
  "a registry of images": [
    '{"http.request.method":"GET","http.request.uri":"/v2/shop/manifests/1.0","http.response.duration":"3.5ms","http.response.status":200,"http.response.written":2774,"level":"info","msg":"response completed","time":"2026-11-21T09:15:00.25Z"}',
    { at: AT, level: "INFO", status: 200, durationUs: 3500, bytes: 2774, method: "GET", route: "/v2/shop/manifests/1.0" },
  ],
  "an api gateway": [
    '{"requestId":"abc","ip":"203.0.113.7","requestTime":"21/Nov/2026:09:15:00 +0000","httpMethod":"GET","resourcePath":"/pets/{id}","status":"200","protocol":"HTTP/1.1","responseLength":"135","responseLatency":"15"}',
    { at: "2026-11-21T09:15:00Z", status: 200, durationUs: 15_000, bytes: 135, method: "GET", route: "/pets/{id}" },
  ],
  nginx: [
    '{"time_local":"21/Nov/2026:09:15:00 +0000","time_iso8601":"2026-11-21T09:15:00+00:00","remote_addr":"203.0.113.7","request":"GET /x?y HTTP/1.1","status":"200","body_bytes_sent":"612","request_time":"0.005"}',
    { at: "2026-11-21T09:15:00Z", status: 200, durationUs: 5000, bytes: 612, method: "GET", route: "/x" },
  ],
  "apache's %U": [
    '{"time":"21/Nov/2026:09:15:00 +0000","request":"/a/7","query":"?a=b","method":"GET","status":"200"}',
    { at: "2026-11-21T09:15:00Z", status: 200, method: "GET", route: "/a/:id" },
  ],
  "durations that people read": ['{"time":"2026-11-21T09:15:00Z","duration":"1.5 s","status":200}', { at: "2026-11-21T09:15:00Z", status: 200, durationUs: 1_500_000 }],
  "apache's %t": [
    '{"time":"[21/Nov/2026:10:15:00 +0100]","method":"GET","request_uri":"/x","status":"404"}',
    { at: "2026-11-21T09:15:00Z", status: 404, method: "GET", route: "/x" },
  ],
  "cloud logging of requests": [
    '{"httpRequest":{"requestMethod":"GET","requestUrl":"https://shop.example/a/7?b","requestSize":"100","status":200,"responseSize":"1234","latency":"0.025s"},"severity":"INFO","timestamp":"2026-11-21T09:15:00.250456Z"}',
    { at: AT, level: "INFO", status: 200, durationUs: 25_000, bytes: 1234, method: "GET", route: "/a/:id" },
  ],
  cloudflare: [
    '{"EdgeStartTimestamp":"2026-11-21T09:15:00Z","ClientRequestHost":"shop.example","ClientRequestMethod":"GET","ClientRequestURI":"/x?y","EdgeResponseBytes":69045,"EdgeResponseStatus":503}',
    { at: "2026-11-21T09:15:00Z", status: 503, bytes: 69_045, method: "GET", route: "/x", host: "shop.example" },
  ],
  "serilog's requests": [
    '{"@t":"2026-11-21T09:15:00.2500000Z","@m":"HTTP GET /api responded 200 in 12.3456 ms","RequestMethod":"GET","RequestPath":"/api","StatusCode":200,"Elapsed":12.3456}',
    { at: AT, status: 200, durationUs: 12_346, method: "GET", route: "/api" },
  ],
};

const APPLICATION_LOGS: Record<string, Case> = {
  bunyan: [
    '{"name":"shop","hostname":"web-1","pid":40161,"level":50,"msg":"it failed","time":"2026-11-21T09:15:00.250Z","v":0,"err":{"message":"no pool","stack":"Error: no pool\\n    at x"}}',
    { at: AT, level: "ERROR", host: "web-1" },
  ],
  pino: [`{"level":60,"time":${MS},"pid":7,"hostname":"web-1","msg":"going down"}`, { at: AT, level: "FATAL", host: "web-1" }],
  zap: [
    `{"level":"error","ts":${MS / 1000},"caller":"zap/server.go:79","msg":"failed to fetch","url":"http://shop.example/a/5","attempt":3,"backoff":1.5}`,
    { at: AT, level: "ERROR", route: "/a/:id" },
  ],
  logrus: ['{"animal":"walrus","level":"warning","msg":"The group grew","size":10,"time":"2026-11-21T10:15:00+01:00"}', { at: "2026-11-21T09:15:00Z", level: "WARN", bytes: 10 }],
  zerolog: [`{"level":"fatal","component":"mailer","time":${Math.floor(MS / 1000)},"message":"cannot start"}`, { at: "2026-11-21T09:15:00Z", level: "FATAL", service: "mailer" }],
  slog: ['{"time":"2026-11-21T04:15:00.250000001-05:00","level":"DEBUG","msg":"hello","count":3}', { at: AT, level: "DEBUG" }],
  serilog: ['{"@t":"2026-11-21T09:15:00.2500000Z","@mt":"Took {Elapsed} ms","@l":"Warning","Elapsed":45,"@i":"c0"}', { at: AT, level: "WARN", durationUs: 45_000 }],
  "serilog's first formatter": [
    '{"Timestamp":"2026-11-21T19:15:00.2500000+10:00","Level":"Information","MessageTemplate":"Hello","Properties":{"StatusCode":200,"Elapsed":1.5,"RequestPath":"/a"}}',
    { at: AT, level: "INFORMATION", status: 200, durationUs: 1500, route: "/a" },
  ],
  monolog: [
    '{"message":"gave up","context":[{}],"level":400,"level_name":"ERROR","channel":"app","datetime":"2026-11-21T10:15:00.250966+01:00","extra":{}}',
    { at: AT, level: "ERROR" },
  ],
  log4j: ['{"instant":{"epochSecond":1795252500,"nanoOfSecond":118000000},"thread":"main","level":"INFO","loggerName":"x"}', { at: "2026-11-21T09:15:00Z", level: "INFO" }],
  "log4j before instants": [`{"timeMillis":${MS},"thread":"main","level":"INFO","loggerName":"x"}`, { at: AT, level: "INFO" }],
  mongodb: ['{"t":{"$date":"2026-11-21T10:15:00.250+01:00"},"s":"I","c":"NETWORK","id":51800,"ctx":"conn1","msg":"Slow query","attr":{"durationMillis":12}}', { at: AT }],
  journald: [
    `{"__REALTIME_TIMESTAMP":"${MS}123","PRIORITY":"3","_HOSTNAME":"web-1","MESSAGE":"x","SYSLOG_IDENTIFIER":"sshd"}`,
    { at: AT, level: "ERROR", service: "sshd", host: "web-1" },
  ],
  "elastic common schema, nested": [
    '{"@timestamp":"2026-11-21T09:15:00.250Z","log":{"level":"error"},"message":"boom","service":{"name":"checkout"},"host":{"name":"web-1"},"http":{"version":"1.1","request":{"method":"GET","headers":{"host":"shop.example"}},"response":{"status_code":500,"body":{"bytes":4}}},"url":{"path":"/x/7"},"event":{"duration":12000000}}',
    { at: AT, level: "ERROR", status: 500, durationUs: 12_000, bytes: 4, method: "GET", route: "/x/:id", service: "checkout", host: "web-1" },
  ],
  "tracing in rust": [
    '{"timestamp":"2026-11-21T09:15:00.250141Z","level":"WARN","fields":{"message":"slow"},"target":"shop::cart","span":{"name":"load"},"spans":[{"name":"load"}]}',
    { at: AT, level: "WARN" },
  ],
  postgresql: [
    '{"timestamp":"2026-11-21 09:15:00.250 UTC","pid":7,"session_id":"655c","error_severity":"ERROR","message":"relation does not exist","backend_type":"client backend"}',
    { at: AT, level: "ERROR" },
  ],
  "ruby's times": ['{"severity":"WARN","time":"2026-11-21 09:15:00 UTC","message":"x"}', { at: "2026-11-21T09:15:00Z", level: "WARN" }],
  "names that are objects without a name": ['{"time":"2026-11-21T09:15:00Z","service":{"id":7},"app":"shop","host":"web-1"}', { at: "2026-11-21T09:15:00Z", host: "web-1" }],
  "express-winston": [
    '{"level":"info","message":"HTTP GET /fail","meta":{"req":{"headers":{"host":"shop.example"},"httpVersion":"1.1","method":"GET","originalUrl":"/fail","query":{},"url":"/fail"},"res":{"statusCode":500},"responseTime":1},"timestamp":"2026-11-21T09:15:00.250Z"}',
    { at: AT, level: "INFO", status: 500, durationUs: 1000, method: "GET", route: "/fail" },
  ],
  "winston with metadata": [
    '{"level":"info","message":"served","timestamp":"2026-11-21T09:15:00.250Z","metadata":{"service":"checkout","path":"/pay/7","method":"post","status_code":201,"response_time_ms":40.5}}',
    { at: AT, level: "INFO", status: 201, durationUs: 40_500, method: "POST", route: "/pay/:id", service: "checkout" },
  ],
  "python-json-logger": ['{"asctime": "2026-11-21 09:15:00,250", "levelname": "CRITICAL", "name": "app.tasks", "message": "gave up"}', { at: AT, level: "CRITICAL" }],
  "cloud logging": ['{"severity":"ERROR","timestamp":"2026-11-21T09:15:00.250Z","message":"it failed","serviceContext":{"service":"shop"}}', { at: AT, level: "ERROR" }],
  hclog: ['{"@level":"error","@message":"failed to revoke lease","@module":"expiration","@timestamp":"2026-11-21T09:15:00.250000Z"}', { at: AT, level: "ERROR" }],
  "zap in development": ['{"level":"dpanic","time":"2026-11-21T09:15:00.250Z","msg":"it should not be"}', { at: AT, level: "PANIC" }],
  lambda: ['{"timestamp":"2026-11-21T09:15:00.250Z","level":"INFO","requestId":"79b4f56e-95b1","message":"done"}', { at: AT, level: "INFO" }],
};

describe("lines as JSON loggers write them", () => {
  it.each(Object.entries(ACCESS_LOGS))("of %s are requests", (_name, line) => {
    expectBoth([line]);
  });

  it.each(Object.entries(APPLICATION_LOGS))("of %s are records", (_name, line) => {
    expectBoth([line]);
  });
});
