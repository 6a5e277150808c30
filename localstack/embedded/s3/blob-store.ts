import { randomUUID } from "node:crypto";
import { mkdir, open, link, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { ByteSpan } from "./byte-span.ts";

const READ_BYTES = 512 * 1024;
const WRITE_BYTES = 1024 * 1024;
const SPARE_BUFFERS_MAX = 16;

/** A file of bytes that never changes once it is written. An object is a list of them: one, or one for each part of its upload. */
export interface Segment {
  blobName: string;
  byteLength: number;
}

/** The files below the S3 data directory. Their names mean nothing: which object they belong to is in the catalog alone. */
export interface BlobStore {
  /** Write a new file; on failure nothing is left of it. */
  write(chunks: AsyncIterable<Buffer>): Promise<Segment>;
  /** Give `emit` the bytes of a span in order. A buffer is reused once its promise has settled. Stops when `emit` answers false. */
  read(segments: readonly Segment[], span: ByteSpan, emit: (bytes: Buffer) => Promise<boolean>): Promise<void>;
  /** The same bytes under new names, without copying them. */
  duplicate(segments: readonly Segment[]): Promise<Segment[]>;
  /** Delete files as soon as nobody reads them. */
  release(segments: readonly Segment[]): void;
  /** Delete what no `used` name holds: uploads that a crash cut off. */
  sweep(used: ReadonlySet<string>): Promise<void>;
}

/** Open the store in `folder`, which is created when it is absent. */
export async function openBlobStore(folder: string): Promise<BlobStore> {
  await mkdir(folder, { recursive: true });
  const spareBuffers: Buffer[] = [];
  const readers = new Map<string, number>();
  const doomed = new Set<string>();
  const pathOf = (blobName: string): string => join(folder, blobName);
  const discard = (blobName: string): void => void unlink(pathOf(blobName)).catch(() => {});

  const pin = (segments: readonly Segment[]): void => {
    for (const { blobName } of segments) readers.set(blobName, (readers.get(blobName) ?? 0) + 1);
  };
  const unpin = (segments: readonly Segment[]): void => {
    for (const { blobName } of segments) {
      const left = (readers.get(blobName) ?? 1) - 1;
      if (left > 0) readers.set(blobName, left);
      else readers.delete(blobName);
      if (left <= 0 && doomed.delete(blobName)) discard(blobName);
    }
  };

  return {
    async write(chunks) {
      const blobName = randomUUID();
      const file = await open(pathOf(blobName), "wx");
      let byteLength = 0;
      try {
        for await (const batch of gather(chunks)) {
          await file.writev(batch);
          for (const chunk of batch) byteLength += chunk.length;
        }
      } catch (error) {
        discard(blobName);
        throw error;
      } finally {
        await file.close();
      }
      return { blobName, byteLength };
    },

    async read(segments, span, emit) {
      const wanted = segmentsOf(segments, span);
      const buffers = [spareBuffers.pop() ?? Buffer.allocUnsafeSlow(READ_BYTES), spareBuffers.pop() ?? Buffer.allocUnsafeSlow(READ_BYTES)];
      pin(wanted.map(({ segment }) => segment));
      try {
        // One buffer is filled from the disk while the other is on its way to the client.
        let sent: Promise<boolean> = Promise.resolve(true);
        let turn = 0;
        for (const { segment, from, to } of wanted) {
          await using file = await open(pathOf(segment.blobName), "r");
          for (let position = from; position < to;) {
            const buffer = buffers[turn++ % 2] as Buffer;
            const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, to - position), position);
            if (bytesRead === 0) throw new Error(`The stored file ${segment.blobName} is shorter than its record says.`);
            if (!(await sent)) return;
            sent = emit(buffer.subarray(0, bytesRead));
            position += bytesRead;
          }
        }
        await sent;
      } finally {
        unpin(wanted.map(({ segment }) => segment));
        if (spareBuffers.length < SPARE_BUFFERS_MAX) spareBuffers.push(...buffers);
      }
    },

    async duplicate(segments) {
      return Promise.all(
        segments.map(async ({ blobName, byteLength }) => {
          const copy = { blobName: randomUUID(), byteLength };
          await link(pathOf(blobName), pathOf(copy.blobName));
          return copy;
        }),
      );
    },

    release(segments) {
      for (const { blobName } of segments) {
        if (readers.has(blobName)) doomed.add(blobName);
        else discard(blobName);
      }
    },

    async sweep(used) {
      const names = await readdir(folder);
      for (const name of names) if (!used.has(name)) await unlink(pathOf(name));
    },
  };
}

/** Gather small chunks, so that the disk is written in large pieces. */
async function* gather(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer[]> {
  let batch: Buffer[] = [];
  let batchBytes = 0;
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    batch.push(chunk);
    batchBytes += chunk.length;
    if (batchBytes < WRITE_BYTES) continue;
    yield batch;
    batch = [];
    batchBytes = 0;
  }
  if (batch.length > 0) yield batch;
}

/** The segments that hold a span, each with the half-open bytes wanted of it. */
function segmentsOf(segments: readonly Segment[], span: ByteSpan): { segment: Segment; from: number; to: number }[] {
  const wanted: { segment: Segment; from: number; to: number }[] = [];
  let start = 0;
  for (const segment of segments) {
    const end = start + segment.byteLength;
    if (end > span.startByte && start < span.endByte) {
      wanted.push({ segment, from: Math.max(0, span.startByte - start), to: Math.min(end, span.endByte) - start });
    }
    start = end;
    if (start >= span.endByte) break;
  }
  return wanted;
}
