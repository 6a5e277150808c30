import { createHash, randomBytes } from "node:crypto";
import { parseRangeHeader } from "./byte-span.ts";
import type { PartRecord, UploadRecord } from "./catalog-rows.ts";
import { commitObject, keptHeaders, requireCopySource } from "./object-writes.ts";
import { readDocument, storeBody } from "./request-body.ts";
import { S3Error } from "./s3-error.ts";
import { sendEmpty, sendXml, type S3Deps, type S3Request } from "./s3-request.ts";
import { readElements, readText } from "./xml.ts";

const PART_NUMBER_MAX = 10_000;

/** CreateMultipartUpload. */
export function createUpload(deps: S3Deps, { request, response, bucket, key }: S3Request): void {
  const uploadId = randomBytes(24).toString("base64url");
  deps.catalog.startUpload(bucket.bucketName, { uploadId, key, headers: keptHeaders(request.headers), initiatedMs: deps.now() });
  sendXml(response, "InitiateMultipartUploadResult", { Bucket: bucket.bucketName, Key: key, UploadId: uploadId });
}

/** UploadPart. */
export async function uploadPart(deps: S3Deps, call: S3Request): Promise<void> {
  const { upload, partNumber } = requirePart(deps, call);
  const { segment, md5 } = await storeBody(call.request, deps.blobs);
  const part: PartRecord = { partNumber, partBytes: segment.byteLength, eTag: md5.toString("hex"), lastModifiedMs: deps.now(), segments: [segment] };
  putPart(deps, call, upload, part);
  sendEmpty(call.response, 200, { etag: `"${part.eTag}"` });
}

/** UploadPartCopy: the bytes of another object, or a range of it, become a part. */
export async function uploadPartCopy(deps: S3Deps, call: S3Request): Promise<void> {
  const { upload, partNumber } = requirePart(deps, call);
  const source = requireCopySource(deps, call.request.headers);
  const range = call.request.headers["x-amz-copy-source-range"] as string | undefined;
  const span = parseRangeHeader(range, source.objectBytes) ?? { startByte: 0, endByte: source.objectBytes };
  const digest = createHash("md5");
  const chunks: AsyncGenerator<Buffer> = (async function* () {
    // The store reuses its buffers, so each piece is copied before it goes on.
    const pieces: Buffer[] = [];
    for (let start = span.startByte; start < span.endByte; start += 1024 * 1024) {
      const piece = { startByte: start, endByte: Math.min(start + 1024 * 1024, span.endByte) };
      await deps.blobs.read(source.segments, piece, async (bytes) => pieces.push(Buffer.from(bytes)) > 0);
      for (const bytes of pieces.splice(0)) {
        digest.update(bytes);
        yield bytes;
      }
    }
  })();
  const segment = await deps.blobs.write(chunks);
  const part: PartRecord = { partNumber, partBytes: segment.byteLength, eTag: digest.digest("hex"), lastModifiedMs: deps.now(), segments: [segment] };
  putPart(deps, call, upload, part);
  sendXml(call.response, "CopyPartResult", { LastModified: new Date(part.lastModifiedMs).toISOString(), ETag: `"${part.eTag}"` });
}

/** CompleteMultipartUpload: the object becomes the list of its parts' files; no bytes are copied. Its ETag is S3's `<md5 of md5s>-<parts>`. */
export async function completeUpload(deps: S3Deps, call: S3Request): Promise<void> {
  const upload = requireUpload(deps, call);
  const wanted = readElements(await readDocument(call.request), "Part").map((element) => ({
    partNumber: Number(readText(element, "PartNumber")),
    eTag: (readText(element, "ETag") ?? "").replaceAll('"', ""),
  }));
  if (wanted.length === 0) throw new S3Error("MalformedXML", "The XML you provided was not well-formed");
  const stored = new Map(deps.catalog.listParts(upload.uploadId).map((part) => [part.partNumber, part]));
  const parts = wanted.map(({ partNumber, eTag }, index) => {
    const part = stored.get(partNumber);
    if (index > 0 && partNumber <= (wanted[index - 1]?.partNumber ?? 0)) throw new S3Error("InvalidPartOrder", "The list of parts was not in ascending order");
    if (part === undefined || part.eTag !== eTag) throw new S3Error("InvalidPart", "One or more of the specified parts could not be found");
    return part;
  });
  const digest = createHash("md5");
  for (const part of parts) digest.update(Buffer.from(part.eTag, "hex"));
  const content = {
    objectBytes: parts.reduce((sum, part) => sum + part.partBytes, 0),
    eTag: `${digest.digest("hex")}-${parts.length}`,
    headers: upload.headers,
    segments: parts.flatMap((part) => part.segments).filter((segment) => segment.byteLength > 0),
  };
  const object = commitObject(deps, call, content, { creation: "CompleteMultipartUpload", uploadId: upload.uploadId });
  const location = `http://${call.request.headers.host ?? "127.0.0.1"}/${call.bucket.bucketName}/${encodeURIComponent(call.key)}`;
  sendXml(call.response, "CompleteMultipartUploadResult", { Location: location, Bucket: call.bucket.bucketName, Key: call.key, ETag: `"${object.eTag}"` });
}

/** AbortMultipartUpload. */
export function abortUpload(deps: S3Deps, call: S3Request): void {
  deps.blobs.release(deps.catalog.removeUpload(requireUpload(deps, call).uploadId));
  sendEmpty(call.response, 204);
}

/** ListParts, all on one page. */
export function listParts(deps: S3Deps, call: S3Request): void {
  const upload = requireUpload(deps, call);
  sendXml(call.response, "ListPartsResult", {
    Bucket: call.bucket.bucketName,
    Key: upload.key,
    UploadId: upload.uploadId,
    IsTruncated: false,
    Part: deps.catalog.listParts(upload.uploadId).map((part) => ({
      PartNumber: part.partNumber,
      LastModified: new Date(part.lastModifiedMs).toISOString(),
      ETag: `"${part.eTag}"`,
      Size: part.partBytes,
    })),
  });
}

/** ListMultipartUploads, all on one page. */
export function listUploads(deps: S3Deps, { response, bucket }: S3Request): void {
  sendXml(response, "ListMultipartUploadsResult", {
    Bucket: bucket.bucketName,
    IsTruncated: false,
    Upload: deps.catalog.listUploads(bucket.bucketName).map(({ key, uploadId, initiatedMs }) => ({ Key: key, UploadId: uploadId, Initiated: new Date(initiatedMs).toISOString() })),
  });
}

function requireUpload({ catalog }: S3Deps, { bucket, key, query }: S3Request): UploadRecord {
  const upload = catalog.findUpload(bucket.bucketName, query.get("uploadId") ?? "");
  if (upload === undefined || upload.key !== key) throw new S3Error("NoSuchUpload", "The specified multipart upload does not exist");
  return upload;
}

function requirePart(deps: S3Deps, call: S3Request): { upload: UploadRecord; partNumber: number } {
  const partNumber = Number(call.query.get("partNumber"));
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > PART_NUMBER_MAX) {
    throw new S3Error("InvalidArgument", `Part number must be an integer between 1 and ${PART_NUMBER_MAX}, inclusive`);
  }
  return { upload: requireUpload(deps, call), partNumber };
}

function putPart(deps: S3Deps, call: S3Request, upload: UploadRecord, part: PartRecord): void {
  if (deps.catalog.findUpload(call.bucket.bucketName, upload.uploadId) === undefined) {
    deps.blobs.release(part.segments);
    throw new S3Error("NoSuchUpload", "The specified multipart upload was completed or aborted meanwhile");
  }
  deps.blobs.release(deps.catalog.putPart(upload.uploadId, part));
}
