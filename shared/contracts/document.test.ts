import { describe, expect, it } from "vitest";
import { stringifyDocument } from "./document.ts";

describe("stringifyDocument", () => {
  it("prints every digit of a sum past 2^53", () => {
    expect(stringifyDocument({ bytes: 2n ** 80n + 1n, windows: [{ bytes: 0n }] })).toBe('{"bytes":1208925819614629174706177,"windows":[{"bytes":0}]}');
  });

  it("is JSON.stringify for everything else", () => {
    const document = { text: 'a"\u2028\uFFFD', numbers: [0.1, 1e21, -0], nothing: null, left: undefined, nested: { list: [true, {}] } };
    expect(stringifyDocument(document)).toBe(JSON.stringify(document));
    expect(stringifyDocument(document, 2)).toBe(JSON.stringify(document, null, 2));
  });
});
