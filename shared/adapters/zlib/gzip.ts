import { crc32 } from "node:zlib";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { DecompressEnd } from "../../ports/decompressor.ts";
import { readGzipHeader } from "./gzip-header.ts";
import { createInflater, type Inflater } from "./inflater.ts";
import { createInputSlices, type InputSlices } from "./input-slices.ts";
import { takeBytes } from "./slices.ts";

/** Text handed on at once: with the window before it, it stays in the processor's second cache. */
const TEXT_PIECE_BYTES = 256 * 1024;
/** After so much text the event loop gets its turn: some 50 ms. */
const TEXT_BYTES_PER_TURN = 32 * 1024 * 1024;
const TRAILER_BYTES = 8;

/** Why reading stopped before the object's end; `wanted-no-more`: the reader of the text said so. */
type Stop = DecompressEnd | "wanted-no-more";

// A reader has an inflater for itself and gives it back.
const idle: Inflater[] = [];

/** Inflate all members of a gzip object, one after the other, and hand on their text. See {@link Decompressor.decompress}. */
export async function decompressGzip(compressed: AsyncIterable<Uint8Array>, textBytesMax: number, onText: (text: Uint8Array) => boolean): Promise<DecompressEnd> {
  const inflater = idle.pop() ?? createInflater(TEXT_PIECE_BYTES);
  const slices = createInputSlices(compressed, inflater.input);
  try {
    const members = new MemberReader(slices, inflater, textBytesMax, onText);
    for (;;) {
      const memberStart = slices.offset;
      const header = await readGzipHeader(slices);
      if (header === "none") return {};
      if (header === "truncated") return truncatedAt(slices.endOffset);
      if (header === "corrupt") return { gapStartByte: memberStart, reason: "corrupt" };
      const stop = await members.readMember();
      if (stop !== undefined) return stop === "wanted-no-more" ? {} : stop;
    }
  } finally {
    idle.push(inflater);
    await slices.close();
  }
}

class MemberReader {
  private readonly slices: InputSlices;
  private readonly inflater: Inflater;
  private readonly textBytesMax: number;
  private readonly onText: (text: Uint8Array) => boolean;
  /** Of all members; and when the event loop had its turn. */
  private textBytes = 0;
  private turnTextBytes = 0;

  constructor(slices: InputSlices, inflater: Inflater, textBytesMax: number, onText: (text: Uint8Array) => boolean) {
    this.slices = slices;
    this.inflater = inflater;
    this.textBytesMax = textBytesMax;
    this.onText = onText;
  }

  /** Hand on the text of the member whose header was read, and check its trailer. Undefined when all is well. */
  async readMember(): Promise<Stop | undefined> {
    const { slices, inflater } = this;
    const textBytesBefore = this.textBytes;
    let checksum = 0;
    inflater.begin();
    for (;;) {
      // One byte more than may be handed on shows that there is more.
      const status = inflater.run(slices.start, slices.end, slices.isAtEnd, this.textBytesMax - this.textBytes + 1);
      slices.skip(inflater.inputAt - slices.start);
      const { text } = inflater;
      if (text.length > 0) {
        checksum = crc32(text, checksum);
        const stop = this.handOn(text);
        if (stop !== undefined) return stop;
      }
      if (status === "ended") break;
      if (status === "truncated") return truncatedAt(slices.endOffset);
      if (status === "corrupt") return { gapStartByte: slices.offset - 1, reason: "corrupt" };
      if (status === "needs-input") await slices.fill();
      if (this.textBytes - this.turnTextBytes >= TEXT_BYTES_PER_TURN) {
        this.turnTextBytes = this.textBytes;
        await nextTurn();
      }
    }
    const trailerStart = slices.offset;
    const trailer = await takeBytes(slices, TRAILER_BYTES);
    if (trailer.length < TRAILER_BYTES) return truncatedAt(slices.endOffset);
    const view = new DataView(trailer.buffer, trailer.byteOffset);
    const isRight = view.getUint32(0, true) === checksum && view.getUint32(4, true) === (this.textBytes - textBytesBefore) % 2 ** 32;
    return isRight ? undefined : { gapStartByte: trailerStart, reason: "corrupt" };
  }

  private handOn(text: Uint8Array): Stop | undefined {
    const room = this.textBytesMax - this.textBytes;
    this.textBytes += text.length;
    const isWanted = room === 0 || this.onText(text.length > room ? text.subarray(0, room) : text);
    if (text.length > room) return { gapStartByte: this.slices.offset - 1, reason: "text-limit" };
    return isWanted ? undefined : "wanted-no-more";
  }
}

/** The object's last byte is named: everything was read, and a gap has at least one byte. */
function truncatedAt(endOffset: number): DecompressEnd {
  return { gapStartByte: Math.max(0, endOffset - 1), reason: "truncated" };
}
