import { finalizeKeys } from "../../shared/core/aggregate/finalize-keys.ts";
import { finalizeSamples } from "../../shared/core/aggregate/finalize-samples.ts";
import { finalizeSummary } from "../../shared/core/aggregate/finalize-summary.ts";
import { finalizeWindow } from "../../shared/core/aggregate/finalize-windows.ts";
import type { EncodedPartial } from "../../shared/core/aggregate/encoded-partial.ts";
import type { Summary } from "../../shared/core/aggregate/summary.ts";
import { decodeSummary } from "../../shared/core/aggregate/summary-encoding.ts";
import { readWindows } from "../../shared/core/aggregate/window-pages.ts";
import type { JobConstants } from "../../shared/core/parse/settings.ts";
import { planRanges, readSpan } from "../../shared/core/ranges/plan-ranges.ts";
import { createReferenceRangeParser } from "../../shared/core/ranges/reference-range-parser.ts";

const parser = createReferenceRangeParser();
/** With a small limit of line length thousands of ranges fit into a test, and long lines come up often. */
export const smallParser = createReferenceRangeParser({ readBytes: 256, lineBytesMax: 1_000 });

/** Parse every range of the content on its own, fed in pieces of `pieceBytes`. */
export function parseRanges(content: Uint8Array, rangeBytes: number, constants: JobConstants, pieceBytes = 1 << 20, parseWith = parser): EncodedPartial[] {
  return planRanges(content.length, rangeBytes).map((range) => {
    const sink = parseWith.open({ ...range, constants, keepsSampleText: false });
    const span = readSpan(range, content.length);
    for (let offset = span.startByte; offset < span.endByte && !sink.isDone;) {
      const room = sink.reserve();
      const piece = content.subarray(offset, Math.min(span.endByte, offset + Math.min(room.length, pieceBytes)));
      room.set(piece);
      sink.commit(piece.length);
      offset += piece.length;
    }
    return sink.finish();
  });
}

/** The document of a partial, but for the job. */
export function documentOf(partial: EncodedPartial): unknown {
  const summary: Summary = decodeSummary(partial.summary);
  return {
    summary: finalizeSummary(summary),
    windows: [...readWindows(partial.windowPages)].map((window) => finalizeWindow(window, 60, "final")),
    routes: finalizeKeys(summary.routes),
    services: finalizeKeys(summary.services),
    hosts: finalizeKeys(summary.hosts),
    samples: finalizeSamples(summary.samples),
  };
}
