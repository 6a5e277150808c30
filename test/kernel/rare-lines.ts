// Lines on which one rule of a fast path turns, and that damage to usual lines seldom makes: they come up more often than their number would.

const ACCESS = '192.0.2.7 - - [21/Nov/2026:10:00:01 +0000] "GET /api/items/7 HTTP/1.1" 200 1234 "-" "curl/8.5.0"';
const ELB = '2026-11-21T10:00:01.945958Z shop 192.0.2.7:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "- - - " "-" - -';

/** With a date or without, and what is nearly one. */
const KLOG_AND_GIN: readonly string[] = [
  ...["I1121", "W1121", "E20261121", "F1121", "D1121", "E112", "E1131", "E0000", "E1121"].map((begin) => `${begin} 10:00:01.123456       7 a.go:7] failed in 12ms`),
  `E1121 10:00:01.123456       7 a.go:7] ${ACCESS}`,
  ...["7 [21/Nov/2026:10:00:00] failed in 12ms", "5ms a.go:7] x", "7 12ms x", "7 12ms] x", "a.go:7] 12ms"].map((text) => `W1121 10:00:01.123456 ${text}`),
  "E1121 10:00:01.123456 7 a.go:7] \u001b[31mGET /x 500\u001b[0m",
  // A control sequence may end in a mark.
  '[GIN] 2026/11/21 - 10:00:01 | 500 | 12ms | a\u001b[0| GET "/x"',
  '[GIN] 2026/11/21 - 10:00:01 | 500 | 12ms 192.0.2.7 | GET "/x"',
  ...["10:00:01.1234567890", "10:00:01.", "10:00.01", "10:00x01", "10:00:61", "10:00:01x"].map((clock) => `I1121 ${clock} 7 a.go:7] x`),
  '[GIN] 2026/11/21 - 10:00:01 | 500 |     127.1\u00b5s |       192.0.2.7 | GET      "/api/items/7"',
  "[GIN] 2026/11/21 - 10:00:01 | 500 | 12ms | 192.0.2.7 | POST /x",
  "[GINS] 2026/11/21 - 10:00:01 | 500 | 12ms | 192.0.2.7 | POST /x",
  `[GIN] 2026/11/21 - 10:00:01 | 500 | 12ms | 192.0.2.7 | GET "/x" ${ACCESS}`,
  ...[
    'a | GET "/x"',
    'a | GET "/x\\" y"',
    'a | GET "/x',
    '\u001b[0m | GET "/x"',
    'a | TRACE  "/x y" z',
    'a | get "/x"',
    "a | GET /x",
    'a | GET "*"',
    "a | GET",
    "a GET",
    '192.0.2.7 [2026-11-21T10:00:02Z] "GET /y HTTP/1.1" 200 7 | GET "/x"',
  ].map((rest) => `[GIN] 2026/11/21 - 10:00:01 | 500 |        12ms | ${rest}`),
  ...["10:00.01 | 500 | 12ms", "10:00:01 | 099 | 12ms", "10:00:01 | 500 | 12ms x", "10:00:01 | 500 | 12", "10:00:01.5 | 500 | 12ms", "10:01:01 | 500 | 12ms"].map(
    (figures) => `[GIN] 2026/11/21 - ${figures} |       192.0.2.7 | GET "/x"`,
  ),
];

const INVOCATION = "8fc6f963-411b-58b5-8483-a32130c0f45d";
const REPORT = `2026-11-21T10:00:01.123Z REPORT RequestId: ${INVOCATION}\tDuration: 45.12 ms\tBilled Duration: 46 ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB\t`;

/** What Lambda says at the end of an invocation, and what is nearly that. */
export const REPORTS: readonly string[] = [
  REPORT,
  ...["timeout", "timeout\t", "error\tError Type: Runtime.ExitError", "success", "success\tStatus: error", "successx", "succes", "", "\ttimeout", " success", "\u0000"].map(
    (status) => `${REPORT}Status: ${status}`,
  ),
  ...["Status:", "Status", "xStatus: timeout", "status: timeout", "XRAY TraceId: 1-61c8\tStatus: timeout", "Status: success Status: error", ACCESS, "x [21/ 500"].map(
    (rest) => REPORT + rest,
  ),
  ...[
    INVOCATION.slice(1),
    `${INVOCATION}7`,
    INVOCATION.toUpperCase(),
    INVOCATION.replace("-", " "),
    INVOCATION.replace("-", "="),
    INVOCATION.replace("-", "["),
    `${INVOCATION.slice(0, 8)} WARN ${INVOCATION.slice(14)}`,
  ].map((id) => REPORT.replace(INVOCATION, id)),
  ...["45.12\tms", "45.12  ms", "45.12ms", "45.12 s", "45.12 m", "45.12 msx", "-1 ms", "1.5.5 ms", "99999999 s", "7 ms", "7 ms\tDuration: 8 ms", "\t7 ms", "7", ""].map((took) =>
    REPORT.replace("45.12 ms", took),
  ),
  ...["\tduration: ", " Duration: ", "\tDuration:\t", "\tBilled Duration: ", "\t\tDuration: "].map((name) => REPORT.replace("\tDuration: ", name)),
  ...["REPORT requestId: ", "REPORTS RequestId: ", "REPORT RequestId:\t", "Report RequestId: ", "REPORT RequestID: "].map((begin) => REPORT.replace("REPORT RequestId: ", begin)),
  ...[
    "2026-11-21T10:00:01.123456+00:00 ",
    "2026-11-21T10:00:01.123Z\t",
    "2026-11-21 10:00:01Z ",
    "2026-11-21 10:00:01 ",
    "2026-11-21T10:00:01Z - ",
    "2026-11-21T10:00:01Z  ",
    "2026-11-21T10:00:01Z ERROR ",
    "[2026-11-21T10:00:01Z] ",
    "2026-11-21T10:00:01Z stdout F ",
  ].map((time) => `${time}${REPORT.slice(25)}Status: timeout`),
];

const ELB_REQUEST = ELB.replace('"- - - "', '"GET http://shop.example:80/x HTTP/1.1"');
const TASK = "6f7e1234567890abcdef1234567890ab";
/** As `aws logs tail` writes them, and nearly so. */
export const TAILED: readonly string[] = [
  ...["error]: x", "ERROR]: x", "[error]: x", "error[7]: x", "error: x", "error]:", "warn]: GET /x 500"].map((program) => `2026-11-21T10:00:01.123456+02:00 web-1 ${program}`),
  ...["{192.0.2.7:2817", "{:7"].flatMap((client) => [ELB_REQUEST.replace("192.0.2.7:2817", client), ELB_REQUEST.replace("10.0.0.1:80", client)]),
  ...[
    "2026/11/21/[$LATEST]6f7e12345678",
    "2026/11/21/shop[7]6f7e",
    "2026/11/21/",
    "2026/11/21/x",
    "2026/11-21/x",
    "206/11/21/xx",
    `ecs/web/${TASK}`,
    `ecs/web/${TASK.toUpperCase()}`,
    `ecs/web/x/${TASK}`,
    `ecs//${TASK}`,
    `/web/${TASK}`,
    `web/${TASK}`,
    TASK,
    `ecs/web/${TASK}7`,
    `ecs/web/g${TASK.slice(1)}`,
    `ERROR/web/${TASK}`,
    `a=b/web/${TASK}`,
    "web-1",
    "a/b/c",
  ].flatMap((stream) =>
    [
      REPORT.slice(25),
      ACCESS,
      "level=error status=500 method=GET path=/x",
      '{"level":"error","status":500}',
      "[ERROR] it failed after 5ms",
      "x ERROR y",
      `{"n":"${"x".repeat(250)}","level":"error"}`,
      `{"n":"${"x".repeat(130)}:7 1 1 1`,
      `${"x".repeat(200)}:7 - 1 1 1`,
      "{x:7 10.0.0.1:80 1 1 1 200 200",
      "shop[7]: x",
      "",
      " ",
      "\tat a.b(C.java:7)",
      "2026-11-21T10:00:00.100Z\t8fc6f963\tERROR\tx",
    ].map((message) => `2026-11-21T10:00:01.123000+00:00 ${stream} ${message}`),
  ),
  ...[
    "2026-11-21T10:00:01.123000-01:30 ",
    "2026-11-21T10:00:01.123000-0130 ",
    "2026-11-21T10:00:01.123000+00 ",
    "2026-11-21T10:00:01.123000+00:00\t",
    "2026-11-21T10:00:01.123000+00:00  ",
    "2026-11-21T10:00:01.12300000000Z ",
    "2026-11-21T10:00:01+00:00 ",
    "2026-11-21 10:00:01.123000+00:00 ",
    "[2026-11-21T10:00:01.123000+00:00] ",
  ].flatMap((time) => [" ", "\t", "  "].map((between) => `${time}ecs/web/${TASK}${between}{"level":"error","status":500}`)),
];

/** Objects with a line under a second key, which counts only where the first has no value. Their shape is learned of some of them in a row. */
export const SECOND_KEYS: readonly string[] = Array.from({ length: 8 }, () => ["null", "null", "null", "true", "7", "null", "false", "{}", '"x"']).flatMap((values) =>
  values.map((value) => `{"time":"2026-11-21T10:00:01Z","message":${value},"log":"ERROR x"}`),
);

export const RARE_LINES: readonly string[] = [
  // The line's own time once more, with fewer digits and with more.
  ...["999999999", "1795252", "1000000000", "1795252501", "1795252501 7", "1795252501.5", "2147483647", "17952525010"].map((number) => `${ACCESS} ${number}`),
  // Fields and objects in the files that rsyslog writes, some with a level in them that is none.
  ...[
    "level=error method=GET path=/api/items/7 status=500",
    'msg=" ERROR x" status=500 method=GET',
    "code=7 ERROR x",
    '{"msg": " ERROR x", "status": 500}',
    '{"level":"error","method":"GET","path":"/api/items/7","status":500}',
    "INFO a=b",
  ].flatMap((message) => ["web-1 shop[7]: ", "web-1 shop: "].map((origin) => `2026-11-21T10:00:01.123456+00:00 ${origin}${message}`)),
  // A path that another one is but for a NUL behind it.
  ...["/static/app.js", "/", "/api/items/7"].map((path) => ACCESS.replace(/GET \S+/, `GET ${path}\u0000`)),
  // Seconds in quotes, at the end and before it.
  ...['"0.005"', '"0.005" "10.1.2.3"', '"10.1.2.3" "0.005" "-"', '"0.005" "-" 7'].map((fields) => `${ACCESS} ${fields}`),
  // Fields in whose values a level or a method stands, behind a time.
  ...['msg="INFO about"', 'msg=" ERROR x"', 'a="x [WARN] y"', 'said="GET /x"'].flatMap((field) =>
    ["2026-11-21T10:00:01Z", "[2026-11-21T10:00:01Z]"].map((time) => `${time} ${field} method=GET path=/api/items/7 status=500`),
  ),
  ...["2026-11-21T10:00:01Z", "[2026-11-21T10:00:01Z]"].map((time) => `${time} {"msg": " ERROR x", "method": "GET", "path": "/api/items/7", "status": 500}`),
  // The time of an access line in a word, and another one behind it.
  ...["", "- ", "x ", '"GET /x HTTP/1.1" 200 1 ', "GET "].map((between) => `<13>Nov 21 10:00:01 web-1 nginx: x[21/Nov/2026:10:00:00 +0000] ${between}${ACCESS}`),
  ...["", "- ", "x "].map((between) => `<13>Nov 21 10:00:01 web-1 nginx: x[21/Nov/2026:10:00:00 +0000] ${between}[21/Nov/2026:10:00:00 +0000] "GET /x HTTP/1.1" 200 1`),
  ...["", "192.0.2.7 - - ", "x "].map((between) => `<13>Nov 21 10:00:01 web-1 nginx: x[21/Nov/2026:10:00:00 +0000] ${between}[21/Nov/2026:10:00:01.655] GET /x HTTP/1.1 200 12ms`),
  // Lines of klog and gin, in syslog and with an access line in their text.
  ...KLOG_AND_GIN.flatMap((line) =>
    ["", "<13>Nov 21 10:00:01 web-1 kubelet[7]: ", "Nov 21 10:00:01 web-1 kubelet[7]: ", "2026-11-21T10:00:01Z web-1 kubelet[7]: "].map((header) => header + line),
  ),
  // What a level or a date in front of an access line makes of it.
  ...[
    "2026.11.21 10:00:00 -",
    "2026.11.21 10x00:00 -",
    "2026-11-21 10:00:00 -",
    "ERROR: 2026-11-21 x",
    "ERROR: 2026/11/21 10:00:00",
    "WARN: x y",
    "a.b: x y",
    "ERROR 2026.11.21 10:00:00",
  ].map((prefix) => `${prefix} [21/Nov/2026:10:00:01 +0000] "GET /api/items/7 HTTP/1.1" 200 1234 "-" "curl/8.5.0"`),
  // A shape of an envelope that other lines have with a level.
  ...['"message"', '"log"', '"note"'].flatMap((key) => ['"ERROR x"', '"just words"', "7", "null"].map((value) => `{"time":"2026-11-21T10:00:01Z",${key}:${value}}`)),
  // Heroku's router, and what is nearly it; fields behind structured data.
  ...["18ms", "7s", "5xs", "123456ms", "1234567ms", "ms", "-"].flatMap((service) =>
    ["", " duration=5ms", " level=error"].map(
      (more) => `<158>1 2026-11-21T10:00:01.125125+00:00 shop heroku router - at=info method=GET path=/x service=${service} status=503${more}`,
    ),
  ),
  ...['{"method":"GET","path":"/x","status":500}', "method=GET path=/x status=500", '{"note": "a ERROR b"}'].flatMap((message) =>
    ['<13>1 2026-11-21T10:00:01Z web-1 shop 7 - [a b="c"]', '<13>1 2026-11-21T10:00:01Z web-1 shop 7 - [a b="c"][d]', "Nov 21 10:00:01 web-1 shop[7]:"].map(
      (header) => `${header} ${message}`,
    ),
  ),
  // What is nearly the stream of a container.
  ...["stdout F ", "stdorr F ", "stderut F ", "stderr X ", "stdout F", "stdout F\t", "stdoutF  "].map((stream) => `2026-11-21T10:00:01Z ${stream}one ERROR x`),
  // A contained line that is longer than what contained lines are written to.
  ...["x", " ", "\\t"].map((text) => `{"time":"2026-11-21T10:00:01Z","message":"[7] ${text.repeat(40_000)} ERROR x"}`),
  // Colours anywhere among the first bytes, and behind them.
  ...["", "x ", "org.shop.Web-17 ", "org.shop.Web-17 and ", "a long text in front of it all, "].flatMap((text) =>
    ["2026-11-21T10:00:01Z", "[2026-11-21T10:00:01Z]"].map((time) => `${time} ${text}\u001b[31mERROR\u001b[0m x`),
  ),
  // Words of prose and of programs behind the header of syslog, and levels within brackets.
  ...[
    "one two ERROR x",
    "one ERROR x",
    "one error: x",
    "error: x",
    "[a] [b] [c] [d] [e] ERROR x",
    "a=1 b=2 c=3 d=4 e=5 f=6 ERROR x",
    "\tERROR x",
    "\tGET /x 500",
    "2026.11.21 10:00:00 a b ERROR took 5ms",
  ].flatMap((text) => ["<14>", ""].map((priority) => `${priority}Nov 21 10:00:01 web-1 shop[7]: ${text}`)),
  ...["[job 12 of 30 last ERROR cleared] x", "[x a ERROR y", "EST a b c ERROR x", "JOB a b c ERROR x", "CEST [7] a b ERROR x"].flatMap((text) =>
    ["2026-11-21T10:00:01Z", "[2026-11-21T10:00:01Z]"].map((time) => `${time} ${text}`),
  ),
  // What Rails says at the end of a request.
  ...["", "INFO ", "INFO [7] "].flatMap((level) =>
    ["2026-11-21T10:00:01Z", "[2026-11-21T10:00:01Z]", "Nov 21 10:00:01 web-1 shop:"].map((time) => `${time} ${level}Completed 500 Internal Server Error in 3ms (x)`),
  ),
  ...["took 12ms for GET /x 500", "took 12ms for GET /x 500 3s", "took -5ms for GET /x 500", "12ms GET /x 500 times"].map((text) => `2026-11-21T10:00:01Z INFO ${text}`),
  ...["/x y", "/x", "/x HTTP/1.1", "/x y HTTP/1.1", "/x HTTP/1.1 y"].map((target) => `2026-11-21T10:00:01Z INFO 192.0.2.7:80 - "GET ${target}" 500 OK`),
  // Requests among words with a long path, and with a figure that is for the slow path.
  ...[`/${"a".repeat(300)} 500`, "/x 500 123456789", "/x 500 99999999999s", "/x 500 12 us", "/x 500 1m2s"].map((request) => `2026-11-21T10:00:01Z INFO web GET ${request}`),
  ...["GET /x HTTP/1.1 - 500 12", "GET /x HTTP/1.1 -> 500 12", "GET /x - 500 12", "TRACE /x 500"].map((request) => `2026-11-21T10:00:01Z ${request}`),
  // Messages with a time of their own behind structured data.
  ...[
    "E1121 10:00:01 7 a.go:7] failed in 12ms",
    "2026-11-21T10:00:00Z GET /x 500 5ms",
    "[2026-11-21T10:00:00Z] ERROR x",
    '[GIN] 2026/11/21 - 10:00:01 | 500 | 12ms | a | GET "/x"',
  ].flatMap((message) => ["- ", '[a b="c"] ', '[a b="]"][d] '].map((data) => `<13>1 2026-11-21T10:00:01Z web-1 shop 7 - ${data}${message}`)),
  // What Lambda says at the end of an invocation, or nearly that.
  ...["Duration: 45.12 ms\tBilled Duration: 46 ms", "Duration: 45.12\tms", "Duration: x ms", "Billed Duration: 46 ms", "xDuration: 7 ms Duration: 8 s", "Duration: 9 m"].flatMap(
    (figures) =>
      ["2026-11-21T10:00:01.123Z ", "2026-11-21T10:00:01Z INFO ", "2026-11-21T10:00:01Z stdout F ", "Nov 21 10:00:01 web-1 shop: "].map(
        (time) => `${time}REPORT RequestId: 3f8a-1\t${figures}\tMemory Size: 128 MB\t`,
      ),
  ),
  // As many spaces as a fast path looks at, before each word of a balancer's line.
  ...[1, 2, 3, 4].flatMap((word) =>
    [60, 64, 90, 128, 140, 224, 240].map((spaces) =>
      ELB.split(" ")
        .map((part, i) => (i === word ? " ".repeat(spaces) + part : part))
        .join(" "),
    ),
  ),
];
