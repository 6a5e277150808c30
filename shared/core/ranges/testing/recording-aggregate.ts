import type { RangeAggregate } from "../../aggregate/range-aggregate.ts";
import type { TextGap } from "../../aggregate/text-gap.ts";
import { plainRecord, verdictName } from "../../parse/testing/judge-line.ts";
import type { PlainVerdict } from "../../parse/testing/judge-line.ts";

/** One line as an aggregate was told of it. Blank lines and comments have no place. */
export interface ToldLine {
  byteOffset: number;
  byteLength: number;
  verdict: PlainVerdict;
  /** The line's bytes as latin1. */
  text: string;
}

/** An aggregate that only remembers what it was told. */
export interface RecordingAggregate extends RangeAggregate {
  lines: ToldLine[];
  blankLines: number;
  commentLines: number;
  gaps: TextGap[];
}

/** One that was told nothing yet. */
export function createRecordingAggregate(): RecordingAggregate {
  const tell = (byteOffset: number, byteLength: number, verdict: PlainVerdict, bytes: Uint8Array, start: number): void => {
    aggregate.lines.push({ byteOffset, byteLength, verdict, text: String.fromCharCode(...bytes.subarray(start, start + byteLength)) });
  };
  const aggregate: RecordingAggregate = {
    lines: [],
    blankLines: 0,
    commentLines: 0,
    gaps: [],
    record: (fields, byteOffset, byteLength, bytes, start) => tell(byteOffset, byteLength, plainRecord(fields), bytes, start),
    rejected: (verdict, byteOffset, byteLength, bytes, start) => tell(byteOffset, byteLength, verdictName(verdict), bytes, start),
    blank: () => void aggregate.blankLines++,
    comment: () => void aggregate.commentLines++,
    slowestMicros: -1,
    errorSamplesWanted: 0,
    // Of each line that is rejected it is told.
    rejectedSamplesWanted: ~0,
    sample: () => {},
    add: () => {},
    addLines: ({ blank, comment }) => {
      aggregate.blankLines += blank;
      aggregate.commentLines += comment;
    },
    gap: (gap) => void aggregate.gaps.push(gap),
    limit: () => {},
    finish: () => ({ summary: new Uint8Array(0), windowPages: [] }),
  };
  return aggregate;
}
