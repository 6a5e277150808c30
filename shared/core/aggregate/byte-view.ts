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

/** Keys of at most so many bytes are told apart by two words and their length, see {@link lowWord}. */
export const SHORT_BYTES = 8;

/** The first four bytes of a short key, or all of them if it has less, the last one repeated. Low word, {@link highWord} and length make up the key. */
export function lowWord(view: DataView, start: number, end: number): number {
  if (end - start >= 4) return view.getInt32(start, true);
  if (end === start) return 0;
  return view.getUint8(start) | (view.getUint8(start + ((end - start) >> 1)) << 8) | (view.getUint8(end - 1) << 16);
}

/** The last four bytes of a short key; 0 if it has less. */
export function highWord(view: DataView, start: number, end: number): number {
  return end - start >= 4 ? view.getInt32(end - 4, true) : 0;
}

/** A 32-bit hash of two words and a length, every bit of which depends on all of theirs. */
export function mixWords(low: number, high: number, length: number): number {
  const mixed = Math.imul(low ^ length, PRIME_1) ^ Math.imul(high ^ (high >>> 15), PRIME_2);
  const hash = Math.imul(mixed ^ (mixed >>> 16), PRIME_1);
  return hash ^ (hash >>> 15);
}

/**
 * A 32-bit hash of the bytes `[start, end)` of a view: two words a step, the last of which may overlap those before.
 * Which of equally frequent keys is kept depends on it, so it never changes.
 */
export function hashBytes(view: DataView, start: number, end: number): number {
  const length = end - start;
  if (length <= SHORT_BYTES) return mixWords(lowWord(view, start, end), highWord(view, start, end), length);
  let low = length;
  let high = PRIME_2;
  for (let at = start; at < end - 8; at += 8) {
    low = Math.imul(low ^ view.getInt32(at, true), PRIME_1);
    high = Math.imul(high ^ view.getInt32(at + 4, true), PRIME_2);
    low ^= low >>> 15;
    high ^= high >>> 13;
  }
  return mixWords(low ^ view.getInt32(end - 8, true), high ^ view.getInt32(end - 4, true), length);
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
