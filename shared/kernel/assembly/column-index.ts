import { POSITIONS } from "./layout";
import { bitsOf, writeSomePositions } from "./positions";
import { findLineFeed } from "./quote-index";
import { lineFeeds, quotes, spaces, tabs } from "./vectors";

// What separates the columns of a line: TABs, or spaces.

/** How many separators were found. */
export let separators: u32 = 0;
/** Whether columns may not be what stands between spaces: two are beside each other, or a column begins with a quote. */
export let isOdd: bool = false;

/**
 * Write the positions of the separators of the line at `from`, ascending: all of them, or at least the first `wanted`. Returns its line feed, or `end` when there
 * is none before.
 */
// @ts-ignore: decorator
@inline function indexSeparators(from: usize, end: usize, wanted: u32, isSpaced: bool): usize {
  const stop = POSITIONS + (<usize>wanted << 2);
  let to = POSITIONS;
  let before: u64 = 0;
  let odd: u64 = 0;
  let lineFeed: usize = 0;
  let at = from;
  for (; at < end && to < stop && lineFeed == 0; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    const separator = isSpaced ? spaces() : tabs();
    let bits = bitsOf(i8x16.eq(a, separator), i8x16.eq(b, separator), i8x16.eq(c, separator), i8x16.eq(d, separator));
    let line = u64.MAX_VALUE;
    if (v128.any_true(v128.or(v128.or(i8x16.eq(a, lineFeeds()), i8x16.eq(b, lineFeeds())), v128.or(i8x16.eq(c, lineFeeds()), i8x16.eq(d, lineFeeds()))))) {
      lineFeed = findLineFeed(at, end);
      line = (<u64>1 << <u64>(lineFeed - at)) - 1;
      bits &= line;
    }
    if (isSpaced) {
      const quote = bitsOf(i8x16.eq(a, quotes()), i8x16.eq(b, quotes()), i8x16.eq(c, quotes()), i8x16.eq(d, quotes()));
      odd |= (bits | (quote & line)) & ((bits << 1) | before);
      before = bits >> 63;
    }
    to = writeSomePositions(to, bits, <u32>at);
  }
  separators = <u32>((to - POSITIONS) >> 2);
  isOdd = odd != 0;
  return lineFeed != 0 ? lineFeed : findLineFeed(at, end);
}

export function indexTabs(from: usize, end: usize, wanted: u32): usize {
  return indexSeparators(from, end, wanted, false);
}

export function indexColumnSpaces(from: usize, end: usize, wanted: u32): usize {
  return indexSeparators(from, end, wanted, true);
}
