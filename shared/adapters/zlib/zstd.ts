import { createZstdDecompress } from "node:zlib";
import type { DecompressEnd } from "../../ports/decompressor.ts";
import { runEngine } from "./engine.ts";
import { createSlices } from "./slices.ts";

/** Text handed on at once. Node's default of 16 KiB is three times slower. */
const TEXT_PIECE_BYTES = 1024 * 1024;

/** Decompress all frames of a zstd object with node:zlib and hand on their text. See {@link Decompressor.decompress}. */
export async function decompressZstd(compressed: AsyncIterable<Uint8Array>, textBytesMax: number, onText: (text: Uint8Array) => boolean): Promise<DecompressEnd> {
  const slices = createSlices(compressed);
  let textBytes = 0;
  let isOverLimit = false;
  const bounded = (text: Uint8Array): boolean => {
    const room = textBytesMax - textBytes;
    textBytes += text.length;
    isOverLimit = text.length > room;
    return onText(isOverLimit ? text.subarray(0, room) : text) && !isOverLimit;
  };
  try {
    while ((await slices.peek()).length > 0) {
      const frameStart = slices.offset;
      const end = await runEngine(createZstdDecompress({ chunkSize: TEXT_PIECE_BYTES }), slices, bounded);
      if (end === "stopped") return isOverLimit ? { gapStartByte: slices.offset, reason: "text-limit" } : {};
      // The engine knows the end of a frame: a frame that is cut short is its error. The byte before the end is named then: a gap has at least one.
      if (end === "truncated") return { gapStartByte: Math.max(frameStart, slices.offset - 1), reason: end };
      if (end === "corrupt") return { gapStartByte: Math.max(frameStart, slices.offset), reason: end };
    }
    return {};
  } finally {
    await slices.close();
  }
}
