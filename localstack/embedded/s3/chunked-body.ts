import { S3Error } from "./s3-error.ts";

const HEADER_BYTES_MAX = 4096;
const CR = 0x0d;
const LF = 0x0a;

/** The headers that follow the last chunk, by lower-case name, e.g. `x-amz-checksum-crc32`. Filled when the body has been read. */
export type Trailers = Map<string, string>;

/**
 * Decode a body in `aws-chunked` encoding as it arrives, without copying: `<hex size>[;chunk-signature=…]CRLF <bytes> CRLF`, a chunk
 * of size 0, then trailing headers. Signatures are not checked.
 * Source: Amazon S3 API reference, "Signature calculations for the authorization header: transferring payload in multiple chunks".
 * @throws S3Error `IncompleteBody` when the body does not have this shape or ends early.
 */
export async function* decodeChunkedBody(body: AsyncIterable<Buffer>, trailers: Trailers): AsyncGenerator<Buffer> {
  let state: "size" | "bytes" | "end-of-bytes" | "trailers" = "size";
  let bytesLeft = 0;
  let line = "";
  for await (const piece of body) {
    let position = 0;
    while (position < piece.length) {
      if (state === "bytes") {
        const taken = piece.subarray(position, position + bytesLeft);
        position += taken.length;
        bytesLeft -= taken.length;
        if (bytesLeft === 0) state = "end-of-bytes";
        yield taken;
        continue;
      }
      const end = piece.indexOf(LF, position);
      line += piece.toString("latin1", position, end === -1 ? piece.length : end + 1);
      position = end === -1 ? piece.length : end + 1;
      if (line.length > HEADER_BYTES_MAX) throw incomplete();
      if (end === -1) continue;
      const text = line.charCodeAt(line.length - 2) === CR ? line.slice(0, -2) : line.slice(0, -1);
      line = "";
      if (state === "end-of-bytes") {
        if (text !== "") throw incomplete();
        state = "size";
      } else if (state === "size") {
        bytesLeft = parseChunkBytes(text);
        state = bytesLeft === 0 ? "trailers" : "bytes";
      } else if (text !== "") {
        const colon = text.indexOf(":");
        if (colon > 0) trailers.set(text.slice(0, colon).toLowerCase(), text.slice(colon + 1).trim());
      }
    }
  }
  if (state !== "trailers") throw incomplete();
}

function parseChunkBytes(header: string): number {
  const [size = ""] = header.split(";", 1);
  if (!/^[0-9a-fA-F]{1,12}$/.test(size)) throw incomplete();
  return Number.parseInt(size, 16);
}

function incomplete(): S3Error {
  return new S3Error("IncompleteBody", "The request body terminated unexpectedly");
}
