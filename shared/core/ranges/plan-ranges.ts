import { InputError, assert } from "../errors.ts";
import { LINE_BYTES_MAX, RANGES_BEFORE_GROWTH, RANGES_PER_JOB_MAX, RANGES_PLANNED_MAX, RANGE_BYTES_ALIGNMENT, RANGE_BYTES_DEFAULT, RANGE_BYTES_GROWN_MAX } from "../limits.ts";

/** Half-open bytes `[startByte, endByte)` of an object. */
export interface ByteRange {
  startByte: number;
  endByte: number;
}

/**
 * The size of the ranges that an object is cut into: as configured, doubled until `RANGES_PER_JOB_MAX` are enough; else 64 MiB until there are
 * `RANGES_BEFORE_GROWTH`, then more, in steps of 8 MiB, up to 256 MiB, and beyond these where `RANGES_PLANNED_MAX` would not be enough.
 * @throws InputError `BAD_RANGE_BYTES` when the configured size is no positive whole number.
 */
export function rangeBytesFor(objectBytes: number, configuredRangeBytes?: number): number {
  if (configuredRangeBytes === undefined) {
    const grown = Math.min(RANGE_BYTES_GROWN_MAX, shareOf(objectBytes, RANGES_BEFORE_GROWTH));
    return Math.max(RANGE_BYTES_DEFAULT, grown, shareOf(objectBytes, RANGES_PLANNED_MAX));
  }
  if (!Number.isSafeInteger(configuredRangeBytes) || configuredRangeBytes < 1) {
    throw new InputError("BAD_RANGE_BYTES", "a range has a whole number of bytes, at least one", { rangeBytes: configuredRangeBytes });
  }
  let rangeBytes = configuredRangeBytes;
  while (countRanges(objectBytes, rangeBytes) > RANGES_PER_JOB_MAX) rangeBytes *= 2;
  return rangeBytes;
}

/** The size of ranges of which so many are enough. */
function shareOf(objectBytes: number, ranges: number): number {
  return Math.ceil(objectBytes / ranges / RANGE_BYTES_ALIGNMENT) * RANGE_BYTES_ALIGNMENT;
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
