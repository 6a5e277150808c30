import { describe, expect, it } from "vitest";
import { type Expected, judgeOne } from "./judge-text.ts";

const timestampMs = Date.UTC(2024, 0, 24, 10, 15, 32);
const TIME = "[24/Jan/2024:10:15:32 +0000]";
const BAD = "rejected: bad-field";

/** The verdict on a line whose prefix and time are good. */
const judgeTail = (tail: string): Expected => judgeOne(`1.2.3.4 - - ${TIME}${tail}`);

describe("access: the prefix", () => {
  it.each([
    ["1.2.3.4 - - ", {}],
    ["", {}],
    ["2001:db8::1 - frank ", {}],
    ["1.2.3.4, 10.0.0.1, 10.0.0.2 - - ", {}],
    ["1.2.3.4 - frank doe ", {}],
    ["www.example.com:443 1.2.3.4 - - ", { host: "www.example.com" }],
    ["shop:80  1.2.3.4  -  frank  ", { host: "shop" }],
    ["10.0.0.1:443 1.2.3.4 - - ", {}],
    ["www.example.com 1.2.3.4 - - ", { host: "www.example.com" }],
    ["www.example.com client - - ", {}],
    ["www.example.com: 1.2.3.4 - - ", {}],
    ["www.example.com:443x 1.2.3.4 - - ", {}],
    ["2001:db8::a:1 1.2.3.4 - - ", {}],
    ["www.example.com:443 1.2.3.4 - ", {}],
    ["www.example.com:443 1.2.3.4 - - - ", {}],
    ["[x] [1] ", {}],
    [`${"a".repeat(300)}:80 - - - `, { host: "a".repeat(256) }],
  ])("%j", (prefix, fields) => {
    expect(judgeOne(`${prefix}${TIME} "-" 200 1`)).toEqual({ timestampMs, status: 200, bytes: 1, ...fields });
  });

  it("takes the first bracket with two digits and a slash for the time", () => {
    expect(judgeOne(`a [12/x] ${TIME} "-" 200 1`)).toBe("rejected: bad-timestamp");
    expect(judgeOne(`a x[12/x] ${TIME} "-" 200 1`)).toEqual({ timestampMs, status: 200, bytes: 1 });
    expect(judgeOne(`a [24/Jan/2024:10:15:99 +0000] "unclosed`)).toBe("rejected: bad-timestamp");
  });
});

describe("access: the quoted request", () => {
  it.each([
    ["GET / HTTP/1.1", { method: "GET", route: "/" }],
    ["GET /a?b=c HTTP/2.0", { method: "GET", route: "/a" }],
    ["GET /a", { method: "GET", route: "/a" }],
    ["GET /a b c HTTP/1.1", { method: "GET", route: "/a b c" }],
    ["GET  /a   HTTP/1.1  ", { method: "GET", route: "/a" }],
    ["GET HTTP/1.1", { method: "GET" }],
    ["GET HTTP/", { method: "GET" }],
    ["GET /a XHTTP/1.1", { method: "GET", route: "/a XHTTP/1.1" }],
    ["GET - HTTP/1.1", { method: "GET" }],
    ["GET ?x HTTP/1.1", { method: "GET" }],
    ["OPTIONS * HTTP/1.0", { method: "OPTIONS", route: "*" }],
    ["CONNECT example.com:443 HTTP/1.1", { method: "CONNECT", route: "example.com:443" }],
    ["VERSION-CONTROL /a HTTP/1.1", { method: "VERSION-CONTROL", route: "/a" }],
    ["A_B /a", { method: "A_B", route: "/a" }],
    ["ABCDEFGHIJKLMNOPQRST /a", { method: "ABCDEFGHIJKLMNOPQRST", route: "/a" }],
    ["ABCDEFGHIJKLMNOPQRSTU /a", {}],
    ['GET /a\\"b HTTP/1.1', { method: "GET", route: '/a\\"b' }],
    ["GET /\\\\", { method: "GET", route: "/\\\\" }],
    ["", {}],
    ["-", {}],
    ["GET", {}],
    ["GET ", {}],
    [" GET /a", {}],
    ["get /a HTTP/1.1", {}],
    ["-X /a", {}],
    ["- - -", {}],
    ["\\x16\\x03\\x01\\x02\\x00", {}],
    ["\x16\x03\x01", {}],
    ["GET\t/a", {}],
  ])("%j", (request, fields) => {
    expect(judgeTail(` "${request}" 400 7`)).toEqual({ timestampMs, status: 400, bytes: 7, ...fields });
  });

  it("keeps bytes that are no UTF-8 as they are", () => {
    const line = Buffer.from(`a ${TIME} "GET /\xff\xe9 HTTP/1.1" 200 1`, "latin1");
    expect(judgeOne(line)).toEqual({ timestampMs, method: "GET", route: "/\ufffd\ufffd", status: 200, bytes: 1 });
  });

  it.each(['"GET / HTTP/1.1', ' "GET / HTTP/1.1 200 5', ' "GET /\\" 200 5', "", " ", '"-" 200 1', ' "-"200 1'])("rejects %j", (tail) => {
    expect(judgeTail(tail)).toBe(BAD);
  });
});

describe("access: status and bytes", () => {
  it.each([
    [" 200 5", { status: 200, bytes: 5 }],
    ["  200   5", { status: 200, bytes: 5 }],
    [" 100 0", { status: 100, bytes: 0 }],
    [" 999 123456789012345", { status: 999, bytes: 123456789012345 }],
    [" - -", {}],
    [" -1 -1", {}],
    [" 0 5", { bytes: 5 }],
    [" 000 5", { bytes: 5 }],
    [" 099 5", { bytes: 5 }],
    [" 200 105ms", { status: 200, durationUs: 105_000 }],
    [" 200 -5ms 7", { status: 200 }],
    [" 200 105ms 7", { status: 200, durationUs: 105_000 }],
  ])("%j", (tail, fields) => {
    expect(judgeTail(` "-"${tail}`)).toEqual({ timestampMs, ...fields });
  });

  it.each([
    "",
    " ",
    " 200",
    " 200 ",
    " 20 5",
    " 2000 5",
    " ok 5",
    " -2 5",
    " 200 x",
    " 200 1234567890123456",
    " 200 -5",
    " 200 -0",
    " 200 0.5",
    ' 200 "5"',
    ' 200 5"x"',
    "\t200 5",
    " 200\t5",
    ' "200" 5',
  ])("rejects %j", (tail) => {
    expect(judgeTail(` "-"${tail}`)).toBe(BAD);
  });
});

describe("access: the rest", () => {
  it.each([
    ['"http://ref/" "Mozilla/5.0 (X11)"', null],
    ['"-" "-" 1234', 1234],
    ['"-" "-" 0.005', 5_000],
    ['"-" "-" 12ms', 12_000],
    ['"-" "-" 1m2.5s', 62_500_000],
    ["0", 0],
    ["0.0000005", 1],
    ["0.0000004", 0],
    ["1.5us", 2],
    ["1.4999µs", 1],
    ["3μs", 3],
    ["1499ns", 1],
    ["1500ns", 2],
    ["2h", 7_200_000_000],
    ["500ns500ns", 1],
    ["1ms1h", 3_600_001_000],
    ["-", null],
    ["-5 7", null],
    ["-0.5 7", null],
    ["-0 7", 0],
    ["-3ms 7", null],
    ["9007199254740991", 9_007_199_254_740_991],
    ["9007199254740992 7", null],
    [`${"0".repeat(63)}7`, 7],
    [`${"0".repeat(64)}7 8`, 8],
    [`${"0".repeat(61)}7ms 8`, 7_000],
    [`${"0".repeat(62)}7ms 8`, 8],
    ['"-" "-" - x y=5 7', 7],
    ["5. .5 +5 1e3 0x5 5MS 7", 7],
    ["0.1, 0.2", 200_000],
    ['"a""b"7', 7],
    ['"a"x"b c" 7', 7],
    ['"a\\"b" 7', 7],
    ['"a\\\\" 7', 7],
    ['"7"', null],
    ['x"7 8"', null],
    ['pipe="12 13" 14', 14],
    ["7\t8", null],
    ["12 0.5", 12],
    ["\\ 7", 7],
    ["\xff 7", 7],
  ])("%j", (rest, durationUs) => {
    const duration = durationUs === null ? {} : { durationUs };
    expect(judgeTail(` "GET /a HTTP/1.1" 200 5 ${rest}`)).toEqual({ timestampMs, method: "GET", route: "/a", status: 200, bytes: 5, ...duration });
  });

  it("takes a quoted string without end for one that reaches to the end of the line", () => {
    expect(judgeTail(' "-" 200 5 "-" "Mozilla/5.0 7')).toEqual({ timestampMs, status: 200, bytes: 5 });
    expect(judgeTail(' "-" 200 5 7 "Mozilla/5.0')).toEqual({ timestampMs, status: 200, bytes: 5, durationUs: 7 });
    expect(judgeTail(' "-" 200 5 "a\\')).toEqual({ timestampMs, status: 200, bytes: 5 });
    expect(judgeTail(' "-" 200 5 "')).toEqual({ timestampMs, status: 200, bytes: 5 });
  });
});

describe("access: the unquoted request", () => {
  it.each<[string, Expected]>([
    [" GET /api/data HTTP/1.1 200 105ms", { method: "GET", route: "/api/data", status: 200, durationUs: 105_000 }],
    [" GET /api/data 200 105ms", { method: "GET", route: "/api/data", status: 200, durationUs: 105_000 }],
    [" GET /api/data HTTP/1.1 200 512", { method: "GET", route: "/api/data", status: 200, bytes: 512 }],
    [" GET /api/data HTTP/1.1 200 512 0.25", { method: "GET", route: "/api/data", status: 200, bytes: 512, durationUs: 250_000 }],
    ["  GET  /api/data  HTTP/1.1  200  ", { method: "GET", route: "/api/data", status: 200 }],
    [" GET /api/data 200", { method: "GET", route: "/api/data", status: 200 }],
    [" GET HTTP/1.1 200", { method: "GET", route: "HTTP/1.1", status: 200 }],
    [" GET /a -", { method: "GET", route: "/a" }],
    [' POST /a 201 - "ref" 7', { method: "POST", route: "/a", status: 201, durationUs: 7 }],
    [" ERROR Database connection failed", { level: "ERROR" }],
    [" ERROR", { level: "ERROR" }],
    [" WARNING /x 200 5ms", { level: "WARN" }],
    [" INFO Request processed in 127ms", { level: "INFO" }],
    [" ERROR: x", BAD],
    [" error x", BAD],
    [" GET", BAD],
    [" GET /a", BAD],
    [" GET /a HTTP/1.1", BAD],
    [" GET /a b 200", BAD],
    [" GET /a 200 x", BAD],
    [' GET /a 200 "x"', BAD],
    [" get /a 200", BAD],
    [" 200 5", BAD],
    ["GET /a 200", BAD],
  ])("%j", (tail, expected) => {
    expect(judgeTail(tail)).toEqual(typeof expected === "string" ? expected : { timestampMs, ...expected });
  });
});
