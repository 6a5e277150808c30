import { BITMAPS, BITMAP_STRIDE } from "./layout";

// Stage 1 of JSON lines: which bytes are of which class, a bit each.

export const QUOTES: usize = 0;
export const BACKSLASHES: usize = 8;
export const LINE_FEEDS: usize = 16;
/** Bytes below 0x20, line feeds among them. */
export const CONTROLS: usize = 24;
export const COLONS: usize = 32;
export const COMMAS: usize = 40;
export const OPENINGS: usize = 48;
export const CLOSINGS: usize = 56;
export const SPACES: usize = 64;

/** Write the bitmaps of `[from, end)`, rounded up to 64 bytes. */
export function classify(from: usize, end: usize): void {
  const quote = i8x16.splat(0x22);
  const backslash = i8x16.splat(0x5c);
  const lineFeed = i8x16.splat(0x0a);
  const space = i8x16.splat(0x20);
  const colon = i8x16.splat(0x3a);
  const comma = i8x16.splat(0x2c);
  const opening = i8x16.splat(0x7b);
  const closing = i8x16.splat(0x7d);
  let to = BITMAPS;
  for (let at = from; at < end; at += 64, to += BITMAP_STRIDE) {
    // Each mask is stored as soon as it is there: keeping them would spill registers.
    for (let part: usize = 0; part < 4; part++) {
      const text = v128.load(at + (part << 4));
      const out = to + (part << 1);
      store<u16>(out, <u16>i8x16.bitmask(i8x16.eq(text, quote)), QUOTES);
      store<u16>(out, <u16>i8x16.bitmask(i8x16.eq(text, backslash)), BACKSLASHES);
      store<u16>(out, <u16>i8x16.bitmask(i8x16.eq(text, lineFeed)), LINE_FEEDS);
      store<u16>(out, <u16>i8x16.bitmask(i8x16.lt_u(text, space)), CONTROLS);
      store<u16>(out, <u16>i8x16.bitmask(i8x16.eq(text, colon)), COLONS);
      store<u16>(out, <u16>i8x16.bitmask(i8x16.eq(text, comma)), COMMAS);
      store<u16>(out, <u16>i8x16.bitmask(i8x16.eq(text, opening)), OPENINGS);
      store<u16>(out, <u16>i8x16.bitmask(i8x16.eq(text, closing)), CLOSINGS);
      store<u16>(out, <u16>i8x16.bitmask(i8x16.eq(text, space)), SPACES);
    }
  }
}
