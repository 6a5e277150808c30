import { keyRow, ROUTES } from "./keys";
import { KEY_BYTES_MAX, ROUTE_SCRATCH } from "./layout";
import { cachedRow, CACHED_PATH_BYTES_MAX, findCachedRoute, keepRoute, skipRouteCache } from "./route-cache";
import { hashes, nines, questionMarks, slashes, zeros } from "./vectors";
import { NO_ROW } from "./windows";

// The route of a target, as `normalizeRoute` of the core defines it: no scheme, authority, query and fragment; segments that are ids are `:id`.

/** The length of the route that was found last; 0 when the target has none. */
export let routeLength: usize = 0;
/** Where it stands; 0 when only its row is known so far. */
let routeStart: usize = 0;
/** The path of that route, from its first byte to the last before a query. */
let pathStart: usize = 0;
let pathEnd: usize = 0;

const SLASH: u32 = 0x2f;
const COLON: u32 = 0x3a;
const QUESTION: u32 = 0x3f;
const HASH: u32 = 0x23;
/** `:id` and a zero. */
const ID: u32 = 0x0064693a;
const ID_BYTES: usize = 3;
/** `https://` */
const HTTPS: u64 = 0x2f2f3a7370747468;
/** Paths that are looked at in one go: a bit for each byte. */
const SHORT_BYTES: usize = 63;
/** A shorter segment is neither a long hexadecimal number nor a UUID. */
const LONG_ID_BYTES_MIN: usize = 16;
const UUID_BYTES: usize = 36;

/** The row of the route that was found last, whose length is at most `KEY_BYTES_MAX` and not 0; {@link NO_ROW} when it has none and none is free. */
// @ts-ignore: decorator
@inline export function routeRow(): usize {
  const known = cachedRow();
  return known != 0 ? known : openRouteRow();
}

function openRouteRow(): usize {
  // It was known when it was found, and its row was drained since.
  if (routeStart == 0) writeRoute(pathStart, pathEnd, false);
  const row = keyRow(ROUTES, routeStart, routeLength);
  if (row != NO_ROW) keepRoute(row, routeLength);
  return row;
}

/** Find the route of the target `[start, end)`. The bytes up to 64 before and behind it can be read. */
export function findRoute(start: usize, end: usize): void {
  skipRouteCache();
  if (load<u8>(start) == SLASH) return findPathRoute(start, end, false);
  const path = skipAuthority(start, end);
  findPathRoute(path, end, path != start);
}

/** The position behind scheme and authority; `start` when there are none. */
function skipAuthority(start: usize, end: usize): usize {
  if (end - start > 8 && load<u64>(start) == HTTPS) return findSegmentEnd(start + 8, end);
  const scheme = findSegmentEnd(start, end);
  if (scheme == start || scheme + 1 >= end || load<u8>(scheme) != SLASH || load<u8>(scheme - 1) != COLON || load<u8>(scheme, 1) != SLASH) return start;
  return findSegmentEnd(scheme + 2, end);
}

function findSegmentEnd(from: usize, end: usize): usize {
  for (let at = from; at < end; at += 16) {
    const text = v128.load(at);
    const found = i8x16.bitmask(v128.or(i8x16.eq(text, slashes()), v128.or(i8x16.eq(text, questionMarks()), i8x16.eq(text, hashes()))));
    if (found != 0) return min(at + <usize>ctz(found), end);
  }
  return end;
}

// @ts-ignore: decorator
@inline function endsSegment(byte: u32): bool {
  return (i32(byte == SLASH) | i32(byte == QUESTION) | i32(byte == HASH)) != 0;
}

/** Bits of `[0, length)`, `length` being at most 63. */
// @ts-ignore: decorator
@inline function lowBits(length: usize): u64 {
  return (<u64>1 << <u64>length) - 1;
}

function findPathRoute(start: usize, end: usize, hadAuthority: bool): void {
  let slash: u64 = 0;
  let digit: u64 = 0;
  let query: u64 = 0;
  const known = min(end - start, SHORT_BYTES);
  // Most paths end in the first 32 bytes: these are looked at without a question.
  const first = v128.load(start);
  const second = v128.load(start + 16);
  slash = <u64><u32>i8x16.bitmask(i8x16.eq(first, slashes())) | (<u64><u32>i8x16.bitmask(i8x16.eq(second, slashes())) << 16);
  digit = <u64><u32>i8x16.bitmask(i8x16.le_u(i8x16.sub(first, zeros()), nines())) | (<u64><u32>i8x16.bitmask(i8x16.le_u(i8x16.sub(second, zeros()), nines())) << 16);
  query =
    <u64><u32>i8x16.bitmask(v128.or(i8x16.eq(first, questionMarks()), i8x16.eq(first, hashes()))) |
    (<u64><u32>i8x16.bitmask(v128.or(i8x16.eq(second, questionMarks()), i8x16.eq(second, hashes()))) << 16);
  for (let base: usize = 32; base < known && query == 0; base += 16) {
    const text = v128.load(start + base);
    slash |= <u64><u32>i8x16.bitmask(i8x16.eq(text, slashes())) << <u64>base;
    digit |= <u64><u32>i8x16.bitmask(i8x16.le_u(i8x16.sub(text, zeros()), nines())) << <u64>base;
    query = <u64><u32>i8x16.bitmask(v128.or(i8x16.eq(text, questionMarks()), i8x16.eq(text, hashes()))) << <u64>base;
  }
  const length = <usize>ctz(query | (<u64>1 << <u64>known));
  if (length == SHORT_BYTES) return writeRoute(start, end, hadAuthority);
  const path = lowBits(length);
  const ends = (slash & path) | (<u64>1 << <u64>length);
  // A run of digits that begins with a segment carries into the byte behind it: if the segment ends there, it is an id.
  digit &= path;
  const begins = (((slash << 1) | 1) & path) & digit;
  const runEnds = (begins + digit) & ~digit;
  const idEnds = runEnds & ends;
  // Unless a segment only begins with digits, the bits of all ids are the differences between their ends and beginnings.
  if (i32(length - 1 < CACHED_PATH_BYTES_MAX) & i32(runEnds == idEnds)) {
    routeLength = findCachedRoute(first, second, <u32>(path & ~(idEnds - begins)), length);
    if (routeLength != 0) {
      routeStart = 0;
      pathStart = start;
      pathEnd = start + length;
      return;
    }
  }
  // A long segment may be an id that is not all digits; of a known path that is known.
  let runs = ~ends & path;
  runs &= runs >> 1;
  runs &= runs >> 2;
  runs &= runs >> 4;
  runs &= runs >> 8;
  if (runs != 0 && hasLongHex(start, length, ends, path)) return writeRoute(start, start + length, hadAuthority);
  if (idEnds == 0) {
    routeStart = start;
    routeLength = length;
    if (length == 0 && hadAuthority) setRootRoute();
    return;
  }
  replaceIds(start, length, begins, digit, idEnds);
}

function setRootRoute(): void {
  store<u8>(ROUTE_SCRATCH, SLASH);
  routeStart = ROUTE_SCRATCH;
  routeLength = 1;
}

/** Copy the path with `:id` for each segment that ends at one of `idEnds`. */
function replaceIds(start: usize, length: usize, begins: u64, digit: u64, idEnds: u64): void {
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
  to = copyText(to, start + copied, length - copied);
  routeStart = ROUTE_SCRATCH;
  routeLength = to - ROUTE_SCRATCH;
}

/** Copy up to 64 bytes, 16 at a time: what is written too much is written again. */
// @ts-ignore: decorator
@inline function copyText(to: usize, from: usize, length: usize): usize {
  v128.store(to, v128.load(from));
  for (let at: usize = 16; at < length; at += 16) v128.store(to + at, v128.load(from + at));
  return to + length;
}

/** Whether some 16 bytes in a row, in one segment, are hexadecimal digits or minus signs. */
function hasLongHex(start: usize, length: usize, ends: u64, path: u64): bool {
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

/** The exact way for any path, byte by byte. */
function writeRoute(start: usize, end: usize, hadAuthority: bool): void {
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
  routeStart = ROUTE_SCRATCH;
  routeLength = to - ROUTE_SCRATCH;
  if (routeLength == 0 && hadAuthority) setRootRoute();
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
