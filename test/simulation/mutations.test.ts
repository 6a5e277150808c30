import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MUTATIONS } from "./mutations.ts";

const ROOT = join(import.meta.dirname, "../..");

describe("the deliberate bugs", () => {
  it.each(MUTATIONS)("still have their place in the product: $name", ({ file, find, replace }) => {
    expect(readFileSync(join(ROOT, file), "utf8").split(find)).toHaveLength(2);
    expect(replace).not.toBe(find);
  });

  it("are each named once", () => {
    expect(new Set(MUTATIONS.map(({ name }) => name)).size).toBe(MUTATIONS.length);
  });
});
