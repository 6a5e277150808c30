/** The contents of the sample logs, built without randomness. `node test/samples/make.ts` writes them. */

const START_MS = Date.UTC(2024, 0, 24, 10, 15, 32, 123);

/** `2024-01-24 10:15:32.123` */
function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 23).replace("T", " ");
}

/** `24/Jan/2024:10:15:33.125`; all samples are of one month. */
function clfTime(timeMs: number): string {
  const iso = new Date(timeMs).toISOString();
  return `${iso.slice(8, 10)}/Jan/2024:${iso.slice(11, 23)}`;
}

function toBytes(lines: readonly string[]): Uint8Array {
  return Buffer.from(`${lines.join("\n")}\n`, "utf8");
}

/** 3,000 requests in 25 minutes, a thousand each of 127, 95 and 105 ms, as three kinds of application servers write them. */
function makeNormal(): Uint8Array {
  const lines = Array.from({ length: 3000 }, (_, index) => {
    const timeMs = START_MS + index * 500;
    if (index % 3 === 0) return `${isoTime(timeMs)} INFO Request processed in 127ms`;
    if (index % 3 === 1) return `${isoTime(timeMs)} - GET /api/users - 200 - 95ms`;
    return `192.168.1.${1 + (index % 200)} - - [${clfTime(timeMs)}] GET /api/data HTTP/1.1 200 105ms`;
  });
  return toBytes(lines);
}

/** 200 requests in ten minutes, and 50 errors without a duration, all of them in the sixth minute. */
function makeErrorSpike(): Uint8Array {
  const firstMs = Date.UTC(2024, 0, 24, 10, 20);
  const requests = Array.from({ length: 200 }, (_, index): [number, string] => {
    const timeMs = firstMs + index * 3000;
    return [timeMs, `${isoTime(timeMs)} INFO Request processed in ${index >= 100 && index < 120 ? 900 : 100 + (index % 10)}ms`];
  });
  const errors = Array.from({ length: 50 }, (_, index): [number, string] => {
    const timeMs = firstMs + 300_500 + index * 1000;
    return [timeMs, `${isoTime(timeMs)} ERROR Database connection failed`];
  });
  return toBytes([...requests, ...errors].sort(([a], [b]) => a - b).map(([, line]) => line));
}

const BAD_LINES = [
  // no-format
  "hello world",
  "[1,2,3]",
  "24/Jan/2024 10:15:32 no bracket",
  "\u0001\u0002\u0003",
  "-- MARK --",
  // bad-json
  '{"timestamp":"2024-01-24T10:15:32Z","status":200',
  "{'timestamp':'2024-01-24T10:15:32Z'}",
  '{"timestamp":"2024-01-24T10:15:32Z",}',
  '{"timestamp":"2024-01-24T10:15:32Z"} trailing',
  '{"timestamp":NaN}',
  // no-timestamp
  "{}",
  '{"level":"INFO","message":"no time"}',
  '{"timestamp":null}',
  '{"when":"2024-01-24T10:15:32Z"}',
  '{"other":{"timestamp":"2024-01-24T10:15:32Z"}}',
  // bad-timestamp
  "2024-02-30 10:15:32 INFO no such day",
  "2024-01-24 25:15:32 INFO no such hour",
  '192.168.1.1 - - [24/Foo/2024:10:15:32 +0000] "GET / HTTP/1.1" 200 5',
  '{"timestamp":"yesterday"}',
  '{"timestamp":5}',
  // bad-field
  '192.168.1.1 - - [24/Jan/2024:10:15:32 +0000] "GET / HTTP/1.1" ok 5',
  '192.168.1.1 - - [24/Jan/2024:10:15:32 +0000] "GET / HTTP/1.1" 200',
  '192.168.1.1 - - [24/Jan/2024:10:15:32 +0000] "GET / HTTP/1.1 200 5',
  "2024-01-24 10:15:32 - GET /api/users - fast - 45ms",
  "2024-01-24 10:15:32 - GET /api/users - 200 - soon",
  // continuation
  "    at Object.<anonymous> (/srv/app/index.js:10:15)",
  "\tat com.example.Main.run(Main.java:42)",
  "Caused by: java.lang.NullPointerException",
  "Traceback (most recent call last):",
  '  File "app.py", line 3, in <module>',
];

/** 200 good lines of four kinds, and behind every sixth one of 30 bad lines: five for each of six reasons. */
function makeMalformed(): Uint8Array {
  const lines = Array.from({ length: 200 }, (_, index) => {
    const timeMs = START_MS + index * 1000;
    const good = [
      `${isoTime(timeMs)} INFO Request processed in 127ms`,
      `${isoTime(timeMs)} - POST /api/orders/${index} - 201 - 45ms`,
      `192.168.1.1 - - [${clfTime(timeMs)}] "GET /api/data HTTP/1.1" 404 512 "-" "curl/8.5.0" 0.060`,
      `{"timestamp":"${new Date(timeMs).toISOString()}","level":"error","status":500,"duration_ms":250,"path":"/api/pay"}`,
    ];
    const bad = (index + 1) % 6 === 0 ? BAD_LINES.slice((index + 1) / 6 - 1).slice(0, 1) : [];
    return [good[index % 4] ?? "", ...bad];
  });
  return toBytes(lines.flat());
}

/** Every format and shape once, at a given minute of one hour; `%` stands for the minute. */
const MIXED_LINES = [
  "# a comment",
  '203.0.113.7 - - [24/Jan/2024:10:%:01 +0000] "GET /api/users/5 HTTP/1.1" 200 1000 "-" "Mozilla/5.0 (X11)" 0.010',
  '203.0.113.7 - alice [24/Jan/2024:11:%:02 +0100] "POST /api/orders HTTP/2.0" 201 2000 "https://shop.example/" "Mozilla/5.0" 20000',
  'shop.example:443 203.0.113.7 - - [24/Jan/2024:10:%:03 +0000] "GET /api/users/6?x=1 HTTP/1.1" 404 300 "-" "-" 30ms "-"',
  '2001:db8::7 - - [24/Jan/2024:10:%:04 +0000] "GET /r\u00e9sum\u00e9 HTTP/1.1" 304 -',
  '203.0.113.7, 10.0.0.1 - - [24/Jan/2024:10:%:05 +0000] "\\x16\\x03\\x01" 400 157 "-" "-"',
  '203.0.113.7 - - [24/Jan/2024:10:%:06 +0000] "GET /a\\"b HTTP/1.1" 499 0 "-" "agent \\"x\\" 7.5"',
  "192.168.1.1 - - [24/Jan/2024:10:%:07.125] GET /api/data HTTP/1.1 200 105ms",
  "192.168.1.1 - - [24/Jan/2024:10:%:08.250] ERROR Database connection failed",
  "",
  "2024-01-24 10:%:09.123 INFO Request processed in 127ms",
  "2024-01-24T10:%:10Z ERROR Database connection failed",
  "2024-01-24 10:%:11 - GET /api/users - 200 - 95ms",
  "2024-01-24 10:%:12,500 [main] WARNING slow query (1.5s)",
  "2024-01-24 10:%:13 a record with a time only",
  " \t ",
  '{"timestamp":"2024-01-24T10:%:14.5Z","level":"info","service":"checkout","message":"paid","metadata":{"path":"/pay/7","status_code":200,"response_time_ms":40.5}}',
  '{"ClientAddr":"10.0.0.1:5","DownstreamContentSize":400,"DownstreamStatus":502,"Duration":5000000,"RequestHost":"shop.example","RequestMethod":"GET","RequestPath":"/api/users/7","StartUTC":"2024-01-24T10:%:15Z","level":"info"}',
  '{"level":"info","ts":"2024-01-24T10:%:16.000Z","logger":"http.log.access.log0","request":{"method":"GET","host":"shop.example","uri":"/api/data"},"duration":0.006,"size":500,"status":200}',
  '{"start_time":"2024-01-24T10:%:17.000Z","method":"GET","path":"/api/data","response_code":503,"duration":17,"bytes_sent":91,":authority":"api.example"}',
  '{"level":50,"time":"2024-01-24T10:%:18.000Z","hostname":"web-1","req":{"method":"GET","url":"/api/users/8"},"res":{"statusCode":500},"responseTime":12,"msg":"failed"}',
  '{"ts":"2024-01-24T10:%:19Z","level":"INFO","service":"demo_service","host":"emitter-1","message":"Sample log message"}',
  "java.lang.IllegalStateException: no pool",
  "\tat com.example.Pool.take(Pool.java:17)",
  "Caused by: java.net.ConnectException: refused",
];

/** {@link MIXED_LINES} in six minutes, behind a byte order mark; every second minute with CRLF; no line end at the end. */
function makeMixed(): Uint8Array {
  const minutes = ["30", "31", "32", "33", "34", "35"];
  const parts = minutes.map((minute, index) => {
    const lineEnd = index % 2 === 1 ? "\r\n" : "\n";
    return MIXED_LINES.map((line) => line.replaceAll(":%:", `:${minute}:`) + lineEnd).join("");
  });
  return Buffer.from(`\ufeff${parts.join("").replace(/\r\n$/, "")}`, "utf8");
}

/** The columns of CloudFront's lines below. */
const CLOUDFRONT_HEADER =
  "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken";

/** Lines of load balancers, S3, CloudFront, syslog, logfmt and httpd's error log, at a given minute of one hour; `%` stands for the minute. */
const FORMAT_LINES = [
  'https 2024-01-24T10:%:01.186641Z app/shop/50dc6c495c0c9188 203.0.113.7:2817 10.0.0.1:80 0.001 0.002 0.007 200 200 34 1000 "GET https://shop.example:443/api/users/5 HTTP/2.0" "curl/8.5.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu-central-1:1:targetgroup/shop/7 "Root=1-5" "shop.example" "-" 0 2024-01-24T10:%:00.364000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1',
  'http 2024-01-24T10:%:02.000000Z app/shop/50dc6c495c0c9188 203.0.113.7:2818 - -1 -1 -1 502 - 34 200 "POST http://shop.example:80/api/orders HTTP/1.1" "-" - - - "-" "-"',
  '2024-01-24T10:%:03.945958Z shop-balancer 203.0.113.7:2817 10.0.0.1:80 0.000073 0.019870 0.000057 404 404 0 29 "GET http://shop.example:80/gone HTTP/1.1" "curl" - -',
  '79a5 shop-logs [24/Jan/2024:10:%:04 +0000] 192.0.2.3 - 3E57427F3EXAMPLE REST.GET.OBJECT lamp.jpg "GET /lamp.jpg HTTP/1.1" 200 - 2662 2662 30 10 "-" "S3Console/0.4" - s9lz= SigV4 ECDHE AuthHeader shop-logs.s3.amazonaws.com TLSV1.2 - Yes',
  "2024-01-24\t10:%:05\tFRA56\t392\t192.0.2.100\tGET\td1.cloudfront.net\t/index.html\t200\t-\tMozilla/5.0\t-\t-\tHit\tSOX4==\tcdn.example\thttps\t23\t0.040",
  "<34>1 2024-01-24T10:%:06.003Z web-1 su - ID47 - 'su root' failed",
  "<190>Jan 24 2024 10:%:07 web-2 nginx[7]: 203.0.113.7 - - [24/Jan/2024:10:00:00 +0000] \"GET /api/users/6 HTTP/1.1\" 503 91 \"-\" \"-\" 0.050",
  'ts=2024-01-24T10:%:08Z level=warn method=put path="/api/users/7" status=201 duration=60ms service=users msg="took \\"long\\""',
  "[Wed Jan 24 10:%:09.958285 2024] [core:error] [pid 28787] AH00037: Symbolic link not allowed",
  "https 2024-01-24T10:%:10Z cut off",
  "<13>no time",
  "level=info msg=untimed",
];

/** {@link FORMAT_LINES} in three minutes behind a header. */
function makeFormats(): Uint8Array {
  return toBytes(["#Version: 1.0", CLOUDFRONT_HEADER, ...["40", "41", "42"].flatMap((minute) => FORMAT_LINES.map((line) => line.replaceAll(":%:", `:${minute}:`)))]);
}

/** Every sample by the name of its file. */
export const SAMPLES: Record<string, () => Uint8Array> = {
  normal: makeNormal,
  "error-spike": makeErrorSpike,
  malformed: makeMalformed,
  mixed: makeMixed,
  formats: makeFormats,
};
