import { describe, expect, it } from "vitest";
import { findW3cColumns } from "../../shared/core/parse/w3c-header.ts";
import { findFieldsHeader } from "../oracle/w3c-line.ts";
import { type Case, expectBoth } from "./judge-both.ts";

const CLOUDFRONT_22 =
  "2026-11-21\t09:15:31\tFRA56-C1\t392\t192.0.2.100\tGET\td111111abcdef8.cloudfront.net\t/shop/7/view.html\t200\t-\tMozilla/5.0%20(X11)\t-\t-\tHit\tSOX4xwn4XV6Q4rgb==\tshop.example\thttps\t23\t0.001\t-\tTLSv1.2\tECDHE-RSA-AES128-GCM-SHA256\tHit";
const CLOUDFRONT_33 = `${CLOUDFRONT_22}\tHTTP/2.0\t-\t-\t11040\t0.001\tHit\ttext/html\t78\t-\t-`;
const AT = "2026-11-21T09:15:31.000Z";
const RECORD = { at: AT, status: 200, durationUs: 1000, bytes: 392, method: "GET", route: "/shop/:id/view.html", host: "shop.example" };

describe("lines of CloudFront without a header", () => {
  it("have 22 columns, or 33, or more", () => {
    expectBoth([
      [CLOUDFRONT_22, RECORD],
      [CLOUDFRONT_33, RECORD],
      [`${CLOUDFRONT_33}\tone\tmore`, RECORD],
      [`${CLOUDFRONT_33}\r`, RECORD],
    ]);
  });

  it("may have no value in any column but the time's", () => {
    const dashes = CLOUDFRONT_22.split("\t").map((value, index) => (index < 2 ? value : "-"));
    const empty = dashes.map((value, index) => (index < 2 ? value : ""));
    expectBoth([
      [dashes.join("\t"), { at: AT }],
      [empty.join("\t"), { at: AT }],
      [CLOUDFRONT_22.replace("\t200\t", "\t000\t"), { at: AT, durationUs: 1000, bytes: 392, method: "GET", route: "/shop/:id/view.html", host: "shop.example" }],
    ]);
  });

  it("are rejected for a bad time before a bad column, and are none with fewer columns", () => {
    expectBoth([
      [CLOUDFRONT_22.replace("09:15", "25:15"), "bad-timestamp"],
      [CLOUDFRONT_22.replace("2026-11", "2026-13"), "bad-timestamp"],
      ["2026-11-21\t", "bad-timestamp"],
      ["2026-11-21\t09:15:31", "bad-timestamp"],
      [CLOUDFRONT_22.split("\t").slice(0, 21).join("\t"), "bad-timestamp"],
      [CLOUDFRONT_22.split("\t").slice(0, 22).join("\t"), RECORD],
      [CLOUDFRONT_22.replace("\t200\t", "\tOK\t"), "bad-field"],
      [CLOUDFRONT_22.replace("\t392\t", "\t3.5\t"), "bad-field"],
      [CLOUDFRONT_22.replace("\t0.001\t", "\t1ms\t"), "bad-field"],
      [CLOUDFRONT_22.replaceAll("\t", " "), { at: AT }],
    ]);
  });
});

const IIS = "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken";

describe("lines behind a header", () => {
  it("are read by its columns, in ms where IIS wrote them", () => {
    const line = "2026-11-21 09:15:31 10.0.0.5 POST /api/orders/7 id=5 443 - 192.0.2.1 Mozilla/5.0+(Windows) https://shop.example/ 500 19 64 1203";
    expectBoth([[line, { at: AT, status: 500, durationUs: 1_203_000, method: "POST", route: "/api/orders/:id" }]], {}, IIS);
  });

  it("are in seconds otherwise, and in ms in the logs of proxies", () => {
    const header = "#Fields: date time c-ip cs-method cs-uri sc-status bytes time-taken";
    const line = '2026-11-21 09:15:31.5 192.0.2.1 GET "http://shop.example/a?b=1" 200 - 0.25';
    const record = { at: "2026-11-21T09:15:31.500Z", status: 200, method: "GET", route: "/a" };
    expectBoth([[line, { ...record, durationUs: 250_000 }]], {}, header);
    expectBoth([[`${line.replace("0.25", "12")} TCP_HIT`, { ...record, durationUs: 12_000 }]], {}, `${header} s-action`);
  });

  it("may hold quoted strings between spaces, and quotes between tabs", () => {
    const header = "#Fields:\tdate time\tcs(User-Agent)\tcs-host sc-status s-sitename";
    const record = { at: AT, status: 404, host: "a.example", service: "W3SVC1" };
    const cases: Case[] = [
      ['2026-11-21 09:15:31 "Mozilla ""5"" (X11)" a.example 404 W3SVC1', record],
      ['2026-11-21  09:15:31  ""  "a.example" 404 "W3SVC1', record],
      ['2026-11-21 09:15:31 "x"a.example 404 W3SVC1 ', record],
      ['2026-11-21\t09:15:31\t"Mozilla\ta.example\t404\tW3SVC1', record],
      ["2026-11-21\t09:15:31\t\ta.example\t404\t", { at: AT, status: 404, host: "a.example" }],
      ['2026-11-21 09:15:31 "Mozilla a.example 404 W3SVC1', "bad-field"],
      ["2026-11-21 09:15:31 - a.example 404 ", "bad-field"],
      ["2026-11-21 INFO started", "bad-timestamp"],
      ["2026-11-21T09:15:31 INFO started", { at: AT, level: "INFO" }],
    ];
    expectBoth(cases, {}, header);
  });

  it("use the settings' zone, and stay what they are when another format is pinned", () => {
    expectBoth([["2026-11-21\t09:15:31\t200", { at: "2026-11-21T08:15:31.000Z", status: 200 }]], { timeZone: "+01:00" }, "#Fields: date time sc-status");
    expectBoth([["2026-11-21 09:15:31 200", { at: AT }]], { format: "app" }, "#Fields: date time sc-status");
    expectBoth([["2026-11-21 09:15:31 200", "no-format"]], { format: "w3c" });
  });
});

describe("findW3cColumns", () => {
  const find = (text: string, isWhole = true): unknown => findW3cColumns(Buffer.from(text), isWhole);

  it("takes the first header that begins with date and time and names a column that is read", () => {
    expect(find("#Version: 1.0\n#Fields: date time\n#Fields: time date sc-status\n#Fields: DATE Time x SC-Status cs(Host)\n#Fields: date time sc-status\n")).toEqual({
      status: 3,
      host: 4,
    });
    expect(find("\ufeff#Fields: date time sc-status\r\nx")).toEqual({ status: 2 });
    expect(find("#Fields: date time sc-status time-taken sc-win32-status")).toEqual({ status: 2, duration: 3, isMilliseconds: true });
    expect(find("")).toBeUndefined();
    expect(find(" #Fields: date time sc-status\nx #Fields: date time sc-status\n#fields: date time sc-status\n")).toBeUndefined();
  });

  it("takes no header that the sample's end may have cut off", () => {
    expect(find("#Fields: date time sc-status cs-ho", false)).toBeUndefined();
    expect(find("#Fields: date time sc-status cs-ho\n", false)).toEqual({ status: 2 });
  });

  it("looks at 256 columns", () => {
    const header = (count: number): string => `#Fields: date time${" x".repeat(count - 3)} sc-status`;
    expect(find(header(256))).toEqual({ status: 255 });
    expect(find(header(257))).toBeUndefined();
    expect([findFieldsHeader(header(256)), findFieldsHeader(header(257))]).toEqual([header(256), undefined]);
  });
});
