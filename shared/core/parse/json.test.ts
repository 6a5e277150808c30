import { describe, expect, it } from "vitest";
import { createJudge } from "./testing/judge-line.ts";
import type { PlainRecord, PlainVerdict } from "./testing/judge-line.ts";

const judge = createJudge();
const TIME = '"ts":1706091332';
const at = (fields: Omit<PlainRecord, "time"> = {}): PlainRecord => ({ time: "2024-01-24T10:15:32.000Z", ...fields });

const check = (cases: readonly (readonly [line: string, expected: PlainVerdict])[], judgeLine = judge): void => {
  for (const [line, expected] of cases) expect(judgeLine(line), line).toEqual(expected);
};
/** Cases of members that stand beside a time. */
const checkMembers = (cases: readonly (readonly [members: string, expected: Omit<PlainRecord, "time">])[], judgeLine = judge): void => {
  check(
    cases.map(([members, expected]) => [`{${TIME},${members}}`, at(expected)]),
    judgeLine,
  );
};
const nested = (depth: number): string => `{${TIME},"a":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;
const nestedInParent = (depth: number): string => `{${TIME},"http":{"a":${"[".repeat(depth - 2)}${"]".repeat(depth - 2)}}}`;
const withTime = (value: string): string => `{"time":${value}}`;

describe("createJsonParser: the text", () => {
  it("accepts one object with JSON white space around it", () => {
    check([
      [`{${TIME}}`, at()],
      [` \t{ \r${TIME}\t} \t\r `, at()],
      [`{${TIME}, "a" : [ ] , "b" : { } , "c" : [ 1 , { "d" : null } , true , false , "" ] }`, at()],
      [`{${TIME}}\0`, "bad-json"],
      [`{${TIME}} x`, "bad-json"],
      [`{${TIME}}{}`, "bad-json"],
      [`{${TIME}`, "bad-json"],
      [`{`, "bad-json"],
      [`{}`, "no-timestamp"],
    ]);
  });

  it("refuses what RFC 8259 does not allow", () => {
    const values = [
      "01",
      "1.",
      ".5",
      "+1",
      "-",
      "1e",
      "1e+",
      "0x1",
      "NaN",
      "nul",
      "nulll",
      "True",
      "'a'",
      '"\\x"',
      '"\\u12g4"',
      '"\\u12"',
      '"\u0001"',
      '"a',
      '"a\\',
      "[1,]",
      "[,1]",
      "[1 2]",
      "[",
      "{",
      '{"a"}',
      '{"a":}',
      '{"a":1,}',
      "{a:1}",
      '{"a" 1}',
      "",
      "]",
      "}",
    ];
    for (const key of ["a", "status", "metadata"]) check(values.map((value) => [`{${TIME},"${key}":${value}}`, "bad-json"]));
    check([
      [`{,${TIME}}`, "bad-json"],
      [`{${TIME},}`, "bad-json"],
      [`{${TIME},,"a":1}`, "bad-json"],
      [`{${TIME} "a":1}`, "bad-json"],
      [`{${TIME},"a\u0001":1}`, "bad-json"],
      [`{${TIME},"a\\x":1}`, "bad-json"],
      [`{${TIME},"a`, "bad-json"],
      [`{${TIME},a":1}`, "bad-json"],
      [`{${TIME},"metadata":{"status":200]}`, "bad-json"],
      [`{${TIME},"metadata":{"status":200`, "bad-json"],
    ]);
  });

  it("takes invalid UTF-8 as it is", () => {
    const bytes = Uint8Array.from(`{${TIME},"app":"a?b"}`, (character) => (character === "?" ? 0xff : character.charCodeAt(0)));
    expect(judge(bytes)).toEqual(at({ service: "a\ufffdb" }));
  });

  it("goes 256 levels deep and no further", () => {
    check([
      [nested(256), at()],
      [nested(257), "bad-json"],
      [nestedInParent(256), at()],
      [nestedInParent(257), "bad-json"],
    ]);
  });
});

describe("createJsonParser: keys", () => {
  it("asks the aliases in order, and the first that is not null decides", () => {
    checkMembers([
      ['"http_status":404,"status":200', { status: 200 }],
      ['"http_status":404,"status":null', { status: 404 }],
      ['"http_status":404,"status":"ok"', {}],
      ['"http_status":404,"status":{}', {}],
      ['"status":404,"status":200', { status: 200 }],
      ['"http_status":404,"status":200,"status":null', { status: 404 }],
    ]);
  });

  it("asks the top level before the parents, and the parents in order", () => {
    checkMembers([
      ['"metadata":{"status":404},"http_status":200', { status: 200 }],
      ['"response":{"status":404},"metadata":{"http_status":200}', { status: 200 }],
      ['"attributes":{"path":"/a"},"context":{"path":"/c"},"fields":{"path":"/f"}', { path: "/f" }],
      ['"http":{"path":"/h"},"req":{"path":"/q"},"res":{"path":"/r"}', { path: "/r" }],
      ['"other":{"status":404}', {}],
      ['"metadata":{"response":{"status":404}}', {}],
      ['"metadata":[{"status":404}]', {}],
    ]);
  });

  it("takes the last of duplicate parents", () => {
    checkMembers([
      ['"metadata":{"status":404,"method":"GET"},"metadata":{"status":200}', { status: 200 }],
      ['"metadata":{"status":404},"metadata":1', {}],
      ['"metadata":{"status":404},"metadata":null', {}],
      ['"metadata":1,"metadata":{"status":404}', { status: 404 }],
    ]);
  });

  it("compares keys and values after unescaping", () => {
    checkMembers([
      ['"\\u0073tat\\u0075s":200', { status: 200 }],
      ['"status\\u0000":200', {}],
      ['"st\\/atus":200,"\\"status":404', {}],
      ['"app":"\\u00e9\\ud83d\\ude00\\n\\t\\r\\b\\f\\/\\\\\\""', { service: 'é😀\n\t\r\b\f/\\"' }],
      ['"app":"\\ud83dx\\ude00\\ud83d\\u0041"', { service: "\ufffdx\ufffd\ufffdA" }],
      ['"app":"\\ud83d\\ud83d\\ude00"', { service: "\ufffd😀" }],
      ['"app":"\\udbff\\udfff\\ud800\\udc00\\ud7ff\\ue000\\u07ff\\u0800\\u007f\\u0080"', { service: "\u{10ffff}\u{10000}\ud7ff\ue000\u07ff\u0800\u007f\u0080" }],
      ['"metad\\u0061ta":{"\\u0068ost":"h\\u0031"},"path":"\\/a","method":"p\\u006fst"', { host: "h1", path: "/a", method: "POST" }],
      [`"app":"${"\\u0041".repeat(3000)}","host":"${"\\u0042".repeat(3000)}"`, { service: "A".repeat(256), host: "B".repeat(256) }],
    ]);
  });

  it("lets settings put aliases in front", () => {
    const own = createJudge({
      jsonAliases: { duration: ["spent_s", "spent", "t_us", "t_ns", "t_seconds", "Duration"], status: ["outcome.code", "a.b.c"], service: ["pod", "metadata.pod"], time: ["when"] },
    });
    checkMembers(
      [
        ['"spent_s":1.5,"duration_ms":7', { micros: 1_500_000 }],
        ['"spent":1.5', { micros: 1500 }],
        ['"t_us":1.5', { micros: 2 }],
        ['"t_ns":1500', { micros: 2 }],
        ['"t_seconds":2', { micros: 2_000_000 }],
        ['"Duration":2000,"duration_ms":7', { micros: 2 }],
        ['"outcome":{"code":200},"status":404', { status: 200 }],
        ['"outcome.code":201,"outcome":{"code":200}', { status: 201 }],
        ['"a":{"b.c":200}', { status: 200 }],
        ['"metadata":{"outcome.code":200,"status":404}', { status: 200 }],
        ['"metadata":{"pod":"p"},"service":"s"', { service: "p" }],
        ['"request":{"pod":"p"},"service":"s"', { service: "s" }],
        ['"request":{"pod":"p","service":"s"}', { service: "p" }],
        ['"when":"2026-02-07T00:00:00Z"', { time: "2026-02-07T00:00:00.000Z" } as Omit<PlainRecord, "time">],
      ],
      own,
    );
  });
});

describe("createJsonParser: values", () => {
  it("takes a time as ISO, CLF or epoch, and nothing else", () => {
    check([
      [withTime('"2024-01-24T10:15:32Z"'), at()],
      [withTime('"2024-01-24 10:15:32 +0000"'), at()],
      [withTime('"2024-01-24 10:15:32,000 Z"'), at()],
      [withTime('"24/Jan/2024:10:15:32 +0000"'), at()],
      [withTime('"1706091332"'), at()],
      [withTime('"1706091332.000"'), at()],
      [withTime("1706091332e0"), at()],
      [withTime("17060913320e-1"), at()],
      [withTime('"17060913320e-1"'), "bad-timestamp"],
      [withTime(`"${"0".repeat(54)}1706091332"`), at()],
      [withTime(`"${"0".repeat(55)}1706091332"`), "bad-timestamp"],
      [withTime('"2024-01-24T10:15:32Z "'), "bad-timestamp"],
      [withTime('" 2024-01-24T10:15:32Z"'), "bad-timestamp"],
      [withTime('"2024-01-24"'), "bad-timestamp"],
      [withTime('"now"'), "bad-timestamp"],
      [withTime('""'), "bad-timestamp"],
      [withTime('"-"'), "bad-timestamp"],
      [withTime("true"), "bad-timestamp"],
      [withTime("{}"), "bad-timestamp"],
      [withTime("[1706091332]"), "bad-timestamp"],
      [withTime("-1706091332"), "bad-timestamp"],
      [withTime("null"), "no-timestamp"],
      ['{"time":null,"ts":1706091332}', at()],
      ['{"time":"x","ts":1706091332}', "bad-timestamp"],
      ['{"metadata":{"ts":1706091332}}', at()],
    ]);
  });

  it("reads levels by name and by number", () => {
    const pino: [number: string, level: string][] = [
      ["10", "TRACE"],
      ["20", "DEBUG"],
      ["30", "INFO"],
      ["35.9", "INFO"],
      ["40", "WARN"],
      ["59", "ERROR"],
      ["60", "FATAL"],
    ];
    const syslog = ["EMERG", "ALERT", "CRIT", "ERROR", "WARN", "NOTICE", "INFO", "DEBUG"].map((level, number) => [String(number), level] as const);
    const errors = ["EMERG", "ALERT", "CRIT", "ERROR", "FATAL"];
    const expected = (level: string): Omit<PlainRecord, "time"> => (errors.includes(level) ? { level, isError: true } : { level });
    checkMembers([
      ...[...pino, ...syslog].map(([number, level]) => [`"level":${number}`, expected(level)] as const),
      ...[...pino, ...syslog].filter(([number]) => !number.includes(".")).map(([number, level]) => [`"level":"${number}"`, expected(level)] as const),
      ...["8", "9", "61", "70", "1e9", "-1", "1e400", '"61"', '"-"', '""', "true", `"${"9".repeat(80)}"`].map((value) => [`"level":${value}`, {}] as const),
      ['"level":-0.0', { level: "EMERG", isError: true }],
      ['"level":"error"', { level: "ERROR", isError: true }],
      ['"level":"Warning"', { level: "WARN" }],
      ['"severity":"custom-é"', { level: "CUSTOM-é" }],
      ['"level":"-1"', { level: "-1" }],
      [`"level":"${"x".repeat(40)}"`, { level: "X".repeat(32) }],
    ]);
  });

  it("reads a status as a whole number or three digits", () => {
    checkMembers([
      ...["200", "200.0", "2e2", "20000e-2", '"200"', "2.00e2"].map((value) => [`"status":${value}`, { status: 200 }] as const),
      ...["200.5", "200.0000000000000000000001", "0", "99", "1000", "-200", "1e400", '"0"', '"099"', '"ok"', '"2000"', '" 200"', '""', "false", "[200]"].map(
        (value) => [`"status":${value}`, {}] as const,
      ),
    ]);
  });

  it("reads a duration in the unit of its alias unless the value has one", () => {
    checkMembers([
      ['"duration_ms":1.0005', { micros: 1001 }],
      ['"durationMs":"12"', { micros: 12_000 }],
      ['"latency_us":12.5', { micros: 13 }],
      ['"Duration":1499', { micros: 1 }],
      ['"event.duration":1500', { micros: 2 }],
      ['"request_time":"0.5"', { micros: 500_000 }],
      ['"took":"1m2.5s"', { micros: 62_500_000 }],
      ['"elapsed":"45ms"', { micros: 45_000 }],
      ['"request_time":"45ms"', { micros: 45_000 }],
      ['"duration":1e3', { micros: 1_000_000 }],
      ['"duration":5e-4', { micros: 1 }],
      ['"duration":4.9e-4', { micros: 0 }],
      ['"duration":-0.0', { micros: 0 }],
      ['"duration":"45 ms"', { micros: 45_000 }],
      ['"duration":"1.0005 s"', { micros: 1_000_500 }],
      ...[
        "-1",
        '"-1"',
        '"-"',
        '""',
        '"fast"',
        '"45  ms"',
        '"45 m"',
        '"45 msec"',
        '"-45 ms"',
        `"${"0".repeat(62)} ms"`,
        "1e400",
        "9007199254740992",
        "true",
        "null",
        `"${"0".repeat(64)}1"`,
      ].map((value) => [`"duration":${value}`, {}] as const),
      ['"duration":"x","took":5', {}],
      [`"duration":${"0.".padEnd(100, "0")}1`, { micros: 0 }],
    ]);
  });

  it("reads Caddy's duration in seconds", () => {
    checkMembers([
      ['"logger":"http.log.access.log0","duration":0.25,"status":200', { micros: 250_000, status: 200 }],
      ['"duration":0.25,"logger":"http.log.\\u0061ccess"', { micros: 250_000 }],
      ['"logger":"http.log.access","duration":"25ms"', { micros: 25_000 }],
      ['"logger":"http.log.access","took":25', { micros: 25_000 }],
      ['"logger":"http.log.error.log0","duration":0.25', { micros: 250_000 }],
      ['"logger":"http.logs","duration":25', { micros: 25_000 }],
      ['"logger":7,"duration":25', { micros: 25_000 }],
      ['"metadata":{"logger":"http.log.access"},"duration":25', { micros: 25_000 }],
    ]);
  });

  it("reads bytes, and cuts their fraction", () => {
    checkMembers([
      ['"bytes":0', { bytes: 0 }],
      ['"size":12.9', { bytes: 12 }],
      ['"bytes":1.5e3', { bytes: 1500 }],
      ['"bytes":"12"', { bytes: 12 }],
      ['"bytes":9007199254740991', { bytes: 9_007_199_254_740_991 }],
      ['"bytes":-0', { bytes: 0 }],
      ...["-1", "-0.5", "9007199254740992", '"-1"', '"12.5"', '""', '"9007199254740992"', `"${"0".repeat(64)}1"`, "true"].map((value) => [`"bytes":${value}`, {}] as const),
    ]);
  });

  it("reads method, route, service and host", () => {
    checkMembers([
      ['"method":"get"', { method: "GET" }],
      ['"verb":"m-search_x"', { method: "M-SEARCH_X" }],
      ...['""', '"-"', '"_A"', '"G T"', '"G3T"', '"gét"', `"${"a".repeat(21)}"`, "7"].map((value) => [`"method":${value}`, {}] as const),
      [`"method":"${"a".repeat(20)}"`, { method: "A".repeat(20) }],
      ['"url.path":"/a?b"', { path: "/a?b" }],
      ...['""', '"-"', "7", "null"].map((value) => [`"path":${value}`, {}] as const),
      ['"service":"s","host":"h"', { service: "s", host: "h" }],
      ...['""', '"-"', "7", "[]"].map((value) => [`"service":${value},"host":${value}`, {}] as const),
    ]);
  });

  it("takes what is absent from a request line", () => {
    checkMembers([
      ['"request":"GET /x HTTP/1.1"', { method: "GET", path: "/x" }],
      ['"request":"GET /x HTTP/1.1","method":"PUT"', { method: "PUT", path: "/x" }],
      ['"request":"GET /x HTTP/1.1","path":"/y"', { method: "GET", path: "/y" }],
      ['"request":"GET /x HTTP/1.1","path":"/y","method":"PUT"', { method: "PUT", path: "/y" }],
      ['"request":"GET /x HTTP/1.1","path":"-","method":7', { method: "GET", path: "/x" }],
      ['"request":"GET /x HTTP/1.1","path":"?q"', { method: "GET", path: "?q" }],
      ['"request":"GET \\"\\/x\\" HTTP/1.1"', { method: "GET", path: '"/x"' }],
      ['"request":"nonsense"', {}],
      ['"request":{"method":"GET","uri":"/x"}', { method: "GET", path: "/x" }],
      ['"request":{"uri":"/x"},"request":"GET /y"', { method: "GET", path: "/y" }],
      ['"metadata":{"request":"GET /x HTTP/1.1"}', {}],
    ]);
  });
});
