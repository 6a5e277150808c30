import { createRangeAggregate } from "../aggregate/range-aggregate.ts";
import type { RangeAggregate } from "../aggregate/range-aggregate.ts";
import { LINE_BYTES_MAX } from "../limits.ts";
import { emptyLineFields } from "../parse/line-fields.ts";
import { createLineParsers } from "../parse/line-parser.ts";
import type { LineParser } from "../parse/line-parser.ts";
import { VERDICT_TOO_LONG } from "../parse/verdict.ts";
import { judgeLine } from "./judge-line.ts";
import { createLineCutter } from "./line-cutter.ts";
import type { LineVisitor } from "./line-cutter.ts";
import type { RangeParser } from "./range-sink.ts";

/** What tests may set: smaller limits, and an aggregate that they look into. */
export interface RangeParserOptions {
  lineBytesMax?: number;
  readBytes?: number;
  createAggregate?: (options: { keepsSampleText: boolean }) => RangeAggregate;
}

/** Bytes that a sink takes at once. */
const READ_BYTES = 1_048_576;

/** The parser of ranges whose every line goes through the reference parsers. */
export function createReferenceRangeParser(options: RangeParserOptions = {}): RangeParser {
  const { lineBytesMax = LINE_BYTES_MAX, readBytes = READ_BYTES, createAggregate = createRangeAggregate } = options;
  const lineParserFor = createLineParsers({ lineBytesMax });
  return {
    open({ startByte, endByte, constants, keepsSampleText }) {
      const aggregate = createAggregate({ keepsSampleText });
      const visitor = createVisitor(lineParserFor(constants), aggregate);
      const cutter = createLineCutter({ startByte, endByte, lineBytesMax, readBytes }, visitor);
      return {
        reserve: cutter.reserve,
        commit: cutter.commit,
        get isDone() {
          return cutter.isDone;
        },
        finish(gaps = []) {
          // A line that a gap cut off would be read as another one: it is in the gap.
          if (gaps.length === 0) cutter.finish();
          for (const gap of gaps) aggregate.gap(gap);
          return aggregate.finish();
        },
      };
    },
  };
}

/** The reference parser with the product's limits. */
export const referenceRangeParser: RangeParser = createReferenceRangeParser();

/** Judge each line and tell the aggregate. */
function createVisitor(lineParser: LineParser, aggregate: RangeAggregate): LineVisitor {
  const fields = emptyLineFields();
  return {
    line(bytes, start, end, byteOffset) {
      judgeLine(lineParser, fields, aggregate, bytes, start, end, byteOffset);
    },
    tooLong(bytes, start, end, byteOffset) {
      aggregate.rejected(VERDICT_TOO_LONG, byteOffset, end - start, bytes, start);
    },
  };
}
