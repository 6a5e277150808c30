import type { IncomingMessage, ServerResponse } from "node:http";
import type { BucketPlan } from "../template/stack-plan.ts";
import type { BlobStore } from "./blob-store.ts";
import type { ObjectRecord } from "./catalog-rows.ts";
import type { ObjectCatalog } from "./object-catalog.ts";
import { S3Error } from "./s3-error.ts";
import { buildXml, type XmlElements } from "./xml.ts";

const KEY_BYTES_MAX = 1024;

/** What the operations share. */
export interface S3Deps {
  catalog: ObjectCatalog;
  blobs: BlobStore;
  buckets: ReadonlyMap<string, BucketPlan>;
  regionName: string;
  /** Called after an object was committed together with announcements. */
  onAnnounced: () => void;
  now: () => number;
}

/** One request, taken apart. `key` is decoded and empty for an operation on the bucket. */
export interface S3Request {
  request: IncomingMessage;
  response: ServerResponse;
  bucket: BucketPlan;
  key: string;
  query: URLSearchParams;
}

/**
 * Split a path-style URL, `/bucket/key?query`. Plus signs of the path are themselves; segments such as `..` are part of the key.
 * @throws S3Error `InvalidRequest` or `KeyTooLongError` for a key that S3 would refuse.
 */
export function parseS3Url(url: string): { bucketName: string; key: string; query: URLSearchParams } {
  const mark = url.indexOf("?");
  const path = mark === -1 ? url : url.slice(0, mark);
  const slash = path.indexOf("/", 1);
  const bucketName = decodeText(slash === -1 ? path.slice(1) : path.slice(1, slash));
  const key = slash === -1 ? "" : decodeText(path.slice(slash + 1));
  if (Buffer.byteLength(key) > KEY_BYTES_MAX) throw new S3Error("KeyTooLongError", "Your key is too long", { MaxSizeAllowed: KEY_BYTES_MAX });
  return { bucketName, key, query: new URLSearchParams(mark === -1 ? "" : url.slice(mark + 1)) };
}

function decodeText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error("InvalidRequest", "The URL is not valid UTF-8");
  }
}

/** The object of a request. @throws S3Error `NoSuchKey`. */
export function requireObject({ catalog }: S3Deps, bucketName: string, key: string): ObjectRecord {
  const object = catalog.find(bucketName, key);
  if (object === undefined) throw new S3Error("NoSuchKey", "The specified key does not exist.", { Key: key });
  return object;
}

/** Answer with a document. */
export function sendXml(response: ServerResponse, root: string, content: XmlElements, status = 200): void {
  const body = Buffer.from(buildXml(root, content));
  response.writeHead(status, { "content-type": "application/xml", "content-length": body.length }).end(body);
}

/** Answer without a body. */
export function sendEmpty(response: ServerResponse, status = 200, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-length": "0", ...headers }).end();
}
