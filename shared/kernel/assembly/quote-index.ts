import { POSITIONS } from "./layout";
import { bitsOf, writeFewPositions } from "./positions";
import { lineFeeds, quotes } from "./vectors";

/** How many quotes {@link indexFirstQuotes} found. */
export let firstQuotes: u32 = 0;

/**
 * Write the positions of the quotes of the line at `from`, ascending: all of them, or at least the first `wanted`. Returns its line feed, or `end` when there is
 * none before.
 */
export function indexFirstQuotes(from: usize, end: usize, wanted: u32): usize {
  let to = POSITIONS;
  let at = from;
  for (; at < end && to < POSITIONS + (<usize>wanted << 2); at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    let bits = bitsOf(i8x16.eq(a, quotes()), i8x16.eq(b, quotes()), i8x16.eq(c, quotes()), i8x16.eq(d, quotes()));
    if (v128.any_true(v128.or(v128.or(i8x16.eq(a, lineFeeds()), i8x16.eq(b, lineFeeds())), v128.or(i8x16.eq(c, lineFeeds()), i8x16.eq(d, lineFeeds()))))) {
      const lineFeed = findLineFeed(at, end);
      bits &= (<u64>1 << <u64>(lineFeed - at)) - 1;
      firstQuotes = <u32>((writeFewPositions(to, bits, <u32>at) - POSITIONS) >> 2);
      return lineFeed;
    }
    to = writeFewPositions(to, bits, <u32>at);
  }
  firstQuotes = <u32>((to - POSITIONS) >> 2);
  return findLineFeed(at, end);
}

/** Write the positions of all quotes and line feeds in `[from, end)`, ascending, and return the end of the list. */
export function indexQuotes(from: usize, end: usize): usize {
  let to = POSITIONS;
  for (let at = from; at < end; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    let bits = bitsOf(
      v128.or(i8x16.eq(a, quotes()), i8x16.eq(a, lineFeeds())),
      v128.or(i8x16.eq(b, quotes()), i8x16.eq(b, lineFeeds())),
      v128.or(i8x16.eq(c, quotes()), i8x16.eq(c, lineFeeds())),
      v128.or(i8x16.eq(d, quotes()), i8x16.eq(d, lineFeeds())),
    );
    if (at + 64 > end) bits &= (<u64>1 << <u64>(end - at)) - 1;
    to = writeFewPositions(to, bits, <u32>at);
  }
  return to;
}

/** The first line feed in `[from, end)`, or `end`. */
export function findLineFeed(from: usize, end: usize): usize {
  let at = from;
  while (at < end) {
    const near = v128.or(i8x16.eq(v128.load(at), lineFeeds()), i8x16.eq(v128.load(at, 16), lineFeeds()));
    const far = v128.or(i8x16.eq(v128.load(at, 32), lineFeeds()), i8x16.eq(v128.load(at, 48), lineFeeds()));
    if (v128.any_true(v128.or(near, far))) break;
    at += 64;
  }
  for (; at < end; at += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), lineFeeds()));
    if (found != 0) return min(at + <usize>ctz(found), end);
  }
  return end;
}
