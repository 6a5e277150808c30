import type { DatabaseSync } from "node:sqlite";
import type { Segment } from "./blob-store.ts";
import { packSegments, parsePart, parseSegments, parseUpload, type PartRecord, type UploadRecord } from "./catalog-rows.ts";

/** The uploads in parts. */
export interface UploadCatalog {
  startUpload(bucketName: string, upload: UploadRecord): void;
  findUpload(bucketName: string, uploadId: string): UploadRecord | undefined;
  listUploads(bucketName: string): UploadRecord[];
  /** Put a part; returns the files of the one that it replaces. */
  putPart(uploadId: string, part: PartRecord): Segment[];
  listParts(uploadId: string): PartRecord[];
  /** Forget an upload; returns the files of its parts. It is no transaction of its own. */
  removeUpload(uploadId: string): Segment[];
}

/** The uploads in `database`, which has the catalog's tables. */
export function createUploadCatalog(database: DatabaseSync): UploadCatalog {
  const sql = {
    start: database.prepare("INSERT INTO uploads (id, bucket, key, headers, initiated) VALUES (?, ?, ?, ?, ?)"),
    find: database.prepare("SELECT * FROM uploads WHERE id = ? AND bucket = ?"),
    list: database.prepare("SELECT * FROM uploads WHERE bucket = ? ORDER BY key, initiated"),
    remove: database.prepare("DELETE FROM uploads WHERE id = ?"),
    putPart: database.prepare("INSERT OR REPLACE INTO parts (upload, number, bytes, etag, modified, segments) VALUES (?, ?, ?, ?, ?, ?)"),
    findPart: database.prepare("SELECT * FROM parts WHERE upload = ? AND number = ?"),
    parts: database.prepare("SELECT * FROM parts WHERE upload = ? ORDER BY number"),
    removeParts: database.prepare("DELETE FROM parts WHERE upload = ?"),
  };
  return {
    startUpload(bucketName, { uploadId, key, headers, initiatedMs }) {
      sql.start.run(uploadId, bucketName, key, JSON.stringify(headers), initiatedMs);
    },
    findUpload(bucketName, uploadId) {
      const row = sql.find.get(uploadId, bucketName);
      return row === undefined ? undefined : parseUpload(row);
    },
    listUploads: (bucketName) => sql.list.all(bucketName).map(parseUpload),
    putPart(uploadId, { partNumber, partBytes, eTag, lastModifiedMs, segments }) {
      const replaced = sql.findPart.get(uploadId, partNumber);
      sql.putPart.run(uploadId, partNumber, partBytes, eTag, lastModifiedMs, packSegments(segments));
      return replaced === undefined ? [] : parseSegments(replaced);
    },
    listParts: (uploadId) => sql.parts.all(uploadId).map(parsePart),
    removeUpload(uploadId) {
      const segments = sql.parts.all(uploadId).flatMap(parseSegments);
      sql.remove.run(uploadId);
      sql.removeParts.run(uploadId);
      return segments;
    },
  };
}
