import type { JsonCandidate } from "./json-aliases.ts";

/** The container of keys at the top level. */
export const TOP = 0;
/** What lookups return for keys that nobody wants. */
export const NO_KEY = -1;
export const NO_SLOT = -1;

/**
 * The wanted keys of JSON lines as small numbers. A *container* is the top level or a parent one level down; a *slot* is a wanted key
 * in a container.
 */
export interface JsonKeys {
  /** The wanted keys, and a hash table of their numbers with {@link NO_KEY} in empty places. */
  names: readonly Uint8Array[];
  table: Int32Array;
  keyCount: number;
  slotCount: number;
  /** At `container * keyCount + key` the slot of a key; {@link NO_SLOT} when nobody wants it there. */
  slots: Int32Array;
  /** Of each key, the container that it opens at the top level; {@link TOP} when it opens none. */
  containers: Int32Array;
  /** Of each slot, its container. */
  slotContainers: Int32Array;
  /** The candidates of slot `s`, as positions in the list that the table was built from, are `candidates[firstCandidates[s], firstCandidates[s + 1])`. */
  candidates: Int32Array;
  firstCandidates: Int32Array;
}

/** Build the table of the keys that `candidates` name. */
export function createJsonKeys(candidates: readonly JsonCandidate[]): JsonKeys {
  const parents = [...new Set(candidates.flatMap(({ parent }) => parent ?? []))];
  const names = [...new Set([...parents, ...candidates.map(({ key }) => key)])];
  const keyOf = new Map(names.map((name, key) => [name, key]));
  const containers = new Int32Array(names.length).fill(TOP);
  for (const [i, parent] of parents.entries()) containers[keyOf.get(parent)!] = i + 1;
  const slots = new Int32Array((parents.length + 1) * names.length).fill(NO_SLOT);
  const slotContainers: number[] = [];
  const slotCandidates: number[][] = [];
  for (const [position, { parent, key }] of candidates.entries()) {
    const container = parent === undefined ? TOP : parents.indexOf(parent) + 1;
    const place = container * names.length + keyOf.get(key)!;
    if (slots[place] === NO_SLOT) {
      slots[place] = slotContainers.length;
      slotContainers.push(container);
      slotCandidates.push([]);
    }
    slotCandidates[slots[place]!]!.push(position);
  }
  const firstCandidates = [0];
  for (const { length } of slotCandidates) firstCandidates.push(firstCandidates.at(-1)! + length);
  const encoder = new TextEncoder();
  const encoded = names.map((name) => encoder.encode(name));
  return {
    names: encoded,
    table: hashNames(encoded),
    keyCount: names.length,
    slotCount: slotContainers.length,
    slots,
    containers,
    slotContainers: Int32Array.from(slotContainers),
    candidates: Int32Array.from(slotCandidates.flat()),
    firstCandidates: Int32Array.from(firstCandidates),
  };
}

/** Places of the hash table for one name: a sparse table answers most unwanted keys with its first place. */
const PLACES_PER_NAME = 8;

function hashNames(names: readonly Uint8Array[]): Int32Array {
  const table = new Int32Array(2 ** Math.ceil(Math.log2(names.length * PLACES_PER_NAME))).fill(NO_KEY);
  const mask = table.length - 1;
  for (const [key, name] of names.entries()) {
    let place = hashKey(name, 0, name.length) & mask;
    while (table[place] !== NO_KEY) place = (place + 1) & mask;
    table[place] = key;
  }
  return table;
}

/** The wanted key that is exactly `bytes[start, end)`; {@link NO_KEY} when there is none. */
export function findKey({ table, names }: JsonKeys, bytes: Uint8Array, start: number, end: number): number {
  const mask = table.length - 1;
  for (let place = hashKey(bytes, start, end) & mask; ; place = (place + 1) & mask) {
    const key = table[place]!;
    if (key === NO_KEY || isSame(names[key]!, bytes, start, end)) return key;
  }
}

/** A hash of the length and of four bytes: the first, the last, and two between. */
function hashKey(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length === 0) return 0;
  const hash = length + bytes[start]! * 31 + bytes[end - 1]! * 1_009 + bytes[start + (length >> 1)]! * 8_191 + bytes[start + (length >> 2)]! * 131;
  return hash ^ (hash >> 9);
}

function isSame(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = 0; i < name.length; i++) if (bytes[start + i] !== name[i]) return false;
  return true;
}
