import { describe, expect, it } from "vitest";
import { REJECTED_SAMPLES_MAX } from "../../shared/core/limits.ts";
import { DEFAULT_PARSE_SETTINGS } from "../../shared/core/parse/settings.ts";
import { findW3cColumns } from "../../shared/core/parse/w3c-header.ts";
import { createKernelRangeParser } from "../../shared/kernel/kernel-range-parser.ts";
import { parseAll } from "./compare-parsers.ts";

const COPIES = 100;

/** What programs write all day: lines that the kernel should count itself. */
const USUAL_LINES: Readonly<Record<string, string>> = {
  common: '192.0.2.7 - - [21/Nov/2026:10:15:32 +0000] "GET /api/users/7 HTTP/1.1" 200 512',
  "combined with a duration": '192.0.2.7 - anna [21/Nov/2026:10:15:32 +0100] "POST /api/orders HTTP/2.0" 201 512 "https://shop.example/" "Mozilla/5.0 (X11; Linux x86_64)" 0.127',
  "combined with a virtual host": 'shop.example:443 192.0.2.7 - - [21/Nov/2026:10:15:32 +0000] "GET / HTTP/1.1" 200 512 "-" "curl/8.5.0"',
  "combined with a virtual host without a port": 'www.shop.example 192.0.2.7 - - [21/Nov/2026:10:15:32 +0000] "GET / HTTP/1.1" 200 512 "-" "curl/8.5.0"',
  "combined of ingress-nginx":
    '192.0.2.7 - - [21/Nov/2026:10:15:32 +0000] "GET /api/users/7 HTTP/2.0" 200 512 "-" "curl/8.5.0" 462 0.127 [shop-web-8080] [] 10.0.0.1:8080 512 0.126 200 752178adb17130b291aefd8c386279e7',
  "access without quotes": "192.168.1.1 - - [24/Jan/2024:10:15:33.125] GET /api/data HTTP/1.1 200 105ms",
  "application, level": "2024-01-24 10:15:32.123 INFO Request processed in 127ms",
  "application, request": "2026-02-07 06:34:01 - GET /api/users - 200 - 45ms",
  "application, Python": "2026-11-21 10:15:32,123 - shop.orders - WARNING - retry 3 of 5 for order 17",
  "application, Java": "2026-11-21 10:15:32.123 ERROR [http-8080-3] c.e.shop.OrderService - failed after 1.5s",
  "application, Go": "2026-11-21T10:15:32Z INFO main.go:42 request processed in 45ms",
  "application, a file of rsyslog": "2026-11-21T10:15:32.123456+00:00 web-1 sshd[1207]: Accepted publickey for anna from 192.0.2.7 port 4711 ssh2",
  "application, zap": "2026-11-21T10:15:32.123Z\tINFO\tshop/main.go:42\tstarted",
  "application, Kafka": "[2026-11-21 10:15:32,123] INFO [GroupCoordinator 0]: Stabilized group shop generation 7 (kafka.coordinator.group.GroupCoordinator)",
  "application, Elasticsearch": "[2026-11-21T10:15:32,123][INFO ][o.e.n.Node               ] [node-1] started",
  "application, Monolog": '[2026-11-21T10:15:32.123456+00:00] app.ERROR: could not connect after 1.5s {"host":"db-1"} []',
  envoy: '[2026-11-21T10:15:32.123Z] "GET /api/users/7 HTTP/1.1" 200 - 34 512 127 126 "-" "curl/8.5.0" "752178ad-b171-30b2-91ae-fd8c386279e7" "shop.example" "10.0.0.1:80"',
  istio:
    '[2026-11-21T10:15:32.123Z] "GET /api/users/7 HTTP/2" 200 - via_upstream - "-" 0 512 127 126 "-" "curl/8.5.0" "752178ad-b171-30b2-91ae-fd8c386279e7" "shop.example" "10.0.0.1:80" outbound|80||users.shop.svc.cluster.local 10.0.0.2:40000 10.0.0.3:80 10.0.0.4:50000 - default',
  "application, a report of Lambda":
    "2026-11-21T10:15:32.123Z REPORT RequestId: 8fc6f963-411b-58b5-8483-a32130c0f45d\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB\tStatus: timeout",
  "application, a time alone": "2026-11-21T10:15:32Z",
  json: '{"time":"2026-11-21T10:15:32.123Z","level":"INFO","status":200,"duration_ms":12.5,"path":"/api/users/7","service":"users","msg":"said \\"no\\""}',
  "json with a duration in words": '{"ts":1763720132.123,"level":"information","status":"200","duration":"1.081s","url":"/"}',
  logfmt: 'time=2026-11-21T10:15:32.123Z level=info method=GET path="/search?q=1" status=200 bytes=512 duration=12.5ms msg="request completed"',
  alb: 'h2 2026-11-21T10:15:32.123456Z app/shop/50dc6c495c0c9188 192.0.2.7:2817 10.0.0.1:80 0.001 0.127 0.000 200 200 34 512 "GET https://shop.example:443/api/users/7 HTTP/2.0" "curl/8.5.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/shop/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354" "shop.example" "-" 0 2026-11-21T10:15:32.000000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-"',
  elb: '2026-11-21T10:15:32.123456Z my-balancer 192.0.2.7:2817 10.0.0.1:80 0.001 0.127 0.000 200 200 0 512 "GET https://shop.example:443/ HTTP/1.1" "curl/8.5.0" DHE-RSA-AES128-SHA TLSv1.2',
  s3: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be shop-logs [21/Nov/2026:10:15:32 +0000] 192.0.2.3 79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be 3E57427F3EXAMPLE REST.GET.OBJECT photos/lamp.jpg "GET /photos/lamp.jpg HTTP/1.1" 200 - 113 - 7 6 "-" "aws-cli/2" - s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6Uk= SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader shop-logs.s3.amazonaws.com TLSV1.2 - -',
  "cloudfront without a header": `2026-11-21\t10:15:32\tFRA56-P4\t512\t192.0.2.7\tGET\td111111abcdef8.cloudfront.net\t/index.html\t200\t-\tcurl/8.5.0\t-\t-\tHit\tabc==\tshop.example\thttps\t230\t0.127${"\t-".repeat(14)}`,
  iis: "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\n2026-11-21 10:15:32 10.0.0.1 GET /default.htm - 443 - 192.0.2.7 curl/8.5.0 - 200 0 0 127",
  "syslog, RFC 3164": "<34>Nov 21 10:15:32 web-1 sshd[1207]: Failed password for invalid user admin from 192.0.2.7 port 4711 ssh2",
  "syslog, RFC 5424": '<165>1 2026-11-21T10:15:32.003Z web-1.shop.example orders 1207 ID47 [exampleSDID@32473 iut="3"] An application event',
  "syslog, an access line": '<190>Nov 21 10:15:32 web-1 nginx: 192.0.2.7 - - [21/Nov/2026:10:15:32 +0000] "GET /api/users/7 HTTP/1.1" 200 512 "-" "curl/8.5.0" 0.127',
  "syslog, Heroku's router":
    '<158>1 2026-11-21T10:15:32.125125+00:00 shop heroku router - at=info method=GET path="/api/users/7" host=shop.example request_id=6ee6c1a0 fwd="192.0.2.7" dyno=web.1 connect=0ms service=18ms status=200 bytes=1234 protocol=https',
  "syslog, JSON": '<14>Nov 21 10:15:32 web-1 shop[7]: {"level":30,"time":1795255200000,"msg":"order placed"}',
  "syslog, JSON of a request, without a priority": 'Nov 21 10:15:32 web-1 shop[7]: {"level":"warn","method":"GET","path":"/api/users/7","status":404,"duration_ms":12.5}',
  "syslog, logfmt": '<14>Nov 21 10:15:32 web-1 shop[7]: level=info msg="order placed" items=3',
  "syslog, RFC 5424 without structured data": "<190>1 2026-11-21T10:15:32.003+00:00 host app web.1 - State changed from starting to up",
  "application, the error log of nginx":
    '2026/11/21 10:15:32 [error] 31#31: *1 connect() failed (111: Connection refused) while connecting to upstream, client: 192.0.2.7, server: _, request: "GET /x HTTP/1.1", upstream: "http://10.0.0.1:80/x", host: "shop.example"',
  "application, Go without a library": "2026/11/21 10:15:32 main.go:42: listening on :8080",
  "Docker, combined":
    '{"log":"192.0.2.7 - - [21/Nov/2026:10:15:32 +0000] \\"GET /search?q=1\\u0026page=2 HTTP/1.1\\" 200 512 \\"-\\" \\"curl/8.5.0\\" 0.127\\n","stream":"stdout","time":"2026-11-21T10:15:32.123456789Z"}',
  "Docker, JSON":
    '{"log":"{\\"time\\":\\"2026-11-21T10:15:32.123Z\\",\\"level\\":\\"info\\",\\"status\\":200,\\"msg\\":\\"done\\"}\\n","stream":"stdout","time":"2026-11-21T10:15:32.123456789Z"}',
  "Docker, JSON without a time":
    '{"log":"{\\"level\\":\\"info\\",\\"method\\":\\"GET\\",\\"path\\":\\"/\\",\\"status\\":200}\\n","stream":"stdout","time":"2026-11-21T10:15:32.123456789Z"}',
  "Docker, logfmt without a time": '{"log":"level=info msg=\\"started\\"\\n","stream":"stdout","time":"2026-11-21T10:15:32.123456789Z"}',
  "Docker, words": '{"log":"listening on :8080\\n","stream":"stderr","time":"2026-11-21T10:15:32.123456789Z"}',
  "Filebeat, an application's line":
    '{"@timestamp":"2026-11-21T10:15:32.123Z","host":{"name":"web-1"},"message":"2026-11-21 10:15:32.123 ERROR [main] c.e.Shop: failed after 1.5s","log":{"offset":7}}',
  "Kubernetes, combined": '2026-11-21T10:15:32.123456789Z stdout F 192.0.2.7 - - [21/Nov/2026:10:15:32 +0000] "GET /api/users/7 HTTP/1.1" 200 512 "-" "curl/8.5.0" 0.127',
  "Kubernetes, JSON": '2026-11-21T10:15:32.123456789Z stdout F {"ts":"2026-11-21T10:15:32.123Z","level":"info","msg":"reconciled"}',
  "Kubernetes, logfmt": '2026-11-21T10:15:32.123456789Z stderr F time=2026-11-21T10:15:32.123Z level=info msg="reconciled"',
  klog: 'E1121 10:15:32.123456       1 controller.go:42] "Reconciler error" err="conflict" namespace="shop"',
  gin: '[GIN] 2026/11/21 - 10:15:32 | 200 |     127.1\u00b5s |       192.0.2.7 | GET      "/api/users/7?page=1"',
  "Kubernetes, gin": '2026-11-21T10:15:32.123456789Z stdout F [GIN] 2026/11/21 - 10:15:32 | 500 |  1.27132345s |       192.0.2.7 | POST     "/api/users/7"',
  "requests among words": "2026-11-21 10:15:32.123 INFO [http-1] c.e.Filter - GET /api/users/7 HTTP/1.1 -> 200 in 12.5 ms",
  "requests with a status behind their path": "2026-11-21T10:15:32Z GET /api/users/7 200 12ms",
  "Kubernetes, uvicorn": '2026-11-21T10:15:32.123456789Z stdout F INFO:     192.0.2.7:52340 - "GET /api/users/7 HTTP/1.1" 200 OK',
  "a request in quotes": '2026-11-21 10:15:32 INFO [7] web 192.0.2.7 "POST /api/users/7 HTTP/1.1" 500 Internal Server Error',
  "Kubernetes, a request": "2026-11-21T10:15:32.123456789Z stdout F GET /api/users/7 - 200 - 12ms",
  "Kubernetes, klog": '2026-11-21T10:15:32.123456789Z stderr F I1121 10:15:32.123456       1 controller.go:42] "Reconciled" namespace="shop"',
  "Kubernetes, Java": "2026-11-21T10:15:32.123456789Z stdout F 2026-11-21 10:15:32.123  INFO 1 --- [main] c.e.Shop : started in 1.5 seconds",
  "Kubernetes, a stack trace": "2026-11-21T10:15:32.123456789Z stderr F \tat com.shop.Orders.place(Orders.java:7)",
  "CloudWatch's tail, JSON":
    '2026-11-21T10:15:32.123000+00:00 2026/11/21/[$LATEST]6f7e1234567890abcdef1234567890ab {"timestamp":"2026-11-21T10:15:32.100Z","level":"WARN","message":"slow"}',
  "CloudWatch's tail, Lambda":
    "2026-11-21T10:15:32.123000+00:00 2026/11/21/[$LATEST]6f7e1234567890abcdef1234567890ab 2026-11-21T10:15:32.100Z\t8fc6f963-411b-58b5-8483-a32130c0f45d\tERROR\tno order",
  "CloudWatch's tail, ECS":
    '2026-11-21T10:15:32.123000+00:00 ecs/web/6f7e1234567890abcdef1234567890ab 192.0.2.7 - - [21/Nov/2026:10:15:32 +0000] "GET / HTTP/1.1" 200 512 "-" "curl/8.5.0" 0.127',
  "Kubernetes, a level": "2026-11-21T10:15:32.123456789Z stderr F [WARN] retry 3 in 12ms",
  "apache-error": "[Sat Nov 21 10:15:32.123456 2026] [core:error] [pid 1207:tid 139] [client 192.0.2.7:4711] AH00128: File does not exist: /favicon.ico",
};

/** What stands between records in logs of applications, and what is left of records that were cut off. The first ones of each reason are samples, and go the slow way. */
const USUAL_REFUSED_LINES: Readonly<Record<string, string>> = {
  blank: "",
  comment: "# rotated",
  "a frame of Java": "\tat com.shop.Orders.place(Orders.java:7)",
  "a cause": "Caused by: java.sql.SQLException: no connection",
  "an exception of Java": "java.lang.IllegalStateException: pool exhausted",
  "a trace of Python": "Traceback (most recent call last):",
  "an exception of Python": "ValueError: invalid literal for int() with base 10: 'x'",
  "a panic of Go": "panic: runtime error: index out of range [4] with length 4",
  "an access line, cut off": '192.0.2.7 - - [21/Nov/2026:10:15:32 +0000] "GET /api/us',
  "an access line without a status": '192.0.2.7 - - [21/Nov/2026:10:15:32 +0000] "GET / HTTP/1.1" x 7',
  "json, cut off": '{"time":"2026-11-21T10:15:32.123Z","level":"INFO","status":2',
};

describe("the fast path", () => {
  it.each(Object.entries(USUAL_LINES))("takes usual lines: %s", (_name, text) => {
    const [line = "", header] = text.split("\n").toReversed();
    const content = Buffer.from(`${header === undefined ? "" : `${header}\n`}${`${line}\n`.repeat(COPIES)}`);
    const columns = findW3cColumns(content, true);
    let fastLines = 0;
    const parser = createKernelRangeParser({ onFastLines: (lines) => (fastLines += lines) });
    const constants = { settings: DEFAULT_PARSE_SETTINGS, referenceTimeMs: Date.UTC(2026, 10, 22), ...(columns === undefined ? {} : { columns }) };
    parseAll(parser, content, constants, { rangeBytes: content.length, pieceBytes: content.length, keepsSampleText: false });
    // The first line with keys goes the slow way.
    expect(fastLines).toBeGreaterThanOrEqual(COPIES - 1);
  });

  it.each(Object.entries(USUAL_REFUSED_LINES))("counts what is no record: %s", (_name, line) => {
    const content = Buffer.from(`${line}\n`.repeat(COPIES));
    let fastLines = 0;
    const parser = createKernelRangeParser({ onFastLines: (lines) => (fastLines += lines) });
    parseAll(
      parser,
      content,
      { settings: DEFAULT_PARSE_SETTINGS, referenceTimeMs: Date.UTC(2026, 10, 22) },
      { rangeBytes: content.length, pieceBytes: content.length, keepsSampleText: false },
    );
    expect(fastLines).toBeGreaterThanOrEqual(COPIES - REJECTED_SAMPLES_MAX);
  });
});
