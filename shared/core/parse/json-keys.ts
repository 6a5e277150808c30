import type { JsonCandidate } from "./json-aliases.ts";

/** The container of keys at the top level. */
export const TOP = 0;
/** What lookups return for keys that nobody wants. */
export const NO_KEY = -1;
export const NO_SLOT = -1;

/** The wanted keys of JSON lines as small numbers. A *container* is the top level or an object below it in which keys are wanted; a *slot* is a wanted key in a container. */
export interface JsonKeys {
  /** The wanted keys, and a hash table of their numbers with {@link NO_KEY} in empty places. */
  names: readonly Uint8Array[];
  table: Int32Array;
  keyCount: number;
  slotCount: number;
  /** At `container * keyCount + key` the slot of a key; {@link NO_SLOT} when nobody wants it there. */
  slots: Int32Array;
  /** At `container * keyCount + key` the container that a key opens; {@link TOP} when it opens none. */
  containers: Int32Array;
  /** Of each container, the one that it stands in, and how deep its members stand: those at the top level at 1. */
  outer: Int32Array;
  depths: Int32Array;
  /** Of each slot, its container. */
  slotContainers: Int32Array;
  /** The candidates of slot `s`, as positions in the list that the table was built from, are `candidates[firstCandidates[s], firstCandidates[s + 1])`. */
  candidates: Int32Array;
  firstCandidates: Int32Array;
}

/** Build the table of the keys that `candidates` name. */
export function createJsonKeys(candidates: readonly JsonCandidate[]): JsonKeys {
  const { containers, names } = listJsonKeys(candidates);
  const slots = new Int32Array(containers.length * names.size).fill(NO_SLOT);
  const opens = new Int32Array(slots.length).fill(TOP);
  for (const [outer, { inner }] of containers.entries()) for (const [key, container] of inner) opens[outer * names.size + names.get(key)!] = container;
  const slotContainers = new Int32Array(candidates.length);
  const candidateSlots = new Int32Array(candidates.length);
  // Of slot `s` at `s + 1`: first how many candidates it has, then where the ones of the next slot begin.
  const firstCandidates = new Int32Array(candidates.length + 1);
  let slotCount = 0;
  let container = TOP;
  for (let position = 0; position < candidates.length; position++) {
    const { parents, key } = candidates[position]!;
    // Rows of candidates stand in the same object.
    if (parents !== candidates[position - 1]?.parents) container = findContainer(containers, parents);
    const place = container * names.size + names.get(key)!;
    if (slots[place] === NO_SLOT) {
      slotContainers[slotCount] = container;
      slots[place] = slotCount++;
    }
    candidateSlots[position] = slots[place]!;
    firstCandidates[slots[place]! + 1]!++;
  }
  for (let slot = 0; slot < slotCount; slot++) firstCandidates[slot + 1]! += firstCandidates[slot]!;
  const next = firstCandidates.slice();
  const bySlot = new Int32Array(candidates.length);
  for (let position = 0; position < candidates.length; position++) bySlot[next[candidateSlots[position]!]!++] = position;
  const encoder = new TextEncoder();
  const encoded = Array.from(names.keys(), (name) => encoder.encode(name));
  return {
    names: encoded,
    table: hashNames(encoded),
    keyCount: names.size,
    slotCount,
    slots,
    containers: opens,
    outer: Int32Array.from(containers, ({ outer }) => outer),
    depths: Int32Array.from(containers, ({ depth }) => depth),
    slotContainers,
    candidates: bySlot,
    firstCandidates,
  };
}

/** An object in which keys are wanted. */
interface JsonContainer {
  /** The container that it stands in; {@link TOP} also for the top level itself. */
  outer: number;
  /** How deep its members stand: those at the top level at 1. */
  depth: number;
  /** The containers that stand in it, by their keys. */
  inner: Map<string, number>;
}

/** The containers by their numbers, the top level first, and all wanted keys, each with its number from 0 on. */
function listJsonKeys(candidates: readonly JsonCandidate[]): { containers: JsonContainer[]; names: Map<string, number> } {
  const containers: JsonContainer[] = [{ outer: TOP, depth: 1, inner: new Map() }];
  const names = new Map<string, number>();
  const nameKey = (key: string): void => void (names.has(key) || names.set(key, names.size));
  let listed: readonly string[] | undefined;
  for (const { parents } of candidates) {
    if (parents === listed) continue;
    listed = parents;
    let outer = TOP;
    for (const key of parents) {
      const { inner, depth } = containers[outer]!;
      nameKey(key);
      if (!inner.has(key)) inner.set(key, containers.push({ outer, depth: depth + 1, inner: new Map() }) - 1);
      outer = inner.get(key)!;
    }
  }
  for (const { key } of candidates) nameKey(key);
  return { containers, names };
}

/** The number of the container under these keys, which is in the list. */
function findContainer(containers: readonly JsonContainer[], parents: readonly string[]): number {
  return parents.reduce((outer, key) => containers[outer]!.inner.get(key)!, TOP);
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
