import type { SQLOutputValue } from "node:sqlite";
import type { Segment } from "./blob-store.ts";

/** What the catalog knows of an object. `eTag` is without quotes; `headers` are the ones a GET answers with, by lower-case name. */
export interface ObjectRecord {
  key: string;
  objectBytes: number;
  eTag: string;
  lastModifiedMs: number;
  headers: Record<string, string>;
  segments: Segment[];
}

/** An object as a listing shows it. */
export type ListedObject = Pick<ObjectRecord, "key" | "objectBytes" | "eTag" | "lastModifiedMs">;

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

/** One message about an object that a queue has not taken yet. */
export interface Announcement {
  id: number;
  queueName: string;
  body: string;
}

/** A row as SQLite gives it. */
export type Row = Record<string, SQLOutputValue>;

/** The tables of the catalog. A process may be killed at any point; only a power cut can lose the last writes. */
export const CATALOG_SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS objects (bucket TEXT, key TEXT, bytes INTEGER, etag TEXT, modified INTEGER, headers TEXT, segments TEXT,
    PRIMARY KEY (bucket, key)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS uploads (id TEXT PRIMARY KEY, bucket TEXT, key TEXT, headers TEXT, initiated INTEGER) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS parts (upload TEXT, number INTEGER, bytes INTEGER, etag TEXT, modified INTEGER, segments TEXT,
    PRIMARY KEY (upload, number)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS announcements (id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT, body TEXT);
`;

/** Pack segments for a row; {@link parseSegments} reads them. */
export function packSegments(segments: readonly Segment[]): string {
  return JSON.stringify(segments.map(({ blobName, byteLength }) => [blobName, byteLength]));
}

/** The segments of a row. */
export function parseSegments(row: Row): Segment[] {
  return (JSON.parse(row["segments"] as string) as [string, number][]).map(([blobName, byteLength]) => ({ blobName, byteLength }));
}

const parseHeaders = (row: Row): Record<string, string> => JSON.parse(row["headers"] as string) as Record<string, string>;

/** The object of a row, as far as a listing needs it. */
export function parseListedObject(row: Row): ListedObject {
  return { key: row["key"] as string, objectBytes: row["bytes"] as number, eTag: row["etag"] as string, lastModifiedMs: row["modified"] as number };
}

/** The object of a row. */
export function parseObject(row: Row): ObjectRecord {
  return { ...parseListedObject(row), headers: parseHeaders(row), segments: parseSegments(row) };
}

/** The upload of a row. */
export function parseUpload(row: Row): UploadRecord {
  return { uploadId: row["id"] as string, key: row["key"] as string, headers: parseHeaders(row), initiatedMs: row["initiated"] as number };
}

/** The part of a row. */
export function parsePart(row: Row): PartRecord {
  return {
    partNumber: row["number"] as number,
    partBytes: row["bytes"] as number,
    eTag: row["etag"] as string,
    lastModifiedMs: row["modified"] as number,
    segments: parseSegments(row),
  };
}

/** The announcement of a row. */
export function parseAnnouncement(row: Row): Announcement {
  return { id: row["id"] as number, queueName: row["queue"] as string, body: row["body"] as string };
}
