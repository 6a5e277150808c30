import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import type { Segment } from "./blob-store.ts";

/** The upper bound of every key that starts with a prefix: no key holds a character beyond it. */
const LAST_CHARACTER = "\u{10FFFF}";
const CACHED_OBJECTS_MAX = 64;

/** What the catalog knows of an object. `eTag` is without quotes; `headers` are the ones a GET answers with, by lower-case name. */
export interface ObjectRecord {
  key: string;
  objectBytes: number;
  eTag: string;
  lastModifiedMs: number;
  headers: Record<string, string>;
  segments: Segment[];
}

/** One message about an object that a queue has not taken yet. */
export interface Announcement {
  id: number;
  queueName: string;
  body: string;
}

/** An upload in parts that is neither completed nor aborted. */
export interface UploadRecord {
  uploadId: string;
  key: string;
  headers: Record<string, string>;
  initiatedMs: number;
}

/** One part of an upload. */
export interface PartRecord {
  partNumber: number;
  partBytes: number;
  eTag: string;
  lastModifiedMs: number;
  segments: Segment[];
}

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS objects (bucket TEXT, key TEXT, bytes INTEGER, etag TEXT, modified INTEGER, headers TEXT, segments TEXT,
    PRIMARY KEY (bucket, key)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS uploads (id TEXT PRIMARY KEY, bucket TEXT, key TEXT, headers TEXT, initiated INTEGER) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS parts (upload TEXT, number INTEGER, bytes INTEGER, etag TEXT, modified INTEGER, segments TEXT,
    PRIMARY KEY (upload, number)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS announcements (id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT, body TEXT);
`;

type Row = Record<string, SQLOutputValue>;
const segmentsOf = (row: Row): Segment[] => (JSON.parse(row["segments"] as string) as [string, number][]).map(([blobName, byteLength]) => ({ blobName, byteLength }));
const packSegments = (segments: readonly Segment[]): string => JSON.stringify(segments.map(({ blobName, byteLength }) => [blobName, byteLength]));
const headersOf = (row: Row): Record<string, string> => JSON.parse(row["headers"] as string) as Record<string, string>;
const objectOf = (row: Row): ObjectRecord => ({
  key: row["key"] as string,
  objectBytes: row["bytes"] as number,
  eTag: row["etag"] as string,
  lastModifiedMs: row["modified"] as number,
  headers: headersOf(row),
  segments: segmentsOf(row),
});
const partOf = (row: Row): PartRecord => ({
  partNumber: row["number"] as number,
  partBytes: row["bytes"] as number,
  eTag: row["etag"] as string,
  lastModifiedMs: row["modified"] as number,
  segments: segmentsOf(row),
});

/** Every object, upload and unsent announcement. Each method is one transaction, so that a process killed at any point leaves all or nothing. */
export type ObjectCatalog = ReturnType<typeof openObjectCatalog>;

/** Open or create the catalog in the file `path`. */
export function openObjectCatalog(path: string) {
  const database = new DatabaseSync(path);
  database.exec(SCHEMA);
  const cache = new Map<string, ObjectRecord>();
  const cacheKey = (bucketName: string, key: string): string => `${bucketName}/${key}`;
  const sql = {
    find: database.prepare("SELECT * FROM objects WHERE bucket = ? AND key = ?"),
    put: database.prepare("INSERT OR REPLACE INTO objects (bucket, key, bytes, etag, modified, headers, segments) VALUES (?, ?, ?, ?, ?, ?, ?)"),
    remove: database.prepare("DELETE FROM objects WHERE bucket = ? AND key = ?"),
    list: database.prepare("SELECT key, bytes, etag, modified FROM objects WHERE bucket = ? AND key > ? AND key >= ? AND key < ? ORDER BY key LIMIT ?"),
    announce: database.prepare("INSERT INTO announcements (queue, body) VALUES (?, ?)"),
    unsent: database.prepare("SELECT * FROM announcements ORDER BY id LIMIT ?"),
    unsentQueues: database.prepare("SELECT DISTINCT queue FROM announcements"),
    forget: database.prepare("DELETE FROM announcements WHERE queue = ?"),
    sent: database.prepare("DELETE FROM announcements WHERE id = ?"),
    startUpload: database.prepare("INSERT INTO uploads (id, bucket, key, headers, initiated) VALUES (?, ?, ?, ?, ?)"),
    findUpload: database.prepare("SELECT * FROM uploads WHERE id = ? AND bucket = ?"),
    uploads: database.prepare("SELECT * FROM uploads WHERE bucket = ? ORDER BY key, initiated"),
    endUpload: database.prepare("DELETE FROM uploads WHERE id = ?"),
    putPart: database.prepare("INSERT OR REPLACE INTO parts (upload, number, bytes, etag, modified, segments) VALUES (?, ?, ?, ?, ?, ?)"),
    findPart: database.prepare("SELECT * FROM parts WHERE upload = ? AND number = ?"),
    parts: database.prepare("SELECT * FROM parts WHERE upload = ? ORDER BY number"),
    endParts: database.prepare("DELETE FROM parts WHERE upload = ?"),
    allSegments: database.prepare("SELECT segments FROM objects UNION ALL SELECT segments FROM parts"),
  };

  const transaction = <Result>(work: () => Result): Result => {
    database.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      database.exec("COMMIT");
      return result;
    } catch (error) {
      database.exec("ROLLBACK");
      throw error;
    }
  };

  const find = (bucketName: string, key: string): ObjectRecord | undefined => {
    const cached = cache.get(cacheKey(bucketName, key));
    if (cached !== undefined) return cached;
    const row = sql.find.get(bucketName, key);
    if (row === undefined) return undefined;
    const object = objectOf(row);
    if (cache.size >= CACHED_OBJECTS_MAX) cache.delete(cache.keys().next().value as string);
    cache.set(cacheKey(bucketName, key), object);
    return object;
  };

  return {
    find,
    /**
     * Put an object together with its announcements, after `check` has seen what it replaces. Returns the files that nobody needs any more.
     * `uploadId` ends that upload in the same step; `keep` are the files of it that the object took over.
     */
    putObject(
      bucketName: string,
      object: ObjectRecord,
      options: { check: (current: ObjectRecord | undefined) => void; announce: readonly Omit<Announcement, "id">[]; uploadId?: string },
    ): Segment[] {
      const freed = transaction(() => {
        const current = find(bucketName, object.key);
        options.check(current);
        sql.put.run(bucketName, object.key, object.objectBytes, object.eTag, object.lastModifiedMs, JSON.stringify(object.headers), packSegments(object.segments));
        for (const { queueName, body } of options.announce) sql.announce.run(queueName, body);
        const parts = options.uploadId === undefined ? [] : sql.parts.all(options.uploadId).map(partOf);
        if (options.uploadId !== undefined) {
          sql.endUpload.run(options.uploadId);
          sql.endParts.run(options.uploadId);
        }
        return [...(current?.segments ?? []), ...parts.flatMap((part) => part.segments)];
      });
      cache.delete(cacheKey(bucketName, object.key));
      const kept = new Set(object.segments.map(({ blobName }) => blobName));
      return freed.filter(({ blobName }) => !kept.has(blobName));
    },
    /** Remove an object if it is there; returns its files. */
    removeObject(bucketName: string, key: string): Segment[] {
      const current = find(bucketName, key);
      if (current !== undefined) sql.remove.run(bucketName, key);
      cache.delete(cacheKey(bucketName, key));
      return current?.segments ?? [];
    },
    /** At most `limit` objects whose keys start with `prefix` and come after `after`, in the order of their UTF-8 bytes. */
    listObjects(bucketName: string, prefix: string, after: string, limit: number): Pick<ObjectRecord, "key" | "objectBytes" | "eTag" | "lastModifiedMs">[] {
      return sql.list.all(bucketName, after, prefix, prefix + LAST_CHARACTER, limit).map((row) => ({
        key: row["key"] as string,
        objectBytes: row["bytes"] as number,
        eTag: row["etag"] as string,
        lastModifiedMs: row["modified"] as number,
      }));
    },
    startUpload(bucketName: string, upload: UploadRecord): void {
      sql.startUpload.run(upload.uploadId, bucketName, upload.key, JSON.stringify(upload.headers), upload.initiatedMs);
    },
    findUpload(bucketName: string, uploadId: string): UploadRecord | undefined {
      const row = sql.findUpload.get(uploadId, bucketName);
      return row === undefined ? undefined : uploadOf(row);
    },
    listUploads: (bucketName: string): UploadRecord[] => sql.uploads.all(bucketName).map(uploadOf),
    /** Put a part; returns the files of the one that it replaces. */
    putPart(uploadId: string, part: PartRecord): Segment[] {
      return transaction(() => {
        const replaced = sql.findPart.get(uploadId, part.partNumber);
        sql.putPart.run(uploadId, part.partNumber, part.partBytes, part.eTag, part.lastModifiedMs, packSegments(part.segments));
        return replaced === undefined ? [] : segmentsOf(replaced);
      });
    },
    listParts: (uploadId: string): PartRecord[] => sql.parts.all(uploadId).map(partOf),
    /** Forget an upload; returns the files of its parts. */
    removeUpload(uploadId: string): Segment[] {
      return transaction(() => {
        const parts = sql.parts.all(uploadId).map(partOf);
        sql.endUpload.run(uploadId);
        sql.endParts.run(uploadId);
        return parts.flatMap((part) => part.segments);
      });
    },
    unsentAnnouncements: (limit: number): Announcement[] =>
      sql.unsent.all(limit).map((row) => ({ id: row["id"] as number, queueName: row["queue"] as string, body: row["body"] as string })),
    markAnnounced(id: number): void {
      sql.sent.run(id);
    },
    /** Forget what is owed to queues that the stack no longer has. */
    forgetAnnouncements(queueNames: ReadonlySet<string>): void {
      for (const row of sql.unsentQueues.all()) if (!queueNames.has(row["queue"] as string)) sql.forget.run(row["queue"] as string);
    },
    /** The names of all files that belong to an object or a part. */
    usedBlobNames(): Set<string> {
      const names = new Set<string>();
      for (const row of sql.allSegments.iterate()) for (const { blobName } of segmentsOf(row)) names.add(blobName);
      return names;
    },
    close(): void {
      database.close();
    },
  };
}

const uploadOf = (row: Row): UploadRecord => ({
  uploadId: row["id"] as string,
  key: row["key"] as string,
  headers: headersOf(row),
  initiatedMs: row["initiated"] as number,
});
