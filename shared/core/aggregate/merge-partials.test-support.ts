import { AGGREGATE_LIMITS, type AggregateLimits } from "./aggregate-limits.ts";
import type { EncodedPartial } from "./encoded-partial.ts";
import { emptySummary, mergeSummary, settleWindows } from "./summary.ts";
import { decodeSummary, encodeSummary } from "./summary-encoding.ts";
import { createWindowMerger } from "./window-merger.ts";
import { createPageWriter } from "./window-pages.ts";

/**
 * One partial of many, in child order, all in memory. The reducer does the same with pages that it fetches as they are wanted.
 * Of no partials it makes the partial of no lines.
 */
export function mergePartials(partials: readonly EncodedPartial[], limits: AggregateLimits = AGGREGATE_LIMITS): EncodedPartial {
  const summary = emptySummary(limits);
  for (const partial of partials) mergeSummary(summary, decodeSummary(partial.summary, limits));
  const windowPages: Uint8Array[] = [];
  const writer = createPageWriter((page) => windowPages.push(page), limits);
  const merger = createWindowMerger(partials.length, summary.windowsEndMs, limits);
  const nextPages = partials.map(() => 0);
  while (!merger.isDone) {
    const child = merger.needsPage();
    if (child !== undefined) merger.feed(child, partials[child]!.windowPages[nextPages[child]!++]);
    const window = merger.next();
    if (window !== undefined) writer.write(window);
  }
  writer.finish();
  settleWindows(summary, merger);
  return { summary: encodeSummary(summary), windowPages };
}
