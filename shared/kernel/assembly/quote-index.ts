import { POSITIONS } from "./layout";
import { writeFewPositions } from "./positions";
import { lineFeeds, quotes } from "./vectors";

/** Write the positions of all quotes and line feeds in `[from, end)`, ascending, and return the end of the list. */
export function indexQuotes(from: usize, end: usize): usize {
  let to = POSITIONS;
  for (let at = from; at < end; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    let bits =
      <u64>(<u32>i8x16.bitmask(v128.or(i8x16.eq(a, quotes()), i8x16.eq(a, lineFeeds())))) |
      (<u64>(<u32>i8x16.bitmask(v128.or(i8x16.eq(b, quotes()), i8x16.eq(b, lineFeeds())))) << 16) |
      (<u64>(<u32>i8x16.bitmask(v128.or(i8x16.eq(c, quotes()), i8x16.eq(c, lineFeeds())))) << 32) |
      (<u64>(<u32>i8x16.bitmask(v128.or(i8x16.eq(d, quotes()), i8x16.eq(d, lineFeeds())))) << 48);
    if (at + 64 > end) bits &= (<u64>1 << <u64>(end - at)) - 1;
    to = writeFewPositions(to, bits, <u32>at);
  }
  return to;
}
