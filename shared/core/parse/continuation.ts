import { asciiBytes, beginsWith, isWhiteSpace } from "./ascii.ts";

const CAUSED_BY = asciiBytes("Caused by:");
const TRACEBACK = asciiBytes("Traceback");

/** Whether the line continues a stack trace. */
export function isContinuation(bytes: Uint8Array, start: number, end: number): boolean {
  const first = bytes[start]!;
  if (first === CAUSED_BY[0]) return beginsWith(bytes, start, end, CAUSED_BY);
  return isWhiteSpace(first) || (first === TRACEBACK[0] && beginsWith(bytes, start, end, TRACEBACK));
}
