import { takeBytes, type Slices } from "./slices.ts";

const FIXED_BYTES = 10;
const FLAG_HEADER_CRC = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;
const FLAGS_RESERVED = 0xe0;
const DEFLATE = 8;
/** Longest name or comment that is read over. */
const TEXT_BYTES_MAX = 64 * 1024;

/**
 * Read over the header of one gzip member. `none` when nothing but zero padding is left, as tapes and some writers leave it.
 * Source: RFC 1952, section 2.3.
 */
export async function readGzipHeader(slices: Slices): Promise<"member" | "none" | "truncated" | "corrupt"> {
  if (await isPaddingLeft(slices)) return "none";
  const fixed = await takeBytes(slices, FIXED_BYTES);
  if (fixed[0] !== 0x1f || (fixed.length > 1 && fixed[1] !== 0x8b)) return "corrupt";
  if (fixed.length < FIXED_BYTES) return "truncated";
  const flags = fixed[3]!;
  if (fixed[2] !== DEFLATE || (flags & FLAGS_RESERVED) !== 0) return "corrupt";
  if ((flags & FLAG_EXTRA) !== 0) {
    const length = await takeBytes(slices, 2);
    if (length.length < 2) return "truncated";
    const extraBytes = length[0]! | (length[1]! << 8);
    if ((await takeBytes(slices, extraBytes)).length < extraBytes) return "truncated";
  }
  for (const flag of [FLAG_NAME, FLAG_COMMENT]) {
    if ((flags & flag) === 0) continue;
    const end = await skipText(slices);
    if (end !== "member") return end;
  }
  if ((flags & FLAG_HEADER_CRC) !== 0 && (await takeBytes(slices, 2)).length < 2) return "truncated";
  return "member";
}

/** Whether the object ends here, but for zero bytes; these are read over. */
async function isPaddingLeft(slices: Slices): Promise<boolean> {
  for (;;) {
    const slice = await slices.peek();
    if (slice.length === 0) return true;
    const nonZero = slice.findIndex((byte) => byte !== 0);
    if (nonZero === -1) slices.skip(slice.length);
    else {
      slices.skip(nonZero);
      return false;
    }
  }
}

async function skipText(slices: Slices): Promise<"member" | "truncated" | "corrupt"> {
  for (let length = 0; length < TEXT_BYTES_MAX; length++) {
    const byte = await takeBytes(slices, 1);
    if (byte.length === 0) return "truncated";
    if (byte[0] === 0) return "member";
  }
  return "corrupt";
}
