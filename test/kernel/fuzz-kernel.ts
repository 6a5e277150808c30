import { DETECT_BYTES } from "../../shared/core/limits.ts";
import { DEFAULT_PARSE_SETTINGS, LINE_FORMATS, type JobConstants, type ParseSettings } from "../../shared/core/parse/settings.ts";
import { findW3cColumns } from "../../shared/core/parse/w3c-header.ts";
import { createReferenceRangeParser } from "../../shared/core/ranges/reference-range-parser.ts";
import { createKernelRangeParser } from "../../shared/kernel/kernel-range-parser.ts";
import { generateLog, LOG_KINDS } from "../generate/generate-log.ts";
import { createSeededRandom, type SeededRandom } from "../generate/seeded-random.ts";
import { agree, findDisputedLines } from "./compare-parsers.ts";
import { makeContainedLog } from "./envelopes.ts";
import { makeRefusedLog } from "./refused-lines.ts";
import { makeManyRows, makePoolLogs, makeUsualLog } from "./usual-lines.ts";

/** What a run of the fuzzer saw. */
export interface FuzzReport {
  lines: number;
  /** Lines that the fast path took. */
  fastLines: number;
  /** The first seed whose partials differ, and the lines on which they do; undefined when all are equal. */
  failure: { seed: number; what: string } | undefined;
}

const LINES_PER_LOG = 400;
const FORMATS = LINE_FORMATS.filter((format) => format !== "pattern");
/** Small, so that lines of the limit and one byte more or less come up, and small reads, so that every border between two does. */
const SMALL = { lineBytesMax: 1_000, readBytes: 600 };

const REFERENCE_TIME_MS = Date.UTC(2026, 10, 21);
/** The year of a time that names none hangs on these; the last ones are for the slow path. */
const OTHER_REFERENCE_TIMES_MS = [
  Date.UTC(2026, 10, 20, 0, 30),
  Date.UTC(2027, 1, 27, 12, 0, 0, 0.5),
  Date.UTC(2029, 0, 1),
  Date.UTC(2026, 10, 19, 23, 59, 59),
  0,
  Date.UTC(2099, 11, 31),
];
/** Of keys that usual lines have; the last of them makes a key wanted twice, which the kernel leaves to the reference. */
const ALIASES: readonly ParseSettings["jsonAliases"][] = [
  { duration: ["cost_s", "cost_us"], service: ["msg"] },
  { duration: ["metadata.cost_us"], route: ["note"], level: ["lvl"] },
  { host: ["app"] },
];
/** Few logs have settings of their own: most lines of other formats are none then. */
const SETTINGS_SHARE = 0.06;

/** The constants of the job of a content, as the splitter finds them: what is the same in all jobs but for a share of them. */
function constantsOf(content: Uint8Array, random: SeededRandom): JobConstants {
  const columns = findW3cColumns(content.subarray(0, DETECT_BYTES), content.length <= DETECT_BYTES);
  const settings: ParseSettings = {
    ...DEFAULT_PARSE_SETTINGS,
    ...(random.chance(SETTINGS_SHARE) ? { timeZone: random.pick(["+03:30", "Europe/Berlin"]) } : {}),
    ...(random.chance(SETTINGS_SHARE) ? { format: random.pick(FORMATS) } : {}),
    ...(random.chance(SETTINGS_SHARE) ? { jsonAliases: random.pick(ALIASES) } : {}),
  };
  const referenceTimeMs = random.chance(0.7) ? REFERENCE_TIME_MS : random.pick(OTHER_REFERENCE_TIMES_MS);
  return { settings, referenceTimeMs, ...(columns === undefined ? {} : { columns }) };
}

/** Parse at least `linesWanted` lines, damaged or not, with the reference and with the kernel, in ranges and pieces of any size, and compare the partials byte by byte. */
export function fuzzKernel(firstSeed: number, linesWanted: number, onProgress: (lines: number) => void = () => {}): FuzzReport {
  const report: FuzzReport = { lines: 0, fastLines: 0, failure: undefined };
  const onFastLines = (count: number): void => void (report.fastLines += count);
  const pairs = [
    [createReferenceRangeParser(), createKernelRangeParser({ onFastLines })],
    [createReferenceRangeParser(SMALL), createKernelRangeParser({ ...SMALL, onFastLines })],
  ] as const;
  const many = makeManyRows();
  const inOne = { rangeBytes: many.length, pieceBytes: many.length, keepsSampleText: false };
  if (!agree(...pairs[0], many, { settings: DEFAULT_PARSE_SETTINGS, referenceTimeMs: REFERENCE_TIME_MS }, inOne))
    return { ...report, failure: { seed: firstSeed, what: "more rows than the kernel has" } };
  // A pinned format is seldom that of the envelope, and what is in it may be of any; and what is no record of one may be a record of another.
  for (const format of ["auto" as const, ...FORMATS]) {
    const constants = { settings: { ...DEFAULT_PARSE_SETTINGS, format }, referenceTimeMs: REFERENCE_TIME_MS };
    for (const content of [makeContainedLog(createSeededRandom(firstSeed)), makeRefusedLog()])
      if (!agree(...pairs[0], content, constants, { rangeBytes: content.length, pieceBytes: content.length, keepsSampleText: true }))
        return { ...report, failure: { seed: firstSeed, what: `${findDisputedLines(...pairs[0], content, constants)} with ${format}` } };
  }
  for (const timeZone of ["UTC", "+03:30"]) {
    const constants = { settings: { ...DEFAULT_PARSE_SETTINGS, timeZone }, referenceTimeMs: REFERENCE_TIME_MS };
    for (const content of makePoolLogs())
      if (!agree(...pairs[0], content, constants, { rangeBytes: content.length, pieceBytes: content.length, keepsSampleText: false }))
        return { ...report, failure: { seed: firstSeed, what: `${findDisputedLines(...pairs[0], content, constants)} with ${timeZone}` } };
  }
  // The share is that of the lines that follow.
  report.fastLines = 0;
  for (let seed = firstSeed; report.lines < linesWanted; seed++) {
    const random = createSeededRandom(seed);
    const damagedShare = random.pick([0.02, 0.02, 0.02, 0.3, 1]);
    const content = random.chance(0.6)
      ? makeUsualLog(random, LINES_PER_LOG, damagedShare)
      : generateLog({ seed, kind: random.pick(LOG_KINDS), lines: LINES_PER_LOG, malformedShare: damagedShare });
    report.lines += LINES_PER_LOG;
    const [reference, kernel] = random.pick(pairs);
    const plan = {
      rangeBytes: random.pick([content.length + 1, Math.ceil(content.length / 3), Math.ceil(content.length / random.between(1, 40))]),
      pieceBytes: random.pick([1 << 20, random.between(1, 3_000), 4_096]),
      keepsSampleText: random.chance(0.5),
    };
    const constants = constantsOf(content, random);
    if (!agree(reference, kernel, content, constants, plan)) {
      return { ...report, failure: { seed, what: `${findDisputedLines(reference, kernel, content, constants)} with ${JSON.stringify(plan)}` } };
    }
    onProgress(report.lines);
  }
  return report;
}
