import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NOT_SAFE, findNumberEnd, isNegative, isWhole, scaleDecimal } from "./decimal.ts";
import { DURATION_ABSENT, NOT_A_DURATION, readDuration } from "./duration.ts";
import { bytesOf } from "./testing/judge-line.ts";

const digits = (minLength: number, maxLength: number): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...Array.from("0001234567899")), minLength, maxLength });
const fraction = fc.oneof(
  fc.constant(""),
  digits(1, 30).map((text) => `.${text}`),
);
const plainNumber = fc.tuple(fc.constantFrom("", "-"), digits(1, 22), fraction).map((parts) => parts.join(""));
const exponent = fc.oneof(
  { weight: 2, arbitrary: fc.constant("") },
  fc.tuple(fc.constantFrom("e", "E", "e-", "e+"), digits(1, 3)).map((parts) => parts.join("")),
);
const jsonNumber = fc.tuple(plainNumber, exponent).map((parts) => parts.join(""));

/** A number as `digits * 10 ** exponent`, without any rounding. */
function exactOf(text: string): { isNegative: boolean; digits: bigint; exponent: number } {
  const [, sign, whole = "", fractionDigits = "", exponentText = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text)!;
  const all = BigInt(whole + fractionDigits);
  return { isNegative: sign === "-" && all > 0n, digits: all, exponent: Number(exponentText) - fractionDigits.length };
}

/** The value times `10 ** shift`, cut or rounded half up; undefined over 2^53 − 1. */
function exactScaled(text: string, shift: number, isRounded: boolean): number | undefined {
  const exact = exactOf(text);
  const power = exact.exponent + shift;
  const divisor = power < 0 ? 10n ** BigInt(-power) : 1n;
  const dividend = power > 0 ? exact.digits * 10n ** BigInt(power) : exact.digits;
  const value = (isRounded ? dividend * 2n + divisor : dividend * 2n) / (2n * divisor);
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(value);
}

describe("scaleDecimal", () => {
  it("is exact for any count of digits", () => {
    fc.assert(
      fc.property(jsonNumber, fc.integer({ min: -9, max: 9 }), fc.boolean(), (text, shift, isRounded) => {
        const bytes = bytesOf(`7${text}7`);
        expect(scaleDecimal(bytes, 1, bytes.length - 1, shift, isRounded)).toBe(exactScaled(text, shift, isRounded) ?? NOT_SAFE);
      }),
      { numRuns: 5_000 },
    );
  });

  it("is exact around halves and around 2^53", () => {
    const cases: [text: string, shift: number, isRounded: boolean, expected: number][] = [
      ["0.5", 0, true, 1],
      ["0.49999999999999999999", 0, true, 0],
      ["0.05", 0, true, 0],
      ["2.5", 0, true, 3],
      ["9007199254740991", 0, true, Number.MAX_SAFE_INTEGER],
      ["9007199254740991.4", 0, true, Number.MAX_SAFE_INTEGER],
      ["9007199254740991.5", 0, true, NOT_SAFE],
      ["9007199254740991.5", 0, false, Number.MAX_SAFE_INTEGER],
      ["9007199254740992", 0, false, NOT_SAFE],
      ["9007199254.740991", 6, true, Number.MAX_SAFE_INTEGER],
      ["9007199254.740992", 6, true, NOT_SAFE],
      ["900719925474099e5", 0, true, NOT_SAFE],
      ["1e999999999999", 0, true, NOT_SAFE],
      ["1e-999999999999", 0, true, 0],
      ["0e999999999999", 0, true, 0],
      ["0.000e5", 0, true, 0],
    ];
    for (const [text, shift, isRounded, expected] of cases) expect(scaleDecimal(bytesOf(text), 0, text.length, shift, isRounded), text).toBe(expected);
  });
});

describe("isWhole and isNegative", () => {
  it("look at the value, not at how it is written", () => {
    fc.assert(
      fc.property(jsonNumber, (text) => {
        const bytes = bytesOf(text);
        const exact = exactOf(text);
        const isExactlyWhole = exact.exponent >= 0 || exact.digits % 10n ** BigInt(-exact.exponent) === 0n;
        expect(isWhole(bytes, 0, bytes.length)).toBe(isExactlyWhole);
        expect(isNegative(bytes, 0, bytes.length)).toBe(exact.isNegative);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("findNumberEnd", () => {
  it("ends where the longest number ends", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from("-.059a")) }), (text) => {
        const longest = /^-?\d+(?:\.\d+)?/.exec(text)?.[0] ?? "";
        expect(findNumberEnd(bytesOf(text), 0, text.length)).toBe(longest.length);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Units as fractions of a µs, in ns: all are whole. */
const UNIT_NS: Record<string, bigint> = { h: 3_600_000_000_000n, m: 60_000_000_000n, s: 1_000_000_000n, ms: 1_000_000n, us: 1_000n, "\u00b5s": 1_000n, "\u03bcs": 1_000n, ns: 1n };

describe("readDuration", () => {
  const pair = fc.tuple(
    digits(1, 8),
    fc.oneof(
      fc.constant(""),
      digits(1, 9).map((text) => `.${text}`),
    ),
    fc.constantFrom(...Object.keys(UNIT_NS)),
  );

  it("adds up pairs exactly before it rounds", () => {
    fc.assert(
      fc.property(fc.constantFrom("", "-"), fc.array(pair, { minLength: 1, maxLength: 3 }), (sign, pairs) => {
        const text = sign + pairs.map((parts) => parts.join("")).join("");
        const scale = 10n ** 12n;
        let sum = 0n;
        for (const [whole, part, unit] of pairs) sum += (BigInt(whole + part.slice(1)) * UNIT_NS[unit]! * scale) / 10n ** BigInt(Math.max(0, part.length - 1));
        const micros = (sum + 500n * scale) / (1_000n * scale);
        const expected = (sign === "-" && sum > 0n) || micros > BigInt(Number.MAX_SAFE_INTEGER) ? DURATION_ABSENT : Number(micros);
        const bytes = bytesOf(`1${text}s`);
        expect(readDuration(bytes, 1, bytes.length - 1), text).toBe(bytes.length - 2 > 64 ? NOT_A_DURATION : expected);
      }),
      { numRuns: 3_000 },
    );
  });

  it("takes nothing else", () => {
    const texts = [
      "",
      "-",
      "5",
      "5.5",
      "ms",
      "5 ms",
      "5MS",
      "5S",
      "5d",
      "5m5",
      "5msms",
      "1m-5s",
      "--5ms",
      "+5ms",
      ".5s",
      "5.s",
      "5e3s",
      "5\u00b5",
      "5\u03bc",
      "\u00b5s",
      `${"0".repeat(62)}5ms`,
    ];
    for (const text of texts) {
      const bytes = bytesOf(text);
      expect(readDuration(bytes, 0, bytes.length), text).toBe(NOT_A_DURATION);
    }
  });

  it("takes zero with a minus for zero, and less than zero for absent", () => {
    const cases: [text: string, expected: number][] = [
      ["-0ms", 0],
      ["-0h0.0s", 0],
      ["-0.0000001s", DURATION_ABSENT],
      ["-1m0s", DURATION_ABSENT],
      ["2501999h", 9_007_196_400_000_000],
      ["2502000h", DURATION_ABSENT],
      [`${"0".repeat(61)}5ms`, 5_000],
    ];
    for (const [text, expected] of cases) expect(readDuration(bytesOf(text), 0, text.length), text).toBe(expected);
  });
});
