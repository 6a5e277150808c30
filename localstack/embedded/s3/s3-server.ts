import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isAddressedHere } from "../processes/listen.ts";
import { addCorsHeaders } from "./cors.ts";
import { abortUpload, completeUpload, createUpload, listParts, listUploads, uploadPart, uploadPartCopy } from "./multipart.ts";
import { listObjects } from "./object-listing.ts";
import { getObject, headObject } from "./object-reads.ts";
import { copyObject, deleteObject, deleteObjects, putObject } from "./object-writes.ts";
import { S3Error } from "./s3-error.ts";
import { parseS3Url, sendEmpty, sendXml, type S3Deps, type S3Request } from "./s3-request.ts";
import { buildXml } from "./xml.ts";

const IDLE_CONNECTION_MS = 120_000;

/**
 * The S3 endpoint, path style. Signatures are not verified, but a request without any is refused as on AWS, and so is an expired
 * presigned URL. What is not implemented answers 501 and says so.
 */
export function createS3Server(deps: S3Deps, onError: (error: unknown, request: IncomingMessage) => void): Server {
  return createServer({ keepAliveTimeout: IDLE_CONNECTION_MS, requestTimeout: 0, highWaterMark: 256 * 1024 }, (request, response) => {
    response.setHeader("server", "AmazonS3");
    response.setHeader("x-amz-request-id", randomBytes(8).toString("hex").toUpperCase());
    answer(deps, request, response).catch((error: unknown) => {
      if (!(error instanceof S3Error) && !request.destroyed) onError(error, request);
      sendError(request, response, error);
    });
  });
}

async function answer(deps: S3Deps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (!isAddressedHere(request)) throw new S3Error("AccessDenied", "This endpoint only answers to 127.0.0.1 and localhost");
  const { bucketName, key, query } = parseS3Url(request.url ?? "/");
  const bucket = deps.buckets.get(bucketName);
  const isAllowedOrigin = bucket !== undefined && addCorsHeaders(bucket.corsRules, request, response);
  if (request.method === "OPTIONS") {
    if (!isAllowedOrigin) throw new S3Error("AccessDenied", "CORSResponse: This CORS request is not allowed.");
    return sendEmpty(response, 200);
  }
  checkCredentials(request, query, deps.now());
  if (bucketName === "") return listBuckets(deps, request, response);
  if (bucket === undefined) throw new S3Error("NoSuchBucket", "The specified bucket does not exist", { BucketName: bucketName });
  const call: S3Request = { request, response, bucket, key, query };
  return key === "" ? answerBucket(deps, call) : answerObject(deps, call);
}

async function answerObject(deps: S3Deps, call: S3Request): Promise<void> {
  const { request, query } = call;
  const isCopy = request.headers["x-amz-copy-source"] !== undefined;
  const operation = `${request.method} ${["uploads", "uploadId", ...UNSUPPORTED].find((name) => query.has(name)) ?? ""}`.trim();
  if (operation === "GET") return getObject(deps, call);
  if (operation === "HEAD") return headObject(deps, call);
  if (operation === "PUT") return isCopy ? copyObject(deps, call) : putObject(deps, call);
  if (operation === "DELETE") return deleteObject(deps, call);
  if (operation === "POST uploads") return createUpload(deps, call);
  if (operation === "PUT uploadId") return isCopy ? uploadPartCopy(deps, call) : uploadPart(deps, call);
  if (operation === "POST uploadId") return completeUpload(deps, call);
  if (operation === "DELETE uploadId") return abortUpload(deps, call);
  if (operation === "GET uploadId") return listParts(deps, call);
  throw new S3Error("NotImplemented", `${operation} on an object is not implemented by this local endpoint`);
}

/** Sub-resources and parameters that change what an operation means. */
const UNSUPPORTED = ["acl", "attributes", "legal-hold", "partNumber", "restore", "retention", "select", "tagging", "torrent", "versionId"];
const BUCKET_SUBRESOURCES = ["acl", "cors", "delete", "encryption", "lifecycle", "location", "notification", "policy", "tagging", "uploads", "versioning", "versions", "website"];

async function answerBucket(deps: S3Deps, call: S3Request): Promise<void> {
  const { request, response, query, bucket } = call;
  const operation = `${request.method} ${BUCKET_SUBRESOURCES.find((name) => query.has(name)) ?? ""}`.trim();
  if (operation === "GET") return listObjects(deps, call);
  if (operation === "HEAD") return sendEmpty(response, 200, { "x-amz-bucket-region": deps.regionName });
  if (operation === "POST delete") return deleteObjects(deps, call);
  if (operation === "GET uploads") return listUploads(deps, call);
  if (operation === "GET location") return sendXml(response, "LocationConstraint", {});
  if (operation === "GET versioning") return sendXml(response, "VersioningConfiguration", {});
  if (operation === "PUT") throw new S3Error("BucketAlreadyOwnedByYou", "The bucket exists: the template declares it", { BucketName: bucket.bucketName });
  throw new S3Error("NotImplemented", `${operation} on a bucket is not implemented by this local endpoint`);
}

function listBuckets(deps: S3Deps, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== "GET") throw new S3Error("MethodNotAllowed", "The specified method is not allowed against this resource.");
  sendXml(response, "ListAllMyBucketsResult", {
    Owner: { ID: "local" },
    Buckets: { Bucket: [...deps.buckets.keys()].map((Name) => ({ Name, CreationDate: new Date(0).toISOString() })) },
  });
}

function checkCredentials(request: IncomingMessage, query: URLSearchParams, nowMs: number): void {
  if (request.headers.authorization !== undefined) return;
  if (!query.has("X-Amz-Signature")) throw new S3Error("AccessDenied", "Access Denied");
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get("X-Amz-Date") ?? "");
  if (match === null) throw new S3Error("AccessDenied", "X-Amz-Date must be in the ISO8601 Long Format");
  const [year, month, day, hours, minutes, seconds] = match.slice(1).map(Number) as [number, number, number, number, number, number];
  const expiresMs = Date.UTC(year, month - 1, day, hours, minutes, seconds) + Number(query.get("X-Amz-Expires")) * 1000;
  if (!(nowMs <= expiresMs)) throw new S3Error("AccessDenied", "Request has expired");
}

function sendError(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const known = error instanceof S3Error ? error : new S3Error("InternalError", (error as Error | undefined)?.message ?? "We encountered an internal error.");
  // The rest of an unread body would be taken for the next request.
  if (!request.complete) response.setHeader("connection", "close");
  if (request.method === "HEAD" || known.status === 304) return void response.writeHead(known.status).end();
  const body = buildXml("Error", { Code: known.code, Message: known.message, ...known.details, RequestId: String(response.getHeader("x-amz-request-id")) });
  response.writeHead(known.status, { "content-type": "application/xml", "content-length": Buffer.byteLength(body) }).end(body);
}
