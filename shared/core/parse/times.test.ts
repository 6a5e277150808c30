import { describe, expect, it } from "vitest";
import { InputError } from "../errors.ts";
import { readClfTime } from "./clf-time.ts";
import { readEpoch } from "./epoch.ts";
import { readIsoTime } from "./iso-time.ts";
import { emptyLineFields } from "./line-fields.ts";
import type { LineFields } from "./line-fields.ts";
import { createMinuteCache } from "./minute-cache.ts";
import { bytesOf } from "./testing/judge-line.ts";
import { createLocalOffset } from "./time-zone.ts";
import type { LocalOffset } from "./time-zone.ts";

type TimeReader = (bytes: Uint8Array, start: number, end: number, fields: LineFields) => boolean;

function createIsoTime(localOffset: LocalOffset): TimeReader {
  const cache = createMinuteCache(localOffset);
  return (...text) => readIsoTime(cache, ...text);
}

function createClfTime(localOffset: LocalOffset): TimeReader {
  const cache = createMinuteCache(localOffset);
  return (...text) => readClfTime(cache, ...text);
}

/** The ISO form of what a reader makes of a text; null when it refuses it. */
const read = (reader: TimeReader, text: string): string | null => {
  const fields = emptyLineFields();
  const bytes = bytesOf(`1${text}1`);
  return reader(bytes, 1, bytes.length - 1, fields) ? new Date(fields.timestampMs).toISOString() : null;
};
const check = (reader: TimeReader, cases: readonly (readonly [text: string, expected: string | null])[]): void => {
  for (const [text, expected] of cases) expect(read(reader, text), text).toBe(expected);
};
const utc = createLocalOffset("UTC");
const inZone = (timeZone: string, cases: readonly (readonly [string, string | null])[]): void => check(createIsoTime(createLocalOffset(timeZone)), cases);

describe("readIsoTime", () => {
  it("reads dates, times, fractions and zones", () => {
    check(createIsoTime(utc), [
      ["2024-02-29T23:59:59", "2024-02-29T23:59:59.000Z"],
      ["2024-02-29t23:59:59z", "2024-02-29T23:59:59.000Z"],
      ["2024-02-29 23:59:60", "2024-02-29T23:59:59.000Z"],
      ["2024-01-24T10:15:32.1", "2024-01-24T10:15:32.100Z"],
      ["2024-01-24T10:15:32,1239", "2024-01-24T10:15:32.123Z"],
      ["2024-01-24T10:15:32.999999999Z", "2024-01-24T10:15:32.999Z"],
      ["2024-01-24T10:15:32+23:59", "2024-01-23T10:16:32.000Z"],
      ["2024-01-24T10:15:32-0330", "2024-01-24T13:45:32.000Z"],
      ["2024-01-24T10:15:32.5+05", "2024-01-24T05:15:32.500Z"],
      ["2024-01-24T10:15:32 +01:00", "2024-01-24T09:15:32.000Z"],
      ["2024/01/24 10:15:32.5", "2024-01-24T10:15:32.500Z"],
      ["2024-01-24 10:15:32 UTC", "2024-01-24T10:15:32.000Z"],
      ["2024-01-24T10:15:32GMT", "2024-01-24T10:15:32.000Z"],
      ["1990-01-01T00:00:00Z", "1990-01-01T00:00:00.000Z"],
      ["1989-12-31T23:59:59-00:01", "1990-01-01T00:00:59.000Z"],
      ["2099-12-31T23:59:59.999Z", "2099-12-31T23:59:59.999Z"],
    ]);
  });

  it("refuses everything else", () => {
    const bad = [
      "",
      "2024-01-24",
      "2024-01-24T10:15",
      "2024-01-24T10:15:3",
      "2024-13-01T00:00:00",
      "2024-00-01T00:00:00",
      "2024-01-00T00:00:00",
      "2024-01-32T00:00:00",
      "2023-02-29T00:00:00",
      "2100-02-29T00:00:00",
    ];
    const worse = [
      "2024-01-24T24:00:00",
      "2024-01-24T10:60:00",
      "2024-01-24T10:15:61",
      "2024-01-24T1a:15:32",
      "2024-01-24T10:15:a2",
      "20a4-01-24T10:15:32",
      "2024/01-24T10:15:32",
      "2024-01/24T10:15:32",
      "2024-01-24T10:15:32ut",
      "2024-01-24T10:15:32utc",
      "2024-01-24T10:15:32  UTC",
      "2024-01-24x10:15:32",
      "2024.01-24 10:15:32",
      "2024-01-24T10-15-32",
      "2024-01-24T10:15-32",
    ];
    const tails = [".", ",", ".1234567890", ".5.", "Zx", "X", "+", "+1", "+24:00", "+00:60", "+0060", "+1:00", "+01:0", "+01:000", "+01-00", "  Z", " ", " x", "Z "];
    const range = ["1989-12-31T23:59:59.999Z", "2100-01-01T00:00:00Z", "1990-01-01T00:00:00+00:01", "0000-01-01T00:00:00", "9999-12-31T00:00:00"];
    check(
      createIsoTime(utc),
      [...bad, ...worse, ...tails.map((tail) => `2024-01-24T10:15:32${tail}`), ...range].map((text) => [text, null]),
    );
  });

  it("says of a time the same whatever stood before it", () => {
    const reader = createIsoTime(utc);
    check(reader, [
      ["2024-01-24T10:15:32", "2024-01-24T10:15:32.000Z"],
      ["2024-01-24T10:15:33+01:00", "2024-01-24T09:15:33.000Z"],
      ["2024-01-24T10:16:33+01:00", "2024-01-24T09:16:33.000Z"],
      ["2025-01-24T10:16:33+01:00", "2025-01-24T09:16:33.000Z"],
      ["2024-01-24T10:15-33", null],
      ["2024-01-24T10:75:33", null],
      ["2024-01-24T10:15:34", "2024-01-24T10:15:34.000Z"],
      ["2024-01-24 10:15:34", "2024-01-24T10:15:34.000Z"],
      ["2024-01-25 10:15:34", "2024-01-25T10:15:34.000Z"],
    ]);
  });
});

describe("readClfTime", () => {
  it("reads days, months in any case, fractions and zones", () => {
    const months = ["Jan", "feb", "MAR", "Apr", "May", "jUn", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    check(createClfTime(utc), [
      ...months.map((month, index) => [`05/${month}/2024:10:15:32`, `2024-${String(index + 1).padStart(2, "0")}-05T10:15:32.000Z`] as const),
      ["29/Feb/2024:10:15:60.1239 +0330", "2024-02-29T06:45:59.123Z"],
      ["24/Jan/2024:10:15:32Z", "2024-01-24T10:15:32.000Z"],
      ["24/Jan/2024:10:15:32 -0800", "2024-01-24T18:15:32.000Z"],
    ]);
  });

  it("refuses everything else", () => {
    const bad = [
      "",
      "24/Jan/2024",
      "24/Jan/2024:10:15",
      "24/Foo/2024:10:15:32",
      "24-Jan-2024:10:15:32",
      "24/Jan/2024  10:15:32",
      "24/Jan/2024T10:15:32",
      "24/Jan-2024:10:15:32",
      "24/Jan/2024:10-15:32",
      "24/Jan/2024:10:15-32",
    ];
    const worse = [
      "30/Feb/2024:10:15:32",
      "00/Jan/2024:10:15:32",
      "24/Jan/2024:24:15:32",
      "24/Jan/2024:10:60:32",
      "24/Jan/2024:10:15:61",
      "24/Jan/20a4:10:15:32",
      "24/Jan/1989:10:15:32",
      "24/Jan/2100:10:15:32",
      "24/*an/2024:10:15:32",
    ];
    const tails = [".", ".1234567890", ",5", " Z", "z", "+0000", " +00:00", " +00", "  +0000", " +2400", " +0060", " x0000", " +000a", " "];
    check(
      createClfTime(utc),
      [...bad, ...worse, ...tails.map((tail) => `24/Jan/2024:10:15:32${tail}`)].map((text) => [text, null]),
    );
  });

  it("says of a time the same whatever stood before it", () => {
    check(createClfTime(utc), [
      ["24/Jan/2024:10:15:32 +0100", "2024-01-24T09:15:32.000Z"],
      ["24/Jan/2024:10:15:33", "2024-01-24T10:15:33.000Z"],
      ["14/Jan/2024:10:15:33", "2024-01-14T10:15:33.000Z"],
      ["14/Jan/2024:10:16:33", "2024-01-14T10:16:33.000Z"],
      ["24/Jan/2024:10:15-33", null],
      ["24/jan/2024:10:15:33", "2024-01-24T10:15:33.000Z"],
    ]);
  });
});

describe("createLocalOffset", () => {
  it("knows fixed offsets", () => {
    inZone("+03:30", [
      ["2024-01-24T10:15:32", "2024-01-24T06:45:32.000Z"],
      ["2024-01-24T10:15:32Z", "2024-01-24T10:15:32.000Z"],
    ]);
    inZone("-08:00", [["2024-01-24T10:15:32", "2024-01-24T18:15:32.000Z"]]);
  });

  it("knows IANA zones, takes the first of a repeated time and the offset before a skipped one", () => {
    inZone("Europe/Berlin", [
      ["2024-01-24T10:00:00", "2024-01-24T09:00:00.000Z"],
      ["2024-07-24T10:00:00", "2024-07-24T08:00:00.000Z"],
      ["2024-03-31T01:59:59", "2024-03-31T00:59:59.000Z"],
      ["2024-03-31T02:30:00", "2024-03-31T01:30:00.000Z"],
      ["2024-03-31T03:00:00", "2024-03-31T01:00:00.000Z"],
      ["2024-10-27T01:59:59", "2024-10-26T23:59:59.000Z"],
      ["2024-10-27T02:30:00", "2024-10-27T00:30:00.000Z"],
      ["2024-10-27T03:00:00", "2024-10-27T02:00:00.000Z"],
    ]);
  });

  it("knows changes that are not at the full hour", () => {
    // Newfoundland turned its clocks at one minute past midnight, Lord Howe turns them by half an hour.
    inZone("America/St_Johns", [
      ["2010-03-14T00:00:59", "2010-03-14T03:30:59.000Z"],
      ["2010-03-14T00:30:00", "2010-03-14T04:00:00.000Z"],
      ["2010-03-14T01:01:00", "2010-03-14T03:31:00.000Z"],
    ]);
    inZone("Australia/Lord_Howe", [
      ["2024-04-07T01:45:00", "2024-04-06T14:45:00.000Z"],
      ["2024-10-06T02:15:00", "2024-10-05T15:45:00.000Z"],
      ["2024-10-06T02:45:00", "2024-10-05T15:45:00.000Z"],
    ]);
  });

  it("remembers a bounded number of hours", () => {
    const offset = createLocalOffset("Europe/Berlin");
    const hourMs = 3_600_000;
    for (let hour = 0; hour < 5_000; hour++) offset(Date.UTC(2024, 0, 1) + hour * hourMs * 3);
    expect(offset(Date.UTC(2024, 6, 1))).toBe(2 * hourMs);
  });

  it("refuses zones that nobody knows", () => {
    for (const timeZone of ["Mars/Olympus", "", "+25:00", "+00:61", "utc+1"]) expect(() => createLocalOffset(timeZone), timeZone).toThrow(InputError);
  });
});

describe("readEpoch", () => {
  it("tells the unit by the size, and cuts to ms", () => {
    check(readEpoch, [
      ["1706091332", "2024-01-24T10:15:32.000Z"],
      ["1706091332.9999", "2024-01-24T10:15:32.999Z"],
      ["1706091332.0009", "2024-01-24T10:15:32.000Z"],
      ["1706091332123", "2024-01-24T10:15:32.123Z"],
      ["1706091332123.9", "2024-01-24T10:15:32.123Z"],
      ["1706091332123999", "2024-01-24T10:15:32.123Z"],
      ["1706091332123999999", "2024-01-24T10:15:32.123Z"],
      ["4102444799999999999", "2099-12-31T23:59:59.999Z"],
      ["4102444799.999", "2099-12-31T23:59:59.999Z"],
      ["1.706091332e9", "2024-01-24T10:15:32.000Z"],
      ["1.706091332123999999E+18", "2024-01-24T10:15:32.123Z"],
      ["631152000", "1990-01-01T00:00:00.000Z"],
      ["631152000000000000", "1990-01-01T00:00:00.000Z"],
    ]);
  });

  it("refuses what is not from 1990 to 2099", () => {
    const bad = [
      "0",
      "-0",
      "-1706091332",
      "631151999.999",
      "4102444800",
      "4102444800000000000",
      "99999999999",
      "100000000000",
      "99999999999999",
      "99999999999999999",
      "100000000000000000",
      "1e30",
      "1e400",
      "1e-400",
      "9007199254740993",
    ];
    check(
      readEpoch,
      bad.map((text) => [text, null]),
    );
  });
});
