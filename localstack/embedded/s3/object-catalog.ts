import { DatabaseSync } from "node:sqlite";
import type { Segment } from "./blob-store.ts";
import {
  CATALOG_SCHEMA,
  packSegments,
  parseAnnouncement,
  parseListedObject,
  parseObject,
  parseSegments,
  type Announcement,
  type ListedObject,
  type ObjectRecord,
} from "./catalog-rows.ts";
import { createUploadCatalog, type UploadCatalog } from "./upload-catalog.ts";

/** Greater than every key that starts with the text before it. */
export const LAST_CHARACTER = "\u{10FFFF}";
const CACHED_OBJECTS_MAX = 64;

/** What belongs to a new object in the same step. */
export interface ObjectPut {
  /** Sees what the object replaces; when it throws, nothing is written. */
  check: (current: ObjectRecord | undefined) => void;
  announce: readonly Omit<Announcement, "id">[];
  /** The upload that the object completes. */
  uploadId: string | undefined;
}

/** Every object, upload and unsent announcement. A process that is killed leaves the whole of a call or nothing. */
export interface ObjectCatalog extends UploadCatalog {
  find(bucketName: string, key: string): ObjectRecord | undefined;
  /** Put an object together with its announcements. Returns the files that nobody needs any more. */
  putObject(bucketName: string, object: ObjectRecord, put: ObjectPut): Segment[];
  /** Remove an object if it is there; returns its files. */
  removeObject(bucketName: string, key: string): Segment[];
  /** At most `limit` objects whose keys start with `prefix` and come after `after`, in the order of their UTF-8 bytes. */
  listObjects(bucketName: string, prefix: string, after: string, limit: number): ListedObject[];
  unsentAnnouncements(limit: number): Announcement[];
  markAnnounced(id: number): void;
  /** Forget what is owed to other queues than these: the stack no longer has them. */
  keepAnnouncements(queueNames: ReadonlySet<string>): void;
  /** The names of all files that belong to an object or a part. */
  usedBlobNames(): Set<string>;
  close(): void;
}

/** Open or create the catalog in the file `path`. */
export function openObjectCatalog(path: string): ObjectCatalog {
  const database = new DatabaseSync(path);
  database.exec(CATALOG_SCHEMA);
  const uploads = createUploadCatalog(database);
  // A ranged read of an object of many parts would otherwise read the list of its files every time.
  const cache = new Map<string, ObjectRecord>();
  const sql = {
    find: database.prepare("SELECT * FROM objects WHERE bucket = ? AND key = ?"),
    put: database.prepare("INSERT OR REPLACE INTO objects (bucket, key, bytes, etag, modified, headers, segments) VALUES (?, ?, ?, ?, ?, ?, ?)"),
    remove: database.prepare("DELETE FROM objects WHERE bucket = ? AND key = ?"),
    list: database.prepare("SELECT key, bytes, etag, modified FROM objects WHERE bucket = ? AND key > ? AND key >= ? AND key < ? ORDER BY key LIMIT ?"),
    announce: database.prepare("INSERT INTO announcements (queue, body) VALUES (?, ?)"),
    unsent: database.prepare("SELECT * FROM announcements ORDER BY id LIMIT ?"),
    unsentQueues: database.prepare("SELECT DISTINCT queue FROM announcements"),
    forgetQueue: database.prepare("DELETE FROM announcements WHERE queue = ?"),
    sent: database.prepare("DELETE FROM announcements WHERE id = ?"),
    allSegments: database.prepare("SELECT segments FROM objects UNION ALL SELECT segments FROM parts"),
  };

  const transaction = <Result>(work: () => Result): Result => {
    database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      database.exec("COMMIT");
      return result;
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK");
      throw error;
    }
  };

  const find = (bucketName: string, key: string): ObjectRecord | undefined => {
    const cached = cache.get(`${bucketName}/${key}`);
    if (cached !== undefined) return cached;
    const row = sql.find.get(bucketName, key);
    if (row === undefined) return undefined;
    const object = parseObject(row);
    const [oldest] = cache.keys();
    if (cache.size >= CACHED_OBJECTS_MAX && oldest !== undefined) cache.delete(oldest);
    cache.set(`${bucketName}/${key}`, object);
    return object;
  };

  return {
    ...uploads,
    find,
    putObject(bucketName, object, { check, announce, uploadId }) {
      const { key, objectBytes, eTag, lastModifiedMs, headers, segments } = object;
      const freed = transaction(() => {
        const current = find(bucketName, key);
        check(current);
        sql.put.run(bucketName, key, objectBytes, eTag, lastModifiedMs, JSON.stringify(headers), packSegments(segments));
        for (const { queueName, body } of announce) sql.announce.run(queueName, body);
        return [...(current?.segments ?? []), ...(uploadId === undefined ? [] : uploads.removeUpload(uploadId))];
      });
      cache.delete(`${bucketName}/${key}`);
      const kept = new Set(segments.map(({ blobName }) => blobName));
      return freed.filter(({ blobName }) => !kept.has(blobName));
    },
    removeObject(bucketName, key) {
      const current = find(bucketName, key);
      if (current === undefined) return [];
      sql.remove.run(bucketName, key);
      cache.delete(`${bucketName}/${key}`);
      return current.segments;
    },
    listObjects: (bucketName, prefix, after, limit) => sql.list.all(bucketName, after, prefix, prefix + LAST_CHARACTER, limit).map(parseListedObject),
    putPart: (uploadId, part) => transaction(() => uploads.putPart(uploadId, part)),
    removeUpload: (uploadId) => transaction(() => uploads.removeUpload(uploadId)),
    unsentAnnouncements: (limit) => sql.unsent.all(limit).map(parseAnnouncement),
    markAnnounced(id) {
      sql.sent.run(id);
    },
    keepAnnouncements(queueNames) {
      const owed = sql.unsentQueues.all().map((row) => row["queue"] as string);
      for (const queueName of owed) if (!queueNames.has(queueName)) sql.forgetQueue.run(queueName);
    },
    usedBlobNames() {
      const names = new Set<string>();
      for (const row of sql.allSegments.iterate()) for (const { blobName } of parseSegments(row)) names.add(blobName);
      return names;
    },
    close() {
      database.close();
    },
  };
}
