import { type BigIntStats, closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { InputError } from "../../core/errors.ts";
import type { ObjectFacts, ObjectReference, ObjectStore } from "../../ports/object-store.ts";

/** Bytes of one read. Larger ones gain nothing, and this much stays in the cache. */
const READ_BYTES = 512 * 1024;
/** Calls wait for the disk: handing each to another thread takes several times as long as a read does. After so many reads the event loop gets its turn. */
const READS_PER_TURN = 4;

/**
 * Files as objects: the key is the path, the bucket's name is not looked at. The ETag is made of what changes when a file is written, so that a
 * file that is replaced while it is read is noticed, as on S3. Without `reserve` every piece lies in the same memory: it is valid until the next one.
 */
export function fileObjectStore(onRead: (byteLength: number) => void = () => {}): ObjectStore {
  return {
    async readStart(_bucketName, path, byteLength) {
      const file = openFile(path);
      if (file === undefined) return undefined;
      try {
        const facts = factsOf(file);
        const bytes = new Uint8Array(Math.min(byteLength, facts.objectBytes));
        const bytesRead = readSync(file, bytes, 0, bytes.length, 0);
        return { ...facts, bytes: bytes.subarray(0, bytesRead) };
      } finally {
        closeSync(file);
      }
    },
    async *readRange(object, startByte, endByte, reserve) {
      const file = openFile(object.objectKey);
      if (file === undefined) throw new InputError("OBJECT_DELETED", "the file is gone", { path: object.objectKey });
      try {
        assertSame(file, object);
        const own = reserve === undefined ? new Uint8Array(Math.min(READ_BYTES, endByte - startByte)) : undefined;
        for (let offset = startByte, reads = 1; offset < endByte; reads++) {
          const buffer = own ?? reserve!();
          const bytesRead = readSync(file, buffer, 0, Math.min(buffer.length, READ_BYTES, endByte - offset), offset);
          if (bytesRead === 0) throw replaced(object);
          onRead(bytesRead);
          yield buffer.subarray(0, bytesRead);
          offset += bytesRead;
          if (reads % READS_PER_TURN === 0) await nextTurn();
        }
        assertSame(file, object);
      } finally {
        closeSync(file);
      }
    },
  };
}

function openFile(path: string): number | undefined {
  try {
    // A pipe that has taken the place of the file since somebody looked would have to be waited for.
    return openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "ENOENT") return undefined;
    if (code === "EACCES" || code === "EPERM") throw new InputError("OBJECT_FORBIDDEN", "the file may not be read", { path }, cause);
    throw cause;
  }
}

function factsOf(file: number): ObjectFacts {
  const stats = fstatSync(file, { bigint: true });
  return { objectBytes: Number(stats.size), eTag: eTagOf(stats), lastModifiedMs: Number(stats.mtimeMs) };
}

const eTagOf = (stats: BigIntStats): string => `${stats.ino.toString(16)}-${stats.size.toString(16)}-${stats.mtimeNs.toString(16)}`;

function assertSame(file: number, object: ObjectReference): void {
  if (eTagOf(fstatSync(file, { bigint: true })) !== object.eTag) throw replaced(object);
}

function replaced(object: ObjectReference): InputError {
  return new InputError("OBJECT_REPLACED", "the file changed while it was read", { path: object.objectKey });
}
