import { KEYS_MAX, KEY_BYTES_MAX, KEY_LATENCY, KEY_PLACES, KEY_ROWS, KEY_ROW_BYTES, KEY_TABLE, KEY_TEXTS, ROW_ERRORS, ROW_MIN, ROW_NUMBER, ROW_RECORDS, ROW_REQUESTS } from "./layout";
import { forgetRoutes } from "./route-cache";
import { keyCount, setKeyCount } from "./state";
import { countLatency, NO_ROW } from "./windows";

// The dimensions of keys.
export const ROUTES: u32 = 0;
export const SERVICES: u32 = 1;
export const HOSTS: u32 = 2;

const MIX_1: u64 = 0x9e3779b97f4a7c15;
const MIX_2: u64 = 0xc2b2ae3d27d4eb4f;
const MIX_3: u64 = 0x165667b19e3779f9;
const MIX_4: u64 = 0xd6e8feb86659fd93;
const TAG_MASK: u32 = 0xffff0000;

/** The last `length` (1 to 8) bytes before `end`, the first in the lowest byte; the rest 0. */
// @ts-ignore: decorator
@inline function bytesBefore(end: usize, length: usize): u64 {
  return load<u64>(end - 8) >> <u64>(64 - (length << 3));
}

/**
 * Keys from 8 bytes up to this length are hashed and compared as four words that hold all of their bytes, some twice: lengths change from line to
 * line, and a loop over them is guessed wrong.
 */
const SHORT_BYTES: usize = 32;

/** Where the second and the third of the four words begin; the first does with the key, and the last ends with it. */
// @ts-ignore: decorator
@inline function secondWord(start: usize, length: usize): usize {
  return start + min(8, length - 8);
}
// @ts-ignore: decorator
@inline function thirdWord(start: usize, length: usize): usize {
  return start + length - min(16, length);
}

// @ts-ignore: decorator
@inline function hashKey(start: usize, length: usize, dimension: u32): u64 {
  const seed = (<u64>length << 2) | <u64>dimension;
  if (length < 8) return finish((bytesBefore(start + length, length) ^ seed) * MIX_1);
  if (length > SHORT_BYTES) return hashLongKey(start, length, seed);
  const front = (load<u64>(start) ^ seed) * MIX_1 + load<u64>(secondWord(start, length)) * MIX_2;
  const back = load<u64>(thirdWord(start, length)) * MIX_3 + load<u64>(start + length - 8) * MIX_4;
  return finish((front ^ rotr<u64>(back, 29)) * MIX_1);
}

// @ts-ignore: decorator
@inline function finish(hash: u64): u64 {
  return hash ^ (hash >> 32);
}

function hashLongKey(start: usize, length: usize, seed: u64): u64 {
  let hash = seed;
  for (let at: usize = 0; at + 8 < length; at += 8) hash = finish((hash ^ load<u64>(start + at)) * MIX_1);
  return finish((hash ^ load<u64>(start + length - 8)) * MIX_2);
}

/** Whether the `length` bytes at both places are the same; at least one. */
// @ts-ignore: decorator
@inline function areEqual(left: usize, right: usize, length: usize): bool {
  if (length < 8) return bytesBefore(left + length, length) == bytesBefore(right + length, length);
  let difference = (load<u64>(left) ^ load<u64>(right)) | (load<u64>(left + length - 8) ^ load<u64>(right + length - 8));
  difference |= load<u64>(secondWord(left, length)) ^ load<u64>(secondWord(right, length));
  difference |= load<u64>(thirdWord(left, length)) ^ load<u64>(thirdWord(right, length));
  if (length > SHORT_BYTES) for (let at: usize = 16; at + 16 < length; at += 8) difference |= load<u64>(left + at) ^ load<u64>(right + at);
  return difference == 0;
}

/** The row of a key of 1 to `KEY_BYTES_MAX` bytes, {@link NO_ROW} when it has none and none is free. */
export function keyRow(dimension: u32, start: usize, length: usize): usize {
  const hash = hashKey(start, length, dimension);
  const tag = <u32>(hash >> 16) & TAG_MASK;
  let place = <u32>hash & (KEY_PLACES - 1);
  while (true) {
    const entry = KEY_TABLE + (<usize>place << 2);
    const found = load<u32>(entry);
    if (found == 0) return openKey(dimension, start, length, entry, tag);
    if ((found & TAG_MASK) == tag) {
      const number = <usize>(found & ~TAG_MASK) - 1;
      const row = KEY_ROWS + number * KEY_ROW_BYTES;
      const isSame = i32(load<u32>(row, ROW_NUMBER) == dimension) & i32(<usize>load<u32>(row, ROW_REQUESTS) == length);
      if (isSame != 0 && areEqual(KEY_TEXTS + number * KEY_BYTES_MAX, start, length)) return row;
    }
    place = (place + 1) & (KEY_PLACES - 1);
  }
}

function openKey(dimension: u32, start: usize, length: usize, entry: usize, tag: u32): usize {
  const count = keyCount();
  if (count == KEYS_MAX) return NO_ROW;
  setKeyCount(count + 1);
  store<u32>(entry, tag | (count + 1));
  const row = KEY_ROWS + <usize>count * KEY_ROW_BYTES;
  store<u32>(row, dimension, ROW_NUMBER);
  store<u32>(row, <u32>length, ROW_REQUESTS);
  store<u32>(row, u32.MAX_VALUE, ROW_MIN);
  memory.copy(KEY_TEXTS + <usize>count * KEY_BYTES_MAX, start, length);
  return row;
}

/** Rows of an earlier epoch are not there any more. */
export let keyEpoch: u32 = 1;

/** The rows hold nothing any more. */
export function forgetKeys(): void {
  keyEpoch++;
  memory.fill(KEY_TABLE, 0, <usize>KEY_PLACES * 4);
  memory.fill(KEY_ROWS, 0, <usize>keyCount() * KEY_ROW_BYTES);
  setKeyCount(0);
  forgetRoutes();
}

/** Count one record of a key. */
// @ts-ignore: decorator
@inline export function countKey(row: usize, isError: u32, micros: i32, bucket: u32): void {
  store<u32>(row, load<u32>(row, ROW_RECORDS) + 1, ROW_RECORDS);
  store<u32>(row, load<u32>(row, ROW_ERRORS) + isError, ROW_ERRORS);
  if (micros >= 0) countLatency(row, KEY_LATENCY, <u32>micros, bucket);
}
