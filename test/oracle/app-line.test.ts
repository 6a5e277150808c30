import { describe, expect, it } from "vitest";
import { type Expected, judgeOne } from "./judge-text.ts";

const timestampMs = Date.UTC(2026, 1, 7, 6, 34, 1);
const BAD = "rejected: bad-field";

function expectTail(tail: string, expected: Expected): void {
  const verdict = judgeOne(`2026-02-07 06:34:01${tail}`);
  expect(verdict).toEqual(typeof expected === "string" ? expected : { timestampMs, ...expected });
}

describe("app: the time", () => {
  it.each(["", " ", "\t", " - ", " -", " -  ", " - \t", ":", ": ", ",", ", x"])("may have %j behind it and nothing more", (tail) => {
    expectTail(tail, {});
  });

  it.each(["-", "- GET /a", "x", ":x", "[x]", "\0"])("is rejected with %j behind it", (tail) => {
    expectTail(tail, "rejected: bad-timestamp");
  });
});

describe("app: the request", () => {
  it.each<[string, Expected]>([
    [" - GET /api/users - 200 - 45ms", { method: "GET", route: "/api/users", status: 200, durationUs: 45_000 }],
    [" GET /api/users - 500 - 5000ms", { method: "GET", route: "/api/users", status: 500, durationUs: 5_000_000 }],
    ["\tGET\t/a  -  200  -  1.5s\t", { method: "GET", route: "/a", status: 200, durationUs: 1_500_000 }],
    [" - GET /a - 200", { method: "GET", route: "/a", status: 200 }],
    [" - GET /a", { method: "GET", route: "/a" }],
    [" - GET /a -", { method: "GET", route: "/a" }],
    [" - GET /a - ", { method: "GET", route: "/a" }],
    [" - GET /a - 200 - ", { method: "GET", route: "/a", status: 200 }],
    [" - GET /a more words - 200 - 45ms", { method: "GET", route: "/a", status: 200, durationUs: 45_000 }],
    [" - GET /a - - - 45ms", { method: "GET", route: "/a", durationUs: 45_000 }],
    [" - GET /a - -1 - -1", { method: "GET", route: "/a" }],
    [" - GET /a - 0 - -", { method: "GET", route: "/a" }],
    [" - GET /a - 200 - -5ms", { method: "GET", route: "/a", status: 200 }],
    [" - GET /a - 200 - -0ms", { method: "GET", route: "/a", status: 200, durationUs: 0 }],
    [" - GET /a - 200 - 45ms - ERROR - x", { method: "GET", route: "/a", status: 200, durationUs: 45_000 }],
    [" - OPTIONS * - 204", { method: "OPTIONS", route: "*", status: 204 }],
    [" - GET http://h/a?b - 200", { method: "GET", route: "/a", status: 200 }],
    [" - GET /a - ok - 45ms", BAD],
    [" - GET /a - 20 - 45ms", BAD],
    [" - GET /a - 200 - 45", BAD],
    [" - GET /a - 200 - 45 ms", BAD],
    [" - GET /a - 200 - x", BAD],
    [" - GET /a - 200 -", BAD],
    [" - GET /a - - 45ms", BAD],
    [" - GET a - 200 - 45ms", {}],
    [" - GET h2://a - 200", {}],
    [" - get /a - 200 - 45ms", {}],
    [" - ERROR /a - 200 - 45ms", { level: "ERROR", durationUs: 45_000 }],
    ["  - GET /a - 200 - 45ms", { method: "GET", route: "/a", status: 200, durationUs: 45_000 }],
  ])("%j", expectTail);
});

describe("app: the level", () => {
  it.each<[string, Expected]>([
    [" INFO Request processed in 127ms", { level: "INFO", durationUs: 127_000 }],
    [" ERROR Database connection failed", { level: "ERROR" }],
    [" WARNING x", { level: "WARN" }],
    [" - root - WARNING - x 5ms", { level: "WARN", durationUs: 5_000 }],
    [" [main] INFO x", { level: "INFO" }],
    [" [main] com.example.Main INFO x", { level: "INFO" }],
    [" a b c INFO x", { level: "INFO" }],
    [" a b c d INFO 5ms", {}],
    [" info x 5ms", {}],
    [" [info] x", { level: "INFO" }],
    [" info: x", { level: "INFO" }],
    [" [Error]: x", { level: "ERROR" }],
    [" [INFO ] x", { level: "INFO" }],
    [" INFO] x", { level: "INFO" }],
    [" [info ] x", { level: "INFO" }],
    [" [info] ] x", { level: "INFO" }],
    [" [info", {}],
    [" [7][info][x] x", { level: "INFO" }],
    [" [core:info] x", { level: "INFO" }],
    [" [info:] x", {}],
    [" INF x", { level: "INFO" }],
    [" [FTL] x", { level: "FATAL" }],
    [" INFO a = 12ms", { level: "INFO" }],
    [" INFO a = 12ms 13ms", { level: "INFO", durationUs: 13_000 }],
    [" info] x", {}],
    [" info]: x", { level: "INFO" }],
    [" [error reading] x", {}],
    [" [info:] x", {}],
    [" [[INFO]] x", {}],
    [" INFO:: x", {}],
    [" ERR:0 WARN:2 x", {}],
    [" INFO:app:x", { level: "INFO" }],
    [" info:app:x", {}],
    [" ERROR[7]: x", { level: "ERROR" }],
    [" ERROR[a]: x", {}],
    [", Error  x 5ms", { level: "ERROR", durationUs: 5_000 }],
    [",info,x 5ms", { level: "INFO", durationUs: 5_000 }],
    ["|0|ERROR|x", { level: "ERROR" }],
    [' {"level":"error","status":500,"url":"/a"}', { level: "ERROR", status: 500, route: "/a" }],
    [' {"level":"error","duration":5}', { level: "ERROR" }],
    [" level=error msg=x", { level: "ERROR" }],
    [" INFO level=error method=GET status=404 duration=5", { level: "INFO", method: "GET", status: 404, durationUs: 5_000 }],
    [" INFO level=error method=GET duration=5", { level: "INFO" }],
    [" a=b ERROR method=GET status=200", { level: "ERROR", method: "GET", status: 200 }],
    [" a=b c ERROR x status=500", { level: "ERROR" }],
    [" a=b level=3", {}],
    [' INFO a 10.0.0.1 - "GET /a HTTP/1.1" 500 5ms', { level: "INFO", method: "GET", route: "/a", status: 500, durationUs: 5_000 }],
    [' INFO a 10.0.0.1 - "GET /a" 500 5ms', { level: "INFO", durationUs: 5_000 }],
    [
      ' INFO 10.0.0.1 - - [24/Jan/2024:10:15:33 +0000] "GET /a HTTP/1.1" 500 5 "-" "-" 0.5',
      { level: "INFO", method: "GET", route: "/a", status: 500, bytes: 5, durationUs: 500_000 },
    ],
    [" INFO, x", {}],
    [" INFORMATION x", { level: "INFORMATION" }],
    [" Severe: x", { level: "SEVERE" }],
    [" INFO WARN x", { level: "INFO" }],
    [" 5ms INFO x", { level: "INFO" }],
    [" INFO a (12ms)", { level: "INFO", durationUs: 12_000 }],
    [" INFO a (12ms", { level: "INFO", durationUs: 12_000 }],
    [" INFO a 12ms)", { level: "INFO", durationUs: 12_000 }],
    [" INFO a 12ms, 13ms", { level: "INFO", durationUs: 12_000 }],
    [" INFO a (12ms).", { level: "INFO" }],
    [" INFO a 12ms;", { level: "INFO", durationUs: 12_000 }],
    [" INFO a in=12ms", { level: "INFO" }],
    [" INFO a 12 13 14s", { level: "INFO", durationUs: 14_000_000 }],
    [" INFO a -12ms 13ms", { level: "INFO" }],
    [" INFO a 12ms: 13ms", { level: "INFO", durationUs: 13_000 }],
    [" INFO\ttook\t1h0m0.5s", { level: "INFO", durationUs: 3_600_500_000 }],
    [" INFO 3µs", { level: "INFO", durationUs: 3 }],
  ])("%j", expectTail);

  it.each(["TRACE", "DEBUG", "VERBOSE", "INFO", "NOTICE", "WARN", "ERR", "FATAL", "CRIT", "CRITICAL", "ALERT", "EMERG", "EMERGENCY", "PANIC"])("knows %s", (level) =>
    expectTail(` ${level} x`, { level }),
  );
});
