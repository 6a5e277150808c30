import { NO_SLOT, TOP } from "../core/parse/json-keys.ts";
import { jsonTablesOf } from "../core/parse/json-reader.ts";
import type { ParseSettings } from "../core/parse/settings.ts";
import type { Kernel } from "./kernel.ts";

/** Of an entry of the table of keys, as in `assembly/json-keys.ts`. */
const WORD = 0;
const HEAD = 8;
const LENGTH = 16;
const NUMBER = 20;
const WORD_BYTES = 8;
const KEY_BYTES_MAX = 48;
const MIX = 0x9e3779b97f4a7c15n;
const LENGTH_MIX = 0xc2b2ae3d27d4eb4fn;
const PLACE_SHIFT = 54n;

/** Candidates from here on have no place to be noted in. */
const CANDIDATES_MAX = 4_000;
/** The mark of the bare `duration`, which Caddy writes in seconds: see `assembly/json-record.ts`. */
const BARE_DURATION = 64;

/**
 * Write the keys that these settings want of JSON lines and of logfmt into a kernel's memory. False when there are keys that its fast path cannot tell apart; then it
 * must not take lines with keys.
 */
export function writeJsonTables({ layout, view, bytes }: Kernel, settings: ParseSettings): boolean {
  const { keys, wants, shifts, isBareDuration } = jsonTablesOf(settings);
  const { names, keyCount, slots, containers, depths, candidates, firstCandidates } = keys;
  const isFitting =
    keyCount < layout.JSON_KEYS_MAX &&
    depths.length <= layout.JSON_CONTAINERS_MAX &&
    depths.every((depth) => depth <= layout.JSON_WANTED_DEPTH_MAX) &&
    wants.length < CANDIDATES_MAX &&
    names.every((name) => name.length > 0 && name.length <= KEY_BYTES_MAX);
  if (!isFitting) return false;
  bytes.fill(0, layout.JSON_KEY_TABLE, layout.JSON_KEY_TABLE + layout.JSON_KEY_PLACES * layout.JSON_KEY_ENTRY_BYTES);
  bytes.fill(0xff, layout.JSON_CANDIDATES, layout.JSON_CANDIDATES + layout.JSON_CONTAINERS_MAX * layout.JSON_KEYS_MAX * 2);
  bytes.fill(0, layout.JSON_SHAPES, layout.JSON_SHAPES + layout.JSON_SHAPES_HEAD_BYTES);
  bytes.fill(0, layout.LOGFMT_MEMOS, layout.LOGFMT_MEMOS + layout.LOGFMT_MEMOS_BYTES);
  for (const [number, name] of names.entries()) writeKey({ layout, view, bytes }, number, name);
  bytes.fill(TOP, layout.JSON_KEY_CONTAINERS, layout.JSON_KEY_CONTAINERS + layout.JSON_CONTAINERS_MAX * layout.JSON_KEYS_MAX);
  bytes.set(wants, layout.JSON_CANDIDATE_WANTS);
  bytes.set(shifts, layout.JSON_SHIFTS);
  for (let container = 0; container < depths.length; container++) {
    const row = container * keyCount;
    bytes.set(containers.subarray(row, row + keyCount), layout.JSON_KEY_CONTAINERS + container * layout.JSON_KEYS_MAX);
    for (let key = 0; key < keyCount; key++) {
      const slot = slots[row + key]!;
      if (slot === NO_SLOT) continue;
      // Of two places in the list that are the same one, the first is asked first. A value that is wanted for two things is one for the slow path.
      const first = candidates[firstCandidates[slot]!]!;
      for (let at = firstCandidates[slot]!; at < firstCandidates[slot + 1]!; at++) {
        const candidate = candidates[at]!;
        if (wants[candidate] !== wants[first]) return false;
        if (isBareDuration[candidate] === 1) view.setInt8(layout.JSON_SHIFTS + candidate, shifts[candidate]! + BARE_DURATION);
      }
      view.setUint16(layout.JSON_CANDIDATES + (container * layout.JSON_KEYS_MAX + key) * 2, first, true);
    }
  }
  return true;
}

function writeKey({ layout, view, bytes }: Pick<Kernel, "layout" | "view" | "bytes">, number: number, name: Uint8Array): void {
  const last = wordOf(name.subarray(-WORD_BYTES));
  const hash = BigInt.asUintN(64, (last * MIX) ^ (BigInt(name.length) * LENGTH_MIX));
  let place = Number(hash >> PLACE_SHIFT);
  const entryAt = (at: number): number => layout.JSON_KEY_TABLE + at * layout.JSON_KEY_ENTRY_BYTES;
  while (view.getUint32(entryAt(place) + NUMBER, true) !== 0) place = (place + 1) % layout.JSON_KEY_PLACES;
  const entry = entryAt(place);
  view.setBigUint64(entry + WORD, last, true);
  view.setBigUint64(entry + HEAD, wordOf(name.subarray(0, WORD_BYTES)), true);
  view.setUint32(entry + LENGTH, name.length, true);
  view.setUint32(entry + NUMBER, number + 1, true);
  bytes.set(name, layout.JSON_KEY_TEXTS + number * layout.JSON_KEY_TEXT_BYTES);
}

const word = new DataView(new ArrayBuffer(WORD_BYTES));
const wordBytes = new Uint8Array(word.buffer);

/** Up to eight bytes as a number, the first in the lowest place. */
function wordOf(bytes: Uint8Array): bigint {
  wordBytes.fill(0);
  wordBytes.set(bytes);
  return word.getBigUint64(0, true);
}
