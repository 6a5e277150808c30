import { describe, it } from "vitest";
import { type Case, expectBoth } from "./judge-both.ts";

const FILE_TIME = "2026-11-21T09:15:00.123456+00:00";
const AT = "2026-11-21T09:15:00.123Z";

describe("lines that rsyslog writes to files", () => {
  it("have a host and a program", () => {
    const web1 = { at: AT, host: "web-1" };
    expectBoth([
      [`${FILE_TIME} web-1 passwd[99]: pam_unix(passwd:chauthtok): password changed`, { ...web1, service: "passwd" }],
      [`${FILE_TIME} web-1 kernel: [12.3] usb 1-1: new device`, { ...web1, service: "kernel" }],
      [`${FILE_TIME} web-1 postfix/smtpd[7]: connect from unknown`, { ...web1, service: "postfix/smtpd" }],
      [`${FILE_TIME} 2001:db8::7 sudo:`, { at: AT, host: "2001:db8::7", service: "sudo" }],
      ["2026-11-21T10:15:00+01:00 web-1 app[12]: ERROR it failed after 12ms", { at: "2026-11-21T09:15:00Z", level: "ERROR", durationUs: 12_000, host: "web-1", service: "app" }],
      [
        `${FILE_TIME} web-1 nginx: 192.0.2.7 - - [21/Nov/2026:08:00:00 +0000] "GET /a/7 HTTP/1.1" 404 12 "-" "curl/8.5.0" 0.25`,
        { ...web1, service: "nginx", status: 404, bytes: 12, durationUs: 250_000, method: "GET", route: "/a/:id" },
      ],
    ]);
  });

  it("are told from lines of applications", () => {
    const texts = ["Connection failed: timeout", "a/b kernel: x", "web-1 app[x]: x", "web-1 [12]: x", "web-1 a:b: x", "web-1: app[12]: x", "web-1 app[12] x"];
    const cases: Case[] = texts.map((text) => [`2026-11-21T09:15:00Z ${text}`, { at: "2026-11-21T09:15:00Z" }]);
    expectBoth([
      ...cases,
      ["2026-11-21T09:15:00.123Z Connection failed: timeout", { at: AT }],
      ["2026-11-21T09:15:00.123456Z Connection failed: timeout", { at: AT }],
      ["2026-11-21 09:15:00 web-1 app[12]: x", { at: "2026-11-21T09:15:00Z" }],
      [`${FILE_TIME} web-1 ERROR: x`, { at: AT, level: "ERROR" }],
      [`${FILE_TIME} ERROR app[12]: x`, { at: AT, level: "ERROR" }],
    ]);
  });
});

describe("lines of Envoy and Istio", () => {
  const at = "2026-11-21T09:15:00.310Z";
  const TIME = "[2026-11-21T09:15:00.310Z]";

  it("are requests", () => {
    expectBoth([
      [
        `${TIME} "POST /api/v1/locations HTTP/2" 204 - 154 7 226 100 "10.0.35.28" "nsq2http" "cc21d9b0-cf5c-432b-8c7e-98aeb7988cd2" "locations" "tcp://10.0.2.1:80"`,
        { at, status: 204, durationUs: 226_000, bytes: 7, method: "POST", route: "/api/v1/locations", host: "locations" },
      ],
      [
        `${TIME} "POST /orders/7 HTTP/1.1" 503 UC upstream_reset - "-" 156 91 30004 - "-" "python-requests/2.31.0" "f47ac10b" "orders.shop.example" "10.244.3.12:8080" outbound|8080||orders.shop.example 10.244.1.5:54321 10.96.45.67:8080 10.244.1.5:33210 - default`,
        { at, status: 503, durationUs: 30_004_000, bytes: 91, method: "POST", route: "/orders/:id", host: "orders.shop.example" },
      ],
      [`${TIME} "- - -" 0 UF,URX 0 0 0 - "-" "-" "-" "-" "127.0.0.1:9200"`, { at, durationUs: 0, bytes: 0 }],
      [`${TIME} "GET / HTTP/1.1" 200 - 0 5 - - "-" "-" "-" "shop.example"`, { at, status: 200, method: "GET", route: "/" }],
      [`${TIME} "GET / HTTP/1.1" 200`, { at, status: 200, method: "GET", route: "/" }],
    ]);
  });

  it("are told from other lines with a time in brackets", () => {
    expectBoth([
      [`${TIME} "GET / HTTP/1.1"200 - 1 2 3`, { at }],
      [`${TIME} "GET / HTTP/1.1" ok - 1 2 3`, { at }],
      [`${TIME} "GET / HTTP/1.1 200 - 1 2 3`, { at }],
      [`${TIME} "shop" ERROR it failed after 5ms`, { at, level: "ERROR", durationUs: 5_000 }],
      [`2026-11-21T09:15:00.310Z "GET / HTTP/1.1" 200 - 1 2 3`, { at }],
    ]);
  });
});

describe("reports of Lambda", () => {
  it("have the duration of an invocation", () => {
    const at = "2026-11-21T09:15:00.123Z";
    const figures = "\tBilled Duration: 46 ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB\tInit Duration: 200.5 ms\t";
    expectBoth([
      [`${at} REPORT RequestId: 3f8a\tDuration: 45.12 ms${figures}`, { at, durationUs: 45_120 }],
      [`${at} REPORT RequestId: 3f8a Duration: 45.12 ms Billed Duration: 46 ms`, { at, durationUs: 45_120 }],
      [`${at} REPORT RequestId: Duration: 3 s`, { at, durationUs: 3_000_000 }],
      [`${at} REPORT RequestId: 3f8a\tDuration: soon${figures}`, { at }],
      [`${at} REPORT RequestId: 3f8a`, { at }],
      [`${at} REPORT RequestId: 3f8a\tDuration: 45.12 ms${figures}Status: timeout\t`, { at, durationUs: 45_120, level: "ERROR" }],
      [`${at} REPORT RequestId: 3f8a\tDuration: 45.12 ms${figures}Status: error\tError Type: Runtime.ExitError`, { at, durationUs: 45_120, level: "ERROR" }],
      [`${at} WARN REPORT RequestId: 3f8a\tDuration: 45.12 ms\tStatus: timeout`, { at, durationUs: 45_120, level: "WARN" }],
      ...["Status: success", "Status: success ", "Status: ", "Status:", "status: timeout", "xStatus: timeout"].map((status): Case => [
        `${at} REPORT RequestId: 3f8a\tDuration: 45.12 ms${figures}${status}`,
        { at, durationUs: 45_120 },
      ]),
      [`${at} REPORT RequestId: 3f8a\tStatus: timeout`, { at }],
      [`${at} START RequestId: 3f8a Version: $LATEST Duration: 45.12 ms`, { at }],
    ]);
  });
});

describe("requests behind other words", () => {
  it("have a method, a path, a status, and figures up to the end of the line", () => {
    const at = "2026-11-21T09:15:00Z";
    const read = { at, method: "GET", route: "/a/:id", status: 500 };
    const slow = { ...read, durationUs: 12_000 };
    expectBoth([
      [`${at} INFO [http-1] com.shop.Filter - GET /a/7 500 12ms`, { ...slow, level: "INFO" }],
      [`${at} INFO com.shop.Filter : 7ms GET /a/7 HTTP/1.1 500 (12ms)`, { ...slow, level: "INFO" }],
      [`${at} INFO took 12ms for GET /a/7 500`, { ...slow, level: "INFO" }],
      [`${at} took 12ms for GET /a/7 500`, read],
      [`${at} INFO 192.0.2.7:80 - "GET /a/7 HTTP/1.1" 500 - retried as GET /b 200`, { ...read, level: "INFO" }],
      [`${at} 192.0.2.7 GET /a/7 500 12ms`, slow],
      [`${at} [7] web GET /a/7 -> 500 in 12ms`, slow],
      [`${at} INFO GET /a/7 - 500 - 12ms`, { ...slow, level: "INFO" }],
      [`${at} INFO GET /a/7 HTTP/1.1 => 500 12 ms - 5`, { ...slow, level: "INFO", bytes: 5 }],
      [`${at} GET /a/7 -> 500 (12ms)`, slow],
      [`${at} stdout F GET /a/7 - 500 - 12ms`, slow],
      [`Nov 21 09:15:00 web-1 shop[7]: web GET /a/7 500 12ms`, { ...slow, host: "web-1", service: "shop" }],
      // One that is none is not looked for a second time.
      [`${at} INFO web GET /a/7 failed, GET /a/7 500 12ms`, { at, level: "INFO", durationUs: 12_000 }],
      [`${at} INFO web GET /a/7 500 times`, { at, level: "INFO" }],
      [`${at} INFO web GET http://shop.example/a/7 500`, { at, level: "INFO" }],
      [`${at} INFO web PURGE /a/7 500`, { at, level: "INFO" }],
      [`${at} INFO web XGET /a/7 500`, { at, level: "INFO" }],
      [`${at} INFO web GET /a/7 -- 500`, { at, level: "INFO" }],
      [`${at} INFO web GET /a/7 600`, { at, level: "INFO" }],
      // Directly behind the time a dash parts a request as in the first rule.
      [`${at} GET /a/7 - 500 - 12`, "bad-field"],
    ]);
  });
});

describe("lines of klog and glog", () => {
  it("have a level, and no year or one in front", () => {
    const at = "2026-11-21T09:15:00.123Z";
    expectBoth([
      ["I1121 09:15:00.123456    1234 controller.go:70] Starting controller", { at, level: "INFO" }],
      ["W1121 09:15:00.123456 1234 a.go:70]", { at, level: "WARN" }],
      ['E1121 09:15:00.123456 1234 a.go:70] "Failed" err="x"', { at, level: "ERROR" }],
      ["F20261121 09:15:00.123456 1234 a.cc:70] Check failed after 12ms", { at, level: "FATAL", durationUs: 12_000 }],
      ["I1121 09:15:00.123456 1234 a.go:70] GET /a/7 500 3ms", { at, level: "INFO", status: 500, method: "GET", route: "/a/:id", durationUs: 3_000 }],
      ["I1121 09:15:00.123456 GET /a/7 500 3ms", { at, level: "INFO", status: 500, method: "GET", route: "/a/:id", durationUs: 3_000 }],
      // A day after the reference time is the year before.
      ["I1123 09:15:00.123456 1 a.go:70] x", { at: "2025-11-23T09:15:00.123Z", level: "INFO" }],
      ["E0000 00:00:1795252500.123456 7 a.cc:12] failed", { at, level: "ERROR" }],
      ["E0000 00:00:00.123456 7 a.cc:12] failed", "bad-timestamp"],
      ["I1121 09:15:00.123456 7 a.go:70] \u001b[31mGET /a/7 500\u001b[0m", { at, level: "INFO", status: 500, method: "GET", route: "/a/:id" }],
      ["I1131 09:15:00.123456 1 a.go:70] x", "bad-timestamp"],
      ["I1121 09:15:00,123456 1 a.go:70] x", "bad-timestamp"],
      ["I1121 09:15 1 a.go:70] x", "bad-timestamp"],
      ["X1121 09:15:00.123456 1 a.go:70] x", "no-format"],
      ["I121 09:15:00.123456 1 a.go:70] x", "no-format"],
    ]);
  });

  it("say what they say in other lines too", () => {
    const at = "2026-11-21T09:15:00Z";
    const klog = "E1121 09:14:59.123456 7 a.go:70] failed in 12ms";
    const found = { at, host: "web-1", service: "kubelet", durationUs: 12_000 };
    expectBoth([
      [`Nov 21 09:15:00 web-1 kubelet[7]: ${klog}`, { ...found, level: "ERROR" }],
      [`<14>Nov 21 09:15:00 web-1 kubelet[7]: ${klog}`, { ...found, level: "INFO" }],
      [`${at} stderr F ${klog}`, { at, level: "ERROR", durationUs: 12_000 }],
      [`{"time":"${at}","log":"${klog}"}`, { at, level: "ERROR", durationUs: 12_000 }],
      [`${at} stdout F [GIN] 2026/11/21 - 09:14:59 | 500 | 3ms | 192.0.2.7 | GET "/a"`, { at, status: 500, durationUs: 3_000, method: "GET", route: "/a" }],
      [
        `Nov 21 09:15:00 web-1 shop[7]: [GIN] 2026/11/21 - 09:14:59 | 500 | 3ms | 192.0.2.7 | GET "/a"`,
        { at, host: "web-1", service: "shop", status: 500, durationUs: 3_000, method: "GET", route: "/a" },
      ],
    ]);
  });

  it("are access lines where they hold one", () => {
    const access = '192.0.2.7 - - [21/Nov/2026:09:15:00 +0000] "GET /a HTTP/1.1" 200 5';
    expectBoth([[`E1121 09:14:59.123456 7 a.go:70] ${access}`, { at: "2026-11-21T09:15:00Z", status: 200, bytes: 5, method: "GET", route: "/a" }]]);
  });
});

describe("levels and requests as loggers write them", () => {
  it("may stand behind many words that do not count", () => {
    expectBoth([
      ["2026-11-21T09:15:00Z pid=64 tid=a0 class=Job jid=39a3 elapsed=0.012 ERROR: x", { at: "2026-11-21T09:15:00Z", level: "ERROR" }],
      ["2026-11-21 09:15:00,000 [Workflow Event Thread 1] ERROR App - x", { at: "2026-11-21T09:15:00Z", level: "ERROR" }],
      ["2026-11-21 09:15:00.000 CET [118]: [10-1] db=a,user=b ERROR:  x", { at: "2026-11-21T09:15:00Z", level: "ERROR" }],
      ["2026-11-21 09:15:00 one two three four ERROR x", { at: "2026-11-21T09:15:00Z" }],
      ["2026-11-21 09:15:00 JOB 12 finished without error: 0 failures", { at: "2026-11-21T09:15:00Z" }],
      ["2026-11-21 09:15:00 [job 12 of 30 last ERROR cleared] fine", { at: "2026-11-21T09:15:00Z" }],
      ["2026-11-21 09:15:00 [x a b c d e f g h i ERROR", { at: "2026-11-21T09:15:00Z" }],
      ["2026-11-21 09:15:00 [1 2 3 4 5 6 7 8 9] a b ERROR x", { at: "2026-11-21T09:15:00Z", level: "ERROR" }],
      ["2026-11-21 09:15:00 [1 2 3 4 5 6 7 8 9] a b c ERROR x", { at: "2026-11-21T09:15:00Z" }],
      ["2026-11-21 09:15:00 [1 2 3 4 5 6 7 8 9 0] a b ERROR x", { at: "2026-11-21T09:15:00Z" }],
    ]);
  });

  it("may stand in front of the time, in all forms", () => {
    for (const level of ["ERROR:", "[ERROR]", "[ERROR ]", "[error]", "ERROR\t"]) {
      for (const time of ["2026/11/21 09:15:00", "2026-11-21T09:15:00Z", "2026.11.21 09:15:00"])
        expectBoth([[`${level} ${time} x`, { at: "2026-11-21T09:15:00Z", level: "ERROR" }]]);
    }
    expectBoth([["error: 2026-11-21T09:15:00Z x", "no-format"]]);
  });

  it("are requests of Rails, chi and actix", () => {
    const at = "2026-11-21T09:15:00Z";
    const requested = { status: 503, method: "POST", route: "/a/:id" };
    expectBoth([
      ["I, [2026-11-21T09:15:00.000000 #7]  INFO -- : [6eb5] Completed 500 Internal Server Error in 3ms (x)", { at, level: "INFO", status: 500, durationUs: 3_000 }],
      ["I, [2026-11-21T09:15:00.000000 #7]  INFO -- : Completed 5 tasks in 3ms", { at, level: "INFO", durationUs: 3_000 }],
      ['2026/11/21 09:15:00 [vm/1] "POST http://shop.example/a/7 HTTP/1.1" from 192.0.2.7:5555 - 503 5B in 12.385781ms', { at, ...requested, bytes: 5, durationUs: 12_386 }],
      ['[2026-11-21T09:15:00Z INFO  logger] 192.0.2.7 "POST /a/7 HTTP/1.1" 503 1 "-" "curl/8" 0.000065', { at, level: "INFO", ...requested, bytes: 1, durationUs: 65 }],
    ]);
  });
});
