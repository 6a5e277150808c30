/** Compressed bytes that engines are fed at once. Fixed offsets of the object, so that a retry cuts, and so fails, at the same places. */
const SLICE_BYTES = 64 * 1024;

/** The bytes of the compressed object in slices at fixed offsets, of which a reader takes as much as it needs. */
export interface Slices {
  /** What is left of the slice at hand; reads the next one when it is used up. Empty at the end of the object. */
  peek(): Promise<Uint8Array>;
  /** So many bytes of the slice at hand are used. */
  skip(byteLength: number): void;
  /** Offset in the object of the next byte. */
  readonly offset: number;
  /** Nothing more is wanted: lets the source of the bytes free what it holds. */
  close(): Promise<void>;
}

/** Cut what arrives in pieces of any size into slices. */
export function createSlices(compressed: AsyncIterable<Uint8Array>): Slices {
  const pieces = compressed[Symbol.asyncIterator]();
  let piece: Uint8Array = new Uint8Array(0);
  let slice: Uint8Array = new Uint8Array(0);
  let offset = 0;
  const readSlice = async (): Promise<Uint8Array> => {
    const next = new Uint8Array(SLICE_BYTES);
    let length = 0;
    while (length < SLICE_BYTES) {
      if (piece.length === 0) {
        const result = await pieces.next();
        if (result.done === true) break;
        piece = result.value;
        continue;
      }
      const taken = piece.subarray(0, SLICE_BYTES - length);
      next.set(taken, length);
      length += taken.length;
      piece = piece.subarray(taken.length);
    }
    return next.subarray(0, length);
  };
  return {
    async peek() {
      if (slice.length === 0) slice = await readSlice();
      return slice;
    },
    skip(byteLength) {
      slice = slice.subarray(byteLength);
      offset += byteLength;
    },
    get offset() {
      return offset;
    },
    async close() {
      await pieces.return?.();
    },
  };
}

/** Exactly so many bytes, or fewer at the end of the object. */
export async function takeBytes(slices: Slices, byteLength: number): Promise<Uint8Array> {
  const taken = new Uint8Array(byteLength);
  let length = 0;
  while (length < byteLength) {
    const slice = await slices.peek();
    if (slice.length === 0) break;
    const part = slice.subarray(0, byteLength - length);
    taken.set(part, length);
    length += part.length;
    slices.skip(part.length);
  }
  return taken.subarray(0, length);
}
