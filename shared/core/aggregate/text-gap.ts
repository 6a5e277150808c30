import { assert } from "../errors.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { bytesToText, textToBytes } from "./byte-text.ts";

/** Bytes `[startByte, endByte)` of the object that no line could be read from, and why. `endByte` is `Infinity` when it is not known. */
export interface TextGap {
  startByte: number;
  endByte: number;
  /** A code in ASCII. */
  reason: string;
}

/** Bytes of a reason, and of the name of a limit. */
export const CODE_BYTES_MAX = 64;
const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;

/** The order in which a partial lists gaps. */
export function compareGaps(left: TextGap, right: TextGap): number {
  if (left.startByte !== right.startByte) return left.startByte - right.startByte;
  if (left.endByte !== right.endByte) return left.endByte < right.endByte ? -1 : 1;
  return left.reason < right.reason ? -1 : left.reason > right.reason ? 1 : 0;
}

/** Encode as start, length plus 1 or 0 when it is not known, and reason. */
export function encodeGap(writer: ByteWriter, gap: TextGap): void {
  assertGap(gap);
  writer.integer(gap.startByte);
  writer.integer(gap.endByte === Infinity ? 0 : gap.endByte - gap.startByte + 1);
  encodeCode(writer, gap.reason);
}

/** @throws AssertionError unless the bytes are the encoding of a gap. */
export function decodeGap(reader: ByteReader): TextGap {
  const startByte = reader.integer();
  const length = reader.integer();
  const gap = { startByte, endByte: length === 0 ? Infinity : startByte + (length - 1), reason: decodeCode(reader) };
  assertGap(gap);
  return gap;
}

function assertGap({ startByte, endByte }: TextGap): void {
  assert(startByte >= 0 && endByte >= startByte && (Number.isSafeInteger(endByte) || endByte === Infinity), "GAP", { startByte, endByte });
}

/** Encode a short ASCII name. */
export function encodeCode(writer: ByteWriter, code: string): void {
  assert(code.length <= CODE_BYTES_MAX && PRINTABLE_ASCII.test(code), "CODE", { code });
  writer.integer(code.length);
  writer.raw(textToBytes(code));
}

/** @throws AssertionError unless the bytes are the encoding of a short ASCII name. */
export function decodeCode(reader: ByteReader): string {
  const code = bytesToText(reader.raw(reader.integer(CODE_BYTES_MAX)));
  assert(PRINTABLE_ASCII.test(code), "CODE");
  return code;
}
