import type { Decompressor } from "../../ports/decompressor.ts";
import { decompressGzip } from "./gzip.ts";
import { decompressZstd } from "./zstd.ts";

/**
 * gzip and zstd, any number of members or frames, checksums checked. Text that was passed on before its checksum failed stays counted.
 *
 * A gap of gzip begins at the first byte without which what is wrong could not be seen: all text of the bytes before it was passed on. That is the last
 * byte of what DEFLATE forbids, the first one of a member without a right header or of a trailer that does not fit its text, and the last one of a
 * truncated object. A gap of zstd begins where the last slice begins of which everything could be read.
 */
export const zlibDecompressor: Decompressor = {
  decompress: (encoding, compressed, textBytesMax, onText) =>
    encoding === "gzip" ? decompressGzip(compressed, textBytesMax, onText) : decompressZstd(compressed, textBytesMax, onText),
};
