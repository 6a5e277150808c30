import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeChunkedBody, type Trailers } from "../../localstack/embedded/s3/chunked-body.ts";

/** Encode bytes as a client does, in chunks of `chunkBytes`. */
function encode(bytes: Buffer, chunkBytes: number, trailer: string): Buffer {
  const pieces: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    const chunk = bytes.subarray(start, start + chunkBytes);
    pieces.push(Buffer.from(`${chunk.length.toString(16)};chunk-signature=${"0".repeat(64)}\r\n`), chunk, Buffer.from("\r\n"));
  }
  return Buffer.concat([...pieces, Buffer.from(`0\r\n${trailer}\r\n`)]);
}

async function* inPieces(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  let start = 0;
  for (const cut of [...cuts, bytes.length]) {
    yield bytes.subarray(start, cut);
    start = cut;
  }
}

async function decode(body: AsyncIterable<Buffer>, trailers: Trailers = new Map()): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of decodeChunkedBody(body, trailers)) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

describe("decodeChunkedBody", () => {
  it("gives back the bytes and the trailers, wherever the network cuts the body", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 120 }), fc.array(fc.nat(1000), { maxLength: 20 }), async (content, chunkBytes, places) => {
        const bytes = Buffer.from(content);
        const body = encode(bytes, chunkBytes, "x-amz-checksum-crc32:AAAAAA==\r\n");
        const cuts = places.map((place) => place % body.length).toSorted((a, b) => a - b);
        const trailers: Trailers = new Map();
        expect((await decode(inPieces(body, cuts), trailers)).equals(bytes)).toBe(true);
        expect(trailers.get("x-amz-checksum-crc32")).toBe("AAAAAA==");
      }),
    );
  });

  it("refuses a body that ends early, at every byte before its last chunk", async () => {
    const body = encode(Buffer.from("0123456789"), 4, "");
    for (let length = 0; length < body.length - 2; length += 1) {
      await expect(decode(inPieces(body.subarray(0, length), []))).rejects.toMatchObject({ code: "IncompleteBody" });
    }
  });

  it("refuses a size that is none", async () => {
    await expect(decode(inPieces(Buffer.from("zz\r\nabc\r\n"), []))).rejects.toMatchObject({ code: "IncompleteBody" });
  });
});
