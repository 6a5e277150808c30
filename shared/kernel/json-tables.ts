import { JSON_WANTS, isBareDuration, listJsonCandidates } from "../core/parse/json-aliases.ts";
import { TOP, findContainer, listJsonKeys } from "../core/parse/json-keys.ts";
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

const NO_CANDIDATE = 0xffff;
/** Candidates from here on have no place to be noted in. */
const CANDIDATES_MAX = 4_000;
/** The mark of the bare `duration`, which Caddy writes in seconds: see `assembly/json-record.ts`. */
const BARE_DURATION = 64;

/**
 * Write the keys that these settings want of JSON lines and of logfmt into a kernel's memory. False when there are keys that its fast path cannot tell apart; then it
 * must not take lines with keys.
 */
export function writeJsonTables({ layout, view, bytes }: Kernel, settings: ParseSettings): boolean {
  const candidates = listJsonCandidates(settings);
  const { containers, names } = listJsonKeys(candidates);
  const encoder = new TextEncoder();
  const encoded = Array.from(names.keys(), (name) => encoder.encode(name));
  const isFitting =
    names.size < layout.JSON_KEYS_MAX &&
    containers.length <= layout.JSON_CONTAINERS_MAX &&
    containers.every(({ depth }) => depth <= layout.JSON_WANTED_DEPTH_MAX) &&
    candidates.length < CANDIDATES_MAX &&
    encoded.every((name) => name.length > 0 && name.length <= KEY_BYTES_MAX);
  if (!isFitting) return false;
  bytes.fill(0, layout.JSON_KEY_TABLE, layout.JSON_KEY_TABLE + layout.JSON_KEY_PLACES * layout.JSON_KEY_ENTRY_BYTES);
  bytes.fill(0xff, layout.JSON_CANDIDATES, layout.JSON_CANDIDATES + layout.JSON_CONTAINERS_MAX * layout.JSON_KEYS_MAX * 2);
  bytes.fill(0, layout.JSON_SHAPES, layout.JSON_SHAPES + layout.JSON_SHAPES_HEAD_BYTES);
  bytes.fill(0, layout.LOGFMT_MEMOS, layout.LOGFMT_MEMOS + layout.LOGFMT_MEMOS_BYTES);
  for (const [number, name] of encoded.entries()) writeKey({ layout, view, bytes }, number, name);
  bytes.fill(TOP, layout.JSON_KEY_CONTAINERS, layout.JSON_KEY_CONTAINERS + layout.JSON_CONTAINERS_MAX * layout.JSON_KEYS_MAX);
  for (const [outer, { inner }] of containers.entries()) {
    for (const [key, container] of inner) bytes[layout.JSON_KEY_CONTAINERS + outer * layout.JSON_KEYS_MAX + names.get(key)!] = container;
  }
  for (const [position, candidate] of candidates.entries()) {
    const { want, parents, key, shift } = candidate;
    const container = findContainer(containers, parents);
    const place = layout.JSON_CANDIDATES + (container * layout.JSON_KEYS_MAX + names.get(key)!) * 2;
    const first = view.getUint16(place, true);
    bytes[layout.JSON_CANDIDATE_WANTS + position] = JSON_WANTS.indexOf(want);
    view.setInt8(layout.JSON_SHIFTS + position, isBareDuration(candidate) ? shift + BARE_DURATION : shift);
    // Of two places in the list that are the same one, the first is asked first. A value that is wanted for two things is one for the slow path.
    if (first === NO_CANDIDATE) view.setUint16(place, position, true);
    else if (candidates[first]!.want !== want) return false;
  }
  return true;
}

function writeKey({ layout, view, bytes }: Pick<Kernel, "layout" | "view" | "bytes">, number: number, name: Uint8Array): void {
  const word = wordOf(name.subarray(-WORD_BYTES));
  const hash = BigInt.asUintN(64, (word * MIX) ^ (BigInt(name.length) * LENGTH_MIX));
  let place = Number(hash >> PLACE_SHIFT);
  const entryAt = (at: number): number => layout.JSON_KEY_TABLE + at * layout.JSON_KEY_ENTRY_BYTES;
  while (view.getUint32(entryAt(place) + NUMBER, true) !== 0) place = (place + 1) % layout.JSON_KEY_PLACES;
  const entry = entryAt(place);
  view.setBigUint64(entry + WORD, word, true);
  view.setBigUint64(entry + HEAD, wordOf(name.subarray(0, WORD_BYTES)), true);
  view.setUint32(entry + LENGTH, name.length, true);
  view.setUint32(entry + NUMBER, number + 1, true);
  bytes.set(name, layout.JSON_KEY_TEXTS + number * layout.JSON_KEY_TEXT_BYTES);
}

/** Up to eight bytes as a number, the first in the lowest place. */
function wordOf(bytes: Uint8Array): bigint {
  return bytes.reduceRight((word, byte) => (word << 8n) | BigInt(byte), 0n);
}
