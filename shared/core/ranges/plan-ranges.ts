import { InputError, assert } from "../errors.ts";
import { LINE_BYTES_MAX, RANGES_PER_JOB_MAX, RANGES_PLANNED_MAX, RANGE_BYTES_ALIGNMENT, RANGE_BYTES_DEFAULT } from "../limits.ts";

/** Half-open bytes `[startByte, endByte)` of an object. */
export interface ByteRange {
  startByte: number;
  endByte: number;
}

/**
 * The size of the ranges that an object is cut into: as configured, doubled until `RANGES_PER_JOB_MAX` are enough; else 64 MiB, or more, in
 * steps of 8 MiB, where `RANGES_PLANNED_MAX` would not be enough.
 * @throws InputError `BAD_RANGE_BYTES` when the configured size is no positive whole number.
 */
export function rangeBytesFor(objectBytes: number, configuredRangeBytes?: number): number {
  if (configuredRangeBytes === undefined) {
    const steps = Math.ceil(objectBytes / RANGES_PLANNED_MAX / RANGE_BYTES_ALIGNMENT);
    return Math.max(RANGE_BYTES_DEFAULT, steps * RANGE_BYTES_ALIGNMENT);
  }
  if (!Number.isSafeInteger(configuredRangeBytes) || configuredRangeBytes < 1) {
    throw new InputError("BAD_RANGE_BYTES", "a range has a whole number of bytes, at least one", { rangeBytes: configuredRangeBytes });
  }
  let rangeBytes = configuredRangeBytes;
  while (countRanges(objectBytes, rangeBytes) > RANGES_PER_JOB_MAX) rangeBytes *= 2;
  return rangeBytes;
}

/** How many ranges of `rangeBytes` cover the object; 0 for an empty one. */
export function countRanges(objectBytes: number, rangeBytes: number): number {
  return Math.ceil(objectBytes / rangeBytes);
}

/** The range at `index`, counted from 0. Only the last may be shorter than `rangeBytes`. */
export function rangeAt(objectBytes: number, rangeBytes: number, index: number): ByteRange {
  assert(index >= 0 && index < countRanges(objectBytes, rangeBytes), "NO_SUCH_RANGE", { index, objectBytes, rangeBytes });
  return { startByte: index * rangeBytes, endByte: Math.min(objectBytes, (index + 1) * rangeBytes) };
}

/**
 * Plan the ranges that cover `[0, objectBytes)` once, in order, without gaps or overlap. An empty object has none.
 * They ignore line ends: a line belongs to the range that holds its first byte.
 * @throws InputError `TOO_MANY_RANGES` when more than `RANGES_PER_JOB_MAX` would be needed.
 */
export function planRanges(objectBytes: number, rangeBytes: number): ByteRange[] {
  const count = countRanges(objectBytes, rangeBytes);
  if (count > RANGES_PER_JOB_MAX) {
    throw new InputError("TOO_MANY_RANGES", `no job has more than ${RANGES_PER_JOB_MAX} ranges`, { objectBytes, rangeBytes, count });
  }
  return Array.from({ length: count }, (_, index) => rangeAt(objectBytes, rangeBytes, index));
}

/** The bytes that the lines of a range need: the one before it, which tells whether a line starts with it, and the longest line behind it. */
export function readSpan(range: ByteRange, objectBytes: number): ByteRange {
  return { startByte: Math.max(0, range.startByte - 1), endByte: Math.min(objectBytes, range.endByte + LINE_BYTES_MAX) };
}
