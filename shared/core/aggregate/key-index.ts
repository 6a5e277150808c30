import { equalBytes, hashBytes, LastView, viewOf } from "./byte-view.ts";

/** No such key. */
export const NO_KEY = -1;

const NO_ENTRY = -1;

/**
 * Numbers short byte strings from 0 and finds the number of one again without making a string of it: a hash table over the bytes.
 * Numbers stay the same until {@link retain} drops them.
 */
export class KeyIndex {
  /** Keys in the index. */
  size = 0;
  private idEnd = 0;
  /** Where each id's bytes are in the arena; a length of -1 is an id without a key. */
  private starts: Int32Array = new Int32Array(64);
  private lengths: Int32Array = new Int32Array(64);
  private hashes: Int32Array = new Int32Array(64);
  private arena = new Uint8Array(2048);
  private arenaView = viewOf(this.arena);
  private arenaLength = 0;
  /** Ids by hash, open addressing, at most half full. */
  private slots: Int32Array = new Int32Array(128).fill(NO_ENTRY);
  private freeIds: number[] = [];
  private readonly asked = new LastView();

  /** The id of `bytes[start, end)`, `NO_KEY` when it has none. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const view = this.asked.of(bytes);
    const length = end - start;
    const hash = hashBytes(view, start, end);
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = this.slots[slot]!;
      if (id === NO_ENTRY) return NO_KEY;
      if (this.hashes[id] === hash && this.lengths[id] === length && equalBytes(this.arenaView, this.starts[id]!, view, start, length)) return id;
    }
  }

  /** Give an id to `bytes[start, end)`, which has none yet: the smallest that is free. */
  add(bytes: Uint8Array, start: number, end: number): number {
    const id = this.freeIds.pop() ?? this.idEnd++;
    if (this.idEnd > this.starts.length) this.growIds();
    const length = end - start;
    if (this.arenaLength + length > this.arena.length) this.growArena(this.arenaLength + length);
    this.arena.set(bytes.subarray(start, end), this.arenaLength);
    this.starts[id] = this.arenaLength;
    this.lengths[id] = length;
    this.hashes[id] = hashBytes(this.arenaView, this.arenaLength, this.arenaLength + length);
    this.arenaLength += length;
    this.size++;
    if (this.size * 2 > this.slots.length) this.fillSlots(this.slots.length * 2);
    else this.insert(id);
    return id;
  }

  /** All ids with a key, ascending. */
  ids(): number[] {
    const ids: number[] = [];
    for (let id = 0; id < this.idEnd; id++) if (this.lengths[id]! >= 0) ids.push(id);
    return ids;
  }

  /** The bytes of a key, valid until the next change. */
  key(id: number): Uint8Array {
    return this.arena.subarray(this.starts[id]!, this.starts[id]! + this.lengths[id]!);
  }

  /** The hash of a key, unsigned. */
  hash(id: number): number {
    return this.hashes[id]! >>> 0;
  }

  /** Drop every key but those of `ids`. The ids dropped are given again. */
  retain(ids: readonly number[]): void {
    const retained = new Set(ids);
    const arena = new Uint8Array(this.arena.length);
    this.arenaLength = 0;
    this.freeIds = [];
    for (let id = this.idEnd - 1; id >= 0; id--) {
      if (!retained.has(id)) {
        this.lengths[id] = -1;
        this.freeIds.push(id);
        continue;
      }
      arena.set(this.key(id), this.arenaLength);
      this.starts[id] = this.arenaLength;
      this.arenaLength += this.lengths[id]!;
    }
    this.arena = arena;
    this.arenaView = viewOf(arena);
    this.size = retained.size;
    this.fillSlots(this.slots.length);
  }

  private insert(id: number): void {
    const mask = this.slots.length - 1;
    let slot = this.hashes[id]! & mask;
    while (this.slots[slot] !== NO_ENTRY) slot = (slot + 1) & mask;
    this.slots[slot] = id;
  }

  private fillSlots(slotCount: number): void {
    this.slots = new Int32Array(slotCount).fill(NO_ENTRY);
    for (const id of this.ids()) this.insert(id);
  }

  private growIds(): void {
    for (const name of ["starts", "lengths", "hashes"] as const) {
      const grown = new Int32Array(this[name].length * 2);
      grown.set(this[name]);
      this[name] = grown;
    }
  }

  private growArena(needed: number): void {
    const grown = new Uint8Array(Math.max(needed, this.arena.length * 2));
    grown.set(this.arena);
    this.arena = grown;
    this.arenaView = viewOf(grown);
  }
}
