import { describe, expect, it } from "vitest";
import { judgeOne, judgeText } from "./judge-text.ts";
import { oracleLines } from "./oracle-lines.ts";
import type { OracleFormat } from "./verdict.ts";

const APP = "2024-01-24 10:15:32 x";
const ACCESS = '1.2.3.4 - - [24/Jan/2024:10:15:32 +0000] "-" 200 1';
const JSON_LINE = '{"time":1706091332}';
const AT = { timestampMs: 1706091332000 };

function places(content: string): [byteOffset: number, byteLength: number, verdict: string][] {
  return oracleLines(Buffer.from(content, "latin1")).map(({ byteOffset, byteLength, verdict }) => [byteOffset, byteLength, verdict]);
}

describe("oracleLines", () => {
  it("splits on 0x0A and counts a last line of at least one byte", () => {
    expect(places("")).toEqual([]);
    expect(places("\n")).toEqual([[0, 0, "blank"]]);
    expect(places("#a\n\n#b")).toEqual([
      [0, 2, "comment"],
      [3, 0, "blank"],
      [4, 2, "comment"],
    ]);
    expect(places("#a\n#b\n")).toEqual([
      [0, 2, "comment"],
      [3, 2, "comment"],
    ]);
  });

  it("counts a CR and a byte order mark for length and place, and skips them", () => {
    expect(places("\xef\xbb\xbf#a\r\n#b\r")).toEqual([
      [0, 6, "comment"],
      [7, 3, "comment"],
    ]);
    expect(places("\xef\xbb\xbf")).toEqual([[0, 3, "blank"]]);
    expect(judgeText(`\ufeff${APP}\r\n${JSON_LINE}\r\n${ACCESS}\r`)).toEqual([AT, AT, { ...AT, status: 200, bytes: 1 }]);
  });

  it("skips a byte order mark at byte 0 of the object alone", () => {
    expect(judgeText(`${APP}\n\ufeff${APP}`)).toEqual([AT, "rejected: no-format"]);
    expect(judgeOne(`\ufeff\ufeff${APP}`)).toBe("rejected: no-format");
  });

  it("takes one CR away and no more", () => {
    expect(judgeOne("2024-01-24 10:15:32\r\r")).toBe("rejected: bad-timestamp");
    expect(judgeOne("2024-01-24 10:15:32\r")).toEqual(AT);
  });

  it.each(["", " ", "\t", "\r", "\0", " \t\r\0\r\t "])("calls %j blank", (line) => {
    expect(judgeOne(`${line}\n`)).toBe("blank");
  });

  it("calls a line a comment for its first byte alone", () => {
    expect(judgeOne("#Fields: date time")).toBe("comment");
    expect(judgeOne("#")).toBe("comment");
    expect(judgeOne(" #")).toBe("rejected: continuation");
  });

  it("rejects a line for its length before anything else is tried", () => {
    expect(judgeOne(`#${"a".repeat(1_048_575)}`)).toBe("comment");
    expect(judgeOne(`#${"a".repeat(1_048_576)}`)).toBe("rejected: too-long");
    expect(judgeOne(" ".repeat(1_048_577))).toBe("rejected: too-long");
    expect(judgeOne(`#${"a".repeat(1_048_575)}\r\n`)).toBe("rejected: too-long");
    expect(oracleLines(Buffer.from(`${"a".repeat(1_048_577)}\n#`)).map(({ byteLength }) => byteLength)).toEqual([1_048_577, 1]);
  });

  it.each([
    [APP, "app"],
    [ACCESS, "access"],
    [JSON_LINE, "json"],
    [` \t${JSON_LINE}`, "json"],
    ['[24/Jan/2024:10:15:32 +0000] "-" 200 1', "access"],
    ['a [x] [24/Jan/2024:10:15:32 +0000] "-" 200 1', "access"],
  ])("finds the format of %s", (line, format) => {
    expect(oracleLines(Buffer.from(line))).toMatchObject([{ verdict: "record", format }]);
  });

  it.each([
    ["\tat com.example.Main(Main.java:5)", "continuation"],
    ["    at Object.<anonymous> (app.js:1:1)", "continuation"],
    [` ${ACCESS}`, "continuation"],
    ["Caused by: java.lang.Exception", "continuation"],
    ["Traceback (most recent call last):", "continuation"],
    ["Caused", "no-format"],
    ["caused by: x", "no-format"],
    ["hello", "no-format"],
    ["[1,2]", "no-format"],
    ["x[24/Jan/2024:10:15:32 +0000]", "no-format"],
    ["\0\x01\x02", "no-format"],
    ["a [4/Jan/2024:10:15:32 +0000] x", "no-format"],
    ["202-01-24 10:15:32 x", "no-format"],
    ["2024-hello", "bad-timestamp"],
    ["2024-01-24 10:15:32x", "bad-timestamp"],
    ["a [24/Jan/2024:10:15:32", "bad-timestamp"],
    ["{", "bad-json"],
  ])("rejects %s as %s", (line, reason) => {
    expect(judgeOne(line)).toBe(`rejected: ${reason}`);
  });

  it.each<[OracleFormat, string, string]>([
    ["access", APP, "no-format"],
    ["access", JSON_LINE, "no-format"],
    ["access", ` ${JSON_LINE}`, "continuation"],
    ["app", ACCESS, "no-format"],
    ["app", JSON_LINE, "no-format"],
    ["app", `\t${JSON_LINE}`, "continuation"],
    ["json", APP, "no-format"],
    ["json", ACCESS, "no-format"],
    ["json", " x", "continuation"],
    ["json", "Traceback", "continuation"],
    ["access", "Caused by: x", "continuation"],
  ])("with %s pinned rejects %s as %s", (format, line, reason) => {
    expect(judgeOne(line, { format })).toBe(`rejected: ${reason}`);
  });

  it("leaves the rows of the other formats out where one is pinned", () => {
    expect(judgeOne('2024-host - - [24/Jan/2024:10:15:32 +0000] "-" 200 1')).toBe("rejected: bad-timestamp");
    expect(judgeOne('2024-host - - [24/Jan/2024:10:15:32 +0000] "-" 200 1', { format: "access" })).toEqual({ ...AT, status: 200, bytes: 1 });
    expect(judgeOne('{ [24/Jan/2024:10:15:32 +0000] "-" 200 1', { format: "access" })).toEqual({ ...AT, status: 200, bytes: 1 });
    for (const format of ["access", "app", "json"] as const) expect(judgeText("\n#x\n \0\n", { format })).toEqual(["blank", "comment", "blank"]);
  });
});
