import { expect, test } from "vitest";
import { createSeededRandom } from "../generate/seeded-random.ts";
import { makeUsualLog } from "../kernel/usual-lines.ts";
import { judgeOne } from "../oracle/judge-text.ts";
import { judgeWithProduct, REFERENCE_TIME_MS } from "./judge-both.ts";

const LOGS = 60;
const LINES_PER_LOG = 100;
const LINE_FEED = 0x0a;

/** The lines of a log that are not empty, without their ends. */
function linesOf(log: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < log.length;) {
    const end = log.indexOf(LINE_FEED, start);
    if (end !== start) lines.push(log.subarray(start, end === -1 ? log.length : end));
    start = end === -1 ? log.length : end + 1;
  }
  return lines;
}

test("the product's parsers and the oracle say the same of usual lines of all formats and of damaged ones", () => {
  let records = 0;
  for (let seed = 1; seed <= LOGS; seed++) {
    const random = createSeededRandom(seed);
    for (const line of linesOf(makeUsualLog(random, LINES_PER_LOG, random.pick([0.1, 0.3, 1])))) {
      const bytes = Buffer.from(line);
      const verdict = judgeWithProduct(bytes);
      if (typeof verdict === "object") records++;
      expect(verdict, `seed ${seed}: ${JSON.stringify(bytes.toString("latin1"))}`).toEqual(judgeOne(bytes, { referenceTimeMs: REFERENCE_TIME_MS }));
    }
  }
  expect(records / (LOGS * LINES_PER_LOG)).toBeGreaterThan(0.5);
});
