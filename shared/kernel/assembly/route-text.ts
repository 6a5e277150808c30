import { KEY_BYTES_MAX, ROUTE_SCRATCH } from "./layout";

// The text of routes: a path with `:id` in place of each segment that is one, written to a place of its own.

const SLASH: u32 = 0x2f;
const QUESTION: u32 = 0x3f;
const HASH: u32 = 0x23;
/** `:id` and a zero. */
const ID: u32 = 0x0064693a;
const ID_BYTES: usize = 3;
/** A shorter segment is neither a long hexadecimal number nor a UUID. */
const LONG_ID_BYTES_MIN: usize = 16;
const UUID_BYTES: usize = 36;

/** Bits of `[0, length)`, `length` being at most 63. */
// @ts-ignore: decorator
@inline export function lowBits(length: usize): u64 {
  return (<u64>1 << <u64>length) - 1;
}

// @ts-ignore: decorator
@inline function endsSegment(byte: u32): bool {
  return (i32(byte == SLASH) | i32(byte == QUESTION) | i32(byte == HASH)) != 0;
}

/** Copy the path with `:id` for each segment that ends at one of `idEnds`, and begins at the last of `begins` before it; returns its length. */
export function replaceIds(start: usize, length: usize, begins: u64, idEnds: u64): usize {
  let to = ROUTE_SCRATCH;
  let copied: usize = 0;
  let left = idEnds;
  let candidates = begins;
  while (left != 0) {
    const idEnd = <usize>ctz(left);
    left &= left - 1;
    // The last beginning before the end is the id's own: between them there are only its digits.
    const before = candidates & lowBits(idEnd);
    const idStart = <usize>(63 - clz(before));
    candidates &= ~lowBits(idEnd);
    to = copyText(to, start + copied, idStart - copied);
    store<u32>(to, ID);
    to += ID_BYTES;
    copied = idEnd;
  }
  return copyText(to, start + copied, length - copied) - ROUTE_SCRATCH;
}

/** Copy up to 64 bytes, 16 at a time: what is written too much is written again. */
// @ts-ignore: decorator
@inline function copyText(to: usize, from: usize, length: usize): usize {
  v128.store(to, v128.load(from));
  for (let at: usize = 16; at < length; at += 16) v128.store(to + at, v128.load(from + at));
  return to + length;
}

/** Whether some 16 bytes in a row, in one segment, are hexadecimal digits or minus signs. */
export function hasLongHex(start: usize, length: usize, ends: u64, path: u64): bool {
  let hex: u64 = 0;
  for (let base: usize = 0; base < length; base += 16) {
    const text = v128.load(start + base);
    const letter = i8x16.lt_u(i8x16.sub(v128.or(text, i8x16.splat(0x20)), i8x16.splat(0x61)), i8x16.splat(6));
    const digit = i8x16.lt_u(i8x16.sub(text, i8x16.splat(0x30)), i8x16.splat(10));
    hex |= <u64><u32>i8x16.bitmask(v128.or(v128.or(letter, digit), i8x16.eq(text, i8x16.splat(0x2d)))) << <u64>base;
  }
  let runs = hex & ~ends & path;
  runs &= runs >> 1;
  runs &= runs >> 2;
  runs &= runs >> 4;
  runs &= runs >> 8;
  return runs != 0;
}

const IS_DIGIT: u32 = 1;
const IS_HEX: u32 = 2;

// @ts-ignore: decorator
@inline function kindOf(byte: u32): u32 {
  if (byte - 0x30 < 10) return IS_DIGIT | IS_HEX;
  return (byte | 0x20) - 0x61 < 6 ? IS_HEX : 0;
}

/** The exact way for any path `[start, end)`, byte by byte; returns the length of its route. */
export function writeRouteText(start: usize, end: usize): usize {
  const outEnd = ROUTE_SCRATCH + KEY_BYTES_MAX;
  let to = ROUTE_SCRATCH;
  let at = start;
  for (;;) {
    const segmentStart = at;
    const outStart = to;
    let allOf = IS_DIGIT | IS_HEX;
    let anyOf: u32 = 0;
    for (; at < end; at++) {
      const byte = <u32>load<u8>(at);
      if (endsSegment(byte)) break;
      const kind = kindOf(byte);
      allOf &= kind;
      anyOf |= kind;
      if (to < outEnd) {
        store<u8>(to, byte);
        to++;
      }
    }
    if (isId(segmentStart, at, allOf, anyOf)) {
      store<u32>(outStart, ID);
      to = min(outStart + ID_BYTES, outEnd);
    }
    if (at == end || load<u8>(at) != SLASH) break;
    if (to < outEnd) {
      store<u8>(to, SLASH);
      to++;
    }
    at++;
  }
  return to - ROUTE_SCRATCH;
}

function isId(start: usize, end: usize, allOf: u32, anyOf: u32): bool {
  const length = end - start;
  if ((allOf & IS_DIGIT) != 0) return length > 0;
  if ((allOf & IS_HEX) != 0) return length >= LONG_ID_BYTES_MIN && (anyOf & IS_DIGIT) != 0;
  if (length != UUID_BYTES) return false;
  for (let i: usize = 0; i < UUID_BYTES; i++) {
    const byte = <u32>load<u8>(start + i);
    const isDash = i == 8 || i == 13 || i == 18 || i == 23;
    if (isDash ? byte != 0x2d : kindOf(byte) == 0) return false;
  }
  return true;
}
