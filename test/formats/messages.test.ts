import { describe, it } from "vitest";
import { type Case, expectBoth } from "./judge-both.ts";

const AT = "2026-11-21T09:15:00Z";
const MICROS = "2026-11-21T09:15:00.125125+00:00";
const MICROS_AT = "2026-11-21T09:15:00.125Z";

describe("a message that is a line itself", () => {
  const ROUTER = 'at=info method=GET path="/a/7?x" host=shop.example dyno=web.1 connect=0ms service=8ms status=503 bytes=404 protocol=https';
  const routed = { status: 503, durationUs: 8_000, bytes: 404, method: "GET", route: "/a/:id" };

  it("is what Heroku's router writes, in all of its forms", () => {
    expectBoth([
      [`<158>1 ${MICROS} host heroku router - ${ROUTER}`, { at: MICROS_AT, level: "INFO", host: "host", service: "heroku", ...routed }],
      [`${MICROS} heroku[router]: ${ROUTER}`, { at: MICROS_AT, service: "heroku", ...routed }],
      [`${MICROS} app[web.1]: ERROR it failed`, { at: MICROS_AT, service: "app", level: "ERROR" }],
      [`${MICROS} error[web.1]: it failed`, { at: MICROS_AT }],
      [`timestamp=${AT} source=router ${ROUTER}`, { at: AT, host: "shop.example", ...routed }],
      [`timestamp=${AT} service=2h3s`, { at: AT, service: "2h3s" }],
      [`{"time":"${AT}","service":"18ms","duration_ms":3}`, { at: AT, durationUs: 3_000 }],
    ]);
  });

  it("is logfmt or JSON, whose level counts where the line has none, and figures only with a status or a method", () => {
    expectBoth([
      ['Nov 21 09:15:00 web-1 dockerd[12]: time="x" level=error msg="it failed"', { at: AT, host: "web-1", service: "dockerd", level: "ERROR" }],
      ['<30>Nov 21 09:15:00 web-1 dockerd[12]: level=error msg="it failed"', { at: AT, host: "web-1", service: "dockerd", level: "INFO" }],
      [
        'Nov 21 09:15:00 web-1 api: {"level":"warn","status":500,"url":"/a","duration":7}',
        { at: AT, host: "web-1", service: "api", level: "WARN", status: 500, route: "/a", durationUs: 7_000 },
      ],
      ['Nov 21 09:15:00 web-1 api: {"level":"warn","duration":7}', { at: AT, host: "web-1", service: "api", level: "WARN" }],
      ['Nov 21 09:15:00 web-1 api: {"level":"warn","status":500', { at: AT, host: "web-1", service: "api" }],
      ['<13>1 2026-11-21T09:15:00Z web-1 api - - [a@1 b="c"] status=500 path=/a', { at: AT, host: "web-1", service: "api", level: "NOTICE", status: 500, route: "/a" }],
      ["Nov 21 09:15:00 web-1 fw: id=firewall duration=180 sent=7", { at: AT, host: "web-1", service: "fw" }],
      [`${AT} {"level":"error","status":500}`, { at: AT, level: "ERROR" }],
      [
        "I, [2026-11-21T09:15:00.439602 #8674]  INFO -- : method=GET path=/a/7 status=500 duration=0.36",
        { at: "2026-11-21T09:15:00.439Z", level: "INFO", status: 500, durationUs: 360, method: "GET", route: "/a/:id" },
      ],
    ]);
  });

  it("is an access line behind an application's time and level", () => {
    const requested = { status: 500, method: "GET", route: "/a/:id" };
    expectBoth([
      ['[2026-11-21 09:15:00 +0000] [32380] [INFO] 127.0.0.1:35178 - - [21/Nov/2026:09:14:59 +0000] "GET /a/7 HTTP/1.1" 500 - "-" "curl"', { at: AT, level: "INFO", ...requested }],
      ['2026-11-21T09:15:00+0000 [twisted.python.log#info] "127.0.0.1" - - [21/Nov/2026:09:14:59 +0000] "GET /a/7 HTTP/1.1" 500 145', { at: AT, bytes: 145, ...requested }],
      ['2026-11-21 09:15:00,000 INFO uvicorn.access 127.0.0.1:35178 - "GET /a/7 HTTP/1.1" 500', { at: AT, level: "INFO", ...requested }],
      ['[2026-11-21 09:15:00 +0000] 127.0.0.1 - "GET /a/7 HTTP/1.1" 500 0.064', { at: AT, ...requested }],
      ['2026-11-21 09:15:00 INFO said "GET /a/7 HTTP/1.1"', { at: AT, level: "INFO" }],
      ['2026-11-21 09:15:00,000 - urllib3 - DEBUG - https://api.example:443 "POST /v1/x HTTP/1.1" 503 21', { at: AT, level: "DEBUG" }],
    ]);
  });

  it("stands behind the stream of a container of Kubernetes", () => {
    const time = "2026-11-21T09:15:00.669794202Z";
    const at = "2026-11-21T09:15:00.669Z";
    expectBoth([
      [`${time} stdout F 192.0.2.7 - - [21/Nov/2026:09:14:59 +0000] "GET /a/7 HTTP/1.1" 500 12`, { at, status: 500, bytes: 12, method: "GET", route: "/a/:id" }],
      [`${time} stderr F 2026-11-21 09:15:00.123 ERROR it failed after 5ms`, { at, level: "ERROR", durationUs: 5_000 }],
      [`${time} stdout P {"level":"error","msg":"x"}`, { at, level: "ERROR" }],
      [`${time} stdout F it runs`, { at }],
      ["2026-11-21 09:15:00 stdout F a b c ERROR", { at: AT }],
    ]);
  });
});

describe("lines that stand behind a stream of CloudWatch", () => {
  const time = "2026-11-21T09:15:00.669000+00:00";
  const at = "2026-11-21T09:15:00.669Z";
  const lambda = "2026/11/21/[$LATEST]6f7e1234567890abcdef1234567890ab";
  const ecs = "ecs/web/6f7e1234567890abcdef1234567890ab";
  const failed = '{"level":"error","method":"GET","path":"/a/7","status":500}';
  const read = { at, level: "ERROR", status: 500, method: "GET", route: "/a/:id" };

  it("are contained lines", () => {
    expectBoth([
      [`${time} ${lambda} ${failed}`, read],
      [`${time} 2026/11/21/shop[7]6f7e ${failed}`, read],
      [`${time} ${lambda} 2026-11-21T09:14:59.100Z\t8fc6f963\tWARN\tslow`, { at, level: "WARN" }],
      [`${time} ${lambda} REPORT RequestId: 3f8a\tDuration: 45.12 ms\tStatus: timeout`, { at, level: "ERROR", durationUs: 45_120 }],
      [`${time} ${lambda} START RequestId: 3f8a Version: $LATEST`, { at }],
      [`${time} ${ecs} 192.0.2.7 - - [21/Nov/2026:09:14:59 +0000] "GET /a/7 HTTP/1.1" 500 12`, { at, status: 500, bytes: 12, method: "GET", route: "/a/:id" }],
    ]);
  });

  it("are not, behind other words and times", () => {
    expectBoth([
      ...["a/b/c", "ecs/6f7e1234567890abcdef1234567890ab", "ecs//6f7e1234567890abcdef1234567890ab", "2026/11/21/", `${ecs}7`].map((word): Case => [
        `${time} ${word} ${failed}`,
        { at },
      ]),
      ...["2026-11-21T09:15:00.669Z", "2026-11-21 09:15:00.669000+00:00"].map((other): Case => [`${other} ${ecs} ${failed}`, { at }]),
      [`${time} ${ecs}`, { at }],
    ]);
  });
});

describe("requests of application lines with their status as the next word", () => {
  const requested = { at: AT, status: 500, method: "GET", route: "/a/:id" };
  it("have durations with a unit, bytes and dashes behind it in any order, as morgan writes them", () => {
    expectBoth([
      [`${AT} GET /a/7 500 0.335 ms - 957`, { ...requested, durationUs: 335, bytes: 957 }],
      [`[${AT}] GET /a/7 500 957 - 0.335 ms`, { ...requested, durationUs: 335, bytes: 957 }],
      [`${AT} GET /a/7 HTTP/1.1 500 45ms`, { ...requested, durationUs: 45_000 }],
      [`${AT} GET /a/7 500 - -`, requested],
      [`${AT} GET /a/7 500 OK in 5ms.`, { ...requested, durationUs: 5_000 }],
      [`${AT} INFO GET /a/7 500 items in 5ms`, { at: AT, level: "INFO", durationUs: 5_000 }],
      [`${AT} INFO READ /dev/sda 512`, { at: AT, level: "INFO" }],
      [`${AT} - GET /a/7 100 items - 500 - 45ms`, { ...requested, durationUs: 45_000 }],
      [`${AT} info: GET /a/7 500 5ms`, { ...requested, level: "INFO", durationUs: 5_000 }],
      [`${AT} info: GET /a/7 took 5ms`, { at: AT, level: "INFO", durationUs: 5_000 }],
      [`${AT} GET /a/7 5000 5ms`, { at: AT, method: "GET", route: "/a/:id" }],
    ]);
  });
});

describe("times and levels of servers", () => {
  it("are read where they stand", () => {
    const error = { at: AT, level: "ERROR" };
    expectBoth([
      ["2026-11-21  9:15:00 8 [Warning] Access denied", { at: AT, level: "WARN" }],
      ["[2026-11-21 09:15:00] ERROR[21763] config_options.c: it failed", error],
      ["[2026-11-21 09:15:00] NOTICE[436][C-00000fa9] chan_sip.c: x", { at: AT, level: "NOTICE" }],
      ["[2026-11-21 09:15:00 +0000] critical/ApiListener: it failed", { at: AT, level: "CRITICAL" }],
      ["2026-11-21 09:15:00: (http_auth.c.875) password doesn't match", { at: AT }],
      ["2026-11-21 09:15:00, Error                 CSI    00000001@", error],
      ["2026-11-21 09:15:00.1234|0|ERROR|App.Program|it failed", { ...error, at: "2026-11-21T09:15:00.123Z" }],
      ["2026-11-21 09:15:00,000 ERROR:aiohttp.server:Error handling request", error],
      ["2026-11-21 09:15:00,510 ERRO it failed", { ...error, at: "2026-11-21T09:15:00.510Z" }],
      ["21-Nov-2026 09:15:00.000 INFO [main] org.apache.Start started in 12ms", { at: AT, level: "INFO", durationUs: 12_000 }],
      ["[21-Nov-2026 09:15:00 UTC] PHP Fatal error:  Uncaught Error", error],
      ["[21-Nov-2026 10:15:00 +0100]: FAILED login", { at: AT }],
      ["21-Nov-2026 09:15:00.000 error: client 192.0.2.7#52115", error],
      ["ERROR 2026-11-21 09:15:00,000 log 32590 Internal Server Error: /a", error],
      ["[ERROR]\t2026-11-21T09:15:00.000Z\t52fdfc07\tit failed", error],
      ["ERROR [main] 2026-11-21 09:15:00,000 CassandraDaemon.java:741 - took 5ms", { ...error, durationUs: 5_000 }],
      ["ERROR [main] 2026-11-21", "no-format"],
      ["ERROR [main] 2026-11-21 09:15", "bad-timestamp"],
      ["ERRORS 2026-11-21 09:15:00 x", "no-format"],
    ]);
  });
});

describe("access lines with words of a site's own", () => {
  const TIME = "[21/Nov/2026:09:15:00 +0000]";
  const requested = { at: AT, status: 200, bytes: 7, method: "GET", route: "/a/:id" };
  it("have up to three before a quoted request", () => {
    expectBoth([
      [`192.0.2.7 - root ${TIME} 0.067 0.067 "GET /a/7 HTTP/1.1" 200 7`, requested],
      [`www.shop.example 192.0.2.7 - - ${TIME} (0 s) "GET /a/7 HTTP/1.1" 200 7`, { ...requested, host: "www.shop.example" }],
      [`192.0.2.7 - - ${TIME} 1 2 3 4 "GET /a/7 HTTP/1.1" 200 7`, "bad-field"],
      [`192.0.2.7 - - ${TIME} it said "no" 200 7`, "bad-field"],
    ]);
  });

  it("have no duration where a number is the time once more", () => {
    const line = `192.0.2.7 - - ${TIME} "GET /a/7 HTTP/1.1" 200 7 "-" "curl"`;
    expectBoth([
      [`${line} 1795252499 207 527`, { ...requested, durationUs: 207 }],
      [`${line} 1795252500125`, requested],
      [`${line} 1795252500125125`, requested],
      [`${line} 1200000000`, { ...requested, durationUs: 1_200_000_000 }],
    ]);
  });

  it("are those of HAProxy's clf and of Nginx Proxy Manager", () => {
    expectBoth([
      [`192.0.2.7 - - ${TIME} "GET /a/7 HTTP/1.1" 200 7 "" "" 56059 380 "frt" "bck" "srv1" 0 0 5 10 15 "----"`, { ...requested, durationUs: 15_000 }],
      [`192.0.2.7 - - ${TIME} "GET /a/7 HTTP/1.1" 200 7 "" "" 56059 380`, { ...requested, durationUs: 56_059 }],
      [`${TIME} 200 - GET https shop.example "/a/7" [Client 192.0.2.7] [Length 7] [Gzip -] "curl" "-"`, { ...requested, host: "shop.example" }],
      [`${TIME} HIT 304 200 - GET https shop.example "/a/7" [Client 192.0.2.7] [Length 7] [Gzip -] "curl" "-"`, { ...requested, host: "shop.example" }],
      [`${TIME} ok - GET https shop.example "/a/7" [Length 7]`, "bad-field"],
    ]);
  });

  it("of S3 may have quotes in a referer", () => {
    const owner = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";
    const entry = `${owner} b ${TIME} 192.0.2.3 - 3E57427F3EXAMPLE REST.GET.OBJECT k "GET /a/7 HTTP/1.1" 200 - 7 7 3 1`;
    expectBoth([
      [
        `${entry} "http://a.example/?id=452"" "Mozilla/5.0 (Windows NT 6.1)" - id SigV2 ECDHE AuthHeader b.s3.amazonaws.com TLSv1.2`,
        { ...requested, durationUs: 3_000, host: "b.s3.amazonaws.com" },
      ],
    ]);
  });
});
