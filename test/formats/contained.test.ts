import { describe, it } from "vitest";
import { expectBoth } from "./judge-both.ts";

const AT = "2026-11-21T09:15:00Z";
const ESC = "\u001b";
const requested = { status: 503, method: "GET", route: "/a/:id" };
const ACCESS = '192.0.2.7 - - [21/Nov/2026:09:14:59 +0000] "GET /a/7 HTTP/1.1" 503 12 "-" "curl/8" 0.005';
const accessed = { ...requested, bytes: 12, durationUs: 5_000 };
const ENVOY = '[2026-11-21T09:14:59.772Z] "GET /a/7 HTTP/1.1" 503 - via_upstream - "-" 0 55 26 22 "192.0.2.7" "curl/8" "af21" "shop.example" "10.0.0.1:80"';
const envoyed = { ...requested, bytes: 55, durationUs: 26_000, host: "shop.example" };

describe("a contained line", () => {
  const docker = (line: string): string => JSON.stringify({ log: `${line}\n`, stream: "stdout", time: AT });

  it("stands in an object of Docker, and may be of any format", () => {
    expectBoth([
      [docker(ACCESS), { at: AT, ...accessed }],
      [docker(ENVOY), { at: AT, ...envoyed }],
      [docker("2026-11-21 09:14:59,123 [main] ERROR c.e.Shop - took 12ms"), { at: AT, level: "ERROR", durationUs: 12_000 }],
      [docker("[2026-11-21 09:14:59 +0000] [12] [CRITICAL] WORKER TIMEOUT (pid:13)"), { at: AT, level: "CRITICAL" }],
      [docker('{"level":"error","status":503,"method":"GET","path":"/a/7","service":"api"}'), { at: AT, level: "ERROR", ...requested }],
      [docker('{"time":"2026-11-21T09:14:59Z","level":"error","service":"api"}'), { at: AT, level: "ERROR", service: "api" }],
      [docker("level=error method=GET path=/a/7 status=503"), { at: AT, level: "ERROR", ...requested }],
      [docker("GET /a/7 503 12.5 ms - 30"), { at: AT, ...requested, durationUs: 12_500, bytes: 30 }],
      [docker("ERROR it failed"), { at: AT, level: "ERROR" }],
      [docker("   ERROR it failed"), { at: AT, level: "ERROR" }],
      [docker("09:14:59.123 [main] ERROR c.e.Shop - x"), { at: AT, level: "ERROR" }],
      [docker("[7] [web] INFO [main] took 15ms"), { at: AT, level: "INFO", durationUs: 15_000 }],
      [docker("    at com.example(ERROR: x)"), { at: AT }],
      [docker(""), { at: AT }],
    ]);
  });

  it("stands in an object that says nothing else, under the first key that has a value", () => {
    expectBoth([
      [JSON.stringify({ "@timestamp": AT, message: ACCESS, log: { offset: 0 }, host: { name: "web-1" } }), { at: AT, ...accessed, host: "web-1" }],
      [JSON.stringify({ timestamp: AT, path: "/var/log/x", msg: "ERROR x\r\nFATAL y" }), { at: AT, level: "ERROR", route: "/var/log/x" }],
      [JSON.stringify({ timestamp: AT, message: null, line: "ERROR x" }), { at: AT, level: "ERROR" }],
      [JSON.stringify({ timestamp: AT, event: "ERROR x" }), { at: AT }],
      [JSON.stringify({ timestamp: AT, service: "5ms", message: "GET /a/7 503" }), { at: AT, durationUs: 5_000 }],
      [JSON.stringify({ timestamp: AT, message: 7, log: "ERROR x" }), { at: AT }],
      [JSON.stringify({ timestamp: AT, message: ACCESS, level: "info" }), { at: AT, level: "INFO" }],
      [JSON.stringify({ timestamp: AT, message: ACCESS, level: null }), { at: AT, ...accessed }],
      [JSON.stringify({ timestamp: AT, message: ACCESS, size: 7 }), { at: AT, bytes: 7 }],
      [JSON.stringify({ timestamp: AT, message: docker(ACCESS) }), { at: AT, ...accessed }],
    ]);
  });

  it("stands behind the time of a container's runtime or of svlogd", () => {
    for (const header of [`${AT} stderr F `, `${AT.replace("T", "_")} `]) {
      expectBoth([
        [`${header}${ENVOY}`, { at: AT, ...envoyed }],
        [`${header}[2026-11-21 09:14:59.509][7][warning][config] [external/envoy/x`, { at: AT, level: "WARN" }],
        [`${header}F, [2026-11-21T09:14:59.954949 #2] FATAL -- : x`, { at: AT, level: "FATAL" }],
        [`${header}level=error ts=2026-11-21T09:14:59Z caller=cluster.go:649`, { at: AT, level: "ERROR" }],
        [`${header}GET /a/7 503 12ms`, { at: AT, ...requested, durationUs: 12_000 }],
        [`${header}${ESC}[31mERROR${ESC}[0m x`, { at: AT, level: "ERROR" }],
      ]);
    }
  });

  it("says nothing where it is prose", () => {
    const texts = [
      "No error: all fine",
      "Exit code: 0, error: null",
      "user ERROR logged in",
      '{"type":"level_up","level":3}',
      '{"device":"a","severity":2,"state":"on"}',
      "order=17 method=paypal status=402",
      '{"device":"a","status":500,"path":"a/b"}',
      "Completed 500 rows in 12ms",
    ];
    for (const text of texts) expectBoth([[docker(text), { at: AT }]]);
  });

  it("says nothing where it continues a stack trace", () => {
    for (const text of ["\tat ERROR: x", "\tat GET /x 500", "Caused by: GET /x 500", "Traceback GET /x 500"]) {
      const line = `${AT} stderr F ${text}`;
      expectBoth([
        [line, { at: AT }],
        [docker(text), { at: AT }],
        [`${AT} stderr F ${docker(text)}`, { at: AT }],
      ]);
    }
  });

  it("is a message with a time of its own, whose level counts where the line has none", () => {
    expectBoth([
      ["Nov 21 09:15:00 web-1 jobs[7]: 2026-11-21T09:14:59Z [ERROR] x", { at: AT, level: "ERROR", host: "web-1", service: "jobs" }],
      ["<14>Nov 21 09:15:00 web-1 jobs[7]: 2026-11-21T09:14:59Z [ERROR] x", { at: AT, level: "INFO", host: "web-1", service: "jobs" }],
      ["Nov 21 09:15:00 web-1 httpd: [Sat Nov 21 09:14:59 2026] [core:error] x", { at: AT, level: "ERROR", host: "web-1", service: "httpd" }],
      ["2026-11-21T09:15:00.125125+00:00 app[web.1]: F, [2026-11-21T09:14:59.954949 #2] FATAL -- : x", { at: "2026-11-21T09:15:00.125Z", level: "FATAL", service: "app" }],
    ]);
  });
});

describe("a line of syslog without a priority", () => {
  it("may have a level, a request or a duration in its message", () => {
    const named = { at: AT, host: "web-1", service: "app" };
    expectBoth([
      ["Nov 21 09:15:00 web-1 app[7]: ERROR boom in 12ms", { ...named, level: "ERROR", durationUs: 12_000 }],
      ["Nov 21 09:15:00 web-1 app: error: cannot load", { ...named, level: "ERROR" }],
      ["Nov 21 09:15:00 web-1 app: an error: cannot load", named],
      ["Nov 21 09:15:00 web-1 app: Invalid user ERROR from 192.0.2.7", named],
      ["2026-11-21T09:15:00.000000+00:00 web-1 app[7]: User ERROR from 192.0.2.7", named],
      ["2026-11-21T09:15:00.000000+00:00 web-1 app[7]: GET /a/7 503", { ...named, ...requested }],
      ["2026-11-21T09:15:00.000000+00:00 web-1 app[7]: [12] ERROR x in 12ms", { ...named, level: "ERROR", durationUs: 12_000 }],
      ["Nov 21 09:15:00 web-1 app: \tERROR x", { ...named, level: "ERROR" }],
      ["Nov 21 09:15:00 web-1 app: 2026.11.21 09:14:59 GET /a/7 - 503 - 5ms", { ...named, ...requested, durationUs: 5_000 }],
      ["Nov 21 09:15:00 web-1 app: some error happened", named],
      ["Nov 21 09:15:00 web-1 app: GET /a/7 503", { ...named, ...requested }],
      ["<14>Nov 21 09:15:00 web-1 app: ERROR boom in 12ms", { ...named, level: "INFO" }],
      ["Nov 21 09:15:00.961 ERRO e, err: boom", { at: "2026-11-21T09:15:00.961Z", level: "ERROR" }],
      ["Nov 21 09:15:00 unbound[7:0] error: init module 2", { at: AT, level: "ERROR", service: "unbound" }],
      ["Nov 21 09:15:00 web-1 app(ada)<25><q/B>: x", named],
    ]);
  });
});

describe("colours", () => {
  it("are no part of a line that begins with one, or soon has one", () => {
    expectBoth([
      [`${ESC}[2m${AT}${ESC}[0m ${ESC}[31mERROR${ESC}[0m ${ESC}[2mr${ESC}[0m x`, { at: AT, level: "ERROR" }],
      [`2026/11/21 09:15:00\t${ESC}[31mERROR${ESC}[0m\thttp.log`, { at: AT, level: "ERROR" }],
      [`2026-11-21 09:15:00 ${ESC}[1;31mERROR${ESC}[0;39m x`, { at: AT, level: "ERROR" }],
      [`${ESC}[0m${ESC}[m`, "blank"],
      [`${ESC}ERROR`, "no-format"],
    ]);
  });
});
