import { describe, expect, it } from "vitest";
import { DETECT_BYTES } from "../../shared/core/limits.ts";
import { DEFAULT_PARSE_SETTINGS, type JobConstants } from "../../shared/core/parse/settings.ts";
import { findW3cColumns } from "../../shared/core/parse/w3c-header.ts";
import { createReferenceRangeParser } from "../../shared/core/ranges/reference-range-parser.ts";
import { createKernelRangeParser } from "../../shared/kernel/kernel-range-parser.ts";
import { generateLog, LOG_KINDS } from "../generate/generate-log.ts";
import { createSeededRandom } from "../generate/seeded-random.ts";
import { makeUsualLog } from "./usual-lines.ts";
import { agree, findDisputedLine } from "./compare-parsers.ts";

/** The constants of the job of a content, as the splitter finds them. */
function constantsOf(content: Uint8Array): JobConstants {
  const columns = findW3cColumns(content.subarray(0, DETECT_BYTES), content.length <= DETECT_BYTES);
  return { settings: DEFAULT_PARSE_SETTINGS, referenceTimeMs: Date.UTC(2026, 10, 21), ...(columns === undefined ? {} : { columns }) };
}

/** `FANFOLD_FUZZ_LINES` makes it a long run; `FANFOLD_FUZZ_SEED` begins it somewhere else. */
const LINES_WANTED = Number(process.env["FANFOLD_FUZZ_LINES"] ?? 300_000);
const FIRST_SEED = Number(process.env["FANFOLD_FUZZ_SEED"] ?? 1);
const LINES_PER_LOG = 400;
/** Half of the logs are of these kinds, so that new formats do not keep the fast path from being tried. */
/** Small, so that lines of the limit and one byte more or less come up, and small reads, so that every border between two does. */
const SMALL = { lineBytesMax: 1_000, readBytes: 600 };

describe("createKernelRangeParser", () => {
  it("makes the partials that the reference makes, of damaged lines in all kinds of logs", { timeout: 3_600_000 }, () => {
    let fastLines = 0;
    let lines = 0;
    const onFastLines = (count: number): void => void (fastLines += count);
    const pairs = [
      [createReferenceRangeParser(), createKernelRangeParser({ onFastLines })],
      [createReferenceRangeParser(SMALL), createKernelRangeParser({ ...SMALL, onFastLines })],
    ] as const;
    for (let seed = FIRST_SEED; lines < LINES_WANTED; seed++) {
      const random = createSeededRandom(seed);
      const damagedShare = random.pick([0.02, 0.3, 1]);
      const content = random.chance(0.6)
        ? makeUsualLog(random, LINES_PER_LOG, damagedShare)
        : generateLog({ seed, kind: random.pick(LOG_KINDS), lines: LINES_PER_LOG, malformedShare: damagedShare });
      lines += LINES_PER_LOG;
      const [reference, kernel] = random.pick(pairs);
      const plan = {
        rangeBytes: random.pick([content.length + 1, Math.ceil(content.length / 3), Math.ceil(content.length / random.between(1, 40))]),
        pieceBytes: random.pick([1 << 20, random.between(1, 3_000), 4_096]),
        keepsSampleText: random.chance(0.5),
      };
      const constants = constantsOf(content);
      if (agree(reference, kernel, content, constants, plan)) continue;
      expect.fail(`FANFOLD_FUZZ_SEED=${seed}: ${findDisputedLine(reference, kernel, content, constants) ?? "the lines agree one by one"} with ${JSON.stringify(plan)}`);
    }
    console.log(`${lines} lines from seed ${FIRST_SEED}, fast path ${((100 * fastLines) / lines).toFixed(1)} %`);
    expect(fastLines / lines).toBeGreaterThan(0.3);
  });
});
