import { BITMAPS, BITMAP_STRIDE } from "./layout";
import { backslashes, brackets, closingBrackets, closings, colons, commas, lineFeeds, openings, quotes, spaces } from "./vectors";

// Stage 1 of JSON lines: which bytes are of which class, a bit each. Turning comparisons into bits is what costs most here, so it is only done for what
// every block has; what most blocks do not have is looked for when it is there.

export const QUOTES: usize = 0;
export const LINE_FEEDS: usize = 8;
export const COLONS: usize = 16;
export const COMMAS: usize = 24;
export const OPENINGS: usize = 32;
export const CLOSINGS: usize = 40;
/** Only if they are asked for. */
export const SPACES: usize = 56;
/** Not 0 when the block has a backslash, a bracket, or a byte below 0x20 that is no line feed. */
export const ODD_ONES: usize = 48;

/** Write the bitmap of the spaces of `[from, end)`, rounded up to 64 bytes. */
export function classifySpaces(from: usize, end: usize): void {
  let to = BITMAPS;
  for (let at = from; at < end; at += 64, to += BITMAP_STRIDE) {
    store<u16>(to, <u16>i8x16.bitmask(i8x16.eq(v128.load(at), spaces())), SPACES);
    store<u16>(to, <u16>i8x16.bitmask(i8x16.eq(v128.load(at, 16), spaces())), SPACES + 2);
    store<u16>(to, <u16>i8x16.bitmask(i8x16.eq(v128.load(at, 32), spaces())), SPACES + 4);
    store<u16>(to, <u16>i8x16.bitmask(i8x16.eq(v128.load(at, 48), spaces())), SPACES + 6);
  }
}

/** Write the other bitmaps of `[from, end)`, rounded up to 64 bytes. */
export function classify(from: usize, end: usize): void {
  let to = BITMAPS;
  for (let at = from; at < end; at += 64, to += BITMAP_STRIDE) {
    const odd = v128.or(v128.or(classifyPart(at, to), classifyPart(at + 16, to + 2)), v128.or(classifyPart(at + 32, to + 4), classifyPart(at + 48, to + 6)));
    store<u64>(to, u64(v128.any_true(odd)), ODD_ONES);
  }
}

/** Write the masks of 16 bytes, each as soon as it is there: keeping them would spill registers. Returns which bytes are odd ones. */
// @ts-ignore: decorator
@inline function classifyPart(at: usize, to: usize): v128 {
  const text = v128.load(at);
  const feeds = i8x16.eq(text, lineFeeds());
  store<u16>(to, <u16>i8x16.bitmask(i8x16.eq(text, quotes())), QUOTES);
  store<u16>(to, <u16>i8x16.bitmask(feeds), LINE_FEEDS);
  store<u16>(to, <u16>i8x16.bitmask(i8x16.eq(text, colons())), COLONS);
  store<u16>(to, <u16>i8x16.bitmask(i8x16.eq(text, commas())), COMMAS);
  store<u16>(to, <u16>i8x16.bitmask(i8x16.eq(text, openings())), OPENINGS);
  store<u16>(to, <u16>i8x16.bitmask(i8x16.eq(text, closings())), CLOSINGS);
  const array = v128.or(i8x16.eq(text, brackets()), i8x16.eq(text, closingBrackets()));
  return v128.or(v128.or(i8x16.eq(text, backslashes()), array), v128.andnot(i8x16.lt_u(text, spaces()), feeds));
}

/** The bits of 64 bytes that are `byte`. */
export function findBytes(at: usize, byte: i8): u64 {
  const wanted = i8x16.splat(byte);
  let bits: u64 = 0;
  for (let part: usize = 0; part < 64; part += 16) bits |= <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at + part), wanted))) << <u64>part;
  return bits;
}

/** The bits of 64 bytes that are below 0x20. */
export function findControls(at: usize): u64 {
  let bits: u64 = 0;
  for (let part: usize = 0; part < 64; part += 16) bits |= <u64>(<u32>i8x16.bitmask(i8x16.lt_u(v128.load(at + part), i8x16.splat(0x20)))) << <u64>part;
  return bits;
}
