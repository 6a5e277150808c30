import { constants, crc32, createInflateRaw, createZstdDecompress } from "node:zlib";
import type { DecompressEnd, Decompressor } from "../../ports/decompressor.ts";
import { runEngine, type EngineEnd } from "./engine.ts";
import { readGzipHeader } from "./gzip-header.ts";
import { createSlices, takeBytes, type Slices } from "./slices.ts";

/** Text handed on at once. Node's default of 16 KiB is three times slower. */
const TEXT_PIECE_BYTES = 1024 * 1024;
const GZIP_TRAILER_BYTES = 8;

/** How a member or frame ended; `none`: there is no further one. */
type MemberEnd = Exclude<EngineEnd, "input-ended"> | "none";
type OnText = (text: Uint8Array) => boolean;

/**
 * gzip and zstd by node:zlib, any number of members or frames, checksums checked. A gap begins at the member's or slice's last byte that gave text;
 * text that was passed on before its checksum failed stays counted.
 */
export const zlibDecompressor: Decompressor = {
  async decompress(encoding, compressed, textBytesMax, onText) {
    const slices = createSlices(compressed);
    let textBytes = 0;
    let isOverLimit = false;
    const bounded: OnText = (text) => {
      const room = textBytesMax - textBytes;
      textBytes += text.length;
      isOverLimit = text.length > room;
      return onText(isOverLimit ? text.subarray(0, room) : text) && !isOverLimit;
    };
    const readMember = encoding === "gzip" ? readGzipMember : readZstdFrame;
    for (;;) {
      const memberStart = slices.offset;
      const end = await readMember(slices, bounded);
      if (end === "none") return {};
      if (end === "stopped") return isOverLimit ? { gapStartByte: slices.offset, reason: "text-limit" } : {};
      if (end !== "ended") return gapAt(Math.max(memberStart, slices.offset), end);
    }
  },
};

/** The byte before the end is named where everything was read: a gap has at least one byte. */
function gapAt(offset: number, reason: string): DecompressEnd {
  return { gapStartByte: reason === "truncated" ? Math.max(0, offset - 1) : offset, reason };
}

async function readGzipMember(slices: Slices, onText: OnText): Promise<MemberEnd> {
  const header = await readGzipHeader(slices);
  if (header !== "member") return header;
  let checksum = 0;
  let textBytes = 0;
  const end = await runEngine(createInflateRaw({ chunkSize: TEXT_PIECE_BYTES, finishFlush: constants.Z_SYNC_FLUSH }), slices, (text) => {
    checksum = crc32(text, checksum);
    textBytes += text.length;
    return onText(text);
  });
  if (end === "input-ended") return "truncated"; // The trailer is missing at least.
  if (end !== "ended") return end;
  const trailer = await takeBytes(slices, GZIP_TRAILER_BYTES);
  if (trailer.length < GZIP_TRAILER_BYTES) return "truncated";
  const view = new DataView(trailer.buffer, trailer.byteOffset);
  return view.getUint32(0, true) === checksum && view.getUint32(4, true) === textBytes % 2 ** 32 ? "ended" : "corrupt";
}

async function readZstdFrame(slices: Slices, onText: OnText): Promise<MemberEnd> {
  if ((await slices.peek()).length === 0) return "none";
  const end = await runEngine(createZstdDecompress({ chunkSize: TEXT_PIECE_BYTES }), slices, onText);
  // The engine knows the end of a frame: a frame that is cut short is its error.
  return end === "input-ended" ? "ended" : end;
}
