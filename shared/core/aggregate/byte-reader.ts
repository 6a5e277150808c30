import { assert, failAssertion } from "../errors.ts";
import { COUNT_MAX, SUM_BYTES_MAX } from "./byte-writer.ts";

/**
 * Reads what {@link ByteWriter} wrote, trusting nothing: every read is inside the bytes, and a value in a longer form than the writer's is refused.
 * Each method throws AssertionError with a `DECODE_…` code when the bytes are not what they should be.
 */
export class ByteReader {
  position = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Bytes that are not read yet. */
  get remaining(): number {
    return this.bytes.length - this.position;
  }

  /** The next byte. */
  byte(): number {
    if (this.position >= this.bytes.length) failAssertion("DECODE_TRUNCATED");
    return this.bytes[this.position++]!;
  }

  /** The next whole number, 0 to `max`, itself at most 2^53 - 1. */
  integer(max: number = Number.MAX_SAFE_INTEGER): number {
    // Nearly every number is one byte; behind the end there is none, which is not less than anything.
    const first = this.bytes[this.position]!;
    if (!(first < 128)) return this.longInteger(max);
    if (first > max) failAssertion("DECODE_INTEGER", { max });
    this.position++;
    return first;
  }

  private longInteger(max: number): number {
    let byte = this.byte();
    let value = byte & 127;
    for (let scale = 128; byte >= 128; scale *= 128) {
      assert(scale <= 2 ** 49, "DECODE_INTEGER");
      byte = this.byte();
      assert(byte !== 0, "DECODE_NOT_MINIMAL");
      value += (byte & 127) * scale;
    }
    if (value > max) failAssertion("DECODE_INTEGER", { max });
    return value;
  }

  /** The next count, 0 to `COUNT_MAX`. */
  count(): number {
    return this.integer(COUNT_MAX);
  }

  /** The next number of items, each of which takes at least `itemBytesMin` bytes: never more than the remaining bytes can hold. */
  size(max: number, itemBytesMin: number): number {
    const size = this.integer(max);
    assert(size * itemBytesMin <= this.remaining, "DECODE_TRUNCATED");
    return size;
  }

  /** The next whole number of up to 112 bits. */
  sum(): bigint {
    let byteLength = 1;
    while (byteLength < this.remaining && this.bytes[this.position + byteLength - 1]! >= 128) byteLength++;
    if (byteLength <= 7) return BigInt(this.integer());
    assert(byteLength <= SUM_BYTES_MAX, "DECODE_SUM");
    const last = this.bytes[this.position + byteLength - 1]!;
    assert(last < 128, "DECODE_TRUNCATED");
    assert(last !== 0, "DECODE_NOT_MINIMAL");
    let value = 0n;
    for (let index = byteLength - 1; index >= 0; index--) value = (value << 7n) | BigInt(this.bytes[this.position + index]! & 127);
    this.position += byteLength;
    return value;
  }

  /** The next `byteLength` bytes, copied. */
  raw(byteLength: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.view(byteLength));
  }

  /** The next `byteLength` bytes, not copied. */
  view(byteLength: number): Uint8Array {
    assert(byteLength <= this.remaining, "DECODE_TRUNCATED");
    const start = this.position;
    this.position += byteLength;
    return this.bytes.subarray(start, this.position);
  }

  /** Everything was read. */
  end(): void {
    assert(this.remaining === 0, "DECODE_TRAILING_BYTES", { remaining: this.remaining });
  }
}
