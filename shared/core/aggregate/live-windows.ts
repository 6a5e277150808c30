import type { AggregateLimits } from "./aggregate-limits.ts";
import type { NameTable } from "./name-table.ts";
import { TallyRows } from "./tally-rows.ts";
import { WINDOW_MS, type Window } from "./window.ts";
import { WindowRuns } from "./window-runs.ts";

/** The row of a record that belongs to no window because too many windows are earlier. */
export const NO_WINDOW = -1;

const ROW_CAPACITY = 16;
const CACHE_SLOTS = 256;

/** Counts records by window. When the windows take too much memory they are packed, and counting goes on with none. */
export class LiveWindows {
  private readonly levels: NameTable;
  private readonly limits: AggregateLimits;
  private readonly runs: WindowRuns;
  private readonly rows = new TallyRows("window", ROW_CAPACITY);
  private readonly rowsByMinute = new Map<number, number>();
  /** The rows of the minutes seen last, by the minute's low bits: neighbouring lines are mostly of a few minutes. */
  private readonly cachedMinutes = new Int32Array(CACHE_SLOTS).fill(-1);
  private readonly cachedRows = new Int32Array(CACHE_SLOTS);

  /** Windows whose levels are counted by the slots of `levels`. */
  constructor(levels: NameTable, limits: AggregateLimits) {
    this.levels = levels;
    this.limits = limits;
    this.runs = new WindowRuns(limits);
  }

  /** Windows from here on, epoch ms, are dropped; Infinity while none had to be. */
  get windowsEndMs(): number {
    return this.runs.windowsEndMs;
  }

  /** Count one record; absent values are -1. */
  record(timestampMs: number, status: number, levelSlot: number, isError: boolean, bytes: number, micros: number, bucket: number): void {
    const minute = Math.floor(timestampMs / WINDOW_MS) | 0;
    const cache = minute & (CACHE_SLOTS - 1);
    const row = this.cachedMinutes[cache] === minute ? this.cachedRows[cache]! : this.rowOf(minute);
    if (row === NO_WINDOW) return;
    this.rows.record(row, status, levelSlot, isError, bytes, micros, bucket);
    if (this.rows.memoryBytes > this.limits.liveWindowBytesMax) this.pack();
  }

  /** Pack all live windows. Their levels are read by the slots they were counted by, so it must happen before slots change. */
  pack(): void {
    this.runs.add(this.windows());
    for (const row of this.rowsByMinute.values()) this.rows.close(row);
    this.rowsByMinute.clear();
    this.cachedMinutes.fill(-1);
  }

  /** All windows as pages, ascending, and the number of their records. The live windows are gone then. */
  finish(): { pages: Uint8Array[]; records: number } {
    this.pack();
    return this.runs.finish();
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

  private *windows(): Generator<Window> {
    const { rows } = this;
    for (const [minute, row] of [...this.rowsByMinute].sort((left, right) => left[0] - right[0])) {
      yield {
        windowStartMs: minute * WINDOW_MS,
        records: rows.records(row),
        requests: rows.requests(row),
        errors: rows.errors(row),
        bytes: rows.bytes(row),
        status: rows.status(row),
        levels: this.levels.named(rows.levelSlots(row)),
        latency: rows.latency(row),
      };
    }
  }
}
