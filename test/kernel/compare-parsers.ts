import type { EncodedPartial } from "../../shared/core/aggregate/encoded-partial.ts";
import type { JobConstants } from "../../shared/core/parse/settings.ts";
import { planRanges, readSpan } from "../../shared/core/ranges/plan-ranges.ts";
import type { RangeParser } from "../../shared/core/ranges/range-sink.ts";

/** How a content is cut up: into ranges, and their bytes into the pieces in which they come. */
export interface CutPlan {
  rangeBytes: number;
  pieceBytes: number;
  keepsSampleText: boolean;
}

/** The partials of all ranges of a content. */
export function parseAll(parser: RangeParser, content: Uint8Array, constants: JobConstants, plan: CutPlan): EncodedPartial[] {
  return planRanges(content.length, plan.rangeBytes).map((range) => {
    const sink = parser.open({ ...range, constants, keepsSampleText: plan.keepsSampleText });
    const span = readSpan(range, content.length);
    for (let offset = span.startByte; offset < span.endByte && !sink.isDone;) {
      const room = sink.reserve();
      const piece = content.subarray(offset, Math.min(span.endByte, offset + Math.min(room.length, plan.pieceBytes)));
      room.set(piece);
      sink.commit(piece.length);
      offset += piece.length;
    }
    return sink.finish();
  });
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

/** Few of the lines on which two parsers disagree, as latin1 in JSON: ever smaller parts without which they still do are left out. None when that takes the plan's ranges and pieces. */
export function findDisputedLines(left: RangeParser, right: RangeParser, content: Uint8Array, constants: JobConstants): string {
  const bytesOf = (lines: readonly string[]): Uint8Array => Buffer.from(`${lines.join("\n")}\n`, "latin1");
  const disagree = (lines: readonly string[]): boolean => {
    const bytes = bytesOf(lines);
    return !agree(left, right, bytes, constants, { rangeBytes: bytes.length, pieceBytes: bytes.length, keepsSampleText: false });
  };
  let lines = Buffer.from(content).toString("latin1").split("\n");
  if (!disagree(lines)) return "no lines in one piece";
  for (let count = lines.length >> 1; count >= 1; count >>= 1) {
    for (let at = 0; at < lines.length;) {
      const rest = lines.toSpliced(at, count);
      if (rest.length > 0 && disagree(rest)) lines = rest;
      else at += count;
    }
  }
  return JSON.stringify(lines);
}
