import type { Job } from "../contracts/job.ts";
import type { EncodedPartial } from "../core/aggregate/encoded-partial.ts";
import { STREAM_TEXT_BYTES_MAX } from "../core/limits.ts";
import type { JobConstants } from "../core/parse/settings.ts";
import { rangeAt, readSpan } from "../core/ranges/plan-ranges.ts";
import type { Decompressor } from "../ports/decompressor.ts";
import type { Meter } from "../ports/meter.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import type { RangeParser, RangeSink } from "../ports/range-parser.ts";

export interface ParseRangeDeps {
  objects: Pick<ObjectStore, "readRange">;
  decompressor: Decompressor;
  parser: RangeParser;
  /** Is told how much text a compressed object held. */
  meter?: Pick<Meter, "add">;
  /** Text that a compressed object may expand to before the rest is a gap; `STREAM_TEXT_BYTES_MAX` by default. */
  textBytesMax?: number;
}

/** Stream one range of the job's object through the parser; it is never held whole. */
export async function parseRange(job: Job, rangeIndex: number, deps: ParseRangeDeps): Promise<EncodedPartial> {
  return job.encoding === "plain" ? parsePlainRange(job, rangeIndex, deps) : parseCompressed(job, job.encoding, deps);
}

async function parsePlainRange(job: Job, rangeIndex: number, deps: ParseRangeDeps): Promise<EncodedPartial> {
  const range = rangeAt(job.objectBytes, job.rangeBytes, rangeIndex);
  const sink = deps.parser.open({ ...range, constants: constantsOf(job), keepsSampleText: false });
  const span = readSpan(range, job.objectBytes);
  let room: Uint8Array | undefined;
  const reserve = (): Uint8Array => (room = sink.reserve());
  for await (const chunk of deps.objects.readRange(job, span.startByte, span.endByte, reserve)) {
    const isInPlace = room !== undefined && chunk.buffer === room.buffer && chunk.byteOffset === room.byteOffset;
    if (isInPlace) sink.commit(chunk.length);
    if (isInPlace ? sink.isDone : !feed(sink, chunk)) break;
  }
  return sink.finish();
}

async function parseCompressed(job: Job, encoding: "gzip" | "zstd", deps: ParseRangeDeps): Promise<EncodedPartial> {
  const sink = deps.parser.open({ startByte: 0, endByte: Number.POSITIVE_INFINITY, constants: constantsOf(job), keepsSampleText: true });
  const compressed = deps.objects.readRange(job, 0, job.objectBytes);
  let textBytes = 0;
  const end = await deps.decompressor.decompress(encoding, compressed, deps.textBytesMax ?? STREAM_TEXT_BYTES_MAX, (text) => {
    textBytes += text.length;
    return feed(sink, text);
  });
  deps.meter?.add({ "text.bytes": textBytes });
  if (end.gapStartByte === undefined) return sink.finish();
  return sink.finish([{ startByte: end.gapStartByte, endByte: job.objectBytes, reason: end.reason ?? "corrupt" }]);
}

/** False once the sink wants no more. */
function feed(sink: RangeSink, chunk: Uint8Array): boolean {
  for (let offset = 0; offset < chunk.length && !sink.isDone;) {
    const room = sink.reserve();
    const piece = chunk.subarray(offset, offset + room.length);
    room.set(piece);
    sink.commit(piece.length);
    offset += piece.length;
  }
  return !sink.isDone;
}

function constantsOf({ settings, lastModifiedMs, columns }: Job): JobConstants {
  return { settings, referenceTimeMs: lastModifiedMs, ...(columns === undefined ? {} : { columns }) };
}
