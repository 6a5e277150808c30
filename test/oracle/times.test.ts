import { describe, expect, it } from "vitest";
import { judgeOne } from "./judge-text.ts";

/** When an app, access or JSON line with this time happened; the reason when it is rejected. */
function instantOf(line: string, timeZone?: string): string {
  const verdict = judgeOne(line, { timeZone });
  return typeof verdict === "string" ? verdict : new Date(verdict.timestampMs ?? Number.NaN).toISOString();
}
const appInstant = (time: string, timeZone?: string): string => instantOf(`${time} x`, timeZone);
const accessInstant = (time: string, timeZone?: string): string => instantOf(`1.2.3.4 - - [${time}] "GET / HTTP/1.1" 200 1`, timeZone);
const jsonInstant = (json: string, timeZone?: string): string => instantOf(`{"time":${json}}`, timeZone);

const BAD = "rejected: bad-timestamp";

describe("ISO times", () => {
  it.each([
    ["2024-01-24 10:15:32", "2024-01-24T10:15:32.000Z"],
    ["2024-01-24T10:15:32", "2024-01-24T10:15:32.000Z"],
    ["2024-01-24t10:15:32z", "2024-01-24T10:15:32.000Z"],
    ["2024-01-24 10:15:32.1", "2024-01-24T10:15:32.100Z"],
    ["2024-01-24 10:15:32,123", "2024-01-24T10:15:32.123Z"],
    ["2024-01-24 10:15:32.123999999", "2024-01-24T10:15:32.123Z"],
    ["2024-01-24T10:15:32.123+03:30", "2024-01-24T06:45:32.123Z"],
    ["2024-01-24T10:15:32+0330", "2024-01-24T06:45:32.000Z"],
    ["2024-01-24T10:15:32-05", "2024-01-24T15:15:32.000Z"],
    ["2024-01-24T10:15:32+23:59", "2024-01-23T10:16:32.000Z"],
    ["2024-02-29 00:00:00", "2024-02-29T00:00:00.000Z"],
    ["2016-12-31T23:59:60Z", "2016-12-31T23:59:59.000Z"],
    ["2016-12-31T23:59:60.5Z", "2016-12-31T23:59:59.500Z"],
    ["1990-01-01T00:00:00Z", "1990-01-01T00:00:00.000Z"],
    ["2099-12-31T23:59:59.999Z", "2099-12-31T23:59:59.999Z"],
    ["1989-12-31T23:30:00-01:00", "1990-01-01T00:30:00.000Z"],
  ])("reads %s", (time, instant) => {
    expect(appInstant(time)).toBe(instant);
    expect(jsonInstant(`"${time}"`)).toBe(instant);
  });

  it.each([
    "2024-01-24 10:15:32.",
    "2024-01-24 10:15:32.1234567890",
    "2024-01-24 10:15",
    "2024-01-24",
    "2024-01-24  10:15:32",
    "2024-1-24 10:15:32",
    "2024-02-30 10:15:32",
    "2023-02-29 10:15:32",
    "2024-00-10 10:15:32",
    "2024-13-10 10:15:32",
    "2024-01-00 10:15:32",
    "2024-01-24 24:00:00",
    "2024-01-24 10:60:00",
    "2024-01-24 10:15:61",
    "2024-01-24 10:15:32+24:00",
    "2024-01-24 10:15:32+00:60",
    "2024-01-24 10:15:32+5",
    "2024-01-24 10:15:32ZZ",
    "1989-12-31T23:59:59Z",
    "1990-01-01T00:30:00+01:00",
    "2100-01-01T00:00:00Z",
    "0024-01-24 10:15:32",
  ])("rejects %s", (time) => {
    expect(appInstant(time)).toBe(BAD);
    expect(jsonInstant(`"${time}"`)).toBe(BAD);
  });

  it("may have one space before the zone in a JSON string, and nothing behind it", () => {
    expect(jsonInstant('"2024-01-24 10:15:32 +03:30"')).toBe("2024-01-24T06:45:32.000Z");
    expect(jsonInstant('"2024-01-24 10:15:32  +03:30"')).toBe(BAD);
    expect(jsonInstant('"2024-01-24 10:15:32 "')).toBe(BAD);
    expect(jsonInstant('" 2024-01-24 10:15:32"')).toBe(BAD);
    expect(appInstant("2024-01-24 10:15:32 +03:30")).toBe("2024-01-24T06:45:32.000Z");
    expect(appInstant("2024-01-24 10:15:32  +03:30")).toBe("2024-01-24T10:15:32.000Z");
  });
});

describe("CLF times", () => {
  it.each([
    ["24/Jan/2024:10:15:33 +0000", "2024-01-24T10:15:33.000Z"],
    ["24/jan/2024:10:15:33 -0500", "2024-01-24T15:15:33.000Z"],
    ["24/JAN/2024:10:15:33.125", "2024-01-24T10:15:33.125Z"],
    ["24/Jan/2024:10:15:33Z", "2024-01-24T10:15:33.000Z"],
    ["22/Jan/2019:03:56:14 +0330", "2019-01-22T00:26:14.000Z"],
    ["31/Dec/2016:23:59:60 +0000", "2016-12-31T23:59:59.000Z"],
    ["24/Jan/2024:10:15:33.999999999 +0000", "2024-01-24T10:15:33.999Z"],
  ])("reads %s", (time, instant) => {
    expect(accessInstant(time)).toBe(instant);
    expect(jsonInstant(`"${time}"`)).toBe(instant);
  });

  it.each([
    "24/Jän/2024:10:15:33 +0000",
    "24/Foo/2024:10:15:33 +0000",
    "31/Apr/2024:10:15:33 +0000",
    "24/Jan/2024-10:15:33 +0000",
    "24/Jan/2024:10:15:33+0000",
    "24/Jan/2024:10:15:33 Z",
    "24/Jan/2024:10:15:33  +0000",
    "24/Jan/2024:10:15:33 +00:00",
    "24/Jan/2024:10:15:33 +2400",
    "24/Jan/2024:10:15:33,5",
    "24/Jan/24:10:15:33",
    "24/Jan/1989:10:15:33 +0000",
    "24/Jan/2024:10:15:33 +0000 ",
  ])("rejects %s", (time) => {
    expect(accessInstant(time)).toBe(BAD);
  });
});

describe("epoch numbers", () => {
  it.each([
    ["1706091332", "2024-01-24T10:15:32.000Z"],
    ["1706091332.1239", "2024-01-24T10:15:32.123Z"],
    ['"1706091332.1239"', "2024-01-24T10:15:32.123Z"],
    ["1706091332123", "2024-01-24T10:15:32.123Z"],
    ["1706091332123.9", "2024-01-24T10:15:32.123Z"],
    ["1706091332123999", "2024-01-24T10:15:32.123Z"],
    ["1706091332123999999", "2024-01-24T10:15:32.123Z"],
    ['"1706091332123999999"', "2024-01-24T10:15:32.123Z"],
    ["1.706091332e9", "2024-01-24T10:15:32.000Z"],
    ["17060913321239999E-7", "2024-01-24T10:15:32.123Z"],
    ["1706091332.9999999999999999999999999999999999999", "2024-01-24T10:15:32.999Z"],
    ["631152000", "1990-01-01T00:00:00.000Z"],
    ["4102444799.999", "2099-12-31T23:59:59.999Z"],
    ["631152000000", "1990-01-01T00:00:00.000Z"],
    ["631152000000000000", "1990-01-01T00:00:00.000Z"],
  ])("reads %s", (json, instant) => {
    expect(jsonInstant(json)).toBe(instant);
  });

  it.each([
    "0",
    "-1706091332",
    "631151999",
    "631151999.9999",
    "4102444800",
    "99999999999",
    "100000000000",
    "99999999999999",
    "1e400",
    "1e-400",
    '"1706091332 "',
    '"1.7e9"',
    '""',
    '"-"',
    '"20240124101532"',
    "true",
    "[1706091332]",
    '{"seconds":1706091332}',
    `"${"0".repeat(55)}1706091332"`,
  ])("rejects %s", (json) => {
    expect(jsonInstant(json)).toBe(BAD);
  });
});

describe("the time zone of the settings", () => {
  it("holds for times without a zone, in every format", () => {
    expect(appInstant("2024-01-24 10:15:32", "+03:30")).toBe("2024-01-24T06:45:32.000Z");
    expect(accessInstant("24/Jan/2024:10:15:32", "-05:00")).toBe("2024-01-24T15:15:32.000Z");
    expect(jsonInstant('"2024-07-24 10:15:32"', "Europe/Berlin")).toBe("2024-07-24T08:15:32.000Z");
    expect(jsonInstant('"2024-01-24 10:15:32"', "Europe/Berlin")).toBe("2024-01-24T09:15:32.000Z");
  });

  it("is ignored where the line has a zone or a number", () => {
    expect(appInstant("2024-01-24 10:15:32Z", "Asia/Tehran")).toBe("2024-01-24T10:15:32.000Z");
    expect(accessInstant("24/Jan/2024:10:15:32 +0100", "Asia/Tehran")).toBe("2024-01-24T09:15:32.000Z");
    expect(jsonInstant("1706091332", "Asia/Tehran")).toBe("2024-01-24T10:15:32.000Z");
  });

  it("takes the first of two instants, and the offset before the change for an hour that is skipped", () => {
    expect(appInstant("2024-10-27 02:30:00", "Europe/Berlin")).toBe("2024-10-27T00:30:00.000Z");
    expect(appInstant("2024-10-27 03:00:00", "Europe/Berlin")).toBe("2024-10-27T02:00:00.000Z");
    expect(appInstant("2024-03-31 02:30:00", "Europe/Berlin")).toBe("2024-03-31T01:30:00.000Z");
    expect(appInstant("2024-11-03 01:59:59", "America/New_York")).toBe("2024-11-03T05:59:59.000Z");
    expect(appInstant("2024-04-07 01:45:00", "Australia/Lord_Howe")).toBe("2024-04-06T14:45:00.000Z");
  });

  it("decides whether a time is before 1990", () => {
    expect(appInstant("1990-01-01 01:00:00", "+03:30")).toBe(BAD);
  });
});
