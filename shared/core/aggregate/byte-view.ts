/** A view of all bytes of an array. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Remembers the view of the last array that was asked for: lines come in large arrays, and a view for each would be an allocation for each. */
export class LastView {
  private bytes: Uint8Array = new Uint8Array(0);
  private view = viewOf(this.bytes);

  of(bytes: Uint8Array): DataView {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = viewOf(bytes);
    }
    return this.view;
  }
}

/** Odd constants that spread the bits of a word over 32. Source: the primes of xxHash32. */
const PRIME_1 = 0x9e3779b1;
const PRIME_2 = 0x85ebca77;

/**
 * A 32-bit hash of the bytes `[start, end)` of a view: two words a step, the last of which may overlap those before, so that short keys need one step.
 * Which of equally frequent keys is kept depends on it, so it never changes.
 */
export function hashBytes(view: DataView, start: number, end: number): number {
  const length = end - start;
  let low = length;
  let high = PRIME_2;
  if (length >= 8) {
    for (let at = start; at < end - 8; at += 8) {
      low = Math.imul(low ^ view.getInt32(at, true), PRIME_1);
      high = Math.imul(high ^ view.getInt32(at + 4, true), PRIME_2);
      low ^= low >>> 15;
      high ^= high >>> 13;
    }
    low ^= view.getInt32(end - 8, true);
    high ^= view.getInt32(end - 4, true);
  } else if (length >= 4) {
    low ^= view.getInt32(start, true);
    high ^= view.getInt32(end - 4, true);
  } else if (length > 0) {
    low ^= view.getUint8(start) << 8;
    high ^= view.getUint8(start + (length >> 1)) | (view.getUint8(end - 1) << 16);
  }
  low = Math.imul(low, PRIME_1);
  high = Math.imul(high ^ (high >>> 15), PRIME_2);
  const hash = Math.imul(low ^ (low >>> 16) ^ high, PRIME_1);
  return hash ^ (hash >>> 15);
}

/**
 * A hash of the length and at most 24 bytes at the start, in the middle and at the end: cheap, and good enough to choose a place in a cache,
 * where a wrong choice costs time only.
 */
export function sampleHash(view: DataView, start: number, end: number): number {
  if (end - start <= 8) return hashBytes(view, start, end);
  const middle = (start + end - 8) >> 1;
  const low = Math.imul(view.getInt32(start, true) ^ view.getInt32(middle, true), PRIME_1) ^ view.getInt32(end - 8, true);
  const high = Math.imul(view.getInt32(start + 4, true) ^ view.getInt32(middle + 4, true), PRIME_2) ^ view.getInt32(end - 4, true);
  const hash = Math.imul(low, PRIME_2) ^ Math.imul(high ^ (end - start), PRIME_1);
  return hash ^ (hash >>> 15) ^ (hash >>> 22);
}

/** Whether `length` bytes from `leftStart` and from `rightStart` are the same. */
export function equalBytes(left: DataView, leftStart: number, right: DataView, rightStart: number, length: number): boolean {
  if (length < 4) {
    for (let i = 0; i < length; i++) if (left.getUint8(leftStart + i) !== right.getUint8(rightStart + i)) return false;
    return true;
  }
  for (let i = 0; i < length - 4; i += 4) if (left.getInt32(leftStart + i, true) !== right.getInt32(rightStart + i, true)) return false;
  return left.getInt32(leftStart + length - 4, true) === right.getInt32(rightStart + length - 4, true);
}
