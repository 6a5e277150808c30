import type { AggregateLimits } from "./aggregate-limits.ts";
import type { PackedWindow } from "./window.ts";
import { createWindowMerger } from "./window-merger.ts";
import { createPageWriter } from "./window-pages.ts";

/** Windows packed into pages, ascending. */
interface Run {
  /** How often its windows were merged. */
  level: number;
  pages: Uint8Array[];
  byteLength: number;
  windows: number;
  records: number;
}

/** Runs of one level that become one of the next. */
const RUNS_PER_LEVEL = 16;

/** Of the bytes that may be packed, this part is kept when the latest windows are dropped: the next time comes not at once. */
const KEPT_PART = 3 / 4;

/**
 * Windows of one range that did not fit into the memory of the live ones, as sorted runs of packed bytes. A minute may be in several runs.
 * When enough runs were merged equally often they become one, so that there are few of them and each window is merged a logarithmic number of times.
 */
export class WindowRuns {
  /** Windows from here on, epoch ms, are dropped; Infinity while none had to be. */
  windowsEndMs = Infinity;
  private runs: Run[] = [];
  private readonly limits: AggregateLimits;

  constructor(limits: AggregateLimits) {
    this.limits = limits;
  }

  /** Add windows in ascending order. */
  add(windows: Iterable<PackedWindow>): void {
    const run = this.pack(windows, 0, Infinity);
    if (run.windows === 0) return;
    this.runs.push(run);
    while (this.runs.at(-RUNS_PER_LEVEL)?.level === this.runs.at(-1)!.level) this.mergeLast(RUNS_PER_LEVEL, Infinity);
    const byteLength = this.runs.reduce((sum, each) => sum + each.byteLength, 0);
    const windowCount = this.runs.reduce((sum, each) => sum + each.windows, 0);
    const { packedWindowBytesMax, windowsMax } = this.limits;
    if (byteLength > packedWindowBytesMax || windowCount > 2 * windowsMax) this.mergeLast(this.runs.length, packedWindowBytesMax * KEPT_PART);
  }

  /** All windows as pages, ascending; the runs are gone then. */
  finish(): { pages: Uint8Array[]; records: number } {
    if (!this.isOneRun()) this.mergeLast(this.runs.length, this.limits.packedWindowBytesMax);
    const run = this.runs.pop();
    return { pages: run?.pages ?? [], records: run?.records ?? 0 };
  }

  /** Whether merging would change nothing: there is one run, and it is within the limits. */
  private isOneRun(): boolean {
    const [first, second] = this.runs;
    if (first === undefined || second !== undefined) return false;
    return first.windows <= this.limits.windowsMax && first.byteLength + this.limits.pageBytesMax <= this.limits.packedWindowBytesMax;
  }

  /** Replace the last `runCount` runs by one, of at most `byteLengthMax` bytes. Pages are let go as soon as they are read. */
  private mergeLast(runCount: number, byteLengthMax: number): void {
    const level = 1 + Math.max(0, ...this.runs.slice(this.runs.length - runCount).map((run) => run.level));
    const merged = this.runs.splice(this.runs.length - runCount).map((run) => run.pages.toReversed());
    const merger = createWindowMerger(merged.length, this.windowsEndMs, this.limits);
    function* windows(): Generator<PackedWindow> {
      while (!merger.isDone) {
        const run = merger.needsPage();
        if (run !== undefined) merger.feed(run, merged[run]!.pop());
        const window = merger.next();
        if (window !== undefined) yield window;
      }
    }
    const run = this.pack(windows(), level, byteLengthMax);
    this.windowsEndMs = Math.min(this.windowsEndMs, merger.windowsEndMs);
    if (run.windows > 0) this.runs.push(run);
  }

  /** Pack windows while one more page fits into `byteLengthMax`; the windows behind are dropped. */
  private pack(windows: Iterable<PackedWindow>, level: number, byteLengthMax: number): Run {
    const run: Run = { level, pages: [], byteLength: 0, windows: 0, records: 0 };
    const writer = createPageWriter((page) => {
      run.pages.push(page);
      run.byteLength += page.length;
    }, this.limits);
    for (const window of windows) {
      if (run.byteLength + this.limits.pageBytesMax > byteLengthMax) {
        this.windowsEndMs = Math.min(this.windowsEndMs, window.windowStartMs);
        break;
      }
      writer.write(window);
      run.windows++;
      run.records += window.records;
    }
    writer.finish();
    return run;
  }
}
