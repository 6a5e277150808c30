// Bits of 64 bytes become positions, u32 each.

/** A bit for each of 64 bytes, the first in the lowest: those that are not 0 in four vectors of comparisons. */
// @ts-ignore: decorator
@inline export function bitsOf(a: v128, b: v128, c: v128, d: v128): u64 {
  return <u64>(<u32>i8x16.bitmask(a)) | (<u64>(<u32>i8x16.bitmask(b)) << 16) | (<u64>(<u32>i8x16.bitmask(c)) << 32) | (<u64>(<u32>i8x16.bitmask(d)) << 48);
}

/** Write a position for each bit, `base` being that of the lowest; returns the end of what was written. */
// @ts-ignore: decorator
@inline export function writePositions(to: usize, from: u64, base: u32): usize {
  let bits = from;
  let at = to;
  while (bits != 0) {
    store<u32>(at, base + <u32>ctz(bits));
    bits &= bits - 1;
    at += 4;
  }
  return at;
}

/** The same where most words have up to eight bits: as many positions are written without looking. So up to 32 bytes behind the end change. */
// @ts-ignore: decorator
@inline export function writeSomePositions(to: usize, from: u64, base: u32): usize {
  const count = <usize>popcnt(from);
  let bits = from;
  for (let i: usize = 0; i < 32; i += 4) {
    store<u32>(to + i, base + <u32>ctz(bits));
    bits &= bits - 1;
  }
  if (count > 8) writePositions(to + 32, bits, base);
  return to + (count << 2);
}

/**
 * The same where most words have at most four bits: four positions are written without looking, what is too much is written over. So up to sixteen bytes
 * behind the end change.
 */
// @ts-ignore: decorator
@inline export function writeFewPositions(to: usize, from: u64, base: u32): usize {
  const count = <usize>popcnt(from);
  let bits = from;
  store<u32>(to, base + <u32>ctz(bits));
  bits &= bits - 1;
  store<u32>(to, base + <u32>ctz(bits), 4);
  bits &= bits - 1;
  store<u32>(to, base + <u32>ctz(bits), 8);
  bits &= bits - 1;
  store<u32>(to, base + <u32>ctz(bits), 12);
  if (count > 4) writePositions(to + 16, bits & (bits - 1), base);
  return to + (count << 2);
}
