import { spaces, tabs } from "./vectors";

// Words between white space: SP and TAB.

const SPACE: u32 = 0x20;
const TAB: u32 = 0x09;

// @ts-ignore: decorator
@inline export function isWhiteSpace(byte: u32): bool {
  return (i32(byte == SPACE) | i32(byte == TAB)) != 0;
}

/** A bit for each of the 16 bytes at `at` that is white space. */
// @ts-ignore: decorator
@inline export function whiteSpaceBits(text: v128): u32 {
  return <u32>i8x16.bitmask(v128.or(i8x16.eq(text, spaces()), i8x16.eq(text, tabs())));
}

/** The first white space in `[from, end)`, or `end`. */
// @ts-ignore: decorator
@inline export function findWhiteSpace(from: usize, end: usize): usize {
  let at = from;
  let found = whiteSpaceBits(v128.load(at));
  while (found == 0) {
    at += 16;
    if (at >= end) return end;
    found = whiteSpaceBits(v128.load(at));
  }
  return min(at + <usize>ctz(found), end);
}

/** The first byte in `[from, end)` that is no white space, or `end`. */
// @ts-ignore: decorator
@inline export function skipWhiteSpace(from: usize, end: usize): usize {
  let at = from;
  while (at < end && isWhiteSpace(<u32>load<u8>(at))) at++;
  return at;
}
