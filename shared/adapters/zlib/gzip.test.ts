import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decompressGzip } from "./gzip.ts";

const TEXT = Array.from({ length: 9_000 }, (_, i) => `2026-11-22T10:00:00Z INFO request ${i} took ${(i * 7919) % 1000} ms\n`).join("");
const MEMBER = gzipSync(TEXT);
const TRAILER_BYTES = 8;

async function* inPieces(bytes: Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += pieceBytes) yield bytes.subarray(offset, offset + pieceBytes);
}

async function read(bytes: Uint8Array, { pieceBytes = 1 << 20, textBytesMax = 1e9 } = {}) {
  const text: Buffer[] = [];
  const end = await decompressGzip(inPieces(bytes, pieceBytes), textBytesMax, (piece) => text.push(Buffer.from(piece)) > 0);
  return { text: Buffer.concat(text).toString(), end };
}

/** A member whose header has what `flags` say: 2 its own CRC-16, 4 an extra field, 8 a name, 16 a comment. */
function memberWith(flags: number, text: string): Buffer {
  const parts = [Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3])];
  if ((flags & 4) !== 0) parts.push(Buffer.from([5, 0, 1, 2, 0, 4, 5]));
  if ((flags & 8) !== 0) parts.push(Buffer.from("access.log\0"));
  if ((flags & 16) !== 0) parts.push(Buffer.from("rotated\0"));
  if ((flags & 2) !== 0) parts.push(Buffer.from([0x12, 0x34]));
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.writeUInt32LE(crc32(text), 0);
  trailer.writeUInt32LE(Buffer.byteLength(text), 4);
  return Buffer.concat([...parts, deflateRawSync(text), trailer]);
}

describe("decompressGzip", () => {
  it("reads members with every kind of header, byte by byte too", async () => {
    const members = Array.from({ length: 16 }, (_, i) => memberWith(i << 1, `line of member ${i}\n`));
    const expected = members.map((_, i) => `line of member ${i}\n`).join("");
    for (const pieceBytes of [1, 3, 1_000]) expect(await read(Buffer.concat(members), { pieceBytes })).toEqual({ text: expected, end: {} });
    expect((await read(memberWith(0x20, "text"))).end).toEqual({ gapStartByte: 0, reason: "corrupt" });
  });

  it("reads empty members, and zero bytes behind the last one", async () => {
    const empty = gzipSync("");
    expect(await read(Buffer.concat([empty, MEMBER, empty, MEMBER, Buffer.alloc(100_000)]))).toEqual({ text: TEXT + TEXT, end: {} });
    expect(await read(Buffer.alloc(0))).toEqual({ text: "", end: {} });
  });

  it("names a trailer that does not fit the text as a gap, for its checksum and for its length", async () => {
    for (const at of [1, TRAILER_BYTES - 1]) {
      const wrong = Buffer.concat([MEMBER, MEMBER, MEMBER]);
      wrong[2 * MEMBER.length - at]! ^= 1;
      expect(await read(wrong)).toEqual({ text: TEXT + TEXT, end: { gapStartByte: 2 * MEMBER.length - TRAILER_BYTES, reason: "corrupt" } });
    }
  });

  it("names the byte that DEFLATE forbids, and gives all text before it", async () => {
    const wrong = Buffer.concat([MEMBER.subarray(0, 10), deflateRawSync(TEXT, { finishFlush: 3 }), Buffer.from([0x07, 0, 0])]);
    expect(await read(wrong)).toEqual({ text: TEXT, end: { gapStartByte: wrong.length - 3, reason: "corrupt" } });
  });

  it("names the last byte of an object that is cut anywhere", async () => {
    const object = Buffer.concat([MEMBER, memberWith(30, "second\n")]);
    for (let length = MEMBER.length + 1; length < object.length; length++) {
      const { text, end } = await read(object.subarray(0, length), { pieceBytes: 20_000 });
      expect(end).toEqual({ gapStartByte: length - 1, reason: "truncated" });
      expect((TEXT + "second\n").startsWith(text) && text.startsWith(TEXT)).toBe(true);
    }
  });

  it("lets text of exactly the limit pass, in several members too", async () => {
    const object = Buffer.concat([MEMBER, gzipSync(""), MEMBER]);
    expect(await read(object, { textBytesMax: 2 * TEXT.length })).toEqual({ text: TEXT + TEXT, end: {} });
    for (const textBytesMax of [0, 1, TEXT.length, 2 * TEXT.length - 1]) {
      const { text, end } = await read(object, { textBytesMax });
      expect(text).toBe((TEXT + TEXT).slice(0, textBytesMax));
      expect(end).toEqual(await read(object, { textBytesMax, pieceBytes: 7 }).then((same) => same.end));
      expect(end.reason).toBe("text-limit");
    }
  });

  it("stops a bomb at the limit without holding more than a piece of its text", async () => {
    const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024));
    let textBytes = 0;
    let pieceBytesMax = 0;
    const end = await decompressGzip(inPieces(bomb, 65_536), 20 * 1024 * 1024, (text) => {
      textBytes += text.length;
      pieceBytesMax = Math.max(pieceBytesMax, text.length);
      return true;
    });
    expect(textBytes).toBe(20 * 1024 * 1024);
    expect(pieceBytesMax).toBeLessThanOrEqual(1024 * 1024);
    expect(end).toEqual({ gapStartByte: expect.closeTo(bomb.length / 2, -3) as number, reason: "text-limit" });
  });

  it("reads several objects at once", async () => {
    const texts = ["a", "b", "c"].map((letter) => TEXT.replaceAll("INFO", letter));
    const ends = await Promise.all(texts.map((text) => read(gzipSync(text), { pieceBytes: 999 })));
    expect(ends.map(({ text }) => text)).toEqual(texts);
  });

  it("lets go of the bytes' source when no more text is wanted, and says that nothing is missing", async () => {
    let isFreed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield MEMBER;
      } finally {
        isFreed = true;
      }
    }
    expect(await decompressGzip(source(), 1e9, () => false)).toEqual({});
    expect(isFreed).toBe(true);
  });
});
