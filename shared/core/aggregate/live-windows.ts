import type { AggregateLimits } from "./aggregate-limits.ts";
import type { NameTable } from "./name-table.ts";
import { emptySparseCounts } from "./sparse-counts.ts";
import type { Tally } from "./tally.ts";
import { NO_LEVEL, TallyRows } from "./tally-rows.ts";
import { type PackedWindow, packWindow, WINDOW_MS } from "./window.ts";
import { mergeAscending } from "./window-merger.ts";
import { WindowRuns } from "./window-runs.ts";

/** The row of a record that belongs to no window because too many windows are earlier. */
export const NO_WINDOW = -1;

const ROW_CAPACITY = 16;
/** The only row of the totals. */
const TOTAL = 0;
const CACHE_SLOTS = 256;

/** Counts records by window, and all of them together: each is in the row of its window, or in the total alone. When the windows take too much memory they are packed, and counting goes on with none. */
export class LiveWindows {
  private readonly levels: NameTable;
  private readonly limits: AggregateLimits;
  private readonly runs: WindowRuns;
  private readonly rows = new TallyRows("window", ROW_CAPACITY);
  /** The records of the windows that are packed, and of those that are dropped. */
  private readonly totals = new TallyRows("window", 1);
  private readonly rowsByMinute = new Map<number, number>();
  /** The rows of the minutes seen last, by the minute's low bits: neighbouring lines are mostly of a few minutes. */
  private readonly cachedMinutes = new Int32Array(CACHE_SLOTS).fill(-1);
  private readonly cachedRows = new Int32Array(CACHE_SLOTS);

  /** Windows whose levels are counted by the slots of `levels`. */
  constructor(levels: NameTable, limits: AggregateLimits) {
    this.levels = levels;
    this.limits = limits;
    this.runs = new WindowRuns(limits);
    this.totals.open(TOTAL);
  }

  /** Windows from here on, epoch ms, are dropped; Infinity while none had to be. */
  get windowsEndMs(): number {
    return this.runs.windowsEndMs;
  }

  /** Count one record of a minute; absent values are -1. */
  record(minute: number, status: number, levelSlot: number, isError: boolean, bytes: number, micros: number, bucket: number): void {
    const cache = minute & (CACHE_SLOTS - 1);
    const row = this.cachedMinutes[cache] === minute ? this.cachedRows[cache]! : this.rowOf(minute);
    if (row === NO_WINDOW) this.totals.record(TOTAL, status, NO_LEVEL, isError, bytes, micros, bucket);
    else this.rows.record(row, status, levelSlot, isError, bytes, micros, bucket);
    if (this.rows.memoryBytes > this.limits.liveWindowBytesMax) this.pack();
  }

  /** Take windows that were counted elsewhere, ascending, with the sum of them; one may be of a minute that is also counted here. */
  add(windows: readonly PackedWindow[], total: Omit<Tally, "levels">): void {
    // With those that were counted here, which are few: as a run of their own they would have all others merged in the end.
    this.runs.add(mergeAscending(this.takeLive(), windows, this.limits));
    this.totals.add(TOTAL, total, emptySparseCounts());
  }

  /** Pack all live windows. Their levels are read by the slots they were counted by, so it must happen before slots change. */
  pack(): void {
    this.runs.add(this.takeLive());
  }

  /** All windows as pages, ascending, the number of their records, and what was counted of all records. The live windows are gone then. */
  finish(): { pages: Uint8Array[]; records: number; total: Omit<Tally, "levels"> } {
    this.pack();
    return { ...this.runs.finish(), total: this.totals.tally(TOTAL) };
  }

  private rowOf(minute: number): number {
    let row = this.rowsByMinute.get(minute);
    if (row === undefined) {
      if (minute * WINDOW_MS >= this.runs.windowsEndMs) return NO_WINDOW;
      row = this.rowsByMinute.size;
      this.rows.open(row);
      this.rowsByMinute.set(minute, row);
    }
    const cache = minute & (CACHE_SLOTS - 1);
    this.cachedMinutes[cache] = minute;
    this.cachedRows[cache] = row;
    return row;
  }

  /** The live windows, ascending: there are none then. */
  private takeLive(): PackedWindow[] {
    if (this.rowsByMinute.size === 0) return [];
    const rows = [...this.rowsByMinute].sort((left, right) => left[0] - right[0]);
    const windows = rows.map(([minute, row]) => packWindow({ windowStartMs: minute * WINDOW_MS, ...this.rows.tally(row), levels: this.levels.named(this.rows.levelSlots(row)) }));
    for (const [, row] of rows) {
      this.totals.merge(TOTAL, this.rows, row);
      this.rows.close(row);
    }
    this.rowsByMinute.clear();
    this.cachedMinutes.fill(-1);
    return windows;
  }
}
