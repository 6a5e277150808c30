import { fileObjectStore } from "../../shared/adapters/file-system/object-store.ts";
import { zlibDecompressor } from "../../shared/adapters/zlib/decompressor.ts";
import type { Job } from "../../shared/contracts/job.ts";
import type { EncodedPartial } from "../../shared/core/aggregate/encoded-partial.ts";
import type { ByteRange } from "../../shared/core/ranges/plan-ranges.ts";
import { kernelRangeParser } from "../../shared/kernel/kernel-range-parser.ts";
import { parseRange, parseRanges } from "../../shared/protocol/parse-range.ts";

/**
 * A file that is cut into pieces, each for the thread that comes for it first: a slow thread, or one that starts late, gets fewer. All that a thread took is
 * one partial, its share, because encoding, decoding and merging all keys costs as much for little text as for much.
 */
export interface Pieces {
  pieceBytes: number;
  /** A share that has so much text is full: its windows fit into a partial whatever the lines are. */
  shareBytesFull: number;
  /** One element, shared by all threads: pieces taken so far. */
  taken: Int32Array<SharedArrayBuffer>;
}

/** What the threads of one analysis share. */
export interface SharedReading {
  /** One element: bytes read so far. */
  bytesRead: BigInt64Array<SharedArrayBuffer>;
  /** Undefined when the ranges of the job are to be kept. */
  pieces: Pieces | undefined;
}

/** What a worker does to a range, over files; with `pieces`, to a share of a plain file instead, and it does not matter which range it is. */
export function createRangeReader({ bytesRead, pieces }: SharedReading): (job: Job, rangeIndex: number) => Promise<EncodedPartial> {
  const objects = fileObjectStore((byteLength) => Atomics.add(bytesRead, 0, BigInt(byteLength)));
  const deps = { objects, decompressor: zlibDecompressor, parser: kernelRangeParser };
  return (job, rangeIndex) => (pieces === undefined || job.encoding !== "plain" ? parseRange(job, rangeIndex, deps) : parseRanges(job, takeShare(job.objectBytes, pieces), deps));
}

/** The next piece that nobody took, until there are none or the share is full. */
function* takeShare(objectBytes: number, { pieceBytes, shareBytesFull, taken }: Pieces): Iterable<ByteRange> {
  for (let bytes = 0; bytes < shareBytesFull; bytes += pieceBytes) {
    const startByte = Atomics.add(taken, 0, 1) * pieceBytes;
    if (startByte >= objectBytes) return;
    yield { startByte, endByte: Math.min(objectBytes, startByte + pieceBytes) };
  }
}
