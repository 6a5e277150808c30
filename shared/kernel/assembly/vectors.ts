import { VECTORS } from "./layout";

// Vectors of one byte each, in memory: as constants the engine would make them anew, with three instructions, wherever they are used in a loop.

// @ts-ignore: decorator
@inline export function quotes(): v128 {
  return v128.load(VECTORS, 0);
}
// @ts-ignore: decorator
@inline export function lineFeeds(): v128 {
  return v128.load(VECTORS, 16);
}
// @ts-ignore: decorator
@inline export function colons(): v128 {
  return v128.load(VECTORS, 32);
}
// @ts-ignore: decorator
@inline export function commas(): v128 {
  return v128.load(VECTORS, 48);
}
// @ts-ignore: decorator
@inline export function openings(): v128 {
  return v128.load(VECTORS, 64);
}
// @ts-ignore: decorator
@inline export function closings(): v128 {
  return v128.load(VECTORS, 80);
}
// @ts-ignore: decorator
@inline export function backslashes(): v128 {
  return v128.load(VECTORS, 96);
}
// @ts-ignore: decorator
@inline export function spaces(): v128 {
  return v128.load(VECTORS, 112);
}
// @ts-ignore: decorator
@inline export function slashes(): v128 {
  return v128.load(VECTORS, 128);
}
// @ts-ignore: decorator
@inline export function questionMarks(): v128 {
  return v128.load(VECTORS, 144);
}
// @ts-ignore: decorator
@inline export function hashes(): v128 {
  return v128.load(VECTORS, 160);
}
// @ts-ignore: decorator
@inline export function zeros(): v128 {
  return v128.load(VECTORS, 176);
}
// @ts-ignore: decorator
@inline export function nines(): v128 {
  return v128.load(VECTORS, 192);
}
// @ts-ignore: decorator
@inline export function brackets(): v128 {
  return v128.load(VECTORS, 208);
}
// @ts-ignore: decorator
@inline export function equals(): v128 {
  return v128.load(VECTORS, 224);
}
// @ts-ignore: decorator
@inline export function closingBrackets(): v128 {
  return v128.load(VECTORS, 240);
}
/** The bits of a byte, one in each byte, twice. */
// @ts-ignore: decorator
@inline export function bits(): v128 {
  return v128.load(VECTORS, 256);
}
// @ts-ignore: decorator
@inline export function fifteens(): v128 {
  return v128.load(VECTORS, 272);
}
// @ts-ignore: decorator
@inline export function tens(): v128 {
  return v128.load(VECTORS, 288);
}
// @ts-ignore: decorator
@inline export function twos(): v128 {
  return v128.load(VECTORS, 304);
}
// @ts-ignore: decorator
@inline export function tabs(): v128 {
  return v128.load(VECTORS, 320);
}
/** The digit nine, as a letter. */
// @ts-ignore: decorator
@inline export function nineLetters(): v128 {
  return v128.load(VECTORS, 336);
}
/** All ones in the first `length` bytes, up to 32: their first and second half. */
// @ts-ignore: decorator
@inline export function frontBytes(length: usize): v128 {
  return v128.load(VECTORS + 384 - length);
}
// @ts-ignore: decorator
@inline export function backBytes(length: usize): v128 {
  return v128.load(VECTORS + 400 - length);
}
/** All ones but for the seconds in the last 16 of the 28 bytes of a time in the Common Log Format. */
// @ts-ignore: decorator
@inline export function notSeconds(): v128 {
  return v128.load(VECTORS, 416);
}
/** Write them, once for each memory. */
export function fillVectors(): void {
  v128.store(VECTORS, i8x16.splat(0x22), 0);
  v128.store(VECTORS, i8x16.splat(0x0a), 16);
  v128.store(VECTORS, i8x16.splat(0x3a), 32);
  v128.store(VECTORS, i8x16.splat(0x2c), 48);
  v128.store(VECTORS, i8x16.splat(0x7b), 64);
  v128.store(VECTORS, i8x16.splat(0x7d), 80);
  v128.store(VECTORS, i8x16.splat(0x5c), 96);
  v128.store(VECTORS, i8x16.splat(0x20), 112);
  v128.store(VECTORS, i8x16.splat(0x2f), 128);
  v128.store(VECTORS, i8x16.splat(0x3f), 144);
  v128.store(VECTORS, i8x16.splat(0x23), 160);
  v128.store(VECTORS, i8x16.splat(0x30), 176);
  v128.store(VECTORS, i8x16.splat(9), 192);
  v128.store(VECTORS, i8x16.splat(0x5b), 208);
  v128.store(VECTORS, i8x16.splat(0x3d), 224);
  v128.store(VECTORS, i8x16.splat(0x5d), 240);
  v128.store(VECTORS, i64x2.splat(0x8040201008040201), 256);
  v128.store(VECTORS, i8x16.splat(15), 272);
  v128.store(VECTORS, i8x16.splat(10), 288);
  v128.store(VECTORS, i8x16.splat(2), 304);
  v128.store(VECTORS, i8x16.splat(0x09), 320);
  v128.store(VECTORS, i8x16.splat(0x39), 336);
  v128.store(VECTORS, i8x16.splat(-1), 352);
  v128.store(VECTORS, i8x16.splat(-1), 368);
  v128.store(VECTORS, i8x16.splat(0), 384);
  v128.store(VECTORS, i8x16.splat(0), 400);
  v128.store(VECTORS, i64x2(0x0000ffffffffffff, -1), 416);
}
