import { open } from "node:fs/promises";
import { constants, createGunzip, createZstdDecompress } from "node:zlib";
import type { Encoding } from "../../shared/contracts/job.ts";
import { DETECT_BYTES } from "../../shared/core/limits.ts";
import { detectEncoding } from "../../shared/core/parse/detect-format.ts";

/** The start of a file as text, at most `DETECT_BYTES` of it. */
export interface Sample {
  text: Uint8Array;
  encoding: Encoding;
  /** Whether the text is all there is. */
  isWhole: boolean;
  /** The compressed bytes cannot be read, or not to the end of the sample. */
  isDamaged: boolean;
  modifiedMs: number;
}

/** Read what detection looks at; of a compressed file what its first bytes unpack to. */
export async function readSample(path: string): Promise<Sample> {
  const file = await open(path);
  try {
    const { size, mtimeMs } = await file.stat();
    const { bytesRead, buffer } = await file.read(Buffer.alloc(DETECT_BYTES), 0, DETECT_BYTES, 0);
    const bytes = buffer.subarray(0, bytesRead);
    const encoding = detectEncoding(bytes);
    const modifiedMs = Math.trunc(mtimeMs);
    if (encoding === "plain") return { text: bytes, encoding, isWhole: bytesRead === size, isDamaged: false, modifiedMs };
    const { text, isEnd, isDamaged } = await unpackStart(encoding, bytes);
    return { text, encoding, isWhole: isEnd && bytesRead === size, isDamaged, modifiedMs };
  } finally {
    await file.close();
  }
}

/** Unpack as far as the bytes go. A member that is cut off by the sample's end is no damage. */
function unpackStart(encoding: "gzip" | "zstd", bytes: Uint8Array): Promise<{ text: Uint8Array; isEnd: boolean; isDamaged: boolean }> {
  const engine = encoding === "gzip" ? createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }) : createZstdDecompress();
  const pieces: Buffer[] = [];
  let length = 0;
  return new Promise((resolve) => {
    const finish = (isEnd: boolean, isDamaged: boolean): void => {
      engine.removeAllListeners("data");
      resolve({ text: Buffer.concat(pieces).subarray(0, DETECT_BYTES), isEnd, isDamaged });
    };
    engine.on("data", (piece: Buffer) => {
      pieces.push(piece);
      length += piece.length;
      if (length > DETECT_BYTES) finish(false, false);
    });
    engine.on("end", () => finish(true, false));
    engine.on("error", (error: NodeJS.ErrnoException) => finish(false, error.code !== "Z_BUF_ERROR" && error.code !== "ZSTD_error_srcSize_wrong" && length === 0));
    engine.end(bytes);
  });
}
