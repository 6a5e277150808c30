import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PLANTED_BUGS } from "./planted-bugs.ts";

const ASSEMBLY = join(import.meta.dirname, "../../shared/kernel/assembly");

test("each planted bug has its place in the kernel, which is exactly one", () => {
  const lost = PLANTED_BUGS.filter(({ file, find }) => readFileSync(join(ASSEMBLY, file), "utf8").split(find).length !== 2);
  expect(lost.map(({ name }) => name)).toEqual([]);
});
