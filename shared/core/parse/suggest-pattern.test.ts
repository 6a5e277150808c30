import { describe, expect, it } from "vitest";
import { suggestPattern } from "./suggest-pattern.ts";
import { bytesOf } from "./testing/judge-line.ts";

const REFERENCE_TIME_MS = Date.UTC(2026, 10, 21, 12);

describe("suggestPattern", () => {
  it("takes the first time of any form, and leaves the rest to be named", () => {
    const cases: [line: string, pattern: string | undefined][] = [
      ["ERROR 2026-11-21 09:15:00,123 it failed", "{*} {time:iso} {*}"],
      ["2026-11-21T09:15:00Z|x", "{time:iso}|{*}"],
      ["(21/Nov/2026:09:15:00 +0100)", "({time:clf}){*}"],
      ["x{Nov 21 09:15:00}y", "{*}{{{time:syslog}}}{*}"],
      ["shop,1795252500.25,7", "{*},{time:epoch},{*}"],
      ["1795252500", "{time:epoch}"],
      ["id 12345 at  1795252500", "{*} {*} {*} {time:epoch}"],
      ["a 2026-99-21 09:15:00 b 2026-11-21 09:15:00", "{*} {*} {*} {*} {time:iso}"],
      [`${"word ".repeat(60)}2026-11-21 09:15:00`, undefined],
      ["roses are red 17", undefined],
      ["", undefined],
    ];
    for (const [line, pattern] of cases) expect(suggestPattern(bytesOf(line), 0, bytesOf(line).length, REFERENCE_TIME_MS), line).toBe(pattern);
  });

  it("looks at the line alone", () => {
    const bytes = bytesOf("2026-11-21 09:15:00 x 1795252500");
    expect(suggestPattern(bytes, 20, 21, REFERENCE_TIME_MS)).toBeUndefined();
  });
});
