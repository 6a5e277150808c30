// Lines that are no records, and what is nearly one of them: blank ones, stack traces, text, access lines and objects of JSON that are cut off or spoilt.

const TIME = "2026-11-21T10:00:01Z";
const ACCESS = '192.0.2.7 - - [21/Nov/2026:10:00:01 +0000] "GET /api/items/7 HTTP/1.1" 200 1234 "-" "curl/8.5.0" 0.005';
const OBJECT = `{"time":"${TIME}" , "level":"error","n":-1.5e+3,"t":[true,{"a":null},[]],"m":"a\\u00e9\\"b\\\\", "ok":false}`;

/** The text cut off behind each of its bytes. */
const cutOffs = (text: string): string[] => Array.from({ length: text.length }, (_, length) => text.slice(0, length));

const BLANK_LINES = [
  "",
  " ",
  "\t \t",
  "\u0000",
  " \u0000\r",
  "\r",
  "\r\r",
  " \r x",
  " \u0000x",
  "\u0000x",
  "\r{}",
  "#",
  "# x",
  "#Software: x",
  " # x",
  "\u00ef\u00bb\u00bf",
  "\u00ef\u00bb\u00bfx",
];

const TRACES = [
  "\tat com.shop.Orders.place(Orders.java:7)",
  "    at place (/app/orders.js:7:1)",
  '  File "/app/orders.py", line 7, in place',
  ` ${ACCESS}`,
  `\t${OBJECT}`,
  " {",
  "\t \t{x",
  ` ${TIME} INFO x`,
  "Caused by: x",
  "Caused by:",
  "Caused by",
  "Caused by x",
  "Caused xy: 7",
  "CAUSED BY: x",
  "Traceback (most recent call last):",
  "Traceback",
  "Tracebac",
  "Tracebacx 7",
  "TRACEBACK",
];

const TEXTS = [
  "panic: runtime error: index out of range [4] with length 4",
  "goroutine 7 [running]:",
  "-- MARK --",
  "java.lang.IllegalStateException: pool exhausted",
  "exit status 2",
  "=====",
  "\u00e9t\u00e9 x",
  "\u00d0\u009f\u00d1\u0080",
  "\u00ff",
  "\u007f",
  "*",
  '"x"',
  "(7)",
  "~",
  "TypeError: x is 7",
  "Ok",
  "OK",
  "A",
  "E",
  "E1",
  "E1121 10",
  "E1121 10:00:01.123456 7 a.go:7] x",
  "SELECT 1",
  "SELECT a FROM b",
  "DONE 7",
  "Done 7",
  ...["ERROR", "ERROR:", "Error", "ERROR x", "Info", "WARN"].flatMap((level) =>
    [` ${TIME} x`, ` [${TIME}] x`, " 2026-11-21 10:00:01 x", "", " 7"].map((behind) => `${level}${behind}`),
  ),
  "I, [2026-11-21T10:00:01.123456 #7]  INFO -- : x",
  "Ix, [2026-11-21T10:00:01.123456 #7]",
  "i, [2026-11-21T10:00:01.123456 #7] x",
  "Nov 21 10:00:01 web-1 sshd[7]: x",
  "nov 21 10:00:01 web-1 sshd[7]: x",
  "nov 21 x",
  "may be 7",
  "mayb 21 10:00:01 x",
  "<7>x",
  "<7",
  "h2 x",
  "h2",
  `h2 ${TIME} x`,
  `http ${TIME} app/shop 192.0.2.7:2817 10.0.0.1:80 0.1 0.1 0.1 200 200 1 2 "GET / HTTP/1.1"`,
  `https x ${TIME}`,
  "wss 7",
  "httpx 7",
  ...["a=b", "=b", "a.b/c-d=7", "k8s=7", "_=7", "@x=7", "-x=7", "/=7", "9=7", "a =7", "a", "a\u00e9=7", "a:b=7"].flatMap((begin) => [begin, `${begin} time=${TIME} status=500`]),
  ...[47, 48, 49, 60, 200].flatMap((length) => [`${"n".repeat(length)}=7 time=${TIME} status=500`, `${"n".repeat(length)}8=7 time=${TIME}`, `${"n".repeat(length)} x`]),
  `web-1 [${TIME}] "GET /x HTTP/1.1" 200 7`,
  `web-1 x [${TIME}] "GET /x HTTP/1.1" 200 7`,
  `x[${TIME}] "GET /x HTTP/1.1" 200 7`,
  `a [2026- "GET /x HTTP/1.1" 200 7`,
  `a [x] [${TIME}] "GET /x HTTP/1.1" 500 7`,
];

const ACCESS_LINES = [
  ...cutOffs(ACCESS),
  ...["192.0.2.7 - -", "shop.example - -", "shop.example:80 192.0.2.7 - -", "a b", "- -", "x", "2026-11-21 x", "21-Nov-2026 x", "a=b -", "ERROR: -", "Tracebacx.a -"].flatMap(
    (prefix) =>
      [
        "[21/???/2026:10:00:01 +0000]",
        "[21/nov/2026:10:00:01 +0000]",
        "[21/Nov/2026:10:00:01 +0000]",
        "[21/Nov/2026:10:00:01]",
        "[21/Nov/2026 10:00:01]",
        "[31/Feb/2026:10:00:01 +0000]",
        "[21/Nov/1889:10:00:01 +0000]",
      ].flatMap((time) => ['"GET / HTTP/1.1" x00 7', "192.0.2.7 x REST 7 - 200 7", "-", ""].map((rest) => `${prefix} ${time} ${rest}`)),
  ),
  ...["x200 7", "", " ", "- 7", "-1 7", "-x 7", "0 7", "2x0 7", "  x 7", "  200 7", '"200" 7', "\t200 7"].map((status) => `${ACCESS.slice(0, 71)} ${status}`),
  ...['"GET /', '"GET /\\" 200 7', '"GET / HTTP/1.1"', '"GET / HTTP/1.1"x 200 7', '"GET / HTTP/1.1\\" x 7', '"" x 7', '"" 200 7', "GET / 200 7", 'x "GET / HTTP/1.1" 200 7'].map(
    (request) => `${ACCESS.slice(0, 44)}${request}`,
  ),
];

const NUMBERS = ["0", "-0", "01", "-", "-a", "1.", "1.e1", ".5", "+1", "1e", "1e+", "1E-7", "1e7.5", "1.5.5", "0x1"];
const WORDS = ["true", "tru", "truex", "false", "fals", "falsx", "falsey", "null", "nul", "nil", "True", "NaN"];
const STRINGS = ["a", "\\n", "\\x", "\\", "\\u12", "\\u12g4", "\\u12ab", "\t", "\u007f", "\u00ff", "x".repeat(31), `${"x".repeat(61)}\\`, `${"x".repeat(62)}\\u12`];
const VALUES = [
  ...NUMBERS,
  ...WORDS,
  ...STRINGS.map((text) => `"${text}"`),
  '"',
  "",
  "{",
  "}",
  "[",
  "]",
  "[1,]",
  "[,1]",
  "[1 2]",
  "[1}",
  "{]",
  "{,}",
  '{"a"}',
  '{"a" 1}',
  '{"a":}',
  '{"a":1,}',
  "{a:1}",
  "[[[[]]]]",
  "{}x",
];

const OBJECTS = [
  ...cutOffs(OBJECT),
  ...VALUES.flatMap((value) => [`{"time":"${TIME}","x":${value}}`, `{"time":"${TIME}","x":[${value}],"level":"error"}`, `{"x":${value},"time":"${TIME}"}`, `{"x":${value}`]),
  ...["", " ", "\t\r", "x", ",", "}", "\u0000"].flatMap((end) => [`${OBJECT}${end}`, `{}${end}`, `{ }${end}`]),
  '{"\\u0074ime":"2026-11-21T10:00:01Z"}',
  '{"a\\q":1}',
  "{'a':1}",
  "{1:2}",
  '{"a"::1}',
  '{"a":1;"b":2}',
  ...[62, 63, 64, 65, 254, 255, 256].flatMap((depth) =>
    ["[", '{"a":'].flatMap((open) => [`{"time":"${TIME}","x":${open.repeat(depth)}`, `{"time":"${TIME}","x":${open.repeat(depth)}1${(open === "[" ? "]" : "}").repeat(depth)}}`]),
  ),
];

export const REFUSED_LINES: readonly string[] = [...BLANK_LINES, ...TRACES, ...TEXTS, ...ACCESS_LINES, ...OBJECTS];

/** All of them twice: the first ones for each reason are samples. */
export function makeRefusedLog(): Uint8Array {
  return Buffer.from(`${[...REFUSED_LINES, ...REFUSED_LINES].join("\n")}\n`, "latin1");
}
