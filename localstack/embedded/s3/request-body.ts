import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { crc32 } from "node:zlib";
import type { BlobStore, Segment } from "./blob-store.ts";
import { decodeChunkedBody, type Trailers } from "./chunked-body.ts";
import { S3Error } from "./s3-error.ts";

const DOCUMENT_BYTES_MAX = 4 * 1024 * 1024;
const OBJECT_BYTES_MAX = 5 * 1024 ** 3;

/** What one PUT stored: its file, and its MD5, which is the ETag. */
export interface StoredBody {
  segment: Segment;
  md5: Buffer;
}

/**
 * Stream the body of a PUT to a new file, and check it against every length and digest that the client gave:
 * `Content-MD5`, `x-amz-checksum-crc32|sha1|sha256` as a header or a trailer. Other checksums are accepted unseen.
 * @throws S3Error `BadDigest` or `IncompleteBody`; then nothing is stored.
 */
export async function storeBody(request: IncomingMessage, blobs: BlobStore): Promise<StoredBody> {
  const { headers } = request;
  const trailers: Trailers = new Map();
  const isChunked = isAwsChunked(request);
  const declared = Number((isChunked ? headers["x-amz-decoded-content-length"] : headers["content-length"]) ?? Number.NaN);
  if (declared > OBJECT_BYTES_MAX) throw new S3Error("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size of 5 GB");
  const source = isChunked ? decodeChunkedBody(request, trailers) : (request as AsyncIterable<Buffer>);
  const digests = { md5: createHash("md5"), ...startChecksums(request) };
  const segment = await blobs.write(digested(source, digests));
  try {
    if (!Number.isNaN(declared) && declared !== segment.byteLength) throw new S3Error("IncompleteBody", "The body has not the length that was declared");
    const md5 = digests.md5.digest();
    const given = (name: string): string | undefined => (headers[name] as string | undefined) ?? trailers.get(name);
    expectDigest(given("content-md5"), md5, "Content-MD5");
    if (digests.crc32 !== undefined) expectDigest(given("x-amz-checksum-crc32"), crcBytes(digests.crc32.value), "CRC32");
    if (digests.sha1 !== undefined) expectDigest(given("x-amz-checksum-sha1"), digests.sha1.digest(), "SHA1");
    if (digests.sha256 !== undefined) expectDigest(given("x-amz-checksum-sha256"), digests.sha256.digest(), "SHA256");
    return { segment, md5 };
  } catch (error) {
    blobs.release([segment]);
    throw error;
  }
}

/** Read a small XML document. @throws S3Error `MalformedXML` when it is larger than any that this endpoint expects. */
export async function readDocument(request: IncomingMessage): Promise<string> {
  const source = isAwsChunked(request) ? decodeChunkedBody(request, new Map()) : (request as AsyncIterable<Buffer>);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > DOCUMENT_BYTES_MAX) throw new S3Error("MalformedXML", "The XML you provided is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function isAwsChunked({ headers }: IncomingMessage): boolean {
  return String(headers["x-amz-content-sha256"] ?? "").startsWith("STREAMING-") || /\baws-chunked\b/.test(headers["content-encoding"] ?? "");
}

interface Digests {
  md5: ReturnType<typeof createHash>;
  crc32?: { value: number };
  sha1?: ReturnType<typeof createHash>;
  sha256?: ReturnType<typeof createHash>;
}

function startChecksums({ headers }: IncomingMessage): Omit<Digests, "md5"> {
  const names = new Set(
    [
      ...Object.keys(headers),
      ...String(headers["x-amz-trailer"] ?? "")
        .toLowerCase()
        .split(","),
    ].map((name) => name.trim()),
  );
  return {
    ...(names.has("x-amz-checksum-crc32") && { crc32: { value: 0 } }),
    ...(names.has("x-amz-checksum-sha1") && { sha1: createHash("sha1") }),
    ...(names.has("x-amz-checksum-sha256") && { sha256: createHash("sha256") }),
  };
}

async function* digested(source: AsyncIterable<Buffer>, digests: Digests): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    digests.md5.update(chunk);
    if (digests.crc32 !== undefined) digests.crc32.value = crc32(chunk, digests.crc32.value);
    digests.sha1?.update(chunk);
    digests.sha256?.update(chunk);
    yield chunk;
  }
}

function crcBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function expectDigest(given: string | undefined, actual: Buffer, name: string): void {
  if (given === undefined || Buffer.from(given, "base64").equals(actual)) return;
  throw new S3Error("BadDigest", `The ${name} you specified did not match what we received`);
}
