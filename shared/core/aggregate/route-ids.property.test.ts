import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalizeRoute } from "../parse/route.ts";
import { AGGREGATE_LIMITS } from "./aggregate-limits.ts";
import { bytesToText, textToBytes } from "./byte-text.ts";
import { NO_KEY } from "./key-index.ts";
import { KeyTable } from "./key-table.ts";
import { RouteIds } from "./route-ids.ts";

/** Few enough that they come again, some of them longer than what is remembered, some without a route. */
const targets = fc.constantFrom(
  "",
  "?q=1",
  "/",
  "/users/1",
  "/users/2",
  "/users/2?x=1",
  `/${"a".repeat(126)}`,
  `/${"a".repeat(127)}`,
  `/${"a".repeat(128)}`,
  `/${"b/".repeat(150)}`,
  "/é",
  "http://host/users/3",
);

describe("RouteIds", () => {
  it("gives each target the id of its normalised route, also after the table gave its ids anew", () => {
    fc.assert(
      fc.property(fc.array(targets, { size: "max", maxLength: 60 }), (list) => {
        const table = new KeyTable({ ...AGGREGATE_LIMITS, trackedKeysMax: 2 });
        const ids = new RouteIds(table);
        const route = new Uint8Array(256);
        for (const target of list) {
          const bytes = textToBytes(`<${target}>`);
          const id = ids.idOf(bytes, 1, bytes.length - 1);
          const expected = bytesToText(route, 0, normalizeRoute(bytes, 1, bytes.length - 1, route));
          expect(id === NO_KEY ? "" : bytesToText(table.entry(id).key)).toBe(expected);
          if (id !== NO_KEY) table.record(id, false, -1, -1);
        }
      }),
    );
  });
});
