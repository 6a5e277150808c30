import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../shared/core/errors.ts";
import { PATTERN_BYTES_MAX } from "../../shared/core/limits.ts";
import { createFormatTable } from "../../shared/core/parse/format-table.ts";
import { compilePattern, PATTERN_FIELDS } from "../../shared/core/parse/pattern-language.ts";
import { createPatternMatcher } from "../../shared/core/parse/pattern.ts";
import { DEFAULT_PARSE_SETTINGS } from "../../shared/core/parse/settings.ts";
import { createReferenceRangeParser } from "../../shared/core/ranges/reference-range-parser.ts";
import { createKernelRangeParser } from "../../shared/kernel/kernel-range-parser.ts";
import { generateLog } from "../generate/generate-log.ts";
import { agree, parseAll } from "../kernel/compare-parsers.ts";
import { makeClfTime, makeDuration, makeIsoTime, makeTarget, METHODS, STATUSES } from "../generate/line-pieces.ts";
import { mutateLine } from "../generate/mutate-line.ts";
import { createSeededRandom, type SeededRandom } from "../generate/seeded-random.ts";
import { oracleLines } from "../oracle/oracle-lines.ts";
import { type CaseRecord, expectBoth, judgeWithProduct, REFERENCE_TIME_MS } from "./judge-both.ts";
import { judgeText } from "../oracle/judge-text.ts";

const AT = "2026-11-21T09:15:00Z";

describe("lines that a pattern describes", () => {
  it("are read by its fields", () => {
    const pattern = '{time:clf} {level} {host} {duration:ms} "{method} {path} {*}" {status}';
    const record: CaseRecord = { at: AT, level: "INFO", host: "web-1", durationUs: 12_500, method: "GET", route: "/a/:id", status: 503 };
    expectBoth(
      [
        ['21/Nov/2026:10:15:00 +0100 info web-1 12.5 "GET /a/7?x HTTP/1.1" 503', record],
        ['21/Nov/2026:09:15:00  info \t web-1 12500us "get /a/7 " 503', record],
        ['21/Nov/2026:09:15:00 - - - "- - -" -', { at: AT }],
        ['41/Nov/2026:09:15:00 info web-1 12.5 "GET /a/7 HTTP/1.1" 503', "bad-timestamp"],
        ['21/Nov/2026:09:15:00 info web-1 12.5 "GET /a/7 HTTP/1.1" 503 ', { ...record, status: undefined } as unknown as CaseRecord],
        ['21/Nov/2026:09:15:00 info web-1 12.5 "GET /a/7" 503', "no-format"],
        ['x 21/Nov/2026:09:15:00 info web-1 12.5 "GET /a/7 HTTP/1.1" 503', "no-format"],
      ].map(([line, expected]) => [line, typeof expected === "object" ? JSON.parse(JSON.stringify(expected)) : expected] as never),
      { pattern, format: "pattern" },
    );
  });

  it("have times of every form, as long as they look", () => {
    const cases: [pattern: string, line: string][] = [
      ["{time} {service}", "2026-11-21 09:15:00 shop"],
      ["{time:iso} {service}", "2026-11-21 10:15:00,5 +0100 shop"],
      ["{time:iso} {duration} {service}", "2026-11-21 09:15:00 -05 shop"],
      ["{time:iso} {service}", "2026-11-21 04:15:00-05 shop"],
      ["[{time}] {service}", "[21/Nov/2026:09:15:00 +0000] shop"],
      ["<13>{time}: {service}", "<13>Nov 21 09:15:00: shop"],
      ["{time:syslog} {service}", "nov 21 2026 09:15:00.25 shop"],
      ["{time:epoch}|{service}", "1795252500.75|shop"],
      ["{service} at {time}", "shop at 1795252500123"],
    ];
    for (const [pattern, line] of cases) {
      const fraction = /[.,](\d+)|\d{10}(\d{3})$/.exec(line);
      const ms = (fraction?.[1] ?? fraction?.[2] ?? "").padEnd(3, "0").slice(0, 3);
      expectBoth([[line, { at: `2026-11-21T09:15:00.${ms}Z`, service: "shop" }]], { pattern, format: "pattern" });
    }
  });

  it("end each field where the text behind it comes first, and never look further", () => {
    const settings = { pattern: "{time} {*} took {duration:s} ({service})", format: "pattern" } as const;
    expectBoth(
      [
        [`${AT} a b c took 2 (shop)`, { at: AT, durationUs: 2_000_000, service: "shop" }],
        [`${AT} a  took b took 2 (shop)`, { at: AT, service: "shop" }],
        [`${AT} a took 2 (sh(op)`, { at: AT, durationUs: 2_000_000, service: "sh(op" }],
        [`${AT} a took 2 (shop) `, "no-format"],
        [`${AT} a took 2 (sh)op)`, "no-format"],
      ],
      settings,
    );
    expectBoth([[`{${AT}} x`, { at: AT, service: "x" }]], { pattern: "{{{time}}} {service}" });
  });

  it("are asked about before every other format, which have the rest", () => {
    const pattern = "{time} [{level}] {*} in {duration}";
    expectBoth(
      [
        ["2026-11-21 09:15:00 [odd] done in 7", { at: AT, level: "ODD", durationUs: 7000 }],
        ["2026-11-21 09:15:00 INFO done in 7ms", { at: AT, level: "INFO", durationUs: 7000 }],
        ['{"time":"2026-11-21T09:15:00Z"}', { at: AT }],
        ["# comment", "comment"],
        [" ", "blank"],
        ["  at x", "continuation"],
      ],
      { pattern },
    );
    expectBoth([["2026-11-21 09:15:00 [odd] done in 7", { at: AT }]], { pattern, format: "app" });
  });
});

describe("compilePattern", () => {
  const problem = (text: string): string => {
    try {
      compilePattern(text);
    } catch (error) {
      if (error instanceof InputError && error.code === "BAD_PATTERN") return error.message;
      throw error;
    }
    return "none";
  };

  it("says where a pattern is wrong, and what to write instead", () => {
    const cases: [pattern: string, at: number, what: string][] = [
      ["", 1, "it has no {time}"],
      ["{level} x", 10, "it has no {time}"],
      ["{time} {colour}", 9, 'nobody knows the field "colour"; write one of time, level'],
      ["{time:iso8601} x", 7, 'a time is not written as "iso8601"; write iso, clf'],
      ["{time:any} x", 7, "a time is not written as"],
      ["{time} {duration:min}", 18, '"min" is no unit; write s, ms'],
      ["{time} {status:3}", 15, "{status} has no forms"],
      ["{time} {*:x}", 9, 'nobody knows the field "*"'],
      ["{time} {level", 8, "a { is never closed"],
      ["{time} level}", 13, "a } closes nothing"],
      ["{time}{level}", 7, "nothing stands between two fields"],
      ["{time} {level} {level}", 16, "{level} is there twice"],
      ["{time} {request} {path}", 18, "{request} holds method and path already"],
      ["{time} {}", 9, 'nobody knows the field ""'],
      [`{time} ${"x".repeat(PATTERN_BYTES_MAX)}`, 1, "it is longer than 512 bytes"],
    ];
    for (const [pattern, at, what] of cases) {
      expect(problem(pattern), pattern).toContain(`the pattern is wrong at character ${at}: ${what}`);
      expect(problem(pattern), pattern).toMatch(/; .+/);
    }
    for (const field of PATTERN_FIELDS) expect(problem(field === "time" ? "{time}" : `{time} {${field}}`)).toBe("none");
  });

  it("is asked for where the format is pattern", () => {
    const constants = { settings: { ...DEFAULT_PARSE_SETTINGS, format: "pattern" as const }, referenceTimeMs: 0 };
    expect(() => createFormatTable(constants)).toThrow(InputError);
  });

  it("never throws anything else", () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^([{}*: a]|time|level|iso|duration)*$/)), (text) => void problem(text)));
  });
});

describe("createPatternMatcher", () => {
  it("needs a time that grows with the line only", () => {
    const hostile = ["{*} a a a a x {time}", "{*}          x {time}", "{*}aaaaaaaaab {time}", "{*} , , , {time}"];
    const fillers = [" ", "a", "a ", " , ", "aaaaaaaa "];
    // Far from linear would be minutes for each of these.
    for (const pattern of hostile)
      for (const filler of fillers) {
        const line = Buffer.from(filler.repeat(Math.floor(1_000_000 / filler.length)));
        expect(createPatternMatcher(pattern, () => 0, 0).takes(line, 0, line.length)).toBe(false);
      }
  });

  it("has every line before the fast path has", () => {
    const content = Buffer.from(generateLog({ seed: 5, kind: "combined", lines: 200, malformedShare: 0 }));
    const settings = { ...DEFAULT_PARSE_SETTINGS, pattern: '{host} - - [{time:clf}] "{request}" {status} {*}' };
    const plan = { rangeBytes: content.length, pieceBytes: 1 << 20, keepsSampleText: false };
    const partials = (pattern: string | null) => parseAll(createKernelRangeParser(), content, { settings: { ...settings, pattern }, referenceTimeMs: 0 }, plan);
    expect(agree(createReferenceRangeParser(), createKernelRangeParser(), content, { settings, referenceTimeMs: 0 }, plan)).toBe(true);
    expect(partials(settings.pattern)).not.toEqual(partials(null));
  });

  it("agrees with the oracle on patterns and lines of any kind", { timeout: 60_000 }, () => {
    let records = 0;
    let others = 0;
    for (let seed = 1; seed <= 120; seed++) {
      const random = createSeededRandom(seed);
      const { pattern, makeLine } = makePattern(random);
      for (let count = 0; count < 20; count++) {
        const line = random.chance(0.5) ? makeLine() : mutateLine(random, makeLine()).replaceAll("\n", "");
        const bytes = Buffer.from(line, "latin1");
        if (line === "" || bytes.length > 5_000) continue;
        const settings = { pattern, timeZone: random.pick(["UTC", "+03:30"]), format: random.pick(["auto", "pattern"] as const) };
        const [expected] = judgeText(bytes, { ...settings, referenceTimeMs: REFERENCE_TIME_MS });
        const [verdict] = oracleLines(bytes, { ...settings, referenceTimeMs: REFERENCE_TIME_MS });
        if (verdict?.verdict === "record" && verdict.format === "pattern") records++;
        else others++;
        expect(judgeWithProduct(bytes, settings), `${seed}: ${pattern} on ${JSON.stringify(line)}`).toEqual(expected);
      }
    }
    expect(records).toBeGreaterThan(800);
    expect(others).toBeGreaterThan(150);
  });
});

const FIELD_VALUES: Record<string, (random: SeededRandom) => string> = {
  level: (random) => random.pick(["INFO", "error", "30", "-", "", "odd"]),
  status: (random) => random.pick([...STATUSES, "-", "0"]),
  duration: (random) => random.pick([makeDuration(random), "12.5", "7", "-", ""]),
  "duration:s": (random) => random.pick(["0.25", "1ms", "9007199254740993"]),
  bytes: (random) => random.pick(["512", "-", "1e3"]),
  method: (random) => random.pick([...METHODS, "get"]),
  path: makeTarget,
  request: (random) => `${random.pick(METHODS)} ${makeTarget(random)} HTTP/1.1`,
  service: (random) => random.pick(["shop", "-", ""]),
  host: (random) => random.pick(["web-1", "h".repeat(300)]),
  "*": (random) => random.pick(["", "x y", "r\xc3\xa9sum\xc3\xa9"]),
};
const TIME_VALUES: Record<string, (random: SeededRandom) => string> = {
  time: (random) => random.pick([makeIsoTime, makeClfTime])(random),
  "time:iso": makeIsoTime,
  "time:clf": makeClfTime,
  "time:epoch": (random) => random.pick(["1795252500", "1795252500.25", "1795252500123"]),
  "time:syslog": (random) => random.pick(["Nov 21 09:15:00", "Nov  1 09:15:00.5", "nov 1 2025 09:15:00"]),
};
const LITERALS = [" ", "  ", " | ", "|", '" "', "] [", ", ", " - ", "\xc3\xa9", " {{", "}} ", ": "];

/** A pattern of random fields, and a maker of lines that fit it unless a value holds what stands behind it. */
function makePattern(random: SeededRandom): { pattern: string; makeLine: () => string } {
  const names = Object.keys(FIELD_VALUES).filter((name) => random.chance(0.4) && !/^(?:method|path|duration:s)$/.test(name));
  names.splice(random.below(names.length + 1), 0, random.pick(Object.keys(TIME_VALUES)));
  const literals = names.map(() => random.pick(LITERALS));
  literals[literals.length - 1] = random.pick(["", "", "]"]);
  const prefix = random.pick(["", "", "[", "> "]);
  const pattern = prefix + names.map((name, index) => `{${name}}${literals[index]}`).join("");
  const valueOf = (name: string): string => (TIME_VALUES[name] ?? FIELD_VALUES[name])!(random);
  const plain = (literal = ""): string => literal.replaceAll("{{", "{").replaceAll("}}", "}");
  return { pattern: Buffer.from(pattern, "latin1").toString("utf8"), makeLine: () => prefix + names.map((name, index) => valueOf(name) + plain(literals[index])).join("") };
}
