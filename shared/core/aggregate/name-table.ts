import { assert } from "../errors.ts";
import { bytesToText } from "./byte-text.ts";
import { KeyIndex, NO_KEY } from "./key-index.ts";
import { type NameCounts, nameCountsOf } from "./name-counts.ts";
import { compareNames } from "./name-order.ts";
import type { SparseCounts } from "./sparse-counts.ts";
import { LEVEL_SLOTS } from "./tally-rows.ts";

/** The slot of every name that is not kept. */
export const OTHER_SLOT = 0;
/** All slots are taken: {@link NameTable.compact}, then ask again. */
export const NO_SLOT = -1;

/**
 * Counts records by level name or method: names get small numbers, slots, so that windows can count by slot.
 * Holds up to twice as many names as are kept, then is compacted to the best of them in the fixed order of names.
 */
export class NameTable {
  private readonly namesMax: number;
  private readonly namesBytesMax: number;
  private readonly index = new KeyIndex();
  /** Slot s is id s - 1 of the index. */
  private readonly names: string[] = [];
  private readonly counts = new Float64Array(LEVEL_SLOTS);
  /** All names in their fixed order. */
  private readonly ranked: string[] = [];

  constructor(namesMax: number, namesBytesMax: number) {
    assert(2 * namesMax <= LEVEL_SLOTS, "NAME_SLOTS", { namesMax });
    this.namesMax = namesMax;
    this.namesBytesMax = namesBytesMax;
  }

  /** The slot of the name `bytes[start, end)`, cut at the longest name: `OTHER_SLOT` if it is not kept, `NO_SLOT` if there is none left. */
  slotOf(bytes: Uint8Array, start: number, end: number): number {
    const nameEnd = Math.min(end, start + this.namesBytesMax);
    const id = this.index.find(bytes, start, nameEnd);
    return id === NO_KEY ? this.admit(bytes, start, nameEnd) : id + 1;
  }

  /** Count records of a slot. */
  record(slot: number, records = 1): void {
    this.counts[slot]! += records;
  }

  /** Keep the best names only. Slots change: whoever counted by slot must have read its counts before. */
  compact(): void {
    const kept = this.nameCounts();
    this.index.retain([]);
    this.names.length = 0;
    this.counts.fill(0);
    this.ranked.length = 0;
    kept.names.forEach((name, i) => {
      const bytes = Uint8Array.from(name, (character) => character.charCodeAt(0));
      this.counts[this.slotOf(bytes, 0, bytes.length)] = kept.counts[i]!;
    });
    this.counts[OTHER_SLOT] = kept.other;
  }

  /** All records by name. */
  nameCounts(): NameCounts {
    const entries = this.names.map((name, i) => [name, this.counts[i + 1]!] as const);
    return nameCountsOf(entries, this.namesMax, this.counts[OTHER_SLOT]);
  }

  /** Counts by slot as counts by name; names that would not be kept now count as other. */
  named(slots: SparseCounts): NameCounts {
    let other = 0;
    const entries: [string, number][] = [];
    slots.indices.forEach((slot, i) => {
      const name = this.names[slot - 1];
      if (name !== undefined && this.isKept(name)) entries.push([name, slots.counts[i]!]);
      else other += slots.counts[i]!;
    });
    return nameCountsOf(entries, this.namesMax, other);
  }

  private admit(bytes: Uint8Array, start: number, end: number): number {
    const name = bytesToText(bytes, start, end);
    if (!this.isKept(name)) return OTHER_SLOT;
    if (this.names.length === 2 * this.namesMax - 1) return NO_SLOT;
    const id = this.index.add(bytes, start, end);
    this.names[id] = name;
    let rank = this.ranked.length;
    while (rank > 0 && compareNames(name, this.ranked[rank - 1]!) < 0) rank--;
    this.ranked.splice(rank, 0, name);
    return id + 1;
  }

  /** Whether a name is, or would be, among the best `namesMax`. */
  private isKept(name: string): boolean {
    const worstKept = this.ranked[this.namesMax - 1];
    return worstKept === undefined || compareNames(name, worstKept) <= 0;
  }
}
