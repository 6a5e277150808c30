import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalizeRoute } from "./route.ts";
import { bytesOf } from "./testing/judge-line.ts";

const decoder = new TextDecoder("latin1");
const routeOf = (target: Uint8Array): string => {
  const out = new Uint8Array(256);
  const around = Uint8Array.of(0x31, ...target, 0x31);
  return decoder.decode(out.subarray(0, normalizeRoute(around, 1, around.length - 1, out)));
};
const isId = (segment: string): boolean =>
  /^\d+$/.test(segment) || /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(segment) || /^(?=.*\d)[\da-f]{16,}$/i.test(segment);

/** The definition in other words. */
function naiveRoute(target: string): string {
  const authority = /^[^/?#]*:\/\/[^/?#]*/.exec(target)?.[0] ?? "";
  const path = target.slice(authority.length).replace(/[?#].*$/s, "");
  if (path === "") return authority === "" ? "" : "/";
  const segments = path.split("/").map((segment) => (isId(segment) ? ":id" : segment));
  return segments.join("/").slice(0, 256);
}

const hex = fc.constantFrom(...Array.from("0123456789abcdefABCDEF"));
const hexText = (minLength: number, maxLength: number): fc.Arbitrary<string> => fc.string({ unit: hex, minLength, maxLength });
const segment = fc.oneof(
  fc.string({ unit: fc.constantFrom(...Array.from("ab1-_.:é")), maxLength: 6 }),
  fc.stringMatching(/^\d{1,9}$/),
  hexText(14, 18),
  fc.stringMatching(/^[a-f]{15,17}$/),
  fc.uuid(),
  fc.tuple(hexText(8, 8), hexText(4, 4), hexText(4, 4), hexText(4, 4), hexText(11, 13)).map((parts) => parts.join("-")),
  fc.stringMatching(/^[a-f]{8}-[a-f]{4}-[a-f]{4}-[a-f]{4}-[a-f]{12}$/),
  hexText(200, 300),
);
const target = fc
  .tuple(
    fc.constantFrom("", "", "http://", "https://host:80", "://", "x"),
    fc.array(fc.tuple(segment, fc.constantFrom("/", "/", "/", "?", "#", "", "//", "://")), { maxLength: 8 }),
  )
  .map(([start, parts]) => start + parts.flat().join(""));

describe("normalizeRoute", () => {
  it("drops scheme, authority, query and fragment, and names ids", () => {
    const cases: [target: string, route: string][] = [
      ["/api/users/48151623", "/api/users/:id"],
      ["/api/users/48151623/", "/api/users/:id/"],
      ["/a/7c9e6679-7425-40de-944b-e07fc1f90ae7/b", "/a/:id/b"],
      ["/a/abcdefabcdefabcdef", "/a/abcdefabcdefabcdef"],
      ["/a/abcdefabcdefabc1", "/a/:id"],
      ["/a/abcdefabcdefab1", "/a/abcdefabcdefab1"],
      ["/v1/1a", "/v1/1a"],
      ["12", ":id"],
      ["/?a=b", "/"],
      ["/a#b?c", "/a"],
      ["?a=b", ""],
      ["#a", ""],
      ["", ""],
      ["*", "*"],
      ["//", "//"],
      ["http://host", "/"],
      ["http://host?x", "/"],
      ["http://host:80/a/1", "/a/:id"],
      ["http:///a", "/a"],
      ["/go?to=http://host/a", "/go"],
      ["/http://host/a", "/http://host/a"],
      ["host:443", "host:443"],
      ["a:/b", "a:/b"],
      ["a:", "a:"],
      ["a:/", "a:/"],
      ["/%31/é", "/%31/é"],
    ];
    for (const [text, route] of cases) expect(routeOf(bytesOf(text)), text).toBe(decoder.decode(bytesOf(route)));
  });

  it("cuts at 256 bytes, after ids are named", () => {
    expect(routeOf(bytesOf(`/${"a".repeat(300)}`))).toBe(`/${"a".repeat(255)}`);
    expect(routeOf(bytesOf(`/${"1".repeat(300)}/x`))).toBe("/:id/x");
    expect(routeOf(bytesOf("/123".repeat(200)))).toBe("/:id".repeat(64));
    expect(routeOf(bytesOf(`/${"a".repeat(253)}/7/b`))).toBe(`/${"a".repeat(253)}/:`);
    expect(routeOf(bytesOf(`/${"a".repeat(254)}/7/b`))).toBe(`/${"a".repeat(254)}/`);
  });

  it("agrees with the definition", () => {
    fc.assert(
      fc.property(target, (text) => {
        const bytes = bytesOf(text);
        expect(routeOf(bytes), text).toBe(naiveRoute(decoder.decode(bytes)));
      }),
      { numRuns: 5_000 },
    );
  });
});
