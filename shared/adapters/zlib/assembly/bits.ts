// The bits of the input, first the lowest of each byte. Between calls fewer than eight are kept here, so that the position is that of the next byte.

let bits: u64 = 0;
let bitCount: u32 = 0;
let inAt: usize = 0;
let inEnd: usize = 0;

export function forgetBits(): void {
  bits = 0;
  bitCount = 0;
}

export function setInput(from: usize, end: usize): void {
  inAt = from;
  inEnd = end;
}

// @ts-ignore: decorator
@inline
export function inputAt(): usize {
  return inAt;
}

// @ts-ignore: decorator
@inline
export function inputEnd(): usize {
  return inEnd;
}

// @ts-ignore: decorator
@inline
export function keptBits(): u64 {
  return bits;
}

// @ts-ignore: decorator
@inline
export function keptCount(): u32 {
  return bitCount;
}

/** Go on behind `at`, of whose last bytes `count` bits are not used; whole bytes of these are given back. */
export function keepBits(at: usize, word: u64, count: u32): void {
  inAt = at - <usize>(count >> 3);
  bitCount = count & 7;
  bits = word & ((<u64>1 << <u64>bitCount) - 1);
}

/** Have at least `count` bits, 48 at most; false when the input ends before. */
export function needBits(count: u32): bool {
  while (bitCount < count) {
    if (inAt == inEnd) return false;
    bits |= <u64>load<u8>(inAt++) << <u64>bitCount;
    bitCount += 8;
  }
  return true;
}

/** The next bits, of which {@link needBits} said that they are there; behind the end of the input there are zeros. */
// @ts-ignore: decorator
@inline
export function peekBits(count: u32): u32 {
  return <u32>bits & ((1 << count) - 1);
}

// @ts-ignore: decorator
@inline
export function dropBits(count: u32): void {
  bits >>= <u64>count;
  bitCount -= count;
}

/** Use bits that are there. */
export function takeBits(count: u32): u32 {
  const value = peekBits(count);
  dropBits(count);
  return value;
}

/** Go on at the next byte. Bytes that were looked at too early are given back. */
export function alignToByte(): void {
  inAt -= <usize>(bitCount >> 3);
  forgetBits();
}

/** Bytes that were taken whole. */
export function skipInput(byteLength: usize): void {
  inAt += byteLength;
}

/** Give back the whole bytes that were not used. */
export function settleBits(): void {
  keepBits(inAt, bits, bitCount);
}
