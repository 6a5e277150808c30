import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { parseRangeHeader } from "./byte-span.ts";
import type { ObjectRecord } from "./catalog-rows.ts";
import { checkReadConditions } from "./preconditions.ts";
import { requireObject, type S3Deps, type S3Request } from "./s3-request.ts";

/** Query parameters of a presigned GET that replace headers of its answer. */
const OVERRIDES = ["content-type", "content-language", "expires", "cache-control", "content-disposition", "content-encoding"] as const;

/** GetObject: the whole object or one range of it, streamed from its files. */
export async function getObject(deps: S3Deps, { request, response, bucket, key, query }: S3Request): Promise<void> {
  const object = requireObject(deps, bucket.bucketName, key);
  checkReadConditions(request.headers, object);
  const span = parseRangeHeader(request.headers.range, object.objectBytes);
  const { startByte, endByte } = span ?? { startByte: 0, endByte: object.objectBytes };
  const overrides = Object.fromEntries(OVERRIDES.flatMap((name) => (query.has(`response-${name}`) ? [[name, query.get(`response-${name}`) ?? ""]] : [])));
  response.writeHead(span === undefined ? 200 : 206, {
    ...describeObject(object),
    ...overrides,
    "content-length": endByte - startByte,
    ...(span !== undefined && { "content-range": `bytes ${startByte}-${endByte - 1}/${object.objectBytes}` }),
  });
  if (endByte > startByte) await deps.blobs.read(object.segments, { startByte, endByte }, (bytes) => writeBytes(response, bytes));
  response.end();
}

/** HeadObject: what GetObject would answer, without the bytes. */
export function headObject(deps: S3Deps, { request, response, bucket, key }: S3Request): void {
  const object = requireObject(deps, bucket.bucketName, key);
  checkReadConditions(request.headers, object);
  const span = parseRangeHeader(request.headers.range, object.objectBytes);
  response.writeHead(span === undefined ? 200 : 206, {
    ...describeObject(object),
    "content-length": span === undefined ? object.objectBytes : span.endByte - span.startByte,
    ...(span !== undefined && { "content-range": `bytes ${span.startByte}-${span.endByte - 1}/${object.objectBytes}` }),
  });
  response.end();
}

function describeObject(object: ObjectRecord): Record<string, string> {
  return {
    "content-type": "binary/octet-stream",
    ...object.headers,
    "accept-ranges": "bytes",
    etag: `"${object.eTag}"`,
    "last-modified": new Date(object.lastModifiedMs).toUTCString(),
  };
}

/** Hand bytes to the client and wait until they are off this process's hands; false when the client has gone. */
async function writeBytes(response: ServerResponse, bytes: Buffer): Promise<boolean> {
  if (response.destroyed) return false;
  const closed = new AbortController();
  try {
    return await Promise.race([
      new Promise<boolean>((resolve) => response.write(bytes, (error) => resolve(error === undefined || error === null))),
      once(response, "close", { signal: closed.signal }).then(
        () => false,
        () => false,
      ),
    ]);
  } finally {
    closed.abort();
  }
}
