import { constants, inflateRawSync } from "node:zlib";

/** What zlib makes of a DEFLATE stream, with whatever behind it. */
export interface Judgement {
  status: "ended" | "truncated" | "corrupt";
  /** All of the text; of a corrupt stream that of the longest beginning in which zlib finds nothing wrong. */
  text: Uint8Array;
  /** Bytes up to the end of the stream, or of the longest beginning in which zlib finds nothing wrong. */
  bytes: number;
}

type Inflated = { buffer: Uint8Array; engine: { bytesWritten: number } };

/** Let zlib judge. */
export function judgeWithZlib(stream: Uint8Array): Judgement {
  try {
    const { buffer, engine } = inflateRawSync(stream, { info: true }) as unknown as Inflated;
    return { status: "ended", text: buffer, bytes: engine.bytesWritten };
  } catch (error) {
    if (codeOf(error) === "Z_BUF_ERROR") return { status: "truncated", text: inflateStart(stream)!, bytes: stream.length };
    if (codeOf(error) !== "Z_DATA_ERROR") throw error;
  }
  // A beginning is refused as soon as what is wrong is in it.
  let right = 0;
  let wrong = stream.length;
  while (wrong - right > 1) {
    const middle = (right + wrong) >> 1;
    if (inflateStart(stream.subarray(0, middle)) === undefined) wrong = middle;
    else right = middle;
  }
  return { status: "corrupt", text: inflateStart(stream.subarray(0, right))!, bytes: right };
}

/** The text of a beginning of a stream; undefined when zlib refuses it. */
function inflateStart(stream: Uint8Array): Uint8Array | undefined {
  if (stream.length === 0) return new Uint8Array(0);
  try {
    return inflateRawSync(stream, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (error) {
    if (codeOf(error) === "Z_DATA_ERROR") return undefined;
    throw error;
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
