import { stringifyDocument } from "../contracts/document.ts";
import { isStep, mergeWindowsToStep } from "../core/aggregate/finalize-windows.ts";
import type { Window } from "../core/aggregate/window.ts";

const MINUTE_SECONDS = 60;
const DAY_SECONDS = 86_400;

/** Every step that windows can be merged to, seconds, ascending. */
export const STEPS_SECONDS: readonly number[] = Array.from({ length: DAY_SECONDS / MINUTE_SECONDS }, (_, index) => (index + 1) * MINUTE_SECONDS).filter(isStep);

/** The windows to show: the minutes that start in `[fromMs, toMs)`, merged to a step. */
export interface WindowQuery {
  fromMs: number;
  toMs: number;
  /** Left out: the smallest step whose windows fit on one page, a minute where nothing limits the page. */
  stepSeconds?: number;
}

/** Windows that can be gone through more than once, ascending. */
export interface HeldWindows {
  windows(): Iterable<Window>;
  /** Windows from here on, epoch ms and the start of a day, are not held; Infinity when all are. */
  endMs: number;
}

/** One page of windows, each finalized by whoever asked. */
export interface WindowPage<Shown> {
  stepSeconds: number;
  windows: Shown[];
  /** Where the next page begins, epoch ms; undefined behind the last one. */
  nextFromMs?: number;
}

/** What one page may hold. */
export interface PageLimits {
  windowsMax: number;
  /** Of the windows' JSON. */
  jsonBytesMax: number;
  /** Bytes of encoded windows that one page may cost; reading stops at the end of the UTC day in which they are reached, so that every step is whole. */
  readBytesMax: number;
}

/**
 * The first page of the windows that the query asks for, merged to its step. `show` makes what the page shows of a merged window.
 * Without limits the page holds all of them.
 */
export function readPage<Shown>(held: HeldWindows, query: WindowQuery, show: (window: Window, stepSeconds: number) => Shown, limits?: PageLimits): WindowPage<Shown> {
  const stepSeconds = query.stepSeconds ?? (limits === undefined ? MINUTE_SECONDS : smallestStep(windowsOf(held, query), limits.windowsMax));
  const page: WindowPage<Shown> = { stepSeconds, windows: [] };
  let jsonBytes = 0;
  for (const window of mergeWindowsToStep(windowsOf(held, query), stepSeconds)) {
    const shown = show(window, stepSeconds);
    if (limits !== undefined) {
      jsonBytes += Buffer.byteLength(stringifyDocument(shown));
      // The first window is shown however large it is: a page without any would lead nowhere.
      const isFull = page.windows.length === limits.windowsMax || jsonBytes > limits.jsonBytesMax;
      if (isFull && page.windows.length > 0) return { ...page, nextFromMs: window.windowStartMs };
    }
    page.windows.push(shown);
  }
  return held.endMs < query.toMs ? { ...page, nextFromMs: held.endMs } : page;
}

/** The smallest step that merges the windows, ascending, to at most `windowsMax`; a day when none does. */
export function smallestStep(windows: Iterable<Window>, windowsMax: number): number {
  const counts = STEPS_SECONDS.map(() => 0);
  const latest = STEPS_SECONDS.map(() => -1);
  for (const { windowStartMs } of windows) {
    for (const [index, stepSeconds] of STEPS_SECONDS.entries()) {
      const position = Math.floor(windowStartMs / (stepSeconds * 1000));
      if (position === latest[index]) continue;
      latest[index] = position;
      counts[index]!++;
    }
  }
  return STEPS_SECONDS.find((_, index) => counts[index]! <= windowsMax) ?? STEPS_SECONDS.at(-1)!;
}

function* windowsOf(held: HeldWindows, query: WindowQuery): Generator<Window> {
  for (const window of held.windows()) {
    if (window.windowStartMs >= query.toMs) return;
    if (window.windowStartMs >= query.fromMs) yield window;
  }
}
