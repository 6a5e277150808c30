import { describe, expect, it } from "vitest";
import { createJudge } from "./testing/judge-line.ts";
import type { PlainRecord, PlainVerdict } from "./testing/judge-line.ts";

const judge = createJudge();
const TIME = "2026-02-07 06:34:01";
const at = (fields: Omit<PlainRecord, "time"> = {}): PlainRecord => ({ time: "2026-02-07T06:34:01.000Z", ...fields });

const check = (cases: readonly (readonly [line: string, expected: PlainVerdict])[]): void => {
  for (const [line, expected] of cases) expect(judge(line), line).toEqual(expected);
};

describe("createAppParser", () => {
  it("asks for an ISO time with white space or the end behind it", () => {
    check([
      [TIME, at()],
      [`${TIME} - `, at()],
      [`${TIME} -`, at()],
      [`${TIME}\ttext`, at()],
      ["2026-02-07T06:34:01.25+01:00 x", { time: "2026-02-07T05:34:01.250Z" }],
      [`${TIME}:`, at()],
      [`${TIME}: INFO x`, at({ level: "INFO" })],
      [`${TIME}:x`, "bad-timestamp"],
      [`${TIME}, Error  x 5ms`, at({ level: "ERROR", isError: true, micros: 5_000 })],
      [`${TIME},info,app,x 5ms`, at({ level: "INFO", micros: 5_000 })],
      [`${TIME},x`, at()],
      [`${TIME},7x`, "bad-timestamp"],
      ["2026-02-07  6:34:01 8 [Note] x", at()],
      ["2026-02-07  6:34:01 8 [Warning] x", at({ level: "WARN" })],
      ["07-Feb-2026 06:34:01 WARNING [main] x", at({ level: "WARN" })],
      ["[07-Feb-2026 06:34:01 UTC] PHP Fatal error:  x", at({ level: "ERROR", isError: true })],
      ["07-Feb-2026:06:34:01 WARNING x", "no-format"],
      ["07-Foo-2026 06:34:01 x", "bad-timestamp"],
      [`${TIME}|INFO`, at()],
      ["2026/02/07 06:34:01 INFO x", at({ level: "INFO" })],
      ["2026/02/07T06:34:01 INFO x", "no-format"],
      ["2026/02-07 06:34:01 INFO x", "no-format"],
      ["2026-02-07", "bad-timestamp"],
      ["2026-02-07\t06:34:01", "bad-timestamp"],
      ["2026-", "bad-timestamp"],
      ["2026-02-30 06:34:01 INFO x", "bad-timestamp"],
    ]);
  });

  it("takes the word behind a time without a zone for the zone that it is", () => {
    check([
      [`${TIME} +0100 INFO x`, { time: "2026-02-07T05:34:01.000Z", level: "INFO" }],
      [`${TIME},250 -03:30`, { time: "2026-02-07T10:04:01.250Z" }],
      [`${TIME} UTC [7] ERROR: x`, at({ level: "ERROR", isError: true })],
      [`${TIME} GMT INFO`, at({ level: "INFO" })],
      [`${TIME}  +0100 INFO x`, at({ level: "INFO" })],
      [`${TIME} -12 INFO x`, at({ level: "INFO" })],
      [`${TIME} +0260 INFO x`, at({ level: "INFO" })],
      [`${TIME} +0100, INFO x`, at({ level: "INFO" })],
      [`${TIME}Z +0100 INFO x`, at({ level: "INFO" })],
      [`${TIME} CEST INFO x`, at({ level: "INFO" })],
    ]);
    expect(createJudge({ timeZone: "Europe/Berlin" })(`${TIME} UTC INFO`)).toEqual(at({ level: "INFO" }));
  });

  it("takes a time in brackets", () => {
    check([
      [`[${TIME},123] INFO [KafkaServer id=0] started in 5ms (kafka.server.KafkaServer)`, { time: "2026-02-07T06:34:01.123Z", level: "INFO", micros: 5_000 }],
      ["[2026-02-07T06:34:01,123][WARN ][o.e.n.Node               ] [name] x", { time: "2026-02-07T06:34:01.123Z", level: "WARN" }],
      [`[${TIME} +0100] [7] [ERROR] x`, { time: "2026-02-07T05:34:01.000Z", level: "ERROR", isError: true }],
      ["[2026-02-07T06:34:01Z INFO  my_crate] x", at({ level: "INFO" })],
      [`[${TIME}] production.ERROR: gave up after 3s {"a.b":1}`, at({ level: "ERROR", isError: true, micros: 3_000_000 })],
      [`[${TIME}] production.error: x`, at()],
      [`[${TIME}] ERROR: x.WARN: y`, at({ level: "ERROR", isError: true })],
      [`[${TIME}]`, at()],
      [`[${TIME}] - GET /a - 200 - 5ms`, at({ method: "GET", path: "/a", status: 200, micros: 5_000 })],
      [
        "E, [2026-02-07T06:34:01.250456 #7] ERROR -- : Completed 500 in 12ms (Views: 3ms)",
        { time: "2026-02-07T06:34:01.250Z", level: "ERROR", isError: true, status: 500, micros: 12_000 },
      ],
      ["[2026/02/07 06:34:01 UTC] INFO x", at({ level: "INFO" })],
      [`[${TIME}: INFO/MainProcess] x`, at({ level: "INFO" })],
      [`[${TIME},250: ERROR/ForkPoolWorker-1] Task raised after 3s`, { time: "2026-02-07T06:34:01.250Z", level: "ERROR", isError: true, micros: 3_000_000 }],
      [`[${TIME}: INFO] x`, at({ level: "INFO" })],
      [`[${TIME}: x/MainProcess] x`, at()],
      [`[${TIME}] INFO/MainProcess] x`, at()],
      [`[${TIME}:x] INFO x`, "bad-timestamp"],
      [`[${TIME}:] INFO x`, "bad-timestamp"],
      [`[${TIME}][ERROR][o.e.n.Node               ] [name] x`, at({ level: "ERROR", isError: true })],
      [`[${TIME}][7][warning][upstream] x`, at({ level: "WARN" })],
      [`[${TIME} +0100] [core:error] [pid 7] x`, { time: "2026-02-07T05:34:01.000Z", level: "ERROR", isError: true }],
      [`X, [${TIME}] INFO x`, "no-format"],
      [`I,[${TIME}] INFO x`, "no-format"],
    ]);
  });

  it("takes a level between tabs", () => {
    check([
      [`${TIME}\tinfo\tserver/main.go:12\tstarted in 5ms\t{"port": 8080}`, at({ level: "INFO", micros: 5_000 })],
      [`${TIME}\tError\tx`, at({ level: "ERROR", isError: true })],
      [`${TIME}\tinfo x`, at()],
      [`${TIME}\tinfo`, at()],
      [`${TIME} info\tx`, at()],
      [`${TIME}\t\tinfo\tx`, at()],
      [`${TIME}\tx\tinfo\ty`, at()],
    ]);
  });

  it("takes a level between colons behind a time", () => {
    check([
      [`${TIME},672:DEBUG:shop:took 5ms`, { time: "2026-02-07T06:34:01.672Z", level: "DEBUG", micros: 5_000 }],
      [`${TIME}:error:shop:x`, at({ level: "ERROR", isError: true })],
      ["2026-02-07T06:34:01+01:00:INFO:x", { time: "2026-02-07T05:34:01.000Z", level: "INFO" }],
      [`${TIME}:INFO x`, "bad-timestamp"],
      [`${TIME}:shop:INFO:x`, "bad-timestamp"],
      [`${TIME} :INFO:x`, at()],
    ]);
  });

  it("takes a level in brackets that are padded, or that others follow", () => {
    check([
      [`${TIME} [error    ] boom`, at({ level: "ERROR", isError: true })],
      [`${TIME} [error reading] boom`, at()],
      [`${TIME} [main][ERROR][x] boom`, at({ level: "ERROR", isError: true })],
      [`${TIME} main][ERROR][x] boom`, at()],
      [`${TIME} [a][b][c][d][ERROR] boom`, at()],
      [`${TIME} [mpm_event:notice] boom`, at({ level: "NOTICE" })],
      [`${TIME} [mpm_event:] boom`, at()],
      [`${TIME} mpm_event:notice boom`, at()],
    ]);
  });

  it("takes no setting for a duration", () => {
    check([
      [`${TIME} INFO interval = 3000ms`, at({ level: "INFO" })],
      [`${TIME} INFO interval= 3000ms in 5ms`, at({ level: "INFO", micros: 5_000 })],
      [`${TIME} INFO = (5ms) 6ms`, at({ level: "INFO", micros: 6_000 })],
    ]);
  });

  it("takes a level between pipes", () => {
    check([
      [`${TIME}.1234|INFO|App.Program|Hello in 5ms`, { time: "2026-02-07T06:34:01.123Z", level: "INFO", micros: 5_000 }],
      [`${TIME}| error |x`, at({ level: "ERROR", isError: true })],
      [`${TIME}|0|ERROR|x 5ms`, at({ level: "ERROR", isError: true, micros: 5_000 })],
      [`${TIME}|a|b|c|ERROR|x`, at()],
      [`${TIME} | INFO | x`, at({ level: "INFO" })],
      [`[${TIME}]|INFO|x`, at()],
    ]);
  });

  it("reads METHOD target - status - duration", () => {
    const request = { method: "GET", path: "/api/users" };
    check([
      [`${TIME} - GET /api/users - 200 - 45ms`, at({ ...request, status: 200, micros: 45_000 })],
      [`${TIME} GET /api/users - 200 - 45ms`, at({ ...request, status: 200, micros: 45_000 })],
      [`${TIME}\tGET\t/api/users\t - \t200\t - \t45ms\t`, at({ ...request, status: 200, micros: 45_000 })],
      [`${TIME} - GET /api/users - 200 - 45ms - more - 5`, at({ ...request, status: 200, micros: 45_000 })],
      [`${TIME} - GET /api/users`, at(request)],
      [`${TIME} - GET /api/users HTTP/1.1 in 5ms - 200`, at({ ...request, status: 200 })],
      [`${TIME} - GET /api/users - - - 45ms`, at({ ...request, micros: 45_000 })],
      [`${TIME} - GET /api/users -  - 45ms`, at({ ...request, micros: 45_000 })],
      [`${TIME} - GET /api/users - 200 - -`, at({ ...request, status: 200 })],
      [`${TIME} - GET /api/users - 200 - -1`, at({ ...request, status: 200 })],
      [`${TIME} - GET /api/users - 200 - -5ms`, at({ ...request, status: 200 })],
      [`${TIME} - GET /api/users - 200 - `, at({ ...request, status: 200 })],
      [`${TIME} - GET https://a.example/x - 0 - 1m2.5s`, at({ method: "GET", path: "https://a.example/x", micros: 62_500_000 })],
      [`${TIME} - OPTIONS * - 204`, at({ method: "OPTIONS", path: "*", status: 204 })],
      [`${TIME} - GET /api/users - ok - 45ms`, "bad-field"],
      [`${TIME} - GET /api/users - 200 - 45`, "bad-field"],
      [`${TIME} - GET /api/users - 200 - fast`, "bad-field"],
      [`${TIME} - GET /api/users - 200 -`, "bad-field"],
    ]);
  });

  it("takes no other words for a request", () => {
    check([
      [`${TIME} GET users - 200 - 45ms`, at()],
      [`${TIME} GET http:/x - 200`, at()],
      [`${TIME} GET h2://x - 200`, at()],
      [`${TIME} GET`, at()],
      [`${TIME} get /x - 200`, at()],
      [`${TIME} ERROR /var/log - not found`, at({ level: "ERROR", isError: true })],
      [`${TIME} TRACE /x - 200`, at({ level: "TRACE" })],
    ]);
  });

  it("finds a level among the first four words", () => {
    const error = at({ level: "ERROR", isError: true });
    check([
      [`${TIME} ERROR it broke`, error],
      [`${TIME} [error] it broke`, error],
      [`${TIME} error: it broke`, error],
      [`${TIME} [Error]: it broke`, error],
      [`${TIME} [ERROR ] it broke`, error],
      [`${TIME} [ ERROR ] it broke`, error],
      [`${TIME} [main] app worker-1 ERROR it broke`, error],
      [`${TIME} [main] app worker-1 5 ERROR it broke`, at()],
      [`${TIME} error it broke`, at()],
      [`${TIME} [error it broke`, at()],
      [`${TIME} error] it broke`, at()],
      [`${TIME} <ERROR> ERROR_ [[ERROR]] [ERROR:]`, at()],
      [`${TIME} ERROR:app:x`, error],
      [`${TIME} ERROR[21763] x`, error],
      [`${TIME} ERROR[a] x`, at()],
      [`${TIME} [] : []: [`, at()],
      [`${TIME} INFO ERROR`, at({ level: "INFO" })],
      [`${TIME} warning: low`, at({ level: "WARN" })],
    ]);
  });

  it("knows the level names", () => {
    const errors = ["ERR", "ERROR", "FATAL", "CRIT", "CRITICAL", "ALERT", "EMERG", "EMERGENCY", "PANIC", "SEVERE"];
    const others = ["TRACE", "DEBUG", "VERBOSE", "INFO", "INFORMATION", "NOTICE", "WARN"];
    check([
      ...errors.map((level) => [`${TIME} ${level} x`, at({ level, isError: true })] as const),
      ...others.map((level) => [`${TIME} ${level} x`, at({ level })] as const),
      ...["INFOS", "ERRORS", "EMERGE", "LOG", "Z", "INFORMATIONAL"].map((word) => [`${TIME} ${word} x`, at()] as const),
    ]);
  });

  it("takes the first number with a unit behind the level as the duration", () => {
    const info = (micros?: number): PlainRecord => at({ level: "INFO", ...(micros === undefined ? {} : { micros }) });
    check([
      [`${TIME} INFO Request processed in 127ms`, info(127_000)],
      [`${TIME} INFO done (45.5ms), again 7s.`, info(7_000_000)],
      [`${TIME} INFO done (45ms)`, info(45_000)],
      [`${TIME} INFO done 45ms;`, info(45_000)],
      [`${TIME} INFO done 45ms. 7s`, info(45_000)],
      [`${TIME} INFO done in=12ms 7 items 3.5`, info()],
      [`${TIME} INFO done -5ms 7ms`, info()],
      [`${TIME} INFO 5 ms`, info()],
      [`${TIME} 12ms INFO done`, info()],
      [`${TIME} it took 12ms`, at()],
    ]);
  });
});
