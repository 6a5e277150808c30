/** What S3 says of an object. `eTag` has no quotes. */
export interface ObjectFacts {
  objectBytes: number;
  eTag: string;
  lastModifiedMs: number;
  versionId?: string;
}

/** One content of one object: reads are refused once the key holds another. */
export interface ObjectReference {
  bucketName: string;
  objectKey: string;
  eTag: string;
  objectBytes: number;
}

/** The log objects. Reading is strongly consistent, as S3's is. */
export interface ObjectStore {
  /**
   * The facts of what the key holds now and its first bytes (fewer when it is smaller); undefined when it holds nothing.
   * @throws InputError `OBJECT_FORBIDDEN`; TransientError when the store does not answer.
   */
  readStart(bucketName: string, objectKey: string, byteLength: number): Promise<(ObjectFacts & { bytes: Uint8Array }) | undefined>;
  /**
   * The bytes `[startByte, endByte)` of exactly that content, in order, in pieces of any size; an `endByte` past the end is the end. ETag and total size of every answer are checked
   * here, because not every store honours `If-Match`; server errors and short bodies are retried in place, resuming where the bytes stopped.
   * A store that reads into memory of its choice takes that of `reserve`, if it is given, and then a piece is the beginning of what `reserve` returned last.
   * @throws InputError `OBJECT_DELETED`, `OBJECT_REPLACED`, `OBJECT_FORBIDDEN`; TransientError when the retries are used up.
   */
  readRange(object: ObjectReference, startByte: number, endByte: number, reserve?: () => Uint8Array): AsyncIterable<Uint8Array>;
}

/** An object as a listing shows it. */
export interface ListedObject {
  objectKey: string;
  objectBytes: number;
  /** Without quotes. */
  eTag: string;
}

/** What a bucket holds. */
export interface ObjectLister {
  /**
   * At most `limit` (up to 1,000) objects whose keys begin with `prefix` and come after `after`, in the order of their keys' UTF-8.
   * @throws InputError `OBJECT_FORBIDDEN`; TransientError when the store does not answer.
   */
  listObjects(bucketName: string, query: { prefix: string; after: string; limit: number }): Promise<{ objects: ListedObject[]; isLast: boolean }>;
}
