import type { IncomingHttpHeaders } from "node:http";
import type { Segment } from "./blob-store.ts";
import { buildAnnouncements, type CreationName } from "./announcements.ts";
import type { ObjectRecord } from "./catalog-rows.ts";
import { checkReadConditions, checkWriteConditions } from "./preconditions.ts";
import { readDocument, storeBody } from "./request-body.ts";
import { S3Error } from "./s3-error.ts";
import { parseS3Url, requireObject, sendEmpty, sendXml, type S3Deps, type S3Request } from "./s3-request.ts";
import { readElements, readText } from "./xml.ts";

const KEPT_HEADERS = ["content-type", "cache-control", "content-disposition", "content-encoding", "content-language", "expires"] as const;
const DELETE_KEYS_MAX = 1000;

/** The headers of a PUT that a later GET answers with: the standard ones and `x-amz-meta-*`. */
export function keptHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== "string") continue;
    if (name.startsWith("x-amz-meta-") || (KEPT_HEADERS as readonly string[]).includes(name)) kept[name] = value;
  }
  const encoding = (kept["content-encoding"] ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "" && one !== "aws-chunked");
  if (encoding.length > 0) kept["content-encoding"] = encoding.join(",");
  else delete kept["content-encoding"];
  return kept;
}

/**
 * Make an object visible and its announcements due, in one step.
 * @throws S3Error `PreconditionFailed` when the conditions of the request do not hold; then the new files are deleted.
 */
export function commitObject(
  deps: S3Deps,
  { request, bucket, key }: Pick<S3Request, "request" | "bucket" | "key">,
  content: Pick<ObjectRecord, "objectBytes" | "eTag" | "headers" | "segments">,
  how: { creation: CreationName; uploadId?: string },
): ObjectRecord {
  const object: ObjectRecord = { key, ...content, lastModifiedMs: deps.now() };
  const announce = buildAnnouncements(bucket, object, how.creation, deps.regionName, deps.now());
  const freed = deps.catalog.putObject(bucket.bucketName, object, {
    check: (current) => checkWriteConditions(request.headers, current),
    announce,
    uploadId: how.uploadId,
  });
  deps.blobs.release(freed);
  if (announce.length > 0) deps.onAnnounced();
  return object;
}

/** Run `commit`; when it refuses, the files that were written for it go. */
export function commitOrRelease<Result>(deps: S3Deps, segments: readonly Segment[], commit: () => Result): Result {
  try {
    return commit();
  } catch (error) {
    deps.blobs.release(segments);
    throw error;
  }
}

/** PutObject. */
export async function putObject(deps: S3Deps, call: S3Request): Promise<void> {
  const { segment, md5 } = await storeBody(call.request, deps.blobs);
  const segments = segment.byteLength === 0 ? [] : [segment];
  if (segment.byteLength === 0) deps.blobs.release([segment]);
  const content = { objectBytes: segment.byteLength, eTag: md5.toString("hex"), headers: keptHeaders(call.request.headers), segments };
  const object = commitOrRelease(deps, segments, () => commitObject(deps, call, content, { creation: "Put" }));
  sendEmpty(call.response, 200, { etag: `"${object.eTag}"` });
}

/** The object that `x-amz-copy-source` names, once its conditions hold. @throws S3Error `NoSuchKey`, `NoSuchBucket`, `PreconditionFailed`. */
export function requireCopySource(deps: S3Deps, headers: IncomingHttpHeaders): ObjectRecord {
  const text = String(headers["x-amz-copy-source"]);
  const { bucketName, key } = parseS3Url(text.startsWith("/") ? text : `/${text}`);
  if (!deps.buckets.has(bucketName)) throw new S3Error("NoSuchBucket", "The specified bucket does not exist", { BucketName: bucketName });
  const source = requireObject(deps, bucketName, key);
  checkReadConditions(headers, source, "x-amz-copy-source-");
  return source;
}

/** CopyObject: the files get second names; no bytes are copied. */
export async function copyObject(deps: S3Deps, call: S3Request): Promise<void> {
  const source = requireCopySource(deps, call.request.headers);
  const headers = call.request.headers["x-amz-metadata-directive"] === "REPLACE" ? keptHeaders(call.request.headers) : source.headers;
  const segments = await deps.blobs.duplicate(source.segments);
  const content = { objectBytes: source.objectBytes, eTag: source.eTag, headers, segments };
  const object = commitOrRelease(deps, segments, () => commitObject(deps, call, content, { creation: "Copy" }));
  sendXml(call.response, "CopyObjectResult", { LastModified: new Date(object.lastModifiedMs).toISOString(), ETag: `"${object.eTag}"` });
}

/** DeleteObject: no error when there is none. */
export function deleteObject(deps: S3Deps, { response, bucket, key }: S3Request): void {
  deps.blobs.release(deps.catalog.removeObject(bucket.bucketName, key));
  sendEmpty(response, 204);
}

/** DeleteObjects: up to 1,000 keys of one document. */
export async function deleteObjects(deps: S3Deps, { request, response, bucket }: S3Request): Promise<void> {
  const document = await readDocument(request);
  const keys = readElements(document, "Object").map((element) => readText(element, "Key") ?? "");
  if (keys.length === 0 || keys.length > DELETE_KEYS_MAX) throw new S3Error("MalformedXML", "The XML you provided was not well-formed");
  for (const key of keys) deps.blobs.release(deps.catalog.removeObject(bucket.bucketName, key));
  const isQuiet = readText(document, "Quiet") === "true";
  sendXml(response, "DeleteResult", { Deleted: isQuiet ? [] : keys.map((Key) => ({ Key })) });
}
