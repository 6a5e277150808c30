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
  serilog: ['{"@t":"2026-11-21T09:15:00.2500000Z","@mt":"Took {Elapsed} ms","@l":"Warning","Elapsed":45,"@i":"c0"}', { at: AT, level: "WARN" }],
  "winston with metadata": [
    '{"level":"info","message":"served","timestamp":"2026-11-21T09:15:00.250Z","metadata":{"service":"checkout","path":"/pay/7","method":"post","status_code":201,"response_time_ms":40.5}}',
    { at: AT, level: "INFO", status: 201, durationUs: 40_500, method: "POST", route: "/pay/:id", service: "checkout" },
  ],
  "python-json-logger": ['{"asctime": "2026-11-21 09:15:00,250", "levelname": "CRITICAL", "name": "app.tasks", "message": "gave up"}', { at: AT, level: "CRITICAL" }],
  "cloud logging": ['{"severity":"ERROR","timestamp":"2026-11-21T09:15:00.250Z","message":"it failed","serviceContext":{"service":"shop"}}', { at: AT, level: "ERROR" }],
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
