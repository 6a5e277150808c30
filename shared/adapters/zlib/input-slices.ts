import type { Slices } from "./slices.ts";

/** The bytes of the compressed object, as they come, in the memory of an inflater. */
export interface InputSlices extends Slices {
  /** What is there and was not used: `memory[start, end)`. */
  readonly start: number;
  readonly end: number;
  /** Offset in the object of `memory[end]`. */
  readonly endOffset: number;
  /** Nothing follows on what is there. */
  readonly isAtEnd: boolean;
  /** Move what is left to the front and read until the memory is full or the object ends. */
  fill(): Promise<void>;
}

/** Copy what arrives in pieces of any size into `memory`. */
export function createInputSlices(compressed: AsyncIterable<Uint8Array>, memory: Uint8Array): InputSlices {
  const pieces = compressed[Symbol.asyncIterator]();
  let piece: Uint8Array = new Uint8Array(0);
  let start = 0;
  let end = 0;
  let offset = 0;
  let isAtEnd = false;
  const fill = async (): Promise<void> => {
    memory.copyWithin(0, start, end);
    end -= start;
    start = 0;
    while (end < memory.length && !isAtEnd) {
      if (piece.length === 0) {
        const result = await pieces.next();
        isAtEnd = result.done === true;
        if (result.done !== true) piece = result.value;
        continue;
      }
      const taken = piece.subarray(0, memory.length - end);
      memory.set(taken, end);
      end += taken.length;
      piece = piece.subarray(taken.length);
    }
  };
  return {
    async peek() {
      if (start === end && !isAtEnd) await fill();
      return memory.subarray(start, end);
    },
    skip(byteLength) {
      start += byteLength;
      offset += byteLength;
    },
    fill,
    async close() {
      await pieces.return?.();
    },
    get start() {
      return start;
    },
    get end() {
      return end;
    },
    get offset() {
      return offset;
    },
    get endOffset() {
      return offset + end - start;
    },
    get isAtEnd() {
      return isAtEnd;
    },
  };
}
