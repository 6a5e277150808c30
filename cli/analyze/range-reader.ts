import { fileObjectStore } from "../../shared/adapters/file-system/object-store.ts";
import { zlibDecompressor } from "../../shared/adapters/zlib/decompressor.ts";
import type { Job } from "../../shared/contracts/job.ts";
import type { EncodedPartial } from "../../shared/core/aggregate/encoded-partial.ts";
import { kernelRangeParser } from "../../shared/kernel/kernel-range-parser.ts";
import { parseRange } from "../../shared/protocol/parse-range.ts";

/** What a worker does to a range, over files. `onRead` hears of every byte read. */
export function createRangeReader(onRead: (byteLength: number) => void): (job: Job, rangeIndex: number) => Promise<EncodedPartial> {
  const deps = { objects: fileObjectStore(onRead), decompressor: zlibDecompressor, parser: kernelRangeParser };
  return (job, rangeIndex) => parseRange(job, rangeIndex, deps);
}
