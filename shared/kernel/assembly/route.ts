import { keyRow, ROUTES } from "./keys";
import { ROUTE_SCRATCH } from "./layout";
import { cachedRow, CACHED_PATH_BYTES_MAX, findCachedRoute, findLayoutRoute, keepLayout, keepRoute, LAYOUT_BYTES_MAX, skipRouteCache } from "./route-cache";
import { hasLongHex, lowBits, replaceIds, writeRouteText } from "./route-text";
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
/** `https://` */
const HTTPS: u64 = 0x2f2f3a7370747468;
/** Paths that are looked at in one go: a bit for each byte. */
const SHORT_BYTES: usize = 63;

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

function findPathRoute(start: usize, end: usize, hadAuthority: bool): void {
  const first = v128.load(start);
  const second = v128.load(start, 16);
  const marks = (<u32>i8x16.bitmask(v128.or(i8x16.eq(second, questionMarks()), i8x16.eq(second, hashes()))) << 16) | <u32>i8x16.bitmask(v128.or(i8x16.eq(first, questionMarks()), i8x16.eq(first, hashes())));
  const length = min(<usize>ctz(<u64>marks | 0x100000000), end - start);
  if (length - 1 < LAYOUT_BYTES_MAX) {
    const known = findLayoutRoute(start, first, second, length);
    if (known != 0) return takeKnownRoute(known, start, length);
  }
  findNewRoute(start, end, hadAuthority);
}

/** Take a route of which only the row and the length are known. */
// @ts-ignore: decorator
@inline function takeKnownRoute(knownLength: usize, start: usize, length: usize): void {
  routeLength = knownLength;
  routeStart = 0;
  pathStart = start;
  pathEnd = start + length;
}

/** The same of a path whose layout is not known. */
function findNewRoute(start: usize, end: usize, hadAuthority: bool): void {
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
    const own = path & ~(idEnds - begins);
    const hasOwnDigits = (digit & ((slash | digit) << 1) & own) != 0;
    if (length <= LAYOUT_BYTES_MAX) keepLayout(start, length, hasOwnDigits ? <u32>own : 0);
    if (hasOwnDigits || length > LAYOUT_BYTES_MAX) {
      const cached = findCachedRoute(first, second, <u32>own, length);
      if (cached != 0) return takeKnownRoute(cached, start, length);
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
  routeStart = ROUTE_SCRATCH;
  routeLength = replaceIds(start, length, begins, idEnds);
}

/** The exact way for any path. */
function writeRoute(start: usize, end: usize, hadAuthority: bool): void {
  routeStart = ROUTE_SCRATCH;
  routeLength = writeRouteText(start, end);
  if (routeLength == 0 && hadAuthority) setRootRoute();
}

function setRootRoute(): void {
  store<u8>(ROUTE_SCRATCH, SLASH);
  routeStart = ROUTE_SCRATCH;
  routeLength = 1;
}
