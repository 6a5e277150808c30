import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, createJudge } from "./testing/judge-line.ts";

const judge = createJudge({ format: "json" });

/** Whether the text is JSON by the engine's own parser. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** White space between tokens, which JSON.stringify never writes. */
const space = fc.string({ unit: fc.constantFrom(" ", "\t", "\r"), maxLength: 2 });
const jsonText = fc.oneof(
  fc.json({ maxDepth: 5 }),
  fc.tuple(fc.json({ maxDepth: 3 }), space, space).map(([text, before, behind]) => text.replaceAll(",", `${before},${behind}`)),
  fc.string({ unit: fc.constantFrom(...Array.from("0123456789.eE+-")), maxLength: 8 }),
  fc.string({ unit: fc.constantFrom(...Array.from('\\u0aF"x/bfnrt\u0001é')), maxLength: 10 }).map((text) => `"${text}"`),
  fc.constantFrom("true", "false", "null", "tru", "nulll", "[]", "{}", "[1,]", '{"a":1,}', "[,]", '{"a"}', '{"":{"":[[]]}}'),
);
const mutation = fc.tuple(fc.nat(), fc.nat({ max: 2 }), fc.string({ unit: fc.constantFrom(...Array.from('{}[]",:\\0-e \t\u0000\u001fut')), maxLength: 2 }));
const mutatedText = fc.tuple(jsonText, fc.array(mutation, { maxLength: 2 })).map(([text, mutations]) =>
  mutations.reduce((from, [position, removed, added]) => {
    const at = position % (from.length + 1);
    return from.slice(0, at) + added + from.slice(at + removed);
  }, text),
);
/** A key that nobody wants, one whose value is noted, and one whose object is searched. */
const key = fc.constantFrom("a", "status", "metadata", "time");

describe("createJsonParser", () => {
  it("accepts what JSON.parse accepts, as any member of a line", () => {
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(key, mutatedText, (name, value) => {
        const line = `{"ts":1706091332,"${name}":${value}}`.replaceAll("\n", " ");
        const verdict = judge(line);
        if (isJson(line)) accepted++;
        else refused++;
        expect(verdict !== "bad-json", line).toBe(isJson(line));
      }),
      { numRuns: 6_000 },
    );
    expect(accepted).toBeGreaterThan(1_500);
    expect(refused).toBeGreaterThan(1_500);
  });

  it("takes a whole line only when it is an object", () => {
    fc.assert(
      fc.property(space, mutatedText, space, (before, value, behind) => {
        const line = (before + value + behind).replaceAll("\n", " ").replace(/\r$/, "");
        const verdict = judge(line);
        if (/^[ \t\r\0]*$/.test(line)) expect(verdict).toBe("blank");
        else if (line.startsWith("#")) expect(verdict).toBe("comment");
        else if (!/^[ \t]*\{/.test(line)) expect(verdict, line).toBe(/^[ \t]/.test(line) ? "continuation" : "no-format");
        else expect(verdict !== "bad-json", line).toBe(isJson(line));
      }),
      { numRuns: 4_000 },
    );
  });

  it("reads the string that JSON.parse reads", () => {
    const stringText = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...Array.from("aé😀\u2028/")),
        fc.constantFrom('\\"', "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0041", "\\u00e9", "\\uD83D", "\\ude00", "\\u0000"),
      ),
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(stringText, (text) => {
        const value = (JSON.parse(`"x${text}"`) as string).toWellFormed();
        const expected = new TextDecoder().decode(bytesOf(value).subarray(0, 256));
        expect(judge(`{"ts":1706091332,"service":"x${text}"}`)).toMatchObject({ service: expected });
      }),
      { numRuns: 2_000 },
    );
  });
});
