import { describe, expect, it } from "vitest";
import { createJudge } from "./testing/judge-line.ts";
import type { PlainRecord, PlainVerdict } from "./testing/judge-line.ts";

const judge = createJudge();
const TIME = "2024-01-24T10:15:32.000Z";
const START = "192.0.2.1 - - [24/Jan/2024:10:15:32 +0000]";

/** A record at {@link TIME}. */
const at = (fields: Omit<PlainRecord, "time"> = {}): PlainRecord => ({ time: TIME, ...fields });
const requested = (fields: Omit<PlainRecord, "time"> = {}): PlainRecord => at({ method: "GET", path: "/x", status: 200, ...fields });

const check = (cases: readonly (readonly [line: string, expected: PlainVerdict])[]): void => {
  for (const [line, expected] of cases) expect(judge(line), line).toEqual(expected);
};
const withStatus = (status: string): string => `${START} "GET /x HTTP/1.1" ${status} 5`;
const withBytes = (bytes: string): string => `${START} "GET /x HTTP/1.1" 200 ${bytes}`;

describe("createAccessParser", () => {
  it("reads Common and Combined", () => {
    check([
      [`${START} "GET /x HTTP/1.1" 200 2326`, requested({ bytes: 2326 })],
      [`${START} "GET /x HTTP/1.1" 200 2326 "https://a.example/" "Mozilla/5.0 (X11; Linux)"`, requested({ bytes: 2326 })],
      [`${START}   "GET /x HTTP/1.1"   200   2326   `, requested({ bytes: 2326 })],
      [`[24/Jan/2024:10:15:32 +0000] "GET /x HTTP/1.1" 200 5`, requested({ bytes: 5 })],
      [`2001:db8::1 - frank [24/Jan/2024:10:15:32 +0000] "GET /x HTTP/1.1" 200 5`, requested({ bytes: 5 })],
      [`192.0.2.1, 198.51.100.7, - - - [24/Jan/2024:10:15:32 +0000] "GET /x HTTP/1.1" 200 5`, requested({ bytes: 5 })],
    ]);
  });

  it("opens the time at the first bracket before two digits and a slash", () => {
    check([
      [`a [x] - [24/Jan/2024:10:15:32 +0000] "GET /x HTTP/1.1" 200 5`, requested({ bytes: 5 })],
      [`a[24/Jan/2024:10:15:32 +0000] "GET /x HTTP/1.1" 200 5`, "no-format"],
      [`a - - [24-Jan-2024] "GET /x HTTP/1.1" 200 5`, "no-format"],
      [`a - - [24/`, "bad-timestamp"],
      [`a - - [24/Jan/2024:10:15:32 +0000`, "bad-timestamp"],
      [`a - - [24/Jan/2024:10:15:32 +0000 ] "GET /x HTTP/1.1" 200 5`, "bad-timestamp"],
      [`a - - [99/Jan/2024:10:15:32 +0000] nonsense`, "bad-timestamp"],
      [`a - - [24/x] [24/Jan/2024:10:15:32 +0000] "GET /x HTTP/1.1" 200 5`, "bad-timestamp"],
      ["plain text", "no-format"],
    ]);
  });

  it("takes the host from name:port, or a name with a point, before exactly three more words", () => {
    const withHost = requested({ bytes: 5, host: "shop.example" });
    const request = `[24/Jan/2024:10:15:32 +0000] "GET /x HTTP/1.1" 200 5`;
    check([
      [`shop.example:443 192.0.2.1 - - ${request}`, withHost],
      [`shop.example:443  192.0.2.1  -  -  ${request}`, withHost],
      [`shop.example:443 192.0.2.1 - ${request}`, requested({ bytes: 5 })],
      [`shop.example:443 192.0.2.1 - - x ${request}`, requested({ bytes: 5 })],
      [`192.0.2.1:443 192.0.2.1 - - ${request}`, requested({ bytes: 5 })],
      [`shop.example: 192.0.2.1 - - ${request}`, requested({ bytes: 5 })],
      [`shop.example:x 192.0.2.1 - - ${request}`, requested({ bytes: 5 })],
      [`a:b:1 192.0.2.1 - - ${request}`, requested({ bytes: 5 })],
      [`shop.example 192.0.2.1 - - ${request}`, withHost],
      [`shop 192.0.2.1 - - ${request}`, requested({ bytes: 5 })],
      [`${"h".repeat(300)}:80 192.0.2.1 - - ${request}`, requested({ bytes: 5, host: "h".repeat(256) })],
    ]);
  });

  it("reads method and target, and keeps the record when the request is something else", () => {
    const bytes = { status: 400, bytes: 5 };
    const cases: [request: string, expected: Omit<PlainRecord, "time">][] = [
      ["GET /x", { method: "GET", path: "/x" }],
      ["GET /a b c", { method: "GET", path: "/a b c" }],
      ["GET  /a b  HTTP/2.0", { method: "GET", path: "/a b" }],
      ["GET  /x  ", { method: "GET", path: "/x" }],
      ["GET HTTP/1.1", { method: "GET" }],
      ["GET - HTTP/1.1", { method: "GET" }],
      ["M-SEARCH * HTTP/1.1", { method: "M-SEARCH", path: "*" }],
      ['GET /a\\"b HTTP/1.1', { method: "GET", path: '/a\\"b' }],
      ["GET /a\\\\", { method: "GET", path: "/a\\\\" }],
      [`${"A".repeat(20)} /x`, { method: "A".repeat(20), path: "/x" }],
      [`${"A".repeat(21)} /x`, {}],
      ["", {}],
      ["-", {}],
      ["GET", {}],
      ["GET ", {}],
      ["get /x HTTP/1.1", {}],
      ["- /x HTTP/1.1", {}],
      [" GET /x", {}],
      ["\\x16\\x03\\x01", {}],
      ["\x16\x03\x01\u0000\ufffd", {}],
    ];
    check(cases.map(([request, expected]) => [`${START} "${request}" 400 5`, at({ ...bytes, ...expected })]));
  });

  it("asks for SP behind the time and the request, and for a closing quote", () => {
    check([
      [`${START}"GET /x HTTP/1.1" 200 5`, "bad-field"],
      [START, "bad-field"],
      [`${START} `, "bad-field"],
      [`${START} "GET /x HTTP/1.1"200 5`, "bad-field"],
      [`${START} "GET /x HTTP/1.1"`, "bad-field"],
      [`${START} "GET /x HTTP/1.1`, "bad-field"],
      [`${START} "GET /x HTTP/1.1\\" 200 5`, "bad-field"],
      [`${START} "GET /x HTTP/1.1\\" 200 5 "abc`, "bad-field"],
      [`${START} "${"x".repeat(50)}\\" 200 5`, "bad-field"],
    ]);
  });

  it("reads the status as three digits or an absent mark", () => {
    const absent = at({ method: "GET", path: "/x", bytes: 5 });
    check([
      [withStatus("100"), requested({ status: 100, bytes: 5 })],
      [withStatus("999"), requested({ status: 999, bytes: 5 })],
      ...["099", "000", "0", "-", "-1"].map((status) => [withStatus(status), absent] as const),
      ...["20", "2000", "20x", "ok", "-2", "00", "2.0", "+20", "--"].map((status) => [withStatus(status), "bad-field"] as const),
    ]);
  });

  it("reads bytes, and takes a number with a unit there as the duration", () => {
    check([
      [withBytes("0"), requested({ bytes: 0 })],
      [withBytes("999999999999999"), requested({ bytes: 999_999_999_999_999 })],
      [withBytes("1000000000000000"), "bad-field"],
      [withBytes("-"), requested()],
      [withBytes("-1"), requested()],
      [withBytes("105ms"), requested({ micros: 105_000 })],
      [withBytes("105ms 0.5"), requested({ micros: 105_000 })],
      [withBytes("-105ms 0.5"), requested()],
      [withBytes(""), "bad-field"],
      [withBytes("1.5"), "bad-field"],
      [withBytes("12x"), "bad-field"],
      [withBytes("-2"), "bad-field"],
      [withBytes('"5"'), "bad-field"],
    ]);
  });

  it("takes the first unquoted number of the rest as the duration", () => {
    const rests: [rest: string, micros?: number][] = [
      ['"-" "agent" 0.123', 123_000],
      ['"-" "agent" 1234', 1234],
      ['"-" "agent" 1.5s', 1_500_000],
      ['"-" "agent" "0.5"'],
      ['"-" "0.5" 0.25 0.75', 250_000],
      ['"-" "agent" - abc 7', 7],
      ['"-" "agent" -0.5 7'],
      ['"-" "agent" 9007199254740992 7'],
      ['"-" "agent" 1e3 +5 .5 5. 0.5,'],
      ['"a"0.5', 500_000],
      ['"a""b" 7', 7],
      ['"a\\"b 5" 7', 7],
      ['"a\\\\" 7', 7],
      ['a"b 5" 7', 7],
      ['"never closed 5 0.5'],
      ['"never closed\\" 5'],
      [`"${"long ".repeat(20)}\\" 5" 7`, 7],
      ["0.0000005", 1],
      ["0.00000049", 0],
      [`${"0".repeat(62)}.5`, 500_000],
      [`${"0".repeat(63)}.5`],
      ["5\t7"],
    ];
    check(rests.map(([rest, micros]) => [`${START} "GET /x HTTP/1.1" 200 5 ${rest}`, requested({ bytes: 5, ...(micros === undefined ? {} : { micros }) })]));
  });

  it("reads unquoted requests and levels", () => {
    check([
      [`${START} GET /x HTTP/1.1 200 105ms`, requested({ micros: 105_000 })],
      [`${START} GET /x 200`, requested()],
      [`${START} GET /x 200 17 0.5`, requested({ bytes: 17, micros: 500_000 })],
      [`${START} GET /x HTTP/1.1 - -`, at({ method: "GET", path: "/x" })],
      [`${START} GET /x HTTP/1.1`, "bad-field"],
      [`${START} GET /x 200 fast`, "bad-field"],
      [`${START} GET`, "bad-field"],
      [`${START} get /x 200 5`, "bad-field"],
      [`${START} ERROR it broke after 5ms`, at({ level: "ERROR", isError: true })],
      [`${START} WARNING`, at({ level: "WARN" })],
      [`${START} TRACE /x 200 5`, at({ level: "TRACE" })],
      [`${START} Error it broke`, "bad-field"],
      [`${START} ERROR: it broke`, "bad-field"],
    ]);
  });
});
