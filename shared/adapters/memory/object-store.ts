import { createHash } from "node:crypto";
import { InputError } from "../../core/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ObjectFacts, ObjectLister, ObjectStore } from "../../ports/object-store.ts";

/** An object store with the writing side that a test or a simulation needs. */
export interface MemoryObjectStore extends ObjectStore, ObjectLister {
  /** Store the bytes under the key; equal bytes have equal ETags. */
  put(bucketName: string, objectKey: string, bytes: Uint8Array): ObjectFacts;
  /** Deleting what is not there is no error. */
  delete(bucketName: string, objectKey: string): void;
  /** From now on, reading this key is refused, or allowed again. */
  setForbidden(bucketName: string, objectKey: string, isForbidden: boolean): void;
}

const SECOND_MS = 1000;

/** An object store in this process that yields pieces of at most `pieceBytes`; each piece is read from what the key holds at that moment. */
export function createMemoryObjectStore(clock: Clock, pieceBytes = 64 * 1024): MemoryObjectStore {
  const objects = new Map<string, ObjectFacts & { bytes: Uint8Array }>();
  const forbidden = new Set<string>();

  const find = (bucketName: string, objectKey: string) => {
    const key = keyOf(bucketName, objectKey);
    if (forbidden.has(key)) throw new InputError("OBJECT_FORBIDDEN", "the object may not be read", { bucketName, objectKey });
    return objects.get(key);
  };

  return {
    put(bucketName, objectKey, bytes) {
      // S3 gives LastModified in whole seconds.
      const lastModifiedMs = Math.floor(clock.now() / SECOND_MS) * SECOND_MS;
      const facts = { objectBytes: bytes.length, eTag: createHash("md5").update(bytes).digest("hex"), lastModifiedMs };
      objects.set(keyOf(bucketName, objectKey), { ...facts, bytes: bytes.slice() });
      return facts;
    },
    delete: (bucketName, objectKey) => void objects.delete(keyOf(bucketName, objectKey)),
    setForbidden: (bucketName, objectKey, isForbidden) => void (isForbidden ? forbidden.add(keyOf(bucketName, objectKey)) : forbidden.delete(keyOf(bucketName, objectKey))),
    async listObjects(bucketName, { prefix, after, limit }) {
      const held = [...objects].map(([key, { objectBytes, eTag }]) => ({ key: JSON.parse(key) as [string, string], objectBytes, eTag }));
      const wanted = held.filter(({ key: [bucket, objectKey] }) => bucket === bucketName && objectKey.startsWith(prefix) && compareUtf8(objectKey, after) > 0);
      const sorted = wanted.toSorted((a, b) => compareUtf8(a.key[1], b.key[1]));
      return { objects: sorted.slice(0, limit).map(({ key, objectBytes, eTag }) => ({ objectKey: key[1], objectBytes, eTag })), isLast: sorted.length <= limit };
    },
    async readStart(bucketName, objectKey, byteLength) {
      const object = find(bucketName, objectKey);
      return object && { ...object, bytes: object.bytes.slice(0, byteLength) };
    },
    async *readRange(reference, startByte, endByte) {
      const { bucketName, objectKey } = reference;
      const stopByte = Math.min(endByte, reference.objectBytes);
      for (let byte = startByte; byte < stopByte; byte += pieceBytes) {
        const object = find(bucketName, objectKey);
        if (object === undefined) throw new InputError("OBJECT_DELETED", "the object was deleted", { bucketName, objectKey });
        if (object.eTag !== reference.eTag || object.objectBytes !== reference.objectBytes) {
          throw new InputError("OBJECT_REPLACED", "the key holds another content now", { bucketName, objectKey });
        }
        yield object.bytes.slice(byte, Math.min(byte + pieceBytes, stopByte));
      }
    },
  };
}

const compareUtf8 = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const keyOf = (bucketName: string, objectKey: string) => JSON.stringify([bucketName, objectKey]);
