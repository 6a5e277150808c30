import { LAYOUT_CACHE, ROUTE_CACHE, ROUTE_CACHE_ENTRY_BYTES, ROUTE_CACHE_PLACES } from "./layout";
import { backBytes, bits, fifteens, frontBytes, nines, slashes, tens, zeros } from "./vectors";

// The rows of routes by the paths that lead to them. Most paths have up to 32 bytes and come again but for the digits of their ids: they are looked up
// without these, so that no route has to be written and hashed. First by their layout, which is the path with 0 for each digit behind a slash or another
// digit: mostly these are those of ids, and then it is all that the route hangs on. Where others are among them (`/v12/…`), the layout only tells where the ids
// stand, and the path is looked up without them.

/**
 * An entry: the layout, or the path with zeros in place of ids; of a layout its length, of a path which bytes are its own, a bit for each, and
 * its length; the length of the route, the row, and the epoch in which the row was opened; of a layout with other digits the path's own bytes, else 0.
 */
const TAG: usize = 32;
const ROUTE_LENGTH: usize = 40;
const ROW: usize = 44;
const EPOCH: usize = 48;
const OWN: usize = 52;

/** The longest path that is looked up, and the longest one whose layout is. */
export const CACHED_PATH_BYTES_MAX: usize = 32;
export const LAYOUT_BYTES_MAX: usize = 31;

const MIX_1: u64 = 0x9e3779b97f4a7c15;
const MIX_2: u64 = 0xc2b2ae3d27d4eb4f;
/** The high bits of the hash are the place. */
const PLACE_SHIFT: u64 = 64 - 10;

/** Rows of an earlier epoch are not there any more. */
let epoch: u32 = 0;
/** The entry of the path that was looked up last; 0 when it is not for the cache. */
let entry: usize = 0;

/** All rows were drained. */
export function forgetRoutes(): void {
  epoch++;
}

/** The path that is next is not for the cache. */
// @ts-ignore: decorator
@inline export function skipRouteCache(): void {
  entry = 0;
}

/** The layout of the bytes of `text` that `mask` leaves. */
// @ts-ignore: decorator
@inline function layoutOf(text: v128, before: v128, mask: v128): v128 {
  const digits = i8x16.le_u(i8x16.sub(text, zeros()), nines());
  const goesOn = i8x16.le_u(i8x16.sub(before, slashes()), tens());
  return v128.andnot(v128.and(text, mask), v128.and(v128.and(digits, goesOn), fifteens()));
}

// @ts-ignore: decorator
@inline function layoutEntry(front: v128, back: v128): usize {
  const mixed = i64x2.add(front, i64x2.shl(back, 5));
  const place = (<u64>i64x2.extract_lane(mixed, 0) * MIX_1 + <u64>i64x2.extract_lane(mixed, 1) * MIX_2) >> PLACE_SHIFT;
  return LAYOUT_CACHE + <usize>place * ROUTE_CACHE_ENTRY_BYTES;
}

/**
 * Look up the path of `length` bytes, up to {@link LAYOUT_BYTES_MAX}, that begins in `first` and goes on in `second`. Returns the length of its route, 0 when it
 * is not known.
 */
// @ts-ignore: decorator
@inline export function findLayoutRoute(start: usize, first: v128, second: v128, length: usize): usize {
  const front = layoutOf(first, v128.load(start - 1), frontBytes(length));
  const back = layoutOf(second, v128.load(start - 1, 16), backBytes(length));
  const at = layoutEntry(front, back);
  const differences = v128.or(v128.xor(front, v128.load(at)), v128.xor(back, v128.load(at, 16)));
  if (v128.any_true(differences)) return 0;
  if (load<u64>(at, TAG) != length) return 0;
  entry = at;
  const own = load<u32>(at, OWN);
  return own == 0 ? <usize>load<u32>(at, ROUTE_LENGTH) : findCachedRoute(first, second, own, length);
}

/**
 * Take the layout of the path of `length` bytes at `start`: all of its digits are those of ids, then {@link keepRoute} is told what its route is; or only those
 * of bytes that are not set in `own`.
 */
export function keepLayout(start: usize, length: usize, own: u32): void {
  const front = layoutOf(v128.load(start), v128.load(start - 1), frontBytes(length));
  const back = layoutOf(v128.load(start, 16), v128.load(start - 1, 16), backBytes(length));
  entry = layoutEntry(front, back);
  v128.store(entry, front);
  v128.store(entry, back, 16);
  store<u64>(entry, length, TAG);
  store<u32>(entry, 0, ROUTE_LENGTH);
  store<u32>(entry, 0, EPOCH);
  store<u32>(entry, own, OWN);
}

/** Bytes of all ones where a bit is set. */
// @ts-ignore: decorator
@inline function spread(mask: u32): v128 {
  const pair = i16x8.splat(<i16>mask);
  return i8x16.eq(v128.and(i8x16.shuffle(pair, pair, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1), bits()), bits());
}

/**
 * Look up the path of `length` bytes that begins in `first` and goes on in `second`; the bits of `own` are its bytes that belong to no id. Returns the
 * length of its route, 0 when it is not known: then {@link keepRoute} is told what was found out the long way.
 */
// @ts-ignore: decorator
@inline export function findCachedRoute(first: v128, second: v128, own: u32, length: usize): usize {
  const front = v128.and(first, spread(own));
  const back = v128.and(second, spread(own >> 16));
  const ownBytes = (<u64>length << 32) | <u64>own;
  // The high bits of a product hang on all bits of what is multiplied.
  const left = (<u64>i64x2.extract_lane(front, 0) ^ ownBytes) + rotr<u64>(<u64>i64x2.extract_lane(front, 1), 23);
  const right = <u64>i64x2.extract_lane(back, 0) + rotr<u64>(<u64>i64x2.extract_lane(back, 1), 23);
  const place = (left * MIX_1 + right * MIX_2) >> PLACE_SHIFT;
  entry = ROUTE_CACHE + <usize>place * ROUTE_CACHE_ENTRY_BYTES;
  const differences = v128.or(v128.xor(front, v128.load(entry)), v128.xor(back, v128.load(entry, 16)));
  if (i32(!v128.any_true(differences)) & i32(load<u64>(entry, TAG) == ownBytes) & i32(load<u32>(entry, EPOCH) == epoch)) return <usize>load<u32>(entry, ROUTE_LENGTH);
  v128.store(entry, front);
  v128.store(entry, back, 16);
  store<u64>(entry, ownBytes, TAG);
  store<u32>(entry, 0, EPOCH);
  return 0;
}

/** The row of the path that was looked up last; 0 when it is not known. */
// @ts-ignore: decorator
@inline export function cachedRow(): usize {
  return i32(entry != 0) & i32(load<u32>(entry, EPOCH) == epoch) ? <usize>load<u32>(entry, ROW) : 0;
}

/** The row of the path that was looked up last, and the length of its route. */
// @ts-ignore: decorator
@inline export function keepRoute(row: usize, routeLength: usize): void {
  if (entry == 0) return;
  store<u32>(entry, <u32>routeLength, ROUTE_LENGTH);
  store<u32>(entry, <u32>row, ROW);
  store<u32>(entry, epoch, EPOCH);
}
