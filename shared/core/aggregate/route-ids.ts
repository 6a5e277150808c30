import { KEY_BYTES_MAX } from "../limits.ts";
import { normalizeRoute } from "../parse/route.ts";
import { equalBytes, LastView, hashBytes, viewOf } from "./byte-view.ts";
import { NO_KEY } from "./key-index.ts";
import type { KeyTable } from "./key-table.ts";

/** Targets that are remembered; each has a place of its own, chosen by its hash. */
const PLACES = 1024;
/** A longer target is not remembered. */
const TARGET_BYTES_MAX = 128;
/** The length of a place that remembers no target. */
const NOTHING = -1;

/**
 * Finds the route of a target in a table of routes. Normalising is the dearest part of a record and many lines ask for what another line just asked for,
 * so the last targets are remembered with the id of their route.
 */
export class RouteIds {
  private readonly table: KeyTable;
  private readonly asked = new LastView();
  /** The ids below are those of the table as it was after so many cuts. */
  private cuts = 0;
  private readonly targets = viewOf(new Uint8Array(PLACES * TARGET_BYTES_MAX));
  private readonly lengths = new Int32Array(PLACES).fill(NOTHING);
  private readonly ids = new Int32Array(PLACES);
  private readonly route = new Uint8Array(KEY_BYTES_MAX);

  constructor(table: KeyTable) {
    this.table = table;
  }

  /** The id of the route of the target `bytes[start, end)`; `NO_KEY` when it has none. */
  idOf(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    const view = this.asked.of(bytes);
    if (length > TARGET_BYTES_MAX) return this.normalizedId(bytes, start, end);
    if (this.cuts !== this.table.cuts) this.forget();
    const place = hashBytes(view, start, end) & (PLACES - 1);
    const placeStart = place * TARGET_BYTES_MAX;
    if (this.lengths[place] === length && equalBytes(this.targets, placeStart, view, start, length)) return this.ids[place]!;
    const id = this.normalizedId(bytes, start, end);
    if (this.cuts !== this.table.cuts) this.forget();
    for (let i = 0; i < length; i++) this.targets.setUint8(placeStart + i, bytes[start + i]!);
    this.lengths[place] = length;
    this.ids[place] = id;
    return id;
  }

  private normalizedId(bytes: Uint8Array, start: number, end: number): number {
    const length = normalizeRoute(bytes, start, end, this.route);
    return length === 0 ? NO_KEY : this.table.idOf(this.route, 0, length);
  }

  /** The table gave its ids anew. */
  private forget(): void {
    this.lengths.fill(NOTHING);
    this.cuts = this.table.cuts;
  }
}
