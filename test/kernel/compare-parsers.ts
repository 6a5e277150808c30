import type { EncodedPartial } from "../../shared/core/aggregate/encoded-partial.ts";
import type { JobConstants } from "../../shared/core/parse/settings.ts";
import { type ByteRange, planRanges, readSpan } from "../../shared/core/ranges/plan-ranges.ts";
import type { RangeParser, RangeSink } from "../../shared/core/ranges/range-sink.ts";

/** How a content is cut up: into ranges, their bytes into the pieces in which they come, and how many partials the ranges go into, in turn; one each unless given. */
export interface CutPlan {
  rangeBytes: number;
  pieceBytes: number;
  partials?: number;
  keepsSampleText: boolean;
}

/** The partials of all ranges of a content. */
export function parseAll(parser: RangeParser, content: Uint8Array, constants: JobConstants, plan: CutPlan): EncodedPartial[] {
  const ranges = planRanges(content.length, plan.rangeBytes);
  const partials = Math.min(ranges.length, plan.partials ?? ranges.length);
  return Array.from({ length: partials }, (_, partial) => {
    const [first, ...others] = ranges.filter((_range, i) => i % partials === partial);
    const sink = parser.open({ ...first!, constants, keepsSampleText: plan.keepsSampleText });
    feedRange(sink, first!, content, plan.pieceBytes);
    for (const range of others) {
      sink.next(range);
      feedRange(sink, range, content, plan.pieceBytes);
    }
    return sink.finish();
  });
}

function feedRange(sink: RangeSink, range: ByteRange, content: Uint8Array, pieceBytes: number): void {
  const span = readSpan(range, content.length);
  for (let offset = span.startByte; offset < span.endByte && !sink.isDone;) {
    const room = sink.reserve();
    const piece = content.subarray(offset, Math.min(span.endByte, offset + Math.min(room.length, pieceBytes)));
    room.set(piece);
    sink.commit(piece.length);
    offset += piece.length;
  }
}

/** Whether two parsers make the same partials, byte by byte. */
export function agree(left: RangeParser, right: RangeParser, content: Uint8Array, constants: JobConstants, plan: CutPlan): boolean {
  const ofRight = parseAll(right, content, constants, plan);
  return parseAll(left, content, constants, plan).every((partial, i) => equalPartials(partial, ofRight[i]!));
}

function equalPartials(left: EncodedPartial, right: EncodedPartial): boolean {
  if (left.windowPages.length !== right.windowPages.length || !Buffer.from(left.summary).equals(right.summary)) return false;
  return left.windowPages.every((page, i) => Buffer.from(page).equals(right.windowPages[i]!));
}

/** The first line on which two parsers disagree when it stands alone, as latin1 in JSON; undefined when they agree on each. */
export function findDisputedLine(left: RangeParser, right: RangeParser, content: Uint8Array, constants: JobConstants): string | undefined {
  const whole = { rangeBytes: Math.max(1, content.length), pieceBytes: content.length, keepsSampleText: false };
  for (const line of Buffer.from(content).toString("latin1").split("\n")) {
    if (!agree(left, right, Buffer.from(`${line}\n`, "latin1"), constants, whole)) return JSON.stringify(line);
  }
  return undefined;
}
