import { BITMAPS, BITMAP_STRIDE } from "./layout";
import { backslashes, brackets, closingBrackets, closings, colons, commas, openings, quotes, spaces } from "./vectors";

// Stage 1 of JSON lines without a known shape: which bytes are of which class, a bit each. Turning comparisons into bits is what costs most here, so it is only
// done for what most lines have; what they do not have is looked for when it is there.

export const QUOTES: usize = 0;
export const COLONS: usize = 8;
export const COMMAS: usize = 16;
export const OPENINGS: usize = 24;
export const CLOSINGS: usize = 32;
export const SPACES: usize = 40;
/** Not 0 when the block has a backslash, a bracket, or a byte below 0x20. */
export const ODD_ONES: usize = 48;

/** Write the bitmaps of `[from, end)`, rounded up to 64 bytes. */
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
  store<u16>(to, <u16>i8x16.bitmask(i8x16.eq(text, quotes())), QUOTES);
  store<u16>(to, <u16>i8x16.bitmask(i8x16.eq(text, colons())), COLONS);
  store<u16>(to, <u16>i8x16.bitmask(i8x16.eq(text, commas())), COMMAS);
  store<u16>(to, <u16>i8x16.bitmask(i8x16.eq(text, openings())), OPENINGS);
  store<u16>(to, <u16>i8x16.bitmask(i8x16.eq(text, closings())), CLOSINGS);
  store<u16>(to, <u16>i8x16.bitmask(i8x16.eq(text, spaces())), SPACES);
  const array = v128.or(i8x16.eq(text, brackets()), i8x16.eq(text, closingBrackets()));
  return v128.or(v128.or(i8x16.eq(text, backslashes()), array), i8x16.lt_u(text, spaces()));
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
