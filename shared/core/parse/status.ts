import { isDigit } from "./ascii.ts";

const MINUS = 0x2d;
const ZERO = 0x30;

/** A status that is given as absent. */
export const STATUS_ABSENT = -1;
/** Neither a status nor an absent mark. */
export const NOT_A_STATUS = -2;

/** The smallest status; three digits below it mean absent. */
export const STATUS_MIN = 100;
export const STATUS_MAX = 999;

/** Whether `bytes[start, end)` is `-` or `-1`. */
export function isAbsentMark(bytes: Uint8Array, start: number, end: number): boolean {
  return bytes[start] === MINUS && (end - start === 1 || (end - start === 2 && bytes[start + 1] === ZERO + 1));
}

/** The status that three digits in `bytes[start, end)` are; {@link STATUS_ABSENT} below 100, {@link NOT_A_STATUS} for anything but three digits. */
export function readThreeDigits(bytes: Uint8Array, start: number, end: number): number {
  if (end - start !== 3) return NOT_A_STATUS;
  if (!isDigit(bytes[start]!) || !isDigit(bytes[start + 1]!) || !isDigit(bytes[start + 2]!)) return NOT_A_STATUS;
  const status = (bytes[start]! - ZERO) * 100 + (bytes[start + 1]! - ZERO) * 10 + (bytes[start + 2]! - ZERO);
  return status < STATUS_MIN ? STATUS_ABSENT : status;
}

/** The status in a line of text: three digits, or `-`, `-1`, `0` for absent. */
export function readStatus(bytes: Uint8Array, start: number, end: number): number {
  const status = readThreeDigits(bytes, start, end);
  if (status !== NOT_A_STATUS) return status;
  const isZero = end - start === 1 && bytes[start] === ZERO;
  return isZero || (end > start && isAbsentMark(bytes, start, end)) ? STATUS_ABSENT : NOT_A_STATUS;
}
