import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { zlibDecompressor } from "./decompressor.ts";

const lines = (from: number, count: number): string => Array.from({ length: count }, (_, i) => `line ${from + i} ${((from + i) * 7919) % 1000}\n`).join("");
const FIRST = lines(0, 60_000);
const SECOND = lines(60_000, 3);

async function* pieces(bytes: Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < bytes.length; offset += pieceBytes) yield bytes.subarray(offset, offset + pieceBytes);
}

async function read(encoding: "gzip" | "zstd", bytes: Uint8Array, pieceBytes = 5_003, textBytesMax = 1e9) {
  const text: Buffer[] = [];
  const end = await zlibDecompressor.decompress(encoding, pieces(bytes, pieceBytes), textBytesMax, (piece) => text.push(Buffer.from(piece)) > 0);
  return { text: Buffer.concat(text).toString(), end };
}

const CODECS = [
  { encoding: "gzip" as const, compress: (text: string) => gzipSync(text) },
  { encoding: "zstd" as const, compress: (text: string) => zstdCompressSync(text, { params: { [constants.ZSTD_c_checksumFlag]: 1 } }) },
];

describe.each(CODECS)("zlibDecompressor, $encoding", ({ encoding, compress }) => {
  const one = compress(FIRST);
  const two = Buffer.concat([one, compress(SECOND)]);

  it("reads one member and several, whatever the pieces", async () => {
    for (const pieceBytes of [1_000, 65_536, 1 << 24]) {
      expect(await read(encoding, one, pieceBytes)).toEqual({ text: FIRST, end: {} });
      expect(await read(encoding, two, pieceBytes)).toEqual({ text: FIRST + SECOND, end: {} });
    }
  });

  it("passes on what can be read before a truncation and names the gap", async () => {
    for (const cut of [1, 5, 20, 1_000]) {
      const { text, end } = await read(encoding, two.subarray(0, two.length - cut));
      expect((FIRST + SECOND).startsWith(text)).toBe(true);
      expect(text.length).toBeGreaterThan(FIRST.length / 2);
      expect(end.reason).toBe("truncated");
      expect(end.gapStartByte).toBeLessThan(two.length - cut);
    }
  });

  it("keeps the members before rubbish and names the rubbish as a gap", async () => {
    const { text, end } = await read(encoding, Buffer.concat([one, Buffer.from("this is no member")]));
    expect(text).toBe(FIRST);
    expect(end.reason).toBe("corrupt");
    expect(end.gapStartByte).toBeGreaterThanOrEqual(one.length);
  });

  it("says that a flipped bit is corrupt", async () => {
    const flipped = Buffer.from(two);
    flipped[Math.floor(one.length / 2)]! ^= 0xff;
    expect((await read(encoding, flipped)).end.reason).toBe("corrupt");
  });

  it("gives the same text and the same gap for any arrival of the bytes", async () => {
    const flipped = Buffer.from(two);
    flipped[Math.floor(one.length / 2)]! ^= 0xff;
    const first = await read(encoding, flipped, 1 << 24);
    for (const pieceBytes of [777, 30_000, 65_537]) expect(await read(encoding, flipped, pieceBytes)).toEqual(first);
  });

  it("stops at the limit of text and names the rest as a gap", async () => {
    const { text, end } = await read(encoding, two, 5_003, 100_000);
    expect(text).toBe(FIRST.slice(0, 100_000));
    expect(end.reason).toBe("text-limit");
  });

  it("throws the errors of the bytes' source as they are", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield one.subarray(0, 100);
      throw new Error("source");
    }
    await expect(zlibDecompressor.decompress(encoding, broken(), 1e9, () => true)).rejects.toThrow("source");
  });
});
