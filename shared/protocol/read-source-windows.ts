import { AGGREGATE_LIMITS } from "../core/aggregate/aggregate-limits.ts";
import { decodeBlock } from "../core/aggregate/block.ts";
import { mergeWindow, type Window } from "../core/aggregate/window.ts";
import type { Block } from "../ports/block-store.ts";
import type { HeldWindows } from "./read-page.ts";

/** The windows of many objects' blocks, ascending by hour, merged minute by minute. One hour is decoded at a time. */
export function holdMerged(blocks: readonly Block[]): HeldWindows {
  const hours = [...Map.groupBy(blocks, ({ hourStartMs }) => hourStartMs)].toSorted(([a], [b]) => a - b);
  return { windows: () => mergeHours(hours.map(([, ofHour]) => ofHour)), endMs: Infinity };
}

function* mergeHours(hours: readonly (readonly Block[])[]): Generator<Window> {
  for (const blocks of hours) {
    const merged = new Map<number, Window>();
    for (const { bytes } of blocks) {
      for (const window of decodeBlock(bytes)) {
        const into = merged.get(window.windowStartMs);
        if (into === undefined) merged.set(window.windowStartMs, window);
        else mergeWindow(into, window, AGGREGATE_LIMITS);
      }
    }
    yield* [...merged.values()].toSorted((a, b) => a.windowStartMs - b.windowStartMs);
  }
}
