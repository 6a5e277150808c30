import { equalBytes, hashBytes, highWord, LastView, lowWord, mixWords, SHORT_BYTES, viewOf } from "./byte-view.ts";

/** No such key. */
export const NO_KEY = -1;

/**
 * The numbers of one slot of the hash table, side by side: a look-up touches one cache line.
 * A short key is its two words and its length; of a longer one the slot has the hash and where its bytes are in the arena.
 */
const SLOT_BITS = 2;
const SLOT_NUMBERS = 1 << SLOT_BITS;
const LOW_OR_HASH = 0;
const HIGH_OR_START = 1;
const LENGTH = 2;
/** Id plus 1; 0 is a free slot. */
const NUMBER = 3;

const FIRST_IDS = 64;

/**
 * Numbers short byte strings from 0 and finds the number of one again without making a string of it: a hash table over the bytes.
 * Numbers stay the same until {@link retain} drops them.
 */
export class KeyIndex {
  /** Keys in the index. */
  size = 0;
  private idEnd = 0;
  /** Where each id's bytes are in the arena; a length of -1 is an id without a key. */
  private starts: Int32Array = new Int32Array(FIRST_IDS);
  private lengths: Int32Array = new Int32Array(FIRST_IDS);
  private arena = new Uint8Array(2048);
  private arenaView = viewOf(this.arena);
  private arenaLength = 0;
  /** Open addressing, at most half full. */
  private slots: Int32Array = new Int32Array(2 * FIRST_IDS * SLOT_NUMBERS);
  private freeIds: number[] = [];
  private readonly asked = new LastView();

  /** The id of `bytes[start, end)`, `NO_KEY` when it has none. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const view = this.asked.of(bytes);
    return end - start <= SHORT_BYTES ? this.findShort(view, start, end) : this.findLong(view, start, end);
  }

  private findShort(view: DataView, start: number, end: number): number {
    const slots = this.slots;
    const length = end - start;
    // As lowWord and highWord, with one branch: lengths from line to line are hard to guess.
    let low: number;
    let high = 0;
    if (length >= 4) {
      low = view.getInt32(start, true);
      high = view.getInt32(end - 4, true);
    } else low = lowWord(view, start, end);
    for (let slot = this.slotOf(mixWords(low, high, length)); ; slot = this.slotBehind(slot)) {
      const number = slots[slot + NUMBER]!;
      if (number === 0) return NO_KEY;
      if (slots[slot + LOW_OR_HASH] === low && slots[slot + HIGH_OR_START] === high && slots[slot + LENGTH] === length) return number - 1;
    }
  }

  private findLong(view: DataView, start: number, end: number): number {
    const slots = this.slots;
    const length = end - start;
    const hash = hashBytes(view, start, end);
    for (let slot = this.slotOf(hash); ; slot = this.slotBehind(slot)) {
      const number = slots[slot + NUMBER]!;
      if (number === 0) return NO_KEY;
      if (slots[slot + LOW_OR_HASH] !== hash || slots[slot + LENGTH] !== length) continue;
      if (equalBytes(this.arenaView, slots[slot + HIGH_OR_START]!, view, start, length)) return number - 1;
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
    this.arenaLength += length;
    this.size++;
    if (this.size * 2 * SLOT_NUMBERS > this.slots.length) this.fillSlots(this.slots.length * 2);
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
    return this.arena.subarray(this.starts[id], this.starts[id]! + this.lengths[id]!);
  }

  /** The hash of a key, unsigned. */
  hash(id: number): number {
    return hashBytes(this.arenaView, this.starts[id]!, this.starts[id]! + this.lengths[id]!) >>> 0;
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

  private slotOf(hash: number): number {
    return (hash << SLOT_BITS) & (this.slots.length - 1);
  }

  private slotBehind(slot: number): number {
    return (slot + SLOT_NUMBERS) & (this.slots.length - 1);
  }

  private insert(id: number): void {
    const start = this.starts[id]!;
    const length = this.lengths[id]!;
    const isShort = length <= SHORT_BYTES;
    const hash = this.hash(id) | 0;
    let slot = this.slotOf(hash);
    while (this.slots[slot + NUMBER] !== 0) slot = this.slotBehind(slot);
    this.slots[slot + LOW_OR_HASH] = isShort ? lowWord(this.arenaView, start, start + length) : hash;
    this.slots[slot + HIGH_OR_START] = isShort ? highWord(this.arenaView, start, start + length) : start;
    this.slots[slot + LENGTH] = length;
    this.slots[slot + NUMBER] = id + 1;
  }

  private fillSlots(length: number): void {
    this.slots = new Int32Array(length);
    for (const id of this.ids()) this.insert(id);
  }

  private growIds(): void {
    for (const name of ["starts", "lengths"] as const) {
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
