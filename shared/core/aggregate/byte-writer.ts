import { assert, failAssertion } from "../errors.ts";

/** The largest count that is encoded: one bit stays free for a flag beside it. 4.5e15 records are more than any store holds. */
export const COUNT_MAX = 2 ** 52 - 1;
/** Bytes of the longest encoded sum: 16 × 7 bits. */
export const SUM_BYTES_MAX = 16;

const SUM_END = 1n << BigInt(7 * SUM_BYTES_MAX);
const INTEGER_MAX = BigInt(Number.MAX_SAFE_INTEGER);
const INITIAL_BYTES = 1024;

/**
 * Writes unsigned integers in base 128, low digits first, seven bits a byte, the high bit set on every byte but the last; and raw bytes.
 * Each value has exactly one form, so equal values are equal bytes.
 */
export class ByteWriter {
  length = 0;
  private buffer: Uint8Array<ArrayBuffer> = new Uint8Array(INITIAL_BYTES);

  /** Write one byte. */
  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.length++] = value;
  }

  /** Write a whole number from 0 to 2^53 - 1. */
  integer(value: number): void {
    if (!(Number.isSafeInteger(value) && value >= 0)) failAssertion("ENCODE_INTEGER", { value });
    this.reserve(8);
    let rest = value;
    while (rest >= 2 ** 31) {
      this.buffer[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      this.buffer[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.buffer[this.length++] = rest;
  }

  /** Write a count from 0 to `COUNT_MAX`. */
  count(value: number): void {
    if (!(value <= COUNT_MAX)) failAssertion("ENCODE_COUNT", { value });
    this.integer(value);
  }

  /** Write a whole number of up to 112 bits; up to 2^53 - 1 in the form of {@link integer}. */
  sum(value: bigint): void {
    assert(value >= 0n && value < SUM_END, "ENCODE_SUM");
    let rest = value;
    while (rest > INTEGER_MAX) {
      this.byte(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.integer(Number(rest));
  }

  /** Write `bytes` as they are. */
  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Forget everything behind the first `length` bytes. */
  truncate(length: number): void {
    assert(length <= this.length, "ENCODE_TRUNCATE");
    this.length = length;
  }

  /** A copy of what was written. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return this.buffer.slice(0, this.length);
  }

  private reserve(byteLength: number): void {
    const needed = this.length + byteLength;
    if (needed <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(needed, this.buffer.length * 2));
    grown.set(this.buffer);
    this.buffer = grown;
  }
}
