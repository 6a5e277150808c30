import { describe, expect, it } from "vitest";
import { InputError } from "../errors.ts";
import { LINE_BYTES_MAX } from "../limits.ts";
import { emptyLineFields } from "./line-fields.ts";
import { createLineParser } from "./line-parser.ts";
import { DEFAULT_PARSE_SETTINGS, LINE_FORMATS } from "./settings.ts";
import type { LineFormat } from "./settings.ts";
import { bytesOf, createJudge, plainRecord, verdictName } from "./testing/judge-line.ts";
import type { PlainVerdict } from "./testing/judge-line.ts";
import { VERDICT_NO_FORMAT, VERDICT_RECORD, VERDICT_TOO_LONG } from "./verdict.ts";

const ACCESS = '192.0.2.1 - - [24/Jan/2024:10:15:32 +0000] "GET /x HTTP/1.1" 200 5';
const APP = "2024-01-24 10:15:32 INFO x";
const JSON_LINE = '{"ts":1706091332}';
const ALB =
  'https 2024-01-24T10:15:32.000000Z app/b/50dc 192.0.2.1:2817 10.0.0.1:80 0.001 0.002 0.003 200 200 34 5 "GET https://a.example:443/x HTTP/2.0" "curl" - - - "-" "a.example"';
const ELB = '2024-01-24T10:15:32.000000Z b 192.0.2.1:2817 10.0.0.1:80 0.001 0.002 0.003 200 200 34 5 "GET https://a.example:443/x HTTP/1.1"';
const S3 = '79a5 bucket [24/Jan/2024:10:15:32 +0000] 192.0.2.1 - 3E57 REST.GET.OBJECT x "GET /x HTTP/1.1" 200 - 5 5 6 1 "-" "curl" - h= SigV4 C A a.example';
const W3C = `2024-01-24\t10:15:32\tFRA1\t5\t192.0.2.1\tGET\td.cloudfront.net\t/x\t200${"\t-".repeat(6)}\ta.example\thttps\t1\t0.006\t-\t-\t-`;
const SYSLOG = "<11>1 2024-01-24T10:15:32Z web-1 su - ID47 - failed";
const APACHE_ERROR = "[Wed Jan 24 10:15:32.123456 2024] [core:warn] [pid 5] it failed";
const LOGFMT = 'ts=2024-01-24T10:15:32Z level=info msg="a b"';
const RECORDS: Record<LineFormat, PlainVerdict> = {
  access: { time: "2024-01-24T10:15:32.000Z", method: "GET", path: "/x", status: 200, bytes: 5 },
  alb: { time: "2024-01-24T10:15:32.000Z", method: "GET", path: "https://a.example:443/x", status: 200, bytes: 5, micros: 6000, host: "a.example" },
  elb: { time: "2024-01-24T10:15:32.000Z", method: "GET", path: "https://a.example:443/x", status: 200, bytes: 5, micros: 6000 },
  s3: { time: "2024-01-24T10:15:32.000Z", method: "GET", path: "/x", status: 200, bytes: 5, micros: 6000, host: "a.example" },
  w3c: { time: "2024-01-24T10:15:32.000Z", method: "GET", path: "/x", status: 200, bytes: 5, micros: 6000, host: "a.example" },
  syslog: { time: "2024-01-24T10:15:32.000Z", level: "ERROR", isError: true, host: "web-1", service: "su" },
  "apache-error": { time: "2024-01-24T10:15:32.123Z", level: "WARN" },
  logfmt: { time: "2024-01-24T10:15:32.000Z", level: "INFO" },
  pattern: { time: "2024-01-24T10:15:32.000Z", service: "shop" },
  app: { time: "2024-01-24T10:15:32.000Z", level: "INFO" },
  json: { time: "2024-01-24T10:15:32.000Z" },
};
const LINES: Record<LineFormat, string> = {
  access: ACCESS,
  alb: ALB,
  elb: ELB,
  s3: S3,
  w3c: W3C,
  syslog: SYSLOG,
  "apache-error": APACHE_ERROR,
  logfmt: LOGFMT,
  pattern: "1706091332|shop",
  app: APP,
  json: JSON_LINE,
};
const FORMATS = LINE_FORMATS;
const PATTERN = { pattern: "{time:epoch}|{service}" };

/** What a pinned format says of lines that only another row of the table kept from it. */
const PINNED: Record<string, PlainVerdict> = { "access: s3": "bad-field", "app: w3c": "bad-timestamp", "app: elb": { time: "2024-01-24T10:15:32.000Z" } };

const check = (judge: (line: string) => PlainVerdict, cases: readonly (readonly [line: string, expected: PlainVerdict])[]): void => {
  for (const [line, expected] of cases) expect(judge(line), line).toEqual(expected);
};

describe("createLineParser", () => {
  it("lets each line's first bytes decide", () => {
    check(createJudge(PATTERN), [
      ...FORMATS.map((format) => [LINES[format], RECORDS[format]] as const),
      [` \t${JSON_LINE}`, RECORDS.json],
      [` ${ACCESS}`, "continuation"],
      [`\t${APP}`, "continuation"],
      ["Caused by: java.io.IOException", "continuation"],
      ["Traceback (most recent call last):", "continuation"],
      ["Caused by", "no-format"],
      ["traceback", "no-format"],
      ["2024-", "bad-timestamp"],
      ["2024", "no-format"],
      ["202-", "no-format"],
      ["[1,2]", "no-format"],
      ["\r{}", "no-format"],
      ["\ufeff{}", "no-format"],
      [" [24/x", "continuation"],
      ["[24/x", "bad-timestamp"],
      ["\u00a0x", "no-format"],
    ]);
  });

  it("asks a pinned format alone, and keeps continuations", () => {
    for (const format of FORMATS) {
      const judge = createJudge({ ...PATTERN, format });
      for (const other of FORMATS)
        expect(judge(LINES[other]), `${format}: ${LINES[other]}`).toEqual(other === format ? RECORDS[format] : (PINNED[`${format}: ${other}`] ?? "no-format"));
      check(judge, [
        ["  at x.y(Z.java:1)", "continuation"],
        ["Caused by: x", "continuation"],
        ["", "blank"],
        ["# x", "comment"],
      ]);
      if (format !== "json") expect(judge(` ${JSON_LINE}`)).toBe("continuation");
    }
    check(createJudge({ format: "access" }), [[`2024-web [24/Jan/2024:10:15:32] "GET /x HTTP/1.1" 200 5`, RECORDS.access]]);
  });

  it("tells blank lines and comments before formats", () => {
    check(createJudge(), [
      ["", "blank"],
      ["\r", "blank"],
      [" \t\r\0\r", "blank"],
      ["#", "comment"],
      ["#Fields: x", "comment"],
      [" #", "continuation"],
      ["\0#", "no-format"],
    ]);
  });

  it("takes one CR from the end of a line", () => {
    check(createJudge(), [
      [`${ACCESS}\r`, RECORDS.access],
      [`${ACCESS}\r\r`, "bad-field"],
      [`${JSON_LINE}\r\r`, RECORDS.json],
      [`${APP.slice(0, 19)}\r`, RECORDS.json],
    ]);
  });

  it("skips a byte order mark on the object's first line only", () => {
    for (const line of [ACCESS, APP, JSON_LINE]) expect(createJudge({}, true)(`\ufeff${line}`)).toEqual(createJudge()(line));
    for (const line of [APP, JSON_LINE]) expect(createJudge({}, false)(`\ufeff${line}`)).toBe("no-format");
    check(createJudge({}, true), [
      ["\ufeff", "blank"],
      ["\ufeff\r", "blank"],
      ["\ufeff# x", "comment"],
      ["\ufeff\ufeff{}", "no-format"],
    ]);
  });

  it("counts a line's bytes before anything else", () => {
    const parser = createLineParser({ settings: DEFAULT_PARSE_SETTINGS, referenceTimeMs: 0 });
    const fields = emptyLineFields();
    const bytes = new Uint8Array(LINE_BYTES_MAX + 1).fill(0x78);
    expect(parser.parse(bytes, 0, LINE_BYTES_MAX, fields)).toBe(VERDICT_NO_FORMAT);
    expect(parser.parse(bytes, 0, LINE_BYTES_MAX + 1, fields)).toBe(VERDICT_TOO_LONG);
    expect(parser.parse(bytes.fill(0x20), 0, LINE_BYTES_MAX + 1, fields)).toBe(VERDICT_TOO_LONG);
    const short = createLineParser({ settings: DEFAULT_PARSE_SETTINGS, referenceTimeMs: 0 }, { lineBytesMax: 8 });
    expect(short.parse(bytes.fill(0x78), 0, 8, fields)).toBe(VERDICT_NO_FORMAT);
    expect(short.parse(bytes, 0, 9, fields, true)).toBe(VERDICT_TOO_LONG);
  });

  it("forgets the line before", () => {
    const judge = createJudge();
    expect(judge('x.example:80 a - - [24/Jan/2024:10:15:32] "GET /x HTTP/1.1" 500 5 "" "" 7')).toMatchObject({ host: "x.example", micros: 7 });
    expect(judge(APP)).toEqual(RECORDS.app);
    expect(judge('{"ts":1706091332,"level":"error","service":"s","metadata":{"status":200}}')).toMatchObject({ service: "s", status: 200 });
    expect(judge('{"ts":1706091332,"broken":')).toBe("bad-json");
    expect(judge(JSON_LINE)).toEqual(RECORDS.json);
  });

  it("looks at no byte behind the line", () => {
    const parser = createLineParser({ settings: DEFAULT_PARSE_SETTINGS, referenceTimeMs: 0 });
    const fields = emptyLineFields();
    const judgeCut = (bytes: Uint8Array, end: number): PlainVerdict => {
      const verdict = parser.parse(bytes, 0, end, fields);
      return verdict === VERDICT_RECORD ? plainRecord(fields) : verdictName(verdict);
    };
    const lines = [
      'x.example:80 a - - [24/Jan/2024:10:15:32.123 +0100] "GET /a\\"b HTTP/1.1" 200 5 "a" "b \\" 1" 0.25 1m2.5s',
      "a [24/Jan/2024:10:15:32Z] GET /x HTTP/1.1 200 105ms",
      "2026-02-07 06:34:01.25+01:00 - GET http://h/x - 200 - 1h2m3.5s - x",
      "2026-02-07 06:34:01 [worker 1] [warning]: done (45.5ms) in 7s.",
      ' {"ts":"2024-01-24T10:15:32 +01:00","level":"30","app":"\\u0041\\ud83d\\ude00","bytes":1.5e3,"ok":[true,false,null],"metadata":{"took":"1m2.5s"}} ',
      "Traceback (most recent call last)",
    ];
    for (const line of lines) {
      const bytes = bytesOf(line);
      for (let end = 0; end <= bytes.length; end++) expect(judgeCut(bytes, end), line.slice(0, end)).toEqual(judgeCut(bytes.slice(0, end), end));
    }
  });

  it("keeps the memory that it unescapes into small", () => {
    const parser = createLineParser({ settings: DEFAULT_PARSE_SETTINGS, referenceTimeMs: 0 });
    const fields = emptyLineFields();
    const judge = (text: string): void => void parser.parse(bytesOf(text), 0, bytesOf(text).length, fields);
    const line = `{"ts":1706091332,"app":"\\n${"x".repeat(100)}","path":"\\n${"y".repeat(3_000)}"}`;
    for (let i = 0; i < 100; i++) judge(line);
    const { length } = fields.path.bytes;
    for (let i = 0; i < 100; i++) judge(line);
    expect(fields.path.bytes.length).toBe(length);
    expect(length).toBeLessThan(16_384);
  });

  it("uses the settings' zone for times without one", () => {
    const judge = createJudge({ timeZone: "+03:30" });
    const time = "2024-01-24T06:45:32.000Z";
    expect(judge(APP)).toMatchObject({ time });
    expect(judge(ACCESS.replace(" +0000", ""))).toMatchObject({ time });
    expect(judge('{"ts":"2024-01-24T10:15:32"}')).toMatchObject({ time });
    expect(judge('{"ts":"24/Jan/2024:10:15:32"}')).toMatchObject({ time });
    expect(() => createJudge({ timeZone: "Mars" })).toThrow(InputError);
  });
});
